import { DEMO } from '../../src/adapters/mysql/seed';
import type { Route } from '../../src/http/route';
import {
  nameOf,
  pathNames,
  PEOPLE,
  send,
  startAttacked,
  stateOf,
  type Attacked,
  type Person,
} from '../support/attack';
import { anOrder } from '../support/resource-api';

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
  // Something to page through for everybody.
  for (const token of [at.tokens.haneul, at.tokens.bada]) {
    for (let i = 0; i < 2; i += 1) await at.it.pay(token);
    await at.it.openAccount(token);
  }
  for (let i = 0; i < 2; i += 1) {
    const path = `/v1/payments/${at.ids['paymentId']}/refunds`;
    await at.it.post(path, at.tokens.haneul, { json: { reason: '변심', amount: 10 } });
  }
});
afterAll(() => at.it.api.close());

const names = Object.keys(PEOPLE) as Person[];

/** Routes with pages, as those who may read them. */
const lists = () => at.routes.filter(({ query }) => query && 'cursor' in query.shape);
const readersOf = ({ access }: Route) =>
  access === 'public' ? [] : names.filter((name) => access.roles.includes(PEOPLE[name].role));

async function firstCursor(route: Route, by: Person): Promise<string | null> {
  const { body } = await send(at, route, { by, query: 'limit=1' });
  return (body.nextCursor as string | undefined) ?? null;
}

test('a cursor opens for its caller, list and filters only', async () => {
  const cursors: [string, Person, Route][] = [];
  for (const route of lists()) {
    for (const by of readersOf(route)) {
      const cursor = await firstCursor(route, by);
      if (cursor) cursors.push([cursor, by, route]);
    }
  }
  expect(cursors.length).toBeGreaterThan(6);
  for (const [cursor, owner, from] of cursors) {
    for (const route of lists()) {
      for (const by of readersOf(route)) {
        const { status, body } = await send(at, route, { by, query: `limit=1&cursor=${cursor}` });
        const isOwn = by === owner && route === from;
        const isStranger = status === 404 && PEOPLE[by].isStranger && pathNames(route.path).length;
        const name = `${nameOf(from)} of ${owner} to ${nameOf(route)} by ${by}`;
        const expected = isOwn ? 200 : isStranger ? 404 : 400;
        expect([name, status]).toEqual([name, expected]);
        if (expected === 400) expect(body.code).toBe('INVALID_CURSOR');
      }
    }
  }
});

/** The same bytes with one bit of one of them changed. */
function flipped(cursor: string, index: number): string {
  const bytes = Buffer.from(cursor, 'base64url');
  bytes[index]! ^= 1 << (index % 8);
  return bytes.toString('base64url');
}

test('a cursor with any byte changed, cut, doubled or made up is refused', async () => {
  const route = at.routes.find((one) => nameOf(one) === 'GET /v1/payments')!;
  const cursor = (await firstCursor(route, 'haneul'))!;
  const size = Buffer.from(cursor, 'base64url').length;
  const altered = Array.from({ length: size }, (_, i) => flipped(cursor, i));
  const others = [
    ...[cursor.slice(1), cursor.slice(0, -1), cursor + cursor, `${cursor}=`, `${cursor}A`],
    ...[cursor.toLowerCase(), ` ${cursor}`, 'a', 'AAAA', '0', '-1', 'null', 'x'.repeat(1000)],
    ...[Buffer.from(JSON.stringify({ after: at.ids['paymentId'] })).toString('base64')],
    ...[Buffer.from(at.ids['paymentId']!).toString('base64url'), at.ids['paymentId']!],
  ];
  for (const one of [...altered, ...others]) {
    const { status, body } = await send(at, route, {
      query: `limit=1&cursor=${encodeURIComponent(one)}`,
    });
    expect([one, status, body.code]).toEqual([one, 400, 'INVALID_CURSOR']);
  }
});

