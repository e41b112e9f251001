import type { HttpMiddleware } from '../context';

/** Pages and answers of ours load nothing, run nothing and are framed by nobody; a page may loosen what it needs. */
const CONTENT_SECURITY_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'";

/** A year: browsers refuse plain HTTP for as long. Sent only where the public address is https. */
const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';

/** Headers every answer has. No CORS header is ever sent: browsers of other origins get nothing. */
export function securityHeaders(deps: { publicUrl: string }): HttpMiddleware {
  const isHttps = deps.publicUrl.startsWith('https:');
  return async (ctx, next) => {
    ctx.set({
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Resource-Policy': 'same-origin',
      ...(isHttps ? { 'Strict-Transport-Security': STRICT_TRANSPORT } : {}),
      // Money and tokens belong in no cache, not even for the errors about them.
      ...(ctx.path.startsWith('/v1') ? { 'Cache-Control': 'no-store' } : {}),
    });
    await next();
  };
}
