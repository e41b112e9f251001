import type { IncomingMessage } from 'node:http';
import { OnjeonError } from '../../domain/errors';
import { routeOf, timesSent, type HttpContext, type HttpMiddleware } from '../context';

/** Enough for any request of ours many times over; more is an attack or a mistake. */
export const MAX_BODY_BYTES = 65_536;

const MEDIA_TYPES = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded',
} as const;

/**
 * Checks the media type, then takes the body in, up to its limit. Compressed bodies are refused: no client of such small
 * requests needs them, and a bomb cannot hide in what is not unpacked.
 */
export const readBody: HttpMiddleware = async (ctx, next) => {
  ctx.state.bytes = Buffer.alloc(0);
  if (hasBody(ctx)) {
    checkMediaType(ctx);
    if (Number(ctx.get('Content-Length')) > MAX_BODY_BYTES) throw new OnjeonError('BODY_TOO_LARGE');
    ctx.state.bytes = await take(ctx.req);
  }
  await next();
};

function hasBody(ctx: HttpContext): boolean {
  return ctx.get('Transfer-Encoding') !== '' || Number(ctx.get('Content-Length') || 0) > 0;
}

function checkMediaType(ctx: HttpContext): void {
  const [type = '', ...parameters] = ctx.get('Content-Type').toLowerCase().split(';');
  const charset = parameters.map((text) => /^\s*charset="?([^"]*)"?\s*$/.exec(text)?.[1]);
  const isKnown = type.trim() === MEDIA_TYPES[routeOf(ctx).bodyFormat ?? 'json'];
  const isUtf8 = charset.every((name) => name === undefined || /^utf-?8$/.test(name));
  const isPlain = ['', 'identity'].includes(ctx.get('Content-Encoding').toLowerCase());
  if (!isKnown || !isUtf8 || !isPlain || timesSent(ctx, 'content-type') > 1) {
    throw new OnjeonError('UNSUPPORTED_MEDIA_TYPE');
  }
}

/** All bytes of the request. A client that goes away in the middle has sent no valid request. */
function take(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (error: OnjeonError | null) => {
      request.removeAllListeners('data');
      if (error) reject(error);
      else resolve(Buffer.concat(chunks));
    };
    request.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      if ((size += chunk.length) > MAX_BODY_BYTES) end(new OnjeonError('BODY_TOO_LARGE'));
    });
    request.once('end', () => end(null));
    request.once('error', () => end(new OnjeonError('INVALID_REQUEST')));
    request.once('close', () => end(new OnjeonError('INVALID_REQUEST')));
  });
}
