import { randomBytes } from 'node:crypto';
import type { IdMint } from '../../domain/ids';
import type { HttpMiddleware } from '../context';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Names the request and places it in a trace. The request id is always ours, so that nobody can write another's into the
 * log; the trace is the client's if it sent a valid one, with a new span.
 */
export function identify(deps: { ids: IdMint }): HttpMiddleware {
  return async (ctx, next) => {
    ctx.state.requestId = deps.ids.id('request');
    ctx.state.traceparent = continueTrace(ctx.get('traceparent'));
    ctx.state.language = 'ko';
    ctx.state.route = null;
    ctx.state.caller = null;
    ctx.state.testCode = null;
    ctx.state.idempotencyKey = null;
    ctx.state.allow = '';
    ctx.set({ 'X-Request-Id': ctx.state.requestId, traceparent: ctx.state.traceparent });
    await next();
  };
}

/** The client's trace with a span of our own, or a new trace. Ids of zeros only are invalid in W3C's format. */
export function continueTrace(header: string): string {
  const [, trace, parent, flags] = TRACEPARENT.exec(header) ?? [];
  const valid = trace && parent && /[^0]/.test(trace) && /[^0]/.test(parent);
  const traceId = valid ? trace : randomBytes(16).toString('hex');
  return `00-${traceId}-${randomBytes(8).toString('hex')}-${valid ? flags : '01'}`;
}
