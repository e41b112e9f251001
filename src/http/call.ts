import { routeOf, type HttpContext } from './context';
import { fingerprint } from './fingerprint';
import { JSON_TYPE } from './middleware/negotiate';
import { readPreference } from './prefer';
import type { Call } from './route';

/** The call a handler gets, once every check before it has passed. Says in the answer which preference was heard. */
export function callOf(ctx: HttpContext, fingerprintKey: string | Uint8Array): Call {
  const { state } = ctx;
  const { waits, produces = [JSON_TYPE] } = routeOf(ctx);
  const preference = readPreference(waits ? ctx.get('Prefer') : undefined);
  if (preference.applied) ctx.set('Preference-Applied', preference.applied);
  return {
    ...state.parsed,
    caller: state.caller,
    key: keyedRequest(ctx, fingerprintKey),
    testCode: state.testCode,
    language: state.language,
    waitMs: preference.waitMs,
    traceparent: state.traceparent,
    requestId: state.requestId,
    mediaType: ctx.accepts([...produces]) || produces[0] || JSON_TYPE,
    url: ctx.url,
    address: ctx.ip,
    header: (name) => ctx.get(name) || undefined,
  };
}

function keyedRequest(ctx: HttpContext, fingerprintKey: string | Uint8Array): Call['key'] {
  const { caller, idempotencyKey: key, parsed } = ctx.state;
  if (key === null || caller === null) return null;
  const { method, path } = routeOf(ctx);
  const print = fingerprint(parsed, fingerprintKey);
  return { callerId: caller.id, route: `${method} ${path}`, key, fingerprint: print };
}
