import { DEMO } from '../../../src/adapters/mysql/seed';
import { call, logIn, partnerToken, startTestApi, type TestApi } from '../../support/http';

/** Everything that needs no token. A route that is added here must be meant to be public. */
const PUBLIC = [
  'GET /.well-known/jwks.json',
  'GET /docs',
  'GET /errors/{code}',
  'GET /healthz',
  'GET /openapi.json',
  'GET /readyz',
  'POST /v1/auth/login',
  'POST /v1/auth/refresh',
  'POST /v1/auth/signup',
  'POST /v1/auth/token',
];

describe('every route of the API', () => {
  let api: TestApi;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    api = await startTestApi();
    tokens['member'] = (await logIn(api.url, DEMO.members[0].email)).accessToken;
    tokens['cs'] = (await logIn(api.url, DEMO.staff[0].email)).accessToken;
    tokens['operator'] = (await logIn(api.url, DEMO.staff[1].email)).accessToken;
    tokens['partner'] = await partnerToken(api.url);
  });
  afterAll(() => api.close());

  const protectedRoutes = () => api.routes.filter(({ access }) => access !== 'public');
  const request = (route: { method: string; path: string }, headers: Record<string, string>) =>
    call(api.url, {
      ...{ method: route.method, path: route.path.replaceAll(/\{\w+\}/g, 'x'), headers },
    });

  it('is protected, but for the listed ones', () => {
    const open = api.routes.filter(({ access }) => access === 'public');
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(PUBLIC);
    expect(protectedRoutes().length).toBeGreaterThan(15);
  });

  it('answers 401 without a token, and to Basic', async () => {
    for (const route of protectedRoutes()) {
      for (const headers of [{}, { authorization: '' }, { authorization: 'Basic YTpi' }]) {
        const heard = await request(route, headers as Record<string, string>);
        expect([route.path, heard.status, heard.body.code]).toEqual([
          route.path,
          401,
          'UNAUTHORIZED',
        ]);
        expect(heard.headers.get('www-authenticate')).toMatch(/^Bearer/);
      }
    }
  });

  it('answers 403 to a role it is not for, before it looks anything up', async () => {
    for (const route of protectedRoutes()) {
      const { access } = route;
      const strangers = Object.keys(tokens).filter(
        (role) => access !== 'public' && !access.roles.some((allowed) => allowed === role),
      );
      for (const role of strangers) {
        const heard = await request(route, { authorization: `Bearer ${tokens[role]}` });
        const name = `${role} on ${route.method} ${route.path}`;
        expect([name, heard.status, heard.body.code]).toEqual([name, 403, 'FORBIDDEN']);
      }
    }
  });

  it('answers 403 to a partner without the scope', async () => {
    const token = await partnerToken(api.url, { scope: 'webhooks:write' });
    for (const route of protectedRoutes()) {
      const { access } = route;
      if (access === 'public' || !access.roles.includes('partner')) continue;
      expect([route.path, typeof access.scopes?.partner]).toEqual([route.path, 'string']);
      const heard = await request(route, { authorization: `Bearer ${token}` });
      expect([route.path, heard.status]).toEqual([route.path, 403]);
    }
  });

  it('answers 405 with Allow to methods it has not', async () => {
    for (const route of api.routes) {
      const heard = await request({ ...route, method: 'PUT' }, {});
      expect([route.path, heard.status]).toEqual([route.path, 405]);
      expect(heard.headers.get('allow')).toContain(route.method);
    }
  });

  it('answers any error code that is asked for, without doing anything', async () => {
    for (const route of api.routes.filter(({ method }) => method !== 'GET')) {
      const { access } = route;
      const role = access === 'public' ? 'member' : (access.roles[0] ?? 'member');
      const heard = await request(route, {
        ...{ authorization: `Bearer ${tokens[role]}`, 'x-test-code': 'BANK_PAUSED' },
      });
      expect([route.path, heard.status, heard.body.code]).toEqual([route.path, 503, 'BANK_PAUSED']);
      expect(heard.headers.get('retry-after')).toMatch(/^\d+$/);
    }
  });

  it('names only methods that are declared once per path', () => {
    const names = api.routes.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('GET /v1/members/me', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  it('shows the member, and its name forges no log line', async () => {
    const json = { email: 'odd@example.com', password: DEMO.password, name: '<!channel> "김"' };
    await call(api.url, { method: 'POST', path: '/v1/auth/signup', json });
    const { accessToken: token } = await logIn(api.url, json.email);
    const heard = await call(api.url, { path: '/v1/members/me', token });
    expect(heard.body).toEqual({
      ...{ memberId: expect.stringMatching(/^mbr_/), email: json.email, name: json.name },
      createdAt: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+\+09:00$/),
    });
    expect(JSON.stringify(api.logged)).not.toContain('odd@example.com');
  });

  it.each([
    "' OR 1=1 --",
    '"; DROP TABLE members; --',
    '${7*7}',
    '%27%20OR%201=1',
    '*',
    '1; SELECT SLEEP(9)',
  ])('takes SQL for what it is, text: %s', async (text) => {
    const json = { email: text, password: text };
    const heard = await call(api.url, { method: 'POST', path: '/v1/auth/login', json });
    expect([heard.status, heard.body.code]).toEqual([401, 'INVALID_CREDENTIALS']);
    const path = `/v1/payments/${encodeURIComponent(text)}`;
    const { accessToken: token } = await logIn(api.url, DEMO.members[0].email);
    expect((await call(api.url, { path, token })).body.code).toBe('NOT_FOUND_PAYMENT');
  });
});
