import { createHmac } from 'node:crypto';
import { DEMO } from '../../src/adapters/mysql/seed';
import { startAttacked, type Attacked } from '../support/attack';
import { call, rawExchange } from '../support/http';
import { anOrder } from '../support/resource-api';

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
});
afterAll(() => at.it.api.close());

const base = () => at.processes[0]!;

/** Addresses of as many letters as there may be, of scripts that are long in bytes or compose. */
const LONG_EMAILS = [
  `${'a'.repeat(248)}@x.kr`,
  `${'가'.repeat(248)}@x.kr`,
  `${'🙂'.repeat(120)}@x.kr`,
  `${'ΐ'.repeat(248)}@x.kr`,
  `${'\u1100\u1161'.repeat(124)}@x.kr`,
  `${'\ufb2c'.repeat(100)}@x.kr`,
];

async function signsUp(email: string): Promise<void> {
  const json = { email, password: 'a long password', name: '힣'.repeat(50) };
  const made = await call(base(), { method: 'POST', path: '/v1/auth/signup', json });
  expect([202, 400]).toContain(made.status);
  const login = await call(base(), {
    ...{ method: 'POST', path: '/v1/auth/login', json: { email, password: json.password } },
  });
  expect([200, 400, 401]).toContain(login.status);
  if (made.status === 202) expect(login.status).toBe(200);
}

test.each(LONG_EMAILS)('an address of the most letters is taken or refused: %s', signsUp);

test('an address whose letters grow in lower case is taken or refused', () =>
  signsUp(`${'İ'.repeat(248)}@x.kr`));

/** Days and moments at the ends of time, and just beyond what a database can hold. */
const ENDS = [
  ...['0000-01-01', '0001-01-01', '0999-12-31', '1000-01-01', '1970-01-01', '9999-12-31'],
  ...['0000-01-01T00:00:00+23:59', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999-23:59'],
  ...['9999-12-31T23:59:59Z', '2026-11-22T00:00:00.123456789Z', '2024-02-29', '2026-02-28'],
];

test.each(ENDS)('a period that begins or ends at %s is no error of ours', async (end) => {
  for (const query of [`from=${encodeURIComponent(end)}`, `to=${encodeURIComponent(end)}`]) {
    const heard = await at.it.get(`/v1/payments?${query}`, at.tokens.haneul);
    expect([query, heard.status]).toEqual([query, expect.any(Number)]);
    expect([200, 400]).toContain(heard.status);
  }
});

/** Amounts around every limit there is. */
const AMOUNTS = [
  ...[1, 2_000_000, 2_000_001, 99_999_999, 100_000_000, 100_000_001, 2 ** 31, 2 ** 32],
  ...[999_999_999_999_999, 1_000_000_000_000_000, 2 ** 53 - 1, 2 ** 53, 1e21],
];

test.each(AMOUNTS)(
  '%d won are paid or refunded, or refused: never an error of ours',
  async (amount) => {
    const order = { ...anOrder(at.ids['accountId']!), amount };
    const paid = await at.it.post('/v1/payments', at.tokens.haneul, { json: order });
    expect([201, 400, 422]).toContain(paid.status);
    const self = `/v1/payments/${at.ids['paymentId']}`;
    const ways = [
      [`${self}/refunds`, { reason: '변심', amount }],
      [`${self}/cancel`, { cancelReason: '변심', cancelAmount: amount }],
    ] as const;
    for (const [path, json] of ways) {
      const heard = await at.it.post(path, at.tokens.haneul, { json });
      const expected = amount > 999_999_999_999_999 ? 400 : amount > 14_998 ? 422 : 201;
      expect([path, heard.status]).toEqual([path, expected]);
    }
  },
);

/** Names that would forge a line of the log, a colour of a terminal or a mention in a chat. */
const FORGERIES = [
  ...['a\r\n{"level":"info","msg":"paid"}', 'a\n2026-11-22 INFO paid', '\u001b[2Jgone', 'a\u0000b'],
  ...['a\u2028b', '\u202egnp.exe', 'a\tb', '\u0085'],
];

test.each(FORGERIES)('%j is nobody’s name, order or reason', async (text) => {
  const name = { email: 'forger@example.com', password: 'a long password', name: text };
  const signUp = await call(base(), { method: 'POST', path: '/v1/auth/signup', json: name });
  const order = { ...anOrder(at.ids['accountId']!), orderName: text };
  const paid = await at.it.post('/v1/payments', at.tokens.haneul, { json: order });
  const refund = await at.it.post(`/v1/payments/${at.ids['paymentId']}/refunds`, at.tokens.haneul, {
    json: { reason: text, amount: 1 },
  });
  const renamed = await call(base(), {
    ...{ method: 'PATCH', path: `/v1/accounts/${at.ids['accountId']}`, token: at.tokens.haneul },
    json: { nickname: text },
  });
  for (const heard of [signUp, paid, refund, renamed]) {
    expect([heard.status, heard.body.code]).toEqual([400, 'INVALID_REQUEST']);
  }
});

test('what stands in the address or in headers is in no line of the log', async () => {
  const planted = 'planted-7Qx2';
  const before = at.it.api.logged.length;
  await call(base(), {
    path: `/v1/${planted}?a=${planted}`,
    headers: { 'user-agent': planted, referer: `https://${planted}/`, 'x-request-id': planted },
  });
  await call(base(), { path: `/v1/payments/${planted}`, token: planted });
  const lines = at.it.api.logged.slice(before);
  expect(lines.length).toBeGreaterThan(1);
  expect(JSON.stringify(lines)).not.toContain(planted);
});

test('a header with a line break in it makes no second header and no second request', async () => {
  const smuggled = 'GET /v1/members/me HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n';
  const request = `GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-A: b\n${smuggled}\r\n\r\n`;
  const heard = await rawExchange(at.it.api.port, request);
  expect(heard.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
});

const WEAK_SECRETS = [
  ...['secret', 'password', 'onjeon', 'changeme', 'jwt', 'key', 'test', '123456', '', ' '],
  ...['your-256-bit-secret', 'supersecret', 'admin', 'qwerty', 'letmein', 'hmackey', 'token'],
  ...[DEMO.password, DEMO.partnerSecret, 'onjeon-dev', 'onjeon-api', 'onjeon-secret', 'shhhhh'],
];

test('a token signed with a guessed secret is believed by nobody', async () => {
  const [, claims = ''] = at.tokens.haneul.split('.');
  const header = JSON.parse(
    Buffer.from(at.tokens.haneul.split('.')[0]!, 'base64url').toString(),
  ) as object;
  for (const secret of WEAK_SECRETS) {
    for (const [alg, hash] of [
      ['HS256', 'sha256'],
      ['HS384', 'sha384'],
      ['HS512', 'sha512'],
    ] as const) {
      const head = Buffer.from(JSON.stringify({ ...header, alg })).toString('base64url');
      const signature = createHmac(hash, secret).update(`${head}.${claims}`).digest('base64url');
      const token = `${head}.${claims}.${signature}`;
      const heard = await call(base(), { path: '/v1/members/me', token });
      expect([secret, alg, heard.status, heard.body.code]).toEqual([
        secret,
        alg,
        401,
        'INVALID_TOKEN',
      ]);
    }
  }
});
