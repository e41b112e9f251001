import { OnjeonError } from '../../domain/errors';
import { routeOf, type HttpMiddleware } from '../context';

/** What a route answers in, unless it says otherwise. */
export const JSON_TYPE = 'application/json';

/** 406 if the client accepts none of the formats the route answers in. Problems are always JSON. */
export const negotiate: HttpMiddleware = async (ctx, next) => {
  const produces = routeOf(ctx).produces ?? [JSON_TYPE];
  if (produces.length > 1) ctx.vary('Accept');
  if (!ctx.accepts([...produces])) throw new OnjeonError('NOT_ACCEPTABLE');
  await next();
};