test('filters stay inside: whatever is asked for, only own payments come', async () => {
  const route = at.routes.find((one) => nameOf(one) === 'GET /v1/payments')!;
  const queries = [
    ...['limit=100', 'from=2000-01-01', 'to=2099-12-31', `orderId=${at.ids['orderId']}`],
    ...['status=DONE,PARTIAL_CANCELED,CANCELED,READY,IN_PROGRESS,ABORTED,EXPIRED'],
  ];
  for (const query of queries) {
    const mine = await send(at, route, { by: 'bada', query });
    const theirs = await send(at, route, { by: 'otherPartner', query });
    expect([query, mine.status, theirs.status]).toEqual([query, 200, 200]);
    expect(mine.text).not.toContain(at.ids['paymentId']);
    expect(theirs.body.data).toEqual([]);
  }
});

test('nobody pays from another’s account, whatever its state: as if it were not there', async () => {
  const route = at.routes.find((one) => nameOf(one) === 'POST /v1/payments')!;
  const closed = await at.it.openAccount(at.tokens.haneul);
  const remove = at.routes.find((one) => nameOf(one) === 'DELETE /v1/accounts/{accountId}')!;
  await send(at, remove, { by: 'haneul', path: `/v1/accounts/${closed}` });
  const before = await stateOf(at);
  const bodies = [];
  for (const accountId of [at.ids['accountId']!, closed, 'acc_01JD8QK3V5M7N9P1R3T5W7Y9Z1']) {
    const heard = await send(at, route, { by: 'bada', json: anOrder(accountId) });
    expect([heard.status, heard.body.code]).toEqual([404, 'NOT_FOUND_ACCOUNT']);
    bodies.push({ ...heard.body, requestId: '' });
  }
  // Limits of the account are as much a secret as the account.
  const much = { ...anOrder(at.ids['accountId']!), amount: 99_999_999 };
  const heard = await send(at, route, { by: 'bada', json: much });
  bodies.push({ ...heard.body, requestId: '' });
  for (const body of bodies) expect(body).toEqual(bodies[0]);
  expect(await stateOf(at)).toEqual(before);
});

test('an account that a stranger opens with the same number shows nothing of the first', async () => {
  const { accountNumber, ...rest } = {
    ...{ bankCode: '011', accountNumber: '3528888000771', birthDate: '1990-03-14' },
    ...{ withdrawalConsent: true, nickname: '비상금' },
  };
  const mine = await at.it.post('/v1/accounts', at.tokens.haneul, {
    json: { accountNumber, ...rest },
  });
  const theirs = await at.it.post('/v1/accounts', at.tokens.bada, {
    json: { accountNumber, ...rest, nickname: '내 것' },
  });
  expect(mine.status).toBe(201);
  expect(theirs.text).not.toContain(mine.body.accountId);
  expect(theirs.text).not.toContain('비상금');
  expect(theirs.body.resource ?? null).toBeNull();
});

test('a partner that keeps refunds to itself keeps them: the member is told so, and nothing moves', async () => {
  const set = (on: number) =>
    at.it.api.sequelize.query('UPDATE partners SET member_refunds = ? WHERE partner_id = ?', {
      replacements: [on, DEMO.partners[0].partnerId],
    });
  await set(0);
  const before = await stateOf(at);
  for (const [end, json] of [
    ['refunds', { reason: '변심', amount: 1 }],
    ['cancel', { cancelReason: '변심', cancelAmount: 1 }],
  ] as const) {
    const path = `/v1/payments/${at.ids['paymentId']}/${end}`;
    const heard = await at.it.post(path, at.tokens.haneul, { json });
    expect([heard.status, heard.body.code]).toEqual([403, 'REFUND_NOT_ALLOWED']);
    const stranger = await at.it.post(path, at.tokens.bada, { json });
    expect([stranger.status, stranger.body.code]).toEqual([404, 'NOT_FOUND_PAYMENT']);
  }
  expect(await stateOf(at)).toEqual(before);
  await set(1);
});
