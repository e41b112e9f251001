import { call, startTestApi, type TestApi } from '../../support/http';

describe('system routes', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  it('GET /healthz answers while the process lives', async () => {
    const heard = await call(api.url, { path: '/healthz' });
    expect([heard.status, heard.body]).toEqual([200, { status: 'ok' }]);
  });

  it('GET /errors/{code} explains a code in the language of the reader, without outside assets', async () => {
    const korean = await call(api.url, { path: '/errors/EXCEED_DAILY_LIMIT' });
    expect(korean.status).toBe(200);
    expect(korean.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(korean.text).toMatch(/<html lang="ko">[^]*1일 결제 한도를 초과했습니다[^]*X-Test-Code/);
    expect(korean.text).not.toMatch(/src=|href=|<script|@import|url\(/);
    const headers = { 'accept-language': 'en' };
    const english = await call(api.url, { path: '/errors/EXCEED_DAILY_LIMIT', headers });
    expect(english.text).toMatch(/<html lang="en">[^]*Over the daily limit/);
    expect((await call(api.url, { path: '/errors/%3Cscript%3E' })).status).toBe(404);
  });

  it('has such a page for every type a problem names', async () => {
    for (const code of ['NOT_FOUND', 'BANK_PAUSED', 'INTERNAL_ERROR']) {
      const heard = await call(api.url, { path: '/healthz', headers: { 'x-test-code': code } });
      const { pathname } = new URL(heard.body.type as string);
      expect((await call(api.url, { path: pathname })).status).toBe(200);
    }
  });
});

describe('GET /readyz', () => {
  it.each([
    ['everything', [], 200, 'ok'],
    ['Redis', ['redis'], 200, 'degraded'],
    ['the bank', ['bank'], 200, 'degraded'],
    ['MySQL', ['mysql'], 503, undefined],
  ] as const)('with %s away or well', async (_name, away, status, word) => {
    const down: readonly string[] = away;
    const probe = (part: string) => async () => {
      if (down.includes(part)) throw new Error('away');
    };
    const health = { mysql: probe('mysql'), redis: probe('redis'), bank: probe('bank') };
    const api = await startTestApi({ deps: { health } });
    const heard = await call(api.url, { path: '/readyz' });
    expect([heard.status, heard.body.status]).toEqual([status, word ?? 503]);
    if (word) {
      const parts = Object.entries(heard.body.parts as Record<string, string>);
      expect(parts.map(([part]) => part)).toEqual([
        'mysql',
        'temporal',
        'redis',
        'rabbitmq',
        'bank',
      ]);
      expect(parts.filter(([, state]) => state !== 'ok').map(([part]) => part)).toEqual(away);
    }
    await api.close();
  });
});
