import { createHash } from 'node:crypto';
import { z } from 'zod';
import { OnjeonError, type ErrorCode } from '../../domain/errors';
import type { RouteDeps } from '../deps';
import { ERROR_PAGE_STYLE, errorPage } from '../error-page';
import { createHealthCheck, PARTS } from '../health';
import { PROBLEMS } from '../problems';
import { route, type Route } from '../route';

const TAG = 'system';

/** The page runs nothing and loads nothing; only its own style, named by its hash, is let in. */
const STYLE_HASH = createHash('sha256').update(ERROR_PAGE_STYLE).digest('base64');
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'`;

const PartState = z.enum(['ok', 'degraded']);
const ReadyAnswer = z.strictObject({
  status: PartState,
  parts: z.strictObject({
    mysql: PartState,
    temporal: PartState,
    redis: PartState,
    rabbitmq: PartState,
    bank: PartState,
  }),
});

/** For balancers, verifiers of tokens and readers of problems; none of it needs a token. */
export function createSystemRoutes(
  deps: Pick<RouteDeps, 'health' | 'identity' | 'config'>,
): readonly Route[] {
  return [healthz(), readyz(deps), jwks(deps), errorPages(deps)];
}

function healthz(): Route {
  return route({
    method: 'GET',
    path: '/healthz',
    tag: TAG,
    summary: { ko: '프로세스 생존 확인', en: 'The process lives' },
    access: 'public',
    answers: {
      200: { schema: z.strictObject({ status: z.literal('ok') }), description: 'It lives' },
    },
    problems: [],
    handle: async () => ({ status: 200, body: { status: 'ok' } }),
  });
}

function readyz({ health }: Pick<RouteDeps, 'health'>): Route {
  const check = createHealthCheck(health);
  return route({
    method: 'GET',
    path: '/readyz',
    tag: TAG,
    summary: { ko: '요청 처리 가능 여부', en: 'The process can serve' },
    access: 'public',
    answers: { 200: { schema: ReadyAnswer, description: 'It can serve; parts may be degraded' } },
    problems: [],
    handle: async () => {
      const parts = await check();
      // Without the book nothing can be accepted; without any other part payments are still kept whole.
      if (parts.mysql !== 'ok') throw new OnjeonError('SERVICE_UNAVAILABLE');
      const status = PARTS.every((part) => parts[part] === 'ok') ? 'ok' : 'degraded';
      return { status: 200, body: { status, parts } };
    },
  });
}

function jwks({ identity }: Pick<RouteDeps, 'identity'>): Route {
  const keys = identity.keys.publicJwks;
  return route({
    method: 'GET',
    path: '/.well-known/jwks.json',
    tag: TAG,
    summary: { ko: '토큰 검증용 공개키', en: 'Public keys of the tokens' },
    access: 'public',
    answers: {
      200: {
        schema: z.strictObject({ keys: z.array(z.record(z.string(), z.string())) }),
        description: 'A JWK set',
      },
    },
    problems: [],
    // Shorter than the hour a new key is shown before it signs.
    handle: async () => {
      return { status: 200, body: { keys }, headers: { 'Cache-Control': 'public, max-age=300' } };
    },
  });
}

function errorPages({ config }: Pick<RouteDeps, 'config'>): Route {
  return route({
    method: 'GET',
    path: '/errors/{code}',
    tag: TAG,
    summary: { ko: '오류 코드 설명', en: 'What an error code means' },
    access: 'public',
    params: z.object({ code: z.enum(Object.keys(PROBLEMS) as [ErrorCode, ...ErrorCode[]]) }),
    produces: ['text/html'],
    answers: { 200: { schema: null, description: 'A page in Korean or English' } },
    problems: [],
    handle: async ({ params, language }) => ({
      status: 200,
      contentType: 'text/html',
      headers: { 'Content-Security-Policy': PAGE_POLICY },
      body: errorPage(params.code, { language, production: config.production }),
    }),
  });
}
