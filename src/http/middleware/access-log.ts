import type { Logger } from '../../log';
import type { HttpMiddleware } from '../context';

/** One finished request, for the log and for metrics: the route's template, never the path, body or token. */
export interface RequestRecord {
  readonly method: string;
  /** Template of the route, or `unmatched`, so that metrics have a bounded number of series. */
  readonly route: string;
  readonly status: number;
  readonly durationMs: number;
}

/** Writes one line per finished request, whatever became of it. */
export function accessLog(deps: {
  log: Logger;
  onRequest?: (record: RequestRecord) => void;
}): HttpMiddleware {
  return async (ctx, next) => {
    const startedMs = performance.now();
    try {
      await next();
    } finally {
      const record = {
        method: ctx.method,
        route: ctx.state.route?.path ?? 'unmatched',
        status: ctx.status,
        durationMs: Math.round(performance.now() - startedMs),
      };
      const { requestId, traceparent, caller } = ctx.state;
      const callerId = caller?.id ?? null;
      deps.log.info({ ...record, requestId, traceparent, callerId }, 'request');
      deps.onRequest?.(record);
    }
  };
}
