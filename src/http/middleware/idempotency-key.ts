import { OnjeonError } from '../../domain/errors';
import { routeOf, timesSent, type HttpMiddleware } from '../context';

/** Long enough that two clients do not choose the same by chance; a UUID fits. */
const KEY = /^[A-Za-z0-9_-]{16,255}$/;

/** Requires one well-formed `Idempotency-Key` where the route is keyed. The quotes of the draft standard are removed. */
export const idempotencyKey: HttpMiddleware = async (ctx, next) => {
  if (routeOf(ctx).keyed) {
    const sent = ctx.get('Idempotency-Key').trim();
    if (sent === '') throw new OnjeonError('MISSING_IDEMPOTENCY_KEY');
    const key = /^"(.*)"$/.exec(sent)?.[1] ?? sent;
    if (timesSent(ctx, 'idempotency-key') > 1 || !KEY.test(key)) {
      throw new OnjeonError('INVALID_IDEMPOTENCY_KEY');
    }
    ctx.state.idempotencyKey = key;
  }
  await next();
};
