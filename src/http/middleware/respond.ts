import { createHash } from 'node:crypto';
import { routeOf, type HttpContext, type HttpMiddleware } from '../context';
import { fingerprint } from '../fingerprint';
import { readPreference } from '../prefer';
import type { Answer, Call } from '../route';
import { checkAnswer, checkProblem } from '../declared';
import { JSON_TYPE } from './negotiate';

/** Runs the route's handler and sends its answer. Outside production an answer that was not declared is a bug. */
export function respond(deps: {
  fingerprintKey: string | Uint8Array;
  production: boolean;
}): HttpMiddleware {
  return async (ctx) => {
    const route = routeOf(ctx);
    const call = callOf(ctx, deps.fingerprintKey);
    const answer = await route.handle(call as never).catch((thrown: unknown) => {
      throw deps.production ? thrown : checkProblem(route, thrown);
    });
    if (!deps.production) checkAnswer(route, answer);
    send(ctx, answer);
  };
}

function callOf(ctx: HttpContext, fingerprintKey: string | Uint8Array): Call {
  const { state } = ctx;
  const { waits } = routeOf(ctx);
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

function send(ctx: HttpContext, answer: Answer): void {
  ctx.status = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
  if (answer.body === undefined) return;
  const text =
    typeof answer.body === 'string' && answer.contentType
      ? answer.body
      : JSON.stringify(answer.body);
  ctx.body = text;
  ctx.type = answer.contentType ?? JSON_TYPE;
  if (!answer.etag) return;
  // The language is part of it: two texts of one thing are two representations.
  const hash = createHash('sha256').update(`${ctx.state.language}\n${text}`).digest('base64url');
  ctx.set('ETag', `"${hash.slice(0, 22)}"`);
  if (ctx.fresh) ctx.status = 304;
}
