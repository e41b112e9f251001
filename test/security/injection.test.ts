import { DEMO } from '../../src/adapters/mysql/seed';
import type { Route } from '../../src/http/route';
import {
  INSIDE,
  nameOf,
  pathNames,
  realPath,
  send,
  soundOf,
  startAttacked,
  stateOf,
  tablesOf,
  type Attacked,
} from '../support/attack';
import { SQL } from '../support/attack-texts';

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
});
afterAll(() => at.it.api.close());

/** Texts that every field of free text must take and give back as they are. */
const FREE: readonly [string, (text: string) => object][] = [
  ['PATCH /v1/accounts/{accountId}', (text) => ({ nickname: text.slice(-20) })],
  [
    'POST /v1/payments',
    (text) => ({ orderName: [...text].slice(0, 100).join(''), metadata: { note: text } }),
  ],
  ['POST /v1/payments/{paymentId}/refunds', (text) => ({ reason: text })],
  ['POST /v1/payments/{paymentId}/cancel', (text) => ({ cancelReason: text })],
  ['POST /v1/ops/decisions', (text) => ({ reason: `The bank was asked: ${text}` })],
];

/** Free text too, of which only the first answer says it again: a held bank stays held for the first reason. */
const FREE_ONCE = ['POST /v1/ops/bank/pause', 'POST /v1/ops/bank/resume'];

const routeNamed = (name: string) => at.routes.find((route) => nameOf(route) === name)!;

test('a list of 60 attempts is at hand', () => {
  expect(new Set(SQL).size).toBe(60);
});

test('SQL in the address is an address of nothing: 400 or 404, and nothing has moved', async () => {
  const tables = await tablesOf(at.it.api.sequelize);
  const before = await stateOf(at);
  for (const route of at.routes) {
    for (const name of pathNames(route.path)) {
      for (const text of SQL) {
        const path = realPath(route.path, { ...at.ids, [name]: encodeURIComponent(text) });
        const heard = await send(at, route, { path });
        const what = `${nameOf(route)} ${text}`;
        expect([what, heard.status]).toEqual([what, 404]);
        expect(heard.text).not.toMatch(/You have an error|syntax|ER_/);
      }
    }
  }
  expect(await stateOf(at)).toEqual(before);
  expect(await tablesOf(at.it.api.sequelize)).toEqual(tables);
}, 240_000);

test('SQL in a filter, a cursor or a page size is refused: 400', async () => {
  const before = await stateOf(at);
  for (const route of at.routes.filter(({ query }) => query)) {
    for (const name of Object.keys(route.query!.shape)) {
      for (const text of SQL) {
        const heard = await send(at, route, { query: `${name}=${encodeURIComponent(text)}` });
        const what = `${nameOf(route)} ?${name}=${text}`;
        expect([what, heard.status]).toEqual([what, 400]);
        expect(heard.text).not.toMatch(/You have an error|syntax|ER_/);
      }
    }
  }
  expect(await stateOf(at)).toEqual(before);
}, 240_000);

test('SQL in a header changes nothing about an answer', async () => {
  const me = routeNamed('GET /v1/members/me');
  for (const text of SQL) {
    const value = encodeURIComponent(text);
    const headers = {
      ...{ 'accept-language': value, traceparent: value, 'user-agent': value, prefer: value },
      ...{ 'x-forwarded-for': value, 'if-none-match': value, 'x-request-id': value },
    };
    expect((await send(at, me, { headers })).status).toBe(200);
    const key = { 'idempotency-key': value.padEnd(16, '%') };
    const heard = await send(at, routeNamed('POST /v1/payments'), { headers: key });
    expect([heard.status, heard.body.code]).toEqual([400, 'INVALID_IDEMPOTENCY_KEY']);
    const token = await send(at, me, { headers: { authorization: `Bearer ${value}` } });
    expect([token.status, token.body.code]).toEqual([401, 'INVALID_TOKEN']);
  }
}, 240_000);

test('SQL in a field of a form is refused; in free text it is text, and comes back as it went', async () => {
  const tables = await tablesOf(at.it.api.sequelize);
  for (const route of at.routes.filter(({ body }) => body)) {
    const free = FREE.find(([name]) => name === nameOf(route));
    if (FREE_ONCE.includes(nameOf(route))) continue;
    const { json, form } = await soundOf(at, route);
    if (form || route.path.startsWith('/v1/auth') || route.path.startsWith('/v1/members')) continue;
    for (const [field, sound] of Object.entries(json ?? {})) {
      const isFree = free?.[1]('x') && field in free[1]('x');
      if (typeof sound !== 'string' || isFree) continue;
      for (const text of SQL) {
        const heard = await send(at, route, { json: { ...json, [field]: text } });
        const what = `${nameOf(route)} ${field}=${text}`;
        expect([what, heard.status]).toEqual([what, 400]);
      }
    }
  }
  expect(await tablesOf(at.it.api.sequelize)).toEqual(tables);
}, 240_000);

test.each(FREE)(
  '%s keeps SQL as text',
  async (name, change) => {
    const route = routeNamed(name);
    for (const text of SQL) {
      const json = { ...(await soundOf(at, route)).json, ...change(text) };
      const heard = await send(at, route, { json });
      expect([text, heard.status]).toEqual([text, expect.any(Number)]);
      expect(heard.status).toBeLessThan(300);
      const sent = Object.values(change(text)).filter((one) => typeof one === 'string');
      for (const one of sent) expect(JSON.stringify(heard.body)).toContain(JSON.stringify(one));
    }
  },
  240_000,
);

test('SQL in what signs somebody in is a wrong password of nobody', async () => {
  const [login, refresh] = ['POST /v1/auth/login', 'POST /v1/auth/refresh'].map(routeNamed) as [
    Route,
    Route,
  ];
  for (const text of SQL) {
    const json = { email: text, password: text };
    const heard = await send(at, login, { json, headers: { authorization: null } });
    expect([text, heard.status, heard.body.code]).toEqual([text, 401, 'INVALID_CREDENTIALS']);
    const again = await send(at, refresh, { json: { refreshToken: text } });
    expect([text, again.status, again.body.code]).toEqual([text, 401, 'INVALID_TOKEN']);
    expect(heard.text + again.text).not.toMatch(INSIDE);
  }
  const right = await send(at, login, {
    json: { email: DEMO.members[0].email, password: DEMO.password },
  });
  expect(right.status).toBe(200);
}, 120_000);
