import { createHmac, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { DEMO } from '../../../src/adapters/mysql/seed';
import {
  aSigningKey,
  call,
  logIn,
  rawExchange,
  startTestApi,
  type TestApi,
} from '../../support/http';

type Part = Record<string, unknown>;

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Part;

/** Attacks S1-S4, S8, S9 and the header members koa-jwt would believe. */
describe('access tokens', () => {
  const key = aSigningKey('key-1');
  const privateKey = createPrivateKey({ key: { ...key }, format: 'jwk' });
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' });
  let api: TestApi;
  let good: string;
  let header: Part;
  let claims: Part;

  beforeAll(async () => {
    api = await startTestApi({ config: { jwtKeys: [key] } });
    ({ accessToken: good } = await logIn(api.url, DEMO.members[0].email));
    [header, claims] = good.split('.').slice(0, 2).map(decode) as [Part, Part];
  });
  afterAll(() => api.close());

  const me = (headers: Record<string, string>) =>
    call(api.url, { path: '/v1/members/me', headers });
  const present = (token: string) => me({ authorization: `Bearer ${token}` });

  function signed(
    over: { header?: Part; claims?: Part; rawClaims?: string },
    by: KeyObject = privateKey,
  ): string {
    const body = over.rawClaims
      ? Buffer.from(over.rawClaims).toString('base64url')
      : encode({ ...claims, ...over.claims });
    const text = `${encode({ ...header, ...over.header })}.${body}`;
    const signature = sign('sha256', Buffer.from(text), { key: by, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  }

  it('believes a token made with its own key: the attacks below fail for their own reason', async () => {
    expect((await present(good)).status).toBe(200);
    expect((await present(signed({}))).status).toBe(200);
  });

  it('shows who it is for and by whom, and only ES256', () => {
    expect(header).toEqual({ alg: 'ES256', kid: 'key-1', typ: 'at+jwt' });
    expect(claims).toEqual({
      ...{ iss: 'onjeon', aud: 'onjeon-api', sub: DEMO.members[0].memberId, role: 'member' },
      ...{ scope: '', sid: expect.stringMatching(/^ses_/), jti: expect.any(String) },
      ...{ iat: expect.any(Number), nbf: expect.any(Number), exp: expect.any(Number) },
    });
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(900);
  });

  it.each([
    ['nothing', {}],
    ['an empty header', { authorization: '' }],
    ['the scheme alone', { authorization: 'Bearer' }],
    ['Basic', { authorization: 'Basic aGFuZXVsOnB3' }],
    ['two tokens in one', { authorization: 'Bearer a.b.c d.e.f' }],
  ])('answers 401 UNAUTHORIZED to %s', async (_name, headers) => {
    const heard = await me(headers as Record<string, string>);
    expect([heard.status, heard.body.code]).toEqual([401, 'UNAUTHORIZED']);
    expect(heard.headers.get('www-authenticate')).toBe('Bearer');
  });

  const unsigned = (alg: string) => `${encode({ ...header, alg })}.${encode(claims)}.`;
  const hs256 = (secret: string | Buffer) => {
    const text = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  };
  const now = () => Math.floor(Date.now() / 1000);
  const swapped = (token: string, at: number, part: string) =>
    token
      .split('.')
      .map((own, i) => (i === at ? part : own))
      .join('.');
  /** The last letter of 64 bytes carries four spare bits: another letter, the same signature. */
  const spareBitsChanged = (token: string) => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return token.slice(0, -1) + alphabet[alphabet.indexOf(token.at(-1)!) ^ 1];
  };
  const bitFlipped = (token: string) => {
    const [head, body, signature] = token.split('.');
    const bytes = Buffer.from(signature!, 'base64url');
    bytes[5]! ^= 1;
    return `${head}.${body}.${bytes.toString('base64url')}`;
  };

  const attacks: [string, () => string][] = [
    ...['none', 'None', 'NONE', 'nOnE', ''].map((alg): [string, () => string] => [
      `alg "${alg}" without signature`,
      () => unsigned(alg),
    ]),
    ['alg none with the old signature', () => swapped(good, 0, encode({ ...header, alg: 'none' }))],
    ['HS256 signed with our public key', () => hs256(publicPem as string)],
    ...['secret', 'onjeon', '123456', ''].map((secret): [string, () => string] => [
      `HS256 signed with "${secret}"`,
      () => hs256(secret),
    ]),
    ['alg ES384 in the header', () => signed({ header: { alg: 'ES384' } })],
    ['no signature', () => swapped(good, 2, '')],
    ['half a signature', () => good.slice(0, -43)],
    ['one bit of the signature flipped', () => bitFlipped(good)],
    ['spare bits of the signature changed', () => spareBitsChanged(good)],
    ['padding after the signature', () => `${good}==`],
    [
      'another claim under the old signature',
      () => swapped(good, 1, encode({ ...claims, role: 'operator' })),
    ],
    [
      'a signature by another key',
      () => {
        const other = createPrivateKey({ key: { ...aSigningKey('key-1') }, format: 'jwk' });
        return signed({}, other);
      },
    ],
    ...['key-2', '../../etc/passwd', "' OR 1=1 --", '\0', 'x'.repeat(3000), ''].map(
      (kid): [string, () => string] => [
        `kid ${JSON.stringify(kid.slice(0, 20))}`,
        () => signed({ header: { kid } }),
      ],
    ),
    ['a kid that is an object', () => signed({ header: { kid: { a: 1 } } })],
    ['no kid', () => signed({ header: { kid: undefined } })],
    ['typ JWT', () => signed({ header: { typ: 'JWT' } })],
    ['no typ', () => signed({ header: { typ: undefined } })],
    ['jku', () => signed({ header: { jku: 'http://127.0.0.1:9/jwks.json' } })],
    ['x5u', () => signed({ header: { x5u: 'http://127.0.0.1:9/cert' } })],
    ['x5c', () => signed({ header: { x5c: ['AAAA'] } })],
    [
      'an embedded jwk',
      () => signed({ header: { jwk: { kty: key.kty, crv: key.crv, x: key.x, y: key.y } } }),
    ],
    ['an unknown crit', () => signed({ header: { crit: ['exp'], exp: 1 } })],
    ['no exp', () => signed({ claims: { exp: undefined } })],
    ['exp as text', () => signed({ claims: { exp: String(now() + 900) } })],
    ['exp 1e308', () => signed({ claims: { exp: 1e308 } })],
    ['exp with a fraction', () => signed({ claims: { exp: now() + 900.5 } })],
    ['no iat', () => signed({ claims: { iat: undefined } })],
    ['iat in the future', () => signed({ claims: { iat: now() + 60 } })],
    ['no nbf', () => signed({ claims: { nbf: undefined } })],
    ['nbf in the future', () => signed({ claims: { nbf: now() + 60 } })],
    ['another issuer', () => signed({ claims: { iss: 'https://evil.example' } })],
    ['no issuer', () => signed({ claims: { iss: undefined } })],
    ['another audience', () => signed({ claims: { aud: 'another-api' } })],
    ['a list of audiences', () => signed({ claims: { aud: ['onjeon-api', 'another-api'] } })],
    ['no jti', () => signed({ claims: { jti: undefined } })],
    ['no session', () => signed({ claims: { sid: undefined } })],
    [
      'a session nobody opened',
      () => signed({ claims: { sid: 'ses_01JD8QK3V5M7N9P1R3T5W7Y9Z1' } }),
    ],
    ['a session of somebody else', () => signed({ claims: { sub: DEMO.members[1].memberId } })],
    ['another role', () => signed({ claims: { role: 'operator', sub: DEMO.staff[1].staffId } })],
    ['a role nobody has', () => signed({ claims: { role: 'admin' } })],
    ['a role from a prototype', () => signed({ claims: { role: 'constructor' } })],
    [
      'a claim given twice',
      () => signed({ rawClaims: JSON.stringify(claims).replace('{', '{"role":"member",') }),
    ],
    ['claims that are a list', () => signed({ rawClaims: '[]' })],
    ['claims that are no JSON', () => signed({ rawClaims: 'sub=1' })],
    ['a token of 10 kB', () => signed({ claims: { more: 'x'.repeat(10_000) } })],
    ['two parts', () => good.split('.').slice(0, 2).join('.')],
    ['four parts', () => `${good}.x`],
  ];

  it.each(attacks)('answers 401 INVALID_TOKEN to %s', async (_name, forge) => {
    const heard = await present(forge());
    expect([heard.status, heard.body.code]).toEqual([401, 'INVALID_TOKEN']);
    expect(heard.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    expect(heard.text).not.toMatch(/jwt|signature|at Object|node_modules/);
  });

  it('allows clocks 30 s apart and no more', async () => {
    expect((await present(signed({ claims: { exp: now() - 20 } }))).status).toBe(200);
    expect((await present(signed({ claims: { nbf: now() + 20, iat: now() + 20 } }))).status).toBe(
      200,
    );
    const late = await present(signed({ claims: { exp: now() - 31 } }));
    expect([late.status, late.body.code]).toEqual([401, 'TOKEN_EXPIRED']);
    expect((await present(signed({ claims: { exp: -1 } }))).status).toBe(401);
  });

  it('refuses a refresh token as access token', async () => {
    const { refreshToken } = await logIn(api.url, DEMO.members[0].email);
    expect((await present(refreshToken)).body.code).toBe('INVALID_TOKEN');
  });

  it('answers 400 to two Authorization headers, and to a token in the address', async () => {
    const line = `Authorization: Bearer ${good}\r\n`;
    const request = `GET /v1/members/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${line}${line}\r\n`;
    expect(await rawExchange(api.port, request)).toMatch(/^HTTP\/1\.1 400 [^]*INVALID_REQUEST/);
    const inUrl = await call(api.url, { path: `/v1/members/me?access_token=${good}` });
    expect([inUrl.status, inUrl.body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(inUrl.text).not.toContain(good);
  });

  it('writes no token into the log', () => {
    const log = JSON.stringify(api.logged);
    expect(log).not.toContain(good.split('.')[2]);
    expect(log).not.toContain('Bearer');
  });

  it('shows its public keys and nothing private', async () => {
    const heard = await call(api.url, { path: '/.well-known/jwks.json' });
    const { kty, crv, x, y, kid } = key;
    expect(heard.body).toEqual({ keys: [{ kty, crv, x, y, kid, use: 'sig', alg: 'ES256' }] });
    expect(heard.text).not.toContain(key.d);
  });
});
