import { OnjeonError } from '../../domain/errors';
import { routeOf, type HttpMiddleware } from '../context';
import type { RateLimits, RateState } from '../rate-limits';

/** Counts the request against every limit that concerns it, and tells the client where it stands. */
export function limitRate(deps: { limits: RateLimits }): HttpMiddleware {
  return async (ctx, next) => {
    const { caller, pathParams } = ctx.state;
    const group = routeOf(ctx).rate ?? null;
    const states = await deps.limits.count({ caller, group, address: ctx.ip, pathParams });
    if (states.length > 0) {
      ctx.set('RateLimit-Policy', states.map(policyText).join(', '));
      ctx.set('RateLimit', states.map(stateText).join(', '));
    }
    const exceeded = states.filter((state) => state.exceeded);
    if (exceeded.length > 0) {
      const retryAfterSeconds = Math.max(...exceeded.map((state) => state.resetSeconds));
      throw new OnjeonError('TOO_MANY_REQUESTS', { retryAfterSeconds });
    }
    await next();
  };
}

function policyText({ name, quota, windowSeconds }: RateState): string {
  return `"${name}";q=${quota};w=${windowSeconds}`;
}

function stateText({ name, remaining, resetSeconds }: RateState): string {
  return `"${name}";r=${remaining};t=${resetSeconds}`;
}
