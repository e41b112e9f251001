import type Koa from 'koa';
import type { Language } from '../domain/representation';
import type { Caller, Route } from './route';

/** What the middleware find out about a request, each in its turn. */
export interface HttpState {
  requestId: string;
  traceparent: string;
  language: Language;
  /** The route that answers; null until it is matched. */
  route: Route | null;
  /** Path parameters as sent, decoded. */
  pathParams: Readonly<Record<string, string>>;
  /** Methods the path knows, for `Allow`. */
  allow: string;
  caller: Caller | null;
  testCode: string | null;
  /** The body as received; empty where there was none. */
  bytes: Buffer;
  idempotencyKey: string | null;
  /** Params, query and body once the route's schemas have checked them. */
  parsed: { params: unknown; query: unknown; body: unknown };
}

/** One step of a request. */
export type HttpMiddleware = Koa.Middleware<HttpState>;

/** A request on its way through the steps. */
export type HttpContext = Parameters<HttpMiddleware>[0];

/** The matched route. Steps after the router may rely on it. */
export function routeOf(ctx: HttpContext): Route {
  if (!ctx.state.route) throw new Error('no route was matched before this step');
  return ctx.state.route;
}

/** How often the client sent a header: Node hides repetitions of some of them. */
export function timesSent(ctx: HttpContext, name: string): number {
  return ctx.req.rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === name).length;
}
