import { z } from 'zod';
import { DEMO } from '../../../src/adapters/mysql/seed';
import { OnjeonError } from '../../../src/domain/errors';
import { route, type Call, type Route } from '../../../src/http/route';
import {
  call,
  logIn,
  partnerToken,
  rawExchange,
  startTestApi,
  type TestApi,
} from '../../support/http';

/** What the last request reached its handler as; null if none did. */
let reached: Call | null = null;

const keep = (seen: Call) => {
  reached = seen;
  return Promise.resolve({ status: 201, body: { ok: true }, etag: true });
};
const ok = { 201: { schema: z.strictObject({ ok: z.boolean() }), description: 'ok' } };
const common = { tag: 'test', summary: { ko: '시험', en: 'Test' }, answers: ok, problems: [] };

const routes: readonly Route[] = [
  route({
    ...{ ...common, method: 'POST', path: '/v1/things/{thingId}', rate: 'money' },
    ...{ keyed: true, waits: true, testCodes: 'payment', missing: 'NOT_FOUND_PAYMENT' },
    access: { roles: ['member', 'partner'], scopes: { partner: 'refunds:write' } },
    params: z.object({ thingId: z.string().regex(/^[a-z]{1,8}$/) }),
    query: z.object({ limit: z.coerce.number().int().max(100).default(20) }),
    body: z.object({ amount: z.int().min(1), note: z.string().max(5).default('none') }),
    handle: keep,
  }),
  route({
    ...{ ...common, method: 'GET', path: '/v1/undeclared/{way}', access: 'public' },
    params: z.object({ way: z.string() }),
    handle: async ({ params }) => {
      if (params.way === 'status') return { status: 200, body: {} };
      if (params.way === 'body') return { status: 201, body: { ok: 'yes' } };
      if (params.way === 'code') throw new OnjeonError('ACCOUNT_IN_USE');
      throw new Error('secret-host: SELECT * FROM members');
    },
  }),
  route({
    ...{ ...common, method: 'GET', path: '/v1/etag', access: 'public' },
    handle: async ({ language }) => ({ status: 201, body: { ok: language === 'ko' }, etag: true }),
  }),
];

