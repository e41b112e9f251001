import type { OnjeonError } from '../../domain/errors';
import type { Logger } from '../../log';
import type { HttpContext, HttpMiddleware } from '../context';
import { oauthErrorOf } from '../auth/oauth-errors';
import { describeError } from '../describe-error';
import { asOnjeonError, problemDocument } from '../problems';

/** Seconds to wait where the error itself does not say: long enough for a store to come back, short for a person. */
const RETRY_AFTER_SECONDS = 5;

/** Turns whatever a later step throws into a problem document. Bugs are logged here, once, with their cause. */
export function answerProblems(deps: { publicUrl: string; log: Logger }): HttpMiddleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      const error = asOnjeonError(thrown);
      if (error.kind !== 'refused') logFailure(deps.log, ctx, error);
      answer(ctx, error, deps.publicUrl);
    }
  };
}

function answer(ctx: HttpContext, error: OnjeonError, publicUrl: string): void {
  const { requestId, language, route } = ctx.state;
  const document = problemDocument(error, { publicUrl, instance: ctx.path, requestId, language });
  const isOauth = route?.bodyFormat === 'form';
  ctx.status = document.status;
  for (const [name, value] of Object.entries(headersOf(error, ctx))) ctx.set(name, value);
  ctx.body = JSON.stringify(isOauth ? { ...document, error: oauthErrorOf(error) } : document);
  ctx.type = 'application/problem+json';
}

function headersOf(error: OnjeonError, ctx: HttpContext): Record<string, string> {
  const { status, state } = ctx;
  const seconds = error.facts.retryAfterSeconds;
  if (status === 401) return { 'WWW-Authenticate': challenge(error, ctx) };
  if (status === 405) return { Allow: state.allow };
  if (status === 413) return { Connection: 'close' };
  if (status === 429 || status === 503) {
    return { 'Retry-After': String(seconds ?? RETRY_AFTER_SECONDS) };
  }
  return seconds === undefined ? {} : { 'Retry-After': String(seconds) };
}

/** RFC 6750; the token endpoint also names the scheme it is used with. */
function challenge(error: OnjeonError, ctx: HttpContext): string {
  if (ctx.state.route?.bodyFormat === 'form') return 'Bearer, Basic realm="onjeon"';
  const isBadToken = error.code === 'INVALID_TOKEN' || error.code === 'TOKEN_EXPIRED';
  return isBadToken ? 'Bearer error="invalid_token"' : 'Bearer';
}

function logFailure(log: Logger, ctx: HttpContext, error: OnjeonError): void {
  const route = ctx.state.route?.path ?? 'unmatched';
  const facts = { code: error.code, requestId: ctx.state.requestId, route };
  log.error({ ...facts, error: describeError(error.facts.cause ?? error) }, 'request failed');
}
