import Router from '@koa/router';
import { OnjeonError } from '../../domain/errors';
import type { HttpMiddleware } from '../context';
import type { Route } from '../route';

const MATCH_ONLY: HttpMiddleware = async () => {};

/**
 * Finds the route of the request, or answers 404, or 405 with what the path does allow. Paths are matched letter by
 * letter, without a forgiving trailing slash: one thing has one address.
 */
export function matchRoute(routes: readonly Route[]): HttpMiddleware {
  const table = [...routes].sort(literalsFirst);
  const router = new Router({ sensitive: true, strict: true });
  table.forEach((route, index) => {
    const path = route.path.replaceAll(/\{(\w+)\}/g, ':$1');
    router.register(path, [route.method], MATCH_ONLY as never, { name: String(index) });
  });

  return async (ctx, next) => {
    const found = router.match(ctx.path, ctx.method);
    if (found.path.length === 0) throw new OnjeonError('NOT_FOUND');
    ctx.state.allow = [...new Set(found.path.flatMap((layer) => layer.methods))].join(', ');
    const layer = found.pathAndMethod[0];
    const route = table[Number(layer?.name)];
    if (!layer || !route) throw new OnjeonError('METHOD_NOT_ALLOWED');
    ctx.state.route = route;
    ctx.state.pathParams = layer.params(ctx.path, layer.captures(ctx.path));
    await next();
  };
}

/** `/payments/orders/{orderId}` before `/payments/{paymentId}/refunds`: a literal step is the more exact one. */
function literalsFirst(left: Route, right: Route): number {
  const order = (route: Route) => route.path.replaceAll('{', '~');
  return order(left) < order(right) ? -1 : 1;
}