describe('the steps of a request', () => {
  let api: TestApi;
  let member: string;
  let partner: string;
  const KEY = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

  beforeAll(async () => {
    api = await startTestApi({ routes: () => routes });
    member = (await logIn(api.url, DEMO.members[0].email)).accessToken;
    partner = await partnerToken(api.url, { scope: 'payments:read' });
  });
  afterAll(() => api.close());
  beforeEach(() => (reached = null));

  const send = (over: Parameters<typeof call>[1] extends infer R ? Partial<R> : never = {}) =>
    call(api.url, {
      ...{ method: 'POST', path: '/v1/things/abc', token: member, json: { amount: 1 } },
      ...over,
      headers: { 'idempotency-key': KEY, ...over.headers },
    });

  it('hands the handler what was checked, with defaults', async () => {
    expect((await send()).status).toBe(201);
    expect(reached).toMatchObject({
      ...{ params: { thingId: 'abc' }, query: { limit: 20 }, body: { amount: 1, note: 'none' } },
      ...{ testCode: null, waitMs: 5000, language: 'ko', caller: { role: 'member' } },
      key: { callerId: DEMO.members[0].memberId, route: 'POST /v1/things/{thingId}', key: KEY },
    });
  });

  /** Each request has its own fault and every later one: the earliest must answer. */
  const everything = {
    ...{ token: 'no', path: '/v1/things/NOT-A-THING?odd=1' },
    headers: { 'idempotency-key': '', 'x-test-code': 'NOPE', 'content-type': 'text/plain' },
    ...{ json: undefined, raw: 'x'.repeat(70_000) },
  };
  it.each([
    ['route', { path: '/v1/nowhere' }, 404, 'NOT_FOUND'],
    ['method', { method: 'PATCH' }, 405, 'METHOD_NOT_ALLOWED'],
    ['token', {}, 401, 'INVALID_TOKEN'],
    ['role', { token: 'partner' }, 403, 'FORBIDDEN'],
    ['test code', { token: 'member' }, 400, 'TEST_CODE_NOT_ALLOWED'],
    ['media type', { token: 'member', test: '' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['size', { token: 'member', test: '', type: 'application/json' }, 413, 'BODY_TOO_LARGE'],
    [
      'key',
      { token: 'member', test: '', type: 'application/json', raw: '{' },
      400,
      'MISSING_IDEMPOTENCY_KEY',
    ],
    [
      'query',
      { token: 'member', test: '', type: 'application/json', raw: '{', key: KEY },
      400,
      'INVALID_REQUEST',
    ],
    [
      'body',
      {
        token: 'member',
        test: '',
        type: 'application/json',
        raw: '{',
        key: KEY,
        path: '/v1/things/NOT',
      },
      400,
      'INVALID_REQUEST',
    ],
    [
      'existence',
      {
        token: 'member',
        test: '',
        type: 'application/json',
        raw: '{"amount":1}',
        key: KEY,
        path: '/v1/things/NOT',
      },
      404,
      'NOT_FOUND_PAYMENT',
    ],
  ] as [string, Record<string, string>, number, string][])(
    'refuses at its turn: %s',
    async (_name, right, status, code) => {
      const { test, type, key, token, ...over } = right;
      const tokens: Record<string, string> = { member, partner };
      const headers: Record<string, string> = { ...everything.headers };
      if (test !== undefined) delete headers['x-test-code'];
      if (type) headers['content-type'] = type;
      if (key) headers['idempotency-key'] = key;
      const bearer = tokens[token ?? ''] ?? everything.token;
      const heard = await call(api.url, {
        ...{ method: 'POST', ...everything, ...over, headers, token: bearer },
      });
      expect([heard.status, heard.body.code]).toEqual([status, code]);
      expect(reached).toBeNull();
    },
  );

  it('names the allowed methods, and no header makes one of another', async () => {
    const heard = await send({ method: 'DELETE', headers: { 'x-http-method-override': 'POST' } });
    expect([heard.status, heard.headers.get('allow')]).toEqual([405, 'POST']);
    expect(reached).toBeNull();
  });

  it.each([
    '/v1/things/abc/',
    '/V1/things/abc',
    '/v1//things/abc',
    '/v1/things/',
    '/v1/things/%00',
  ])('knows one address per thing, and %s is none', async (path) =>
    expect((await send({ path })).status).toBe(404),
  );

  it.each([
    ['no key', '', 'MISSING_IDEMPOTENCY_KEY'],
    ['15 characters', 'a'.repeat(15), 'INVALID_IDEMPOTENCY_KEY'],
    ['256 characters', 'a'.repeat(256), 'INVALID_IDEMPOTENCY_KEY'],
    ['10,000 characters', 'a'.repeat(10_000), 'INVALID_IDEMPOTENCY_KEY'],
    ['a blank inside', `${'a'.repeat(10)} ${'b'.repeat(10)}`, 'INVALID_IDEMPOTENCY_KEY'],
    ['letters of another alphabet', 'é'.repeat(20), 'INVALID_IDEMPOTENCY_KEY'],
    ['half a quote', `"${'a'.repeat(16)}`, 'INVALID_IDEMPOTENCY_KEY'],
  ])('refuses %s as idempotency key', async (_name, key, code) => {
    const heard = await send({ headers: { 'idempotency-key': key } });
    expect([heard.status, heard.body.code]).toEqual([400, code]);
  });

  it('takes the key with or without quotes, and refuses two', async () => {
    await send({ headers: { 'idempotency-key': `"${KEY}"` } });
    expect(reached?.key?.key).toBe(KEY);
    const line = `Idempotency-Key: ${KEY}\r\n`;
    const head = `POST /v1/things/abc HTTP/1.1\r\nHost: a\r\nConnection: close\r\n`;
    const auth = `Authorization: Bearer ${member}\r\nContent-Length: 0\r\n`;
    const heard = await rawExchange(api.port, `${head}${auth}${line}${line}\r\n`);
    expect(heard).toMatch(/^HTTP\/1\.1 400 [^]*INVALID_IDEMPOTENCY_KEY/);
  });

  it.each([
    [undefined, 5000, null],
    ['wait=0', 0, 'wait=0'],
    ['wait=2', 2000, 'wait=2'],
    ['wait=60', 5000, 'wait=5'],
    ['respond-async', 0, 'respond-async'],
    ['wait=-1', 5000, null],
    ['handling=lenient, wait="3"', 3000, 'wait=3'],
  ])('waits as Prefer: %s asks, and says so', async (prefer, waitMs, applied) => {
    const heard = await send({ headers: prefer === undefined ? {} : { prefer } });
    expect([reached?.waitMs, heard.headers.get('preference-applied')]).toEqual([waitMs, applied]);
  });

  it('continues the trace of the client, and begins one without', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traced = await send({ headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } });
    expect(reached?.traceparent).toMatch(
      new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
    );
    expect(traced.headers.get('traceparent')).toBe(reached?.traceparent);
    await send({ headers: { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` } });
    expect(reached?.traceparent).not.toContain('0'.repeat(32));
  });

  it('gives every answer its own id, the client has no say', async () => {
    const heard = await send({ headers: { 'x-request-id': 'req_chosen-by-client' } });
    expect(heard.headers.get('x-request-id')).toMatch(/^req_[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('answers in Korean, in English when asked, with another ETag', async () => {
    const korean = await call(api.url, { path: '/v1/etag' });
    const english = await call(api.url, {
      path: '/v1/etag',
      headers: { 'accept-language': 'en-US' },
    });
    expect(korean.headers.get('content-language')).toBe('ko');
    expect(english.headers.get('content-language')).toBe('en');
    expect(korean.headers.get('vary')).toContain('Accept-Language');
    expect(korean.headers.get('etag')).not.toBe(english.headers.get('etag'));
    const etag = korean.headers.get('etag')!;
    const same = await call(api.url, { path: '/v1/etag', headers: { 'if-none-match': etag } });
    expect([same.status, same.text]).toEqual([304, '']);
  });

  it('keeps money out of caches, and lets no other origin in', async () => {
    const headers = { origin: 'null' };
    for (const heard of [await send({ headers }), await send({ token: 'no', headers })]) {
      expect(heard.headers.get('cache-control')).toBe('no-store');
      expect(heard.headers.get('access-control-allow-origin')).toBeNull();
      expect(heard.headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('answers 406 to a format it has not', async () => {
    const heard = await send({ headers: { accept: 'text/csv' } });
    expect([heard.status, heard.body.code]).toEqual([406, 'NOT_ACCEPTABLE']);
  });

  it.each(['status', 'body', 'code', 'throw'])(
    'turns an answer that was not declared into a 500 that tells nothing (%s)',
    async (way) => {
      const heard = await call(api.url, { path: `/v1/undeclared/${way}` });
      expect([heard.status, heard.body.code, heard.body.detail]).toEqual([
        500,
        'INTERNAL_ERROR',
        null,
      ]);
      expect(heard.text).not.toMatch(/secret-host|SELECT|undeclared does|at /);
      const lines = api.logged.filter((line) => line['requestId'] === heard.body.requestId);
      expect(lines.map((line) => line['msg'])).toEqual(['request failed', 'request']);
    },
  );

  it('logs the template of the route, never the path', async () => {
    await send({ path: '/v1/things/secretid?odd=secret' });
    const line = api.logged.findLast(({ msg }) => msg === 'request');
    expect(line).toMatchObject({ route: '/v1/things/{thingId}', status: 400, method: 'POST' });
    expect(JSON.stringify(line)).not.toContain('secret');
  });
});
