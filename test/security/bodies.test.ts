import { gzipSync } from 'node:zlib';
import type { Route } from '../../src/http/route';
import {
  INSIDE,
  nameOf,
  realPath,
  send,
  soundOf,
  startAttacked,
  stateOf,
  type Attacked,
} from '../support/attack';
import { call } from '../support/http';

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
});
afterAll(() => at.it.api.close());

const withBody = () => at.routes.filter(({ body }) => body);
const withoutBody = () =>
  at.routes.filter(({ method, body, path }) => !body && method !== 'GET' && !/logout/.test(path));

/** Fields of ours that a client might try to decide itself. */
const NOT_YOURS: Readonly<Record<string, unknown>> = {
  status: 'DONE',
  id: 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  paymentId: 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  memberId: 'mbr_01JDEM0MEMBER0000000000002',
  partner_id: 'prt_01JDEM0SH0P000000000000002',
  balanceAmount: 1,
  totalAmount: 1,
  approvedAt: '2026-11-22T16:31:29.120+09:00',
  createdAt: '2026-11-22T16:31:29.120+09:00',
  limits: { perDay: 1e12 },
  version: 99,
  role: 'operator',
  isAdmin: true,
  scopes: ['ops:write'],
  testCode: 'BANK_SLOW',
  access_token: 'x',
  $where: '1',
  toString: 'x',
  '': 1,
};

test('no field that a route does not name reaches it: 400, each by name, nothing changed', async () => {
  const before = await stateOf(at);
  for (const route of withBody()) {
    const { json, form } = await soundOf(at, route);
    for (const [field, value] of Object.entries(NOT_YOURS)) {
      const extra = form
        ? { form: { ...form, [field]: String(value) } }
        : { json: { ...json, [field]: value } };
      const heard = await send(at, route, extra);
      const name = `${field} to ${nameOf(route)}`;
      expect([name, heard.status, heard.body.code]).toEqual([name, 400, 'INVALID_REQUEST']);
      expect(heard.body.errors).toContainEqual({
        ...{ pointer: `/${field}`, code: 'UNKNOWN', detail: expect.any(String) },
      });
    }
  }
  expect(await stateOf(at)).toEqual(before);
});

test('a route that takes no body takes none: nothing that is sent along does anything', async () => {
  const before = await stateOf(at);
  for (const route of withoutBody()) {
    const heard = await send(at, route, { json: NOT_YOURS });
    expect([nameOf(route), heard.status]).toEqual([nameOf(route), 400]);
  }
  expect(await stateOf(at)).toEqual(before);
});

const ODD_QUERIES = [
  ...['memberId=mbr_01JDEM0MEMBER0000000000002', 'sort=amount', 'limit=1&limit=100', 'offset=0'],
  ...['fields=*', 'where[status]=DONE', 'status[$ne]=X', '__proto__[role]=operator', 'callback=x'],
  ...['%00=1', '%ff=1', 'a=%ff', 'a=%E0%A4%A', '=', 'constructor=1', 'access_token=x'],
];

/** What a route is asked with by right: customer service searches by member. */
const RIGHTFUL: ReadonlySet<string> = new Set(['GET /v1/cs/payments memberId']);

test.each(ODD_QUERIES)('no route takes ?%s', async (query) => {
  const before = await stateOf(at);
  for (const route of at.routes) {
    if (RIGHTFUL.has(`${nameOf(route)} ${query.split('=')[0]}`)) continue;
    const heard = await send(at, route, { query });
    expect([nameOf(route), heard.status]).toEqual([nameOf(route), 400]);
    expect(heard.text).not.toMatch(INSIDE);
  }
  expect(await stateOf(at)).toEqual(before);
});

/** Each value in the place of each field: an operator object is no value, and no type is another. */
const NO_VALUES: readonly unknown[] = [
  ...[{ $ne: null }, { $gt: '' }, { ne: 1 }, [], ['a'], [{}], null, true, 1.5, -1, {}],
  ...[{ toString: 'x' }, { val: 'NULL' }, { fn: 'sleep', args: [9] }, { literal: '1' }],
];

test('no field takes a value of another type, and no object is an operator', async () => {
  const before = await stateOf(at);
  for (const route of withBody()) {
    const { json, form } = await soundOf(at, route);
    if (form) continue;
    for (const [field, sound] of Object.entries(json ?? {})) {
      for (const value of NO_VALUES) {
        if (typeof value === typeof sound && typeof value === 'boolean') continue;
        const heard = await send(at, route, { json: { ...json, [field]: value } });
        const name = `${field}=${JSON.stringify(value)} to ${nameOf(route)}`;
        expect([name, heard.status, heard.body.code]).toEqual([name, 400, 'INVALID_REQUEST']);
        expect(heard.body.errors.length).toBeGreaterThan(0);
      }
    }
  }
  expect(await stateOf(at)).toEqual(before);
});

