import { createHash } from 'node:crypto';
import { callOf } from '../call';
import { routeOf, type HttpContext, type HttpMiddleware } from '../context';
import type { Answer } from '../route';
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
  const etag = etagOf(text, ctx.state.language);
  ctx.set('ETag', etag);
  const known = ctx.get('If-None-Match').split(',');
  if (known.some((one) => one.trim().replace(/^W\//, '') === etag)) ctx.status = 304;
}

/** The language is part of it: two texts of one thing are two representations. */
function etagOf(text: string, language: string): string {
  const hash = createHash('sha256').update(`${language}\n${text}`).digest('base64url');
  return `"${hash.slice(0, 22)}"`;
}
