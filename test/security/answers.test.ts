import { DEMO } from '../../src/adapters/mysql/seed';
import type { Route } from '../../src/http/route';
import {
  INSIDE,
  nameOf,
  PEOPLE,
  send,
  startAttacked,
  type Attacked,
  type Person,
} from '../support/attack';
import { call, type Heard } from '../support/http';
import { anOpening } from '../support/resource-api';

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
});
afterAll(() => at.it.api.close());
beforeEach(() => {
  at.it.engine.plan = 'EXECUTED';
});

const names = Object.keys(PEOPLE) as Person[];

/** Every protected route as everybody who may call it, and those who may not. */
async function everything(): Promise<readonly (readonly [string, Person, Route, Heard])[]> {
  const heard: (readonly [string, Person, Route, Heard])[] = [];
  for (const route of at.routes.filter(({ access }) => access !== 'public')) {
    if (/logout|password/.test(route.path) || route.method === 'DELETE') continue;
    for (const by of names) {
      heard.push([`${by} ${nameOf(route)}`, by, route, await send(at, route, { by })]);
    }
  }
  return heard;
}

/** The names of all fields of a body, at any depth. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
}

/** Columns and settings of ours; none is part of what the API shows anybody. */
const NEVER =
  /_|password|hash|secret|encrypted|finAcno|birth|slot|registration|fingerprint|lock|nextAction|eventSequence|limitDay|testCode|refundable$/i;

/** What stands behind a payment: for those who look into it, not for those who pay and are paid. */
const STAFF_ONLY = /^(transfers|memberId|tsymd|isTuno|evidence|workflow|bank|movementId)$/;

test('no answer holds a field of the inside, and what staff see nobody else does', async () => {
  const heard = await everything();
  expect(heard.filter(([, , , { status }]) => status < 300).length).toBeGreaterThan(20);
  let staff = 0;
  for (const [name, by, { path }, { status, body }] of heard) {
    const fields = fieldsOf(body);
    expect([name, fields.filter((field) => NEVER.test(field))]).toEqual([name, []]);
    const special = fields.filter((field) => STAFF_ONLY.test(field));
    // A problem always has `bank`, and a member may read its own id.
    const isOwn = status >= 300 || path === '/v1/members/me';
    if (PEOPLE[by].role === 'member' || PEOPLE[by].role === 'partner') {
      if (!isOwn) expect([name, special]).toEqual([name, []]);
    } else staff += special.length;
  }
  expect(staff).toBeGreaterThan(10);
});

test('no answer tells a number, a holder’s whole name or a birth date', async () => {
  const opening = { ...anOpening(), accountNumber: '3529174608231', birthDate: '1987-09-23' };
  const opened = await at.it.post('/v1/accounts', at.tokens.haneul, { json: opening });
  at.it.engine.plan = 'REFUSED';
  const other = { ...opening, accountNumber: '3529174608242' };
  const failed = await at.it.post('/v1/accounts', at.tokens.haneul, { json: other });
  expect([opened.status, failed.body.status]).toEqual([201, 'FAILED']);
  at.it.engine.plan = 'EXECUTED';
  const again = await at.it.post('/v1/accounts', at.tokens.haneul, { json: opening });
  expect(again.status).toBe(409);
  const heard = [...(await everything()).map((one) => one[3]), opened, failed, again];
  for (const { text } of heard) {
    expect(text).not.toMatch(/352-?9174|9174608|1987-?09-?23|870923/);
  }
  const mine = heard.filter(({ text }) => text.includes(DEMO.members[0].name));
  expect(mine.every(({ body }) => body.email === DEMO.members[0].email)).toBe(true);
});

test('money and tokens are in no cache, and no other origin may read any answer', async () => {
  const paths = at.routes.map((route) => ({ route, path: undefined as string | undefined }));
  const nowhere = [{ route: at.routes[0]!, path: '/v1/nowhere' }];
  for (const origin of ['null', 'https://evil.example', 'https://pay.example.kr.evil.example']) {
    for (const { route, path } of [...paths, ...nowhere]) {
      for (const method of [route.method, 'OPTIONS', 'PUT']) {
        if (method === 'DELETE') continue;
        const heard = await send(at, route, {
          ...{
            method,
            ...(path ? { path } : {}),
            ...(method === 'OPTIONS' ? { json: undefined } : {}),
          },
          headers: {
            origin,
            'access-control-request-method': 'POST',
            'access-control-request-headers': 'authorization',
          },
        });
        const name = `${method} ${route.path}`;
        const cors = [...heard.headers.keys()].filter((key) =>
          /^access-control-|^timing/.test(key),
        );
        expect([name, cors]).toEqual([name, []]);
        expect(heard.headers.get('x-content-type-options')).toBe('nosniff');
        expect(heard.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
        expect(heard.headers.get('set-cookie')).toBeNull();
        expect(heard.headers.get('server')).toBeNull();
        expect(heard.headers.get('x-powered-by')).toBeNull();
        if ((path ?? route.path).startsWith('/v1')) {
          expect([name, heard.headers.get('cache-control')]).toEqual([name, 'no-store']);
        }
      }
    }
  }
}, 240_000);

test('methods nobody knows are 405 with what the path allows, and mean nothing else', async () => {
  for (const route of at.routes) {
    for (const method of ['PUT', 'PROPFIND', 'OPTIONS', 'SEARCH']) {
      const heard = await send(at, route, {
        method,
        json: undefined,
        headers: { 'content-type': null },
      });
      expect([nameOf(route), method, heard.status]).toEqual([nameOf(route), method, 405]);
      const allow = (heard.headers.get('allow') ?? '').split(', ').filter((one) => one !== 'HEAD');
      const known = at.routes.filter(({ path }) => path === route.path).map((one) => one.method);
      expect(allow).toEqual(expect.arrayContaining(known));
      expect(allow).not.toContain(method);
    }
  }
});

test('HEAD tells no more than GET would, and asks for the same token', async () => {
  for (const route of at.routes.filter(({ method }) => method === 'GET')) {
    const get = await send(at, route);
    const head = await send(at, route, { method: 'HEAD' });
    const bare = await send(at, route, { method: 'HEAD', headers: { authorization: null } });
    expect([nameOf(route), head.status, head.text]).toEqual([nameOf(route), get.status, '']);
    expect(bare.status).toBe(route.access === 'public' ? get.status : 401);
  }
});

const ODD_PATHS = [
  ...['//v1/payments', '/v1/../v1/payments', '/v1/./payments', '/v1/payments/', '/V1/payments'],
  ...[
    '/v1/payments;a=1',
    '/v1/payments%2f',
    '/v1%2fpayments',
    '/v1/payments%00',
    '/v1/payments.json',
  ],
  ...['/v1/payments/%2e%2e/accounts', '/v1/accounts/%E0%A4%A', '/..%2f..%2fetc/passwd', '/.env'],
  ...['/.git/config', '/metrics', '/admin', '/debug', '/sandbox/state', '/v1/ops/decisions', '/*'],
];

test.each(ODD_PATHS)('%s is the address of nothing', async (path) => {
  for (const process of at.processes) {
    // fetch tidies some of them up before sending; then the plain address must refuse for want of a token.
    const heard = await call(process, { path });
    expect([401, 404]).toContain(heard.status);
    expect(heard.text).not.toMatch(INSIDE);
  }
});
