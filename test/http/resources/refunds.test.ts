import { paymentAnswer } from '../../../src/http/schemas/payments';
import { refundAnswer } from '../../../src/http/schemas/refunds';
import { staffRefundAnswer } from '../../../src/http/schemas/staff';
import { partnerToken } from '../../support/http';
import { startResourceApi, type ResourceApi } from '../../support/resource-api';

let it_: ResourceApi;
let haneul: string;
let bada: string;
let partner: string;

beforeAll(async () => {
  it_ = await startResourceApi();
  ({ haneul, bada, partner } = it_.tokens);
});
afterAll(() => it_.api.close());
beforeEach(() => {
  it_.engine.plan = 'EXECUTED';
  it_.engine.started.length = 0;
});

type Json = Record<string, unknown>;
const refund = (id: string, json: Json, token = haneul, headers?: Record<string, string>) =>
  it_.post(`/v1/payments/${id}/refunds`, token, { json, headers });
const cancel = (id: string, json: Json, token = haneul, headers?: Record<string, string>) =>
  it_.post(`/v1/payments/${id}/cancel`, token, { json, headers });

describe('POST /v1/payments/{paymentId}/refunds', () => {
  test('201: part of a payment, then all that is left', async () => {
    const { paymentId } = await it_.pay(haneul);
    const part = await refund(paymentId, { reason: '단순 변심', amount: 5_000 });
    expect(part.status).toBe(201);
    expect(refundAnswer.parse(part.body)).toMatchObject({
      ...{ status: 'DONE', amount: 5_000, refundableAmount: 10_000, requestedBy: 'MEMBER' },
      payment: { status: 'PARTIAL_CANCELED', balanceAmount: 10_000 },
    });
    expect(part.headers.get('location')).toBe(part.body.links.self);
    const rest = await refund(paymentId, { reason: '전부' }, partner);
    expect(rest.body).toMatchObject({
      ...{ amount: 10_000, requestedBy: 'PARTNER' },
      payment: { status: 'CANCELED', balanceAmount: 0 },
    });
    expect(rest.body.payment.cancels).toHaveLength(2);
  });

  test('202: a refund in doubt, replayed as it is, its work set in motion again', async () => {
    const { paymentId } = await it_.pay(haneul);
    it_.engine.plan = 'SILENT';
    const key = { 'idempotency-key': 'refund-key-0000001' };
    const first = await refund(paymentId, { reason: '변심' }, haneul, key);
    const again = await refund(paymentId, { reason: '변심' }, haneul, key);
    expect([first.status, first.headers.get('retry-after')]).toEqual([202, '2']);
    expect([again.status, again.body.refundId]).toEqual([202, first.body.refundId]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    const { refundId } = first.body;
    expect(it_.engine.started.slice(1)).toEqual([`refund ${refundId}`, `refund ${refundId}`]);
  });

  test('201: a refusal by the bank gives the amount back to what can be refunded', async () => {
    const { paymentId } = await it_.pay(haneul);
    it_.engine.plan = 'REFUSED';
    const { status, body } = await refund(paymentId, { reason: '변심' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: 'ABORTED', payment: { balanceAmount: 15_000 } });
  });

  test('422: more than is left; 400: less than one won; nothing is started', async () => {
    const { paymentId } = await it_.pay(haneul);
    it_.engine.started.length = 0;
    const over = await refund(paymentId, { reason: '변심', amount: 15_001 });
    expect([over.status, over.body.code]).toEqual([422, 'NOT_CANCELABLE_AMOUNT']);
    const none = await refund(paymentId, { reason: '변심', amount: 0 });
    expect([none.status, none.body.errors[0].pointer]).toEqual([400, '/amount']);
    expect(it_.engine.started).toEqual([]);
  });

  test('409: of a payment that is open, was not made, or was given back', async () => {
    it_.engine.plan = 'SILENT';
    const open = await it_.pay(haneul);
    it_.engine.plan = 'REFUSED';
    const refused = await it_.pay(haneul);
    it_.engine.plan = 'EXECUTED';
    const done = await it_.pay(haneul);
    await refund(done.paymentId, { reason: '변심' });
    const codes = [];
    for (const { paymentId } of [open, refused, done]) {
      const heard = await refund(paymentId, { reason: '변심' });
      codes.push([heard.status, heard.body.code]);
    }
    expect(codes).toEqual([
      [409, 'NOT_CANCELABLE_PAYMENT'],
      [409, 'NOT_CANCELABLE_PAYMENT'],
      [409, 'ALREADY_CANCELED_PAYMENT'],
    ]);
  });

  test('404 to others, 403 to staff and to a token without the scope', async () => {
    const { paymentId } = await it_.pay(haneul);
    const others = await refund(paymentId, { reason: '변심' }, bada);
    expect([others.status, others.body.code]).toEqual([404, 'NOT_FOUND_PAYMENT']);
    const narrow = await partnerToken(it_.api.url, { scope: 'payments:read' });
    for (const token of [it_.tokens.cs, narrow]) {
      expect((await refund(paymentId, { reason: '변심' }, token)).status).toBe(403);
    }
  });
});

describe('POST /v1/payments/{paymentId}/cancel', () => {
  test('201: the whole payment, with the refund among its cancels', async () => {
    const { paymentId, links } = await it_.pay(haneul);
    const heard = await cancel(paymentId, { cancelReason: '고객 변심', cancelAmount: 3_000 });
    expect([heard.status, heard.headers.get('location')]).toEqual([201, links.self]);
    expect(heard.body).toMatchObject({
      ...{ paymentId, status: 'PARTIAL_CANCELED', balanceAmount: 12_000 },
      cancels: [{ cancelAmount: 3_000, cancelReason: '고객 변심', cancelStatus: 'DONE' }],
    });
  });

  test('a key of one way of asking is not a key of the other', async () => {
    const { paymentId } = await it_.pay(haneul);
    const key = { 'idempotency-key': 'same-key-for-both-ways' };
    await refund(paymentId, { reason: '하나', amount: 1_000 }, haneul, key);
    const second = await cancel(
      paymentId,
      { cancelReason: '둘', cancelAmount: 1_000 },
      haneul,
      key,
    );
    expect(second.headers.get('idempotent-replayed')).toBeNull();
    expect(second.body.balanceAmount).toBe(13_000);
  });

  test('202 while the refund works', async () => {
    const { paymentId } = await it_.pay(haneul);
    it_.engine.plan = 'SILENT';
    expect((await cancel(paymentId, { cancelReason: '변심' })).status).toBe(202);
  });
});

describe('POST /v1/payments/{paymentId}/cancel of an open payment', () => {
  const reason = { cancelReason: '고객 변심' };

  async function anOpenPayment(): Promise<string> {
    it_.engine.plan = 'SILENT';
    const { paymentId } = await it_.pay(haneul);
    it_.engine.started.length = 0;
    return paymentId as string;
  }

  test('202: net cancelled now, and its run is made to look before anyone waits for it', async () => {
    const paymentId = await anOpenPayment();
    const heard = await cancel(paymentId, reason);
    expect([heard.status, heard.headers.get('retry-after')]).toEqual([202, '2']);
    expect(paymentAnswer.parse(heard.body)).toMatchObject({
      ...{ paymentId, status: 'IN_PROGRESS', statusDetail: 'NET_CANCELING' },
      ...{ netCanceledAt: expect.any(String) as string, cancels: [] },
    });
    const { netCanceledAt, decisionDeadline } = heard.body;
    expect(decisionDeadline).toBe(netCanceledAt);
    expect(it_.engine.started).toEqual([
      `look again at payment ${paymentId}`,
      `payment ${paymentId}`,
    ]);
  });

  test('202: the same payment for a second cancel and for a replay; the deadline stays', async () => {
    const paymentId = await anOpenPayment();
    const key = { 'idempotency-key': 'cancel-of-an-open-payment' };
    const first = await cancel(paymentId, reason, haneul, key);
    const replay = await cancel(paymentId, reason, haneul, key);
    const second = await cancel(paymentId, { cancelReason: '재고 없음' }, partner);
    expect([replay.status, replay.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([202, null]);
    expect([replay.body, second.body]).toEqual([first.body, first.body]);
  });

  test('201: a replay after the end answers the payment as it ended', async () => {
    const paymentId = await anOpenPayment();
    const key = { 'idempotency-key': 'cancel-before-the-end' };
    await cancel(paymentId, reason, haneul, key);
    const now = Date.now();
    const proof = { by: 'RESULT_CHECK', effectiveAt: now, knownAt: now } as const;
    const end = { ...proof, result: 'NOT_EXECUTED', failureCode: null, bank: null } as const;
    await it_.api.book.settlements.settlePayment({ paymentId, end, at: now });
    const replay = await cancel(paymentId, reason, haneul, key);
    expect([replay.status, replay.body.status]).toEqual([201, 'ABORTED']);
    expect(replay.headers.get('idempotent-replayed')).toBe('true');
  });

  test('202 also when Temporal cannot be told: the cancel is in the book', async () => {
    const paymentId = await anOpenPayment();
    const { lookAgain } = it_.engine;
    it_.engine.lookAgain = () => Promise.reject(new Error('Temporal is away'));
    const heard = await cancel(paymentId, reason);
    it_.engine.lookAgain = lookAgain;
    expect([heard.status, heard.body.statusDetail]).toEqual([202, 'NET_CANCELING']);
  });

  test('409 with an amount: part of what is not known to be paid cannot go back', async () => {
    const paymentId = await anOpenPayment();
    const heard = await cancel(paymentId, { ...reason, cancelAmount: 1_000 });
    expect([heard.status, heard.body.code]).toEqual([409, 'NOT_CANCELABLE_PAYMENT']);
  });

  test('404 to others, 403 to staff', async () => {
    const paymentId = await anOpenPayment();
    expect((await cancel(paymentId, reason, bada)).status).toBe(404);
    expect((await cancel(paymentId, reason, it_.tokens.cs)).status).toBe(403);
  });
});

describe('looking refunds up', () => {
  test('200: one refund, to its member, its partner, and with more to staff', async () => {
    const { paymentId } = await it_.pay(haneul);
    const { links, refundId } = (await refund(paymentId, { reason: '변심' })).body;
    const mine = await it_.get(links.self, haneul);
    expect([mine.status, (await it_.get(links.self, partner)).text]).toEqual([200, mine.text]);
    const staff = await it_.get(links.self, it_.tokens.cs);
    expect(staffRefundAnswer.parse(staff.body).transfers).toMatchObject([
      { kind: 'CREDIT', movementId: refundId },
    ]);
  });

  test('404: to others the same as one that is not there', async () => {
    const { paymentId } = await it_.pay(haneul);
    const { links } = (await refund(paymentId, { reason: '변심' })).body;
    const theirs = await it_.get(links.self, bada);
    const missing = await it_.get('/v1/refunds/rfd_01JD8QK3V5M7N9P1R3T5W7Y9Z1', bada);
    expect([theirs.status, missing.status]).toEqual([404, 404]);
    const same = { requestId: '', instance: '' };
    expect({ ...theirs.body, ...same }).toEqual({ ...missing.body, ...same });
  });

  test('200: the refunds of a payment in pages, newest first', async () => {
    const { paymentId, links } = await it_.pay(haneul);
    const ids: string[] = [];
    for (const amount of [1_000, 2_000, 3_000]) {
      ids.unshift((await refund(paymentId, { reason: '변심', amount })).body.refundId);
    }
    const first = await it_.get(`${links.refunds}?limit=2`, partner);
    const next = /<(.*)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await it_.get(next, partner);
    const listed = [...first.body.data, ...second.body.data].map((one) => one.refundId);
    expect([listed, second.body.hasMore]).toEqual([ids, false]);
    expect((await it_.get(next, haneul)).body.code).toBe('INVALID_CURSOR');
    expect((await it_.get(links.refunds, bada)).status).toBe(404);
  });
});
