import { randomBytes } from 'node:crypto';
import { won } from '../../src/domain/money';
import { call, type Heard } from '../support/http';
import { startAttacked, type Attacked } from '../support/attack';
import { anOpening, anOrder } from '../support/resource-api';

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
});
afterAll(() => at.it.api.close());
beforeEach(() => {
  at.it.engine.plan = 'EXECUTED';
});

const TIMES = 20;

/** The same moment, half of it at each process; with a key of its own each unless one is given. */
function atOnce(
  path: string,
  request: { token: (i: number) => string; json: (i: number) => unknown; key?: string },
): Promise<Heard[]> {
  return Promise.all(
    Array.from({ length: TIMES }, (_, i) =>
      call(at.processes[i % at.processes.length]!, {
        ...{ method: 'POST', path, token: request.token(i), json: request.json(i) },
        headers: { 'idempotency-key': request.key ?? randomBytes(16).toString('hex') },
      }),
    ),
  );
}

const haneul = () => at.tokens.haneul;
const accepted = (heard: readonly Heard[]) => heard.filter(({ status }) => status < 300);
const codes = (heard: readonly Heard[]) => [...new Set(heard.map(({ body }) => body.code))];
const startedOf = (kind: string) =>
  at.it.engine.started.filter((line) => line.startsWith(`${kind} `));

describe('20 at the same moment, over two processes', () => {
  test('full refunds of one payment by member and partner: one gives the money back', async () => {
    const payment = await at.it.pay(haneul());
    at.it.engine.started.length = 0;
    const heard = await atOnce(payment.links.refunds as string, {
      token: (i) => (i % 3 === 0 ? at.tokens.partner : haneul()),
      json: () => ({ reason: '단순 변심' }),
    });
    expect(accepted(heard)).toHaveLength(1);
    expect(codes(heard.filter(({ status }) => status >= 300))).toEqual([
      'ALREADY_CANCELED_PAYMENT',
    ]);
    expect(startedOf('refund')).toHaveLength(1);
    const { body } = await at.it.get(payment.links.self as string, haneul());
    expect([body.balanceAmount, body.cancels.length]).toEqual([0, 1]);
  });

  test('refunds of a third each, under both names: three, and not a won more than was paid', async () => {
    const payment = await at.it.pay(haneul(), { amount: 15_000 });
    const ways = await Promise.all([
      atOnce(payment.links.refunds as string, {
        ...{ token: haneul, json: () => ({ reason: '변심', amount: 5000 }) },
      }),
      atOnce(`${payment.links.self}/cancel`, {
        ...{ token: haneul, json: () => ({ cancelReason: '변심', cancelAmount: 5000 }) },
      }),
    ]);
    const heard = ways.flat();
    expect(accepted(heard)).toHaveLength(3);
    for (const { status } of heard) expect([201, 202, 409, 422]).toContain(status);
    const { body } = await at.it.get(payment.links.self as string, haneul());
    expect([body.status, body.balanceAmount]).toEqual(['CANCELED', 0]);
  });

  test('payments from an account whose day has room for one: one', async () => {
    const accountId = await at.it.openAccount(haneul());
    await at.it.api.sequelize.query(
      'UPDATE accounts SET limit_per_day_won = 15000 WHERE account_id = ?',
      { replacements: [accountId] },
    );
    at.it.engine.started.length = 0;
    const heard = await atOnce('/v1/payments', { token: haneul, json: () => anOrder(accountId) });
    expect(accepted(heard)).toHaveLength(1);
    const refused = heard.filter(({ status }) => status >= 300);
    expect(codes(refused)).toEqual(['EXCEED_DAILY_LIMIT']);
    expect(startedOf('payment')).toHaveLength(1);
    const { body } = await at.it.get(`/v1/accounts/${accountId}`, haneul());
    expect(body.limits).toEqual({ ...body.limits, perDay: won(15_000), usedToday: 15_000 });
  });

  test('payments of one order, each with a key of its own: one', async () => {
    const accountId = await at.it.openAccount(haneul());
    const order = anOrder(accountId);
    at.it.engine.started.length = 0;
    const heard = await atOnce('/v1/payments', { token: haneul, json: () => order });
    expect(accepted(heard)).toHaveLength(1);
    expect(codes(heard.filter(({ status }) => status >= 300))).toEqual(['DUPLICATED_ORDER_ID']);
    expect(startedOf('payment')).toHaveLength(1);
  });

  test('payments with one key: one payment, told to all', async () => {
    const accountId = await at.it.openAccount(haneul());
    const order = anOrder(accountId);
    const key = randomBytes(16).toString('hex');
    const heard = await atOnce('/v1/payments', { token: haneul, json: () => order, key });
    const ids = new Set(accepted(heard).map(({ body }) => body.paymentId as string));
    expect(ids.size).toBe(1);
    for (const { status, body } of heard) {
      const allowed = status < 300 || body.code === 'IDEMPOTENT_REQUEST_PROCESSING';
      expect([status, body.code, allowed]).toEqual([status, body.code, true]);
    }
  });

  test('one key with 20 bodies: one payment, of one of them', async () => {
    const accountId = await at.it.openAccount(haneul());
    const key = randomBytes(16).toString('hex');
    const heard = await atOnce('/v1/payments', {
      ...{ token: haneul, json: () => anOrder(accountId), key },
    });
    expect(accepted(heard)).toHaveLength(1);
    for (const { body } of heard.filter(({ status }) => status >= 300)) {
      expect(['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENT_REQUEST_PROCESSING']).toContain(body.code);
    }
  });

  test('openings of one account: one', async () => {
    const opening = anOpening();
    const heard = await atOnce('/v1/accounts', { token: haneul, json: () => opening });
    expect(accepted(heard)).toHaveLength(1);
    expect(codes(heard.filter(({ status }) => status >= 300))).toEqual(['ALREADY_OPENED_ACCOUNT']);
  });

  test('closing an account while paying from it: either all is refused, or the account stays', async () => {
    const accountId = await at.it.openAccount(haneul());
    at.it.engine.plan = 'SILENT';
    const paying = atOnce('/v1/payments', { token: haneul, json: () => anOrder(accountId) });
    const closing = call(at.processes[1]!, {
      ...{ method: 'DELETE', path: `/v1/accounts/${accountId}`, token: haneul() },
    });
    const [heard, closed] = await Promise.all([paying, closing]);
    const { body } = await at.it.get(`/v1/accounts/${accountId}`, haneul());
    if (accepted(heard).length > 0) expect([closed.status, body.status]).toEqual([409, 'ACTIVE']);
    else expect([closed.status, body.status]).toEqual([200, 'CLOSED']);
  });
});

