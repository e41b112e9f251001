import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { HttpConfig } from '../config';
import { PAGE_STYLE } from '../docs-html';
import { docsPage } from '../docs-page';
import { openApi, type OpenApi } from '../openapi';
import { route, type Route } from '../route';

const TAG = 'documents';
/** Documents change with a release only. */
const CACHE = { 'Cache-Control': 'public, max-age=300' } as const;

/** The page runs nothing and loads nothing; only its own style, named by its hash, is let in. */
const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64');
const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'`;

/** The documents of the given routes and of themselves; made once, when first asked for. */
export function createDocsRoutes(
  described: readonly Route[],
  config: Pick<HttpConfig, 'publicUrl' | 'production'>,
): readonly Route[] {
  const document: () => OpenApi = once(() => openApi(all, config));
  const page: () => string = once(() =>
    docsPage(all, { document: document(), production: config.production }),
  );
  const own: readonly Route[] = [openApiRoute(document), docsRoute(page)];
  const all: readonly Route[] = [...described, ...own];
  return own;
}

function openApiRoute(document: () => unknown): Route {
  return route({
    method: 'GET',
    path: '/openapi.json',
    tag: TAG,
    summary: { ko: 'OpenAPI 문서', en: 'The OpenAPI document' },
    access: 'public',
    answers: {
      200: { schema: z.looseObject({ openapi: z.literal('3.1.0') }), description: 'OpenAPI 3.1' },
    },
    problems: [],
    handle: async () => ({ status: 200, body: document(), headers: CACHE, etag: true }),
  });
}

function docsRoute(page: () => string): Route {
  return route({
    method: 'GET',
    path: '/docs',
    tag: TAG,
    summary: { ko: 'API 안내서', en: 'The reference to read' },
    access: 'public',
    produces: ['text/html'],
    answers: { 200: { schema: null, description: 'A page in Korean and English' } },
    problems: [],
    handle: async () => ({
      status: 200,
      contentType: 'text/html',
      body: page(),
      headers: { ...CACHE, 'Content-Security-Policy': PAGE_POLICY },
    }),
  });
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