const many = (count: number, one: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => one(i)).join(',');

/** JSON bodies of at most 64 kB that are made to be expensive or to be read in two ways. */
const MONSTERS: readonly [string, string][] = [
  ['a key twice', '{"a":1,"a":1}'],
  ['__proto__', '{"__proto__":{"status":"DONE"}}'],
  ['an escaped __proto__', '{"\\u005f_proto__":{"status":"DONE"}}'],
  ['constructor.prototype', '{"constructor":{"prototype":{"isAdmin":true}}}'],
  ['10,000 levels of arrays', '['.repeat(10_000) + ']'.repeat(10_000)],
  ['10,000 levels of objects', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
  ['10,000 open brackets', '['.repeat(60_000)],
  ['6,000 keys', `{${many(6000, (i) => `"${i}":1`)}}`],
  ['20,000 numbers', `{"amount":[${many(20_000, () => '1')}]}`],
  ['a number of 60,000 digits', `{"amount":${'9'.repeat(60_000)}}`],
  ['60,000 backslashes', `{"a":"${'\\\\'.repeat(30_000)}"}`],
  ['a string that never ends', `{"a":"${'\\"'.repeat(30_000)}`],
  ['30,000 control characters', `{"a":"${'\\u0000'.repeat(10_000)}"}`],
  ['a text of 60,000 hyphens', `{"accountNumber":"${'-'.repeat(60_000)}"}`],
  ['a text of 60,000 at signs', `{"email":"${'@.'.repeat(30_000)}"}`],
  ['NaN', '{"amount":NaN}'],
  ['a comment', '{"amount":1/*00*/}'],
  ['JSON after JSON', '{} {}'],
  ['null', 'null'],
  ['a list', '[]'],
];

test.each(MONSTERS)('every route that takes JSON refuses %s', async (_name, raw) => {
  const before = await stateOf(at);
  for (const route of withBody().filter(({ bodyFormat }) => bodyFormat !== 'form')) {
    const heard = await sendRaw(route, raw);
    expect([nameOf(route), heard.status, heard.body.code]).toEqual([
      ...[nameOf(route), 400, 'INVALID_REQUEST'],
    ]);
    // A refusal that repeats the monster would be one itself.
    expect(heard.text.length).toBeLessThan(2_000_000);
    expect(heard.text).not.toMatch(INSIDE);
  }
  expect(await stateOf(at)).toEqual(before);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
});

/** The sound request of a route with other bytes for a body. */
async function sendRaw(
  route: Route,
  raw: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  return call(at.processes[0]!, {
    ...{ method: route.method, path: realPath(route.path, at.ids), raw },
    headers: {
      authorization: `Bearer ${at.tokens[(await soundOf(at, route)).by]}`,
      'idempotency-key': 'a-key-that-is-long-enough',
      'content-type': 'application/json',
      ...headers,
    },
  });
}

const bomb = new Uint8Array(gzipSync(Buffer.alloc(50_000_000, ' ')));
const utf16 = new Uint8Array(Buffer.from('{"amount":1}', 'utf16le'));

const WRONG_BODIES: readonly [string, string | Uint8Array<ArrayBuffer>, object, number, string][] =
  [
    ['65,537 bytes', ' '.repeat(65_537), {}, 413, 'BODY_TOO_LARGE'],
    ['a bomb', bomb, { 'content-encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['UTF-16', utf16, {}, 400, 'INVALID_REQUEST'],
    [
      'UTF-16, declared',
      utf16,
      { 'content-type': 'application/json; charset=utf-16' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'XML',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      { 'content-type': 'application/xml' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a JSON body called text',
      '{}',
      { 'content-type': 'text/plain' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'a patch document',
      '[]',
      { 'content-type': 'application/merge-patch+json' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [
      'multipart',
      '--a\r\n\r\n--a--',
      { 'content-type': 'multipart/form-data; boundary=a' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
  ];

test.each(WRONG_BODIES)(
  'every route that takes JSON refuses %s',
  async (_name, raw, headers, status, code) => {
    const before = await stateOf(at);
    for (const route of withBody().filter(({ bodyFormat }) => bodyFormat !== 'form')) {
      const heard = await sendRaw(route, raw, headers as Record<string, string>);
      expect([nameOf(route), heard.status, heard.body.code]).toEqual([nameOf(route), status, code]);
    }
    expect(await stateOf(at)).toEqual(before);
  },
);