describe('an idempotency key', () => {
  test('is its caller’s own: the same key and body of another makes another’s payment', async () => {
    const key = { 'idempotency-key': randomBytes(16).toString('hex') };
    const mine = anOrder(await at.it.openAccount(haneul()));
    const theirs = anOrder(await at.it.openAccount(at.tokens.bada));
    const first = await at.it.post('/v1/payments', haneul(), { json: mine, headers: key });
    const second = await at.it.post('/v1/payments', at.tokens.bada, { json: theirs, headers: key });
    const stolen = await at.it.post('/v1/payments', at.tokens.bada, { json: mine, headers: key });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.paymentId).not.toBe(first.body.paymentId);
    expect(second.headers.get('idempotent-replayed')).toBeNull();
    expect([stolen.status, stolen.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(stolen.text).not.toContain(first.body.paymentId);
  });

  test('of a member tells the partner of the same payment nothing', async () => {
    const key = { 'idempotency-key': randomBytes(16).toString('hex') };
    const payment = await at.it.pay(haneul());
    const path = payment.links.refunds as string;
    const send = { json: { reason: '변심', amount: 100 }, headers: key };
    const mine = await at.it.post(path, haneul(), send);
    const theirs = await at.it.post(path, at.tokens.partner, send);
    expect(theirs.headers.get('idempotent-replayed')).toBeNull();
    expect(theirs.body.refundId).not.toBe(mine.body.refundId);
  });

  test('of one payment does not refund another', async () => {
    const key = { 'idempotency-key': randomBytes(16).toString('hex') };
    const send = { json: { reason: '변심', amount: 100 }, headers: key };
    const [one, other] = [await at.it.pay(haneul()), await at.it.pay(haneul())];
    await at.it.post(one.links.refunds as string, haneul(), send);
    const heard = await at.it.post(other.links.refunds as string, haneul(), send);
    expect([heard.status, heard.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('binds nothing while the request is refused', async () => {
    const headers = { 'idempotency-key': randomBytes(16).toString('hex') };
    const order = anOrder(await at.it.openAccount(haneul()));
    const tooMuch = { ...order, amount: 2_000_001 };
    const refused = await at.it.post('/v1/payments', haneul(), { json: tooMuch, headers });
    const taken = await at.it.post('/v1/payments', haneul(), { json: order, headers });
    expect([refused.status, taken.status]).toEqual([422, 201]);
  });
});
