import { DEMO } from '../../../src/adapters/mysql/seed';
import { call, logIn, partnerToken, startTestApi, type TestApi } from '../../support/http';

describe('ways in and out', () => {
  let api: TestApi;
  const post = (path: string, json: unknown, token?: string) =>
    call(api.url, { method: 'POST', path, json, token });
  const me = (token: string) => call(api.url, { path: '/v1/members/me', token });

  beforeAll(async () => {
    api = await startTestApi();
  });
  afterAll(() => api.close());

  describe('POST /v1/auth/signup', () => {
    const person = { email: 'New@example.com', password: 'a long password', name: '새사람' };

    it('answers the same whether or not the address was taken, and the first password stays', async () => {
      const first = await post('/v1/auth/signup', person);
      const second = await post('/v1/auth/signup', { ...person, password: 'another password' });
      expect([first.status, first.body]).toEqual([202, { email: 'New@example.com' }]);
      expect([second.status, second.text]).toEqual([202, first.text]);
      const { email } = person;
      const right = await post('/v1/auth/login', { email, password: person.password });
      const wrong = await post('/v1/auth/login', { email, password: 'another password' });
      expect([right.status, wrong.status]).toEqual([200, 401]);
    });

    it.each([
      ['no e-mail', { ...person, email: 'nobody' }, '/email', 'PATTERN'],
      ['short password', { ...person, password: 'too short' }, '/password', 'TOO_SMALL'],
      ['long password', { ...person, password: 'x'.repeat(129) }, '/password', 'TOO_LONG'],
      ['blank name', { ...person, name: '  ' }, '/name', 'TOO_SMALL'],
      ['no name', { ...person, name: undefined }, '/name', 'REQUIRED'],
      ['name of 51', { ...person, name: '가'.repeat(51) }, '/name', 'TOO_LONG'],
      ['name is a number', { ...person, name: 1 }, '/name', 'TYPE'],
      ['a role', { ...person, role: 'operator' }, '/role', 'UNKNOWN'],
      ['isAdmin', { ...person, isAdmin: true }, '/isAdmin', 'UNKNOWN'],
    ])('refuses %s and names the field', async (_name, json, pointer, code) => {
      const heard = await post('/v1/auth/signup', json);
      expect(heard.status).toBe(400);
      expect(heard.body.errors).toEqual([{ pointer, code, detail: expect.any(String) }]);
    });

    it('counts letters as people do: 50 emoji are a name, 10 are a password', async () => {
      const json = { email: 'emoji@example.com', password: '🔑'.repeat(10), name: '🙂'.repeat(50) };
      expect((await post('/v1/auth/signup', json)).status).toBe(202);
    });
  });

  describe('POST /v1/auth/login', () => {
    it('gives a member both tokens, and staff no refresh token', async () => {
      const member = await logIn(api.url, DEMO.members[0].email);
      expect(member).toEqual({
        ...{ accessToken: expect.any(String), tokenType: 'Bearer', expiresIn: 900 },
        ...{ refreshToken: expect.any(String), refreshExpiresIn: 14 * 86_400 },
      });
      expect(await logIn(api.url, 'cs@example.com')).toMatchObject({
        ...{ expiresIn: 600, refreshToken: null, refreshExpiresIn: null },
      });
    });

    it('says the same of a wrong password and an unknown address', async () => {
      const strip = (body: object) => ({ ...body, requestId: 'its own' });
      const wrong = await post('/v1/auth/login', { email: 'bada@example.com', password: 'x' });
      const unknown = await post('/v1/auth/login', { email: 'who@example.com', password: 'x' });
      expect(wrong.status).toBe(401);
      expect(strip(wrong.body)).toEqual(strip(unknown.body));
      expect(wrong.body.code).toBe('INVALID_CREDENTIALS');
      expect(wrong.headers.get('www-authenticate')).toBe('Bearer');
    });
  });

  describe('POST /v1/auth/refresh', () => {
    const refresh = (refreshToken: string) => post('/v1/auth/refresh', { refreshToken });

    it('spends the token, and ends the session when a spent one comes again', async () => {
      const { refreshToken } = await logIn(api.url, DEMO.members[0].email);
      const renewed = await refresh(refreshToken);
      expect(renewed.status).toBe(200);
      expect((await me(renewed.body.accessToken as string)).status).toBe(200);

      const again = await refresh(refreshToken);
      expect([again.status, again.body.code]).toEqual([401, 'TOKEN_REUSED']);
      const heir = await refresh(renewed.body.refreshToken as string);
      expect([heir.status, heir.body.code]).toEqual([401, 'INVALID_TOKEN']);
    });

    it('lets one of 5 at the same moment win', async () => {
      const { refreshToken } = await logIn(api.url, DEMO.members[1].email);
      const heard = await Promise.all(Array.from({ length: 5 }, () => refresh(refreshToken)));
      expect(heard.filter(({ status }) => status === 200)).toHaveLength(1);
    });

    it('refuses a token that nobody was given, and an access token', async () => {
      const { accessToken } = await logIn(api.url, DEMO.members[1].email);
      expect((await refresh('nobody-was-given-this')).body.code).toBe('INVALID_TOKEN');
      expect((await refresh(accessToken)).status).toBe(400);
    });
  });

  describe('POST /v1/auth/logout', () => {
    it('ends the session at once in the process that was asked', async () => {
      const { accessToken, refreshToken } = await logIn(api.url, DEMO.members[0].email);
      expect((await me(accessToken)).status).toBe(200);
      const left = await call(api.url, {
        ...{ method: 'POST', path: '/v1/auth/logout', token: accessToken },
      });
      expect([left.status, left.text]).toEqual([204, '']);
      expect((await me(accessToken)).body.code).toBe('INVALID_TOKEN');
      expect((await post('/v1/auth/refresh', { refreshToken })).body.code).toBe('INVALID_TOKEN');
    });

    it('is not for partners', async () => {
      const token = await partnerToken(api.url);
      const heard = await call(api.url, { method: 'POST', path: '/v1/auth/logout', token });
      expect([heard.status, heard.body.code]).toEqual([403, 'FORBIDDEN']);
    });
  });

  describe('POST /v1/auth/token', () => {
    const { partnerId } = DEMO.partners[0];
    const ask = (
      fields: Record<string, string>,
      { id = partnerId as string, secret = DEMO.partnerSecret as string } = {},
    ) =>
      call(api.url, {
        method: 'POST',
        path: '/v1/auth/token',
        raw: new URLSearchParams(fields).toString(),
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
        },
      });
    const grant = { grant_type: 'client_credentials' };

    it('answers with the names OAuth gave them', async () => {
      const heard = await ask({ ...grant, scope: 'payments:read refunds:write' });
      expect([heard.status, heard.body]).toEqual([
        200,
        {
          ...{ access_token: expect.any(String), token_type: 'Bearer', expires_in: 1800 },
          scope: 'payments:read refunds:write',
        },
      ]);
    });

    it.each([
      ['a wrong secret', grant, { secret: 'wrong' }, 401, 'invalid_client'],
      [
        'an unknown partner',
        grant,
        { id: 'prt_01JDEM0SH0P000000000000009' },
        401,
        'invalid_client',
      ],
      ['an id of another form', grant, { id: "prt_' OR 1=1" }, 401, 'invalid_client'],
      ['another grant', { grant_type: 'password' }, {}, 400, 'unsupported_grant_type'],
      ['no grant', {}, {}, 400, 'invalid_request'],
      ['a scope it does not have', { ...grant, scope: 'ops:write' }, {}, 400, 'invalid_scope'],
    ])('refuses %s as OAuth says', async (_name, fields, client, status, error) => {
      const heard = await ask(fields, client);
      expect([heard.status, heard.body.error]).toEqual([status, error]);
      expect(heard.headers.get('content-type')).toMatch('application/problem+json');
      const challenge = heard.headers.get('www-authenticate');
      expect(challenge).toBe(status === 401 ? 'Bearer, Basic realm="onjeon"' : null);
    });

    it('takes a form only, and no secret in it', async () => {
      const json = await post('/v1/auth/token', grant);
      expect([json.status, json.body.error]).toEqual([415, 'invalid_request']);
      const inBody = await ask({ ...grant, client_secret: DEMO.partnerSecret });
      expect(inBody.status).toBe(400);
    });
  });
});
