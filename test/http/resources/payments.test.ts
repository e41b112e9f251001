import { DEMO } from '../../../src/adapters/mysql/seed';
import { paymentAnswer } from '../../../src/http/schemas/payments';
import { partnerToken } from '../../support/http';
import { anOpening, anOrder, startResourceApi, type ResourceApi } from '../../support/resource-api';

const KEY = { 'idempotency-key': 'a-key-of-sixteen-characters' };
const NOBODY = 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1';

let it_: ResourceApi;
let accountId: string;
let haneul: string;
let bada: string;

beforeAll(async () => {
  it_ = await startResourceApi();
  ({ haneul, bada } = it_.tokens);
  accountId = await it_.openAccount(haneul);
});
afterAll(() => it_.api.close());
beforeEach(() => {
  it_.engine.plan = 'EXECUTED';
  it_.engine.started.length = 0;
});

describe('POST /v1/payments', () => {
  const pay = (json: unknown, headers?: Record<string, string>, token = haneul) =>
    it_.post('/v1/payments', token, { json, headers });

  test('201: a payment that is final, with its place', async () => {
    const heard = await pay(anOrder(accountId));
    expect(heard.status).toBe(201);
    expect(paymentAnswer.parse(heard.body)).toMatchObject({ status: 'DONE', totalAmount: 15_000 });
    expect(heard.headers.get('location')).toBe(heard.body.links.self);
    expect(heard.headers.get('retry-after')).toBeNull();
    expect(heard.headers.get('cache-control')).toBe('no-store');
    expect(it_.engine.started).toEqual([`payment ${heard.body.paymentId}`]);
  });

  test('201: a refusal by the bank is an ABORTED payment, without the bank’s words', async () => {
    it_.engine.plan = 'REFUSED';
    const heard = await pay(anOrder(accountId), { 'accept-language': 'en' });
    expect(heard.status).toBe(201);
    expect(heard.body).toMatchObject({
      ...{ status: 'ABORTED', balanceAmount: 0 },
      failure: { code: 'INSUFFICIENT_BALANCE', message: 'Insufficient balance' },
    });
    expect(heard.text).not.toContain('A0999');
  });

  test('202: a payment in doubt says where to look and when', async () => {
    it_.engine.plan = 'SILENT';
    const heard = await pay(anOrder(accountId), { prefer: 'wait=2' });
    expect(heard.status).toBe(202);
    expect(heard.body).toMatchObject({
      status: 'IN_PROGRESS',
      statusDetail: 'BANK_RESULT_UNKNOWN',
    });
    expect(heard.headers.get('location')).toBe(heard.body.links.self);
    expect(heard.headers.get('retry-after')).toBe('2');
    expect(it_.engine.waitedMs).toBe(2000);
  });

  test('replays the same payment in its present state, and waits for it again while it is open', async () => {
    const order = anOrder(accountId);
    it_.engine.plan = 'SILENT';
    const first = await pay(order, KEY);
    const again = await pay({ ...order, currency: 'KRW' }, KEY);
    expect([again.status, again.body.paymentId]).toEqual([202, first.body.paymentId]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    expect(it_.engine.started).toHaveLength(2);
    const end = { result: 'EXECUTED', by: 'RESULT_CHECK', failureCode: null, bank: null } as const;
    const { paymentId } = first.body;
    const at = Date.now();
    await it_.api.book.settlements.settlePayment({
      paymentId,
      at,
      end: { ...end, effectiveAt: at, knownAt: at },
    });
    const last = await pay(order, KEY);
    expect([last.status, last.body.status]).toEqual([201, 'DONE']);
    expect(it_.engine.started).toHaveLength(2);
  });

  test('422: the same key with another body', async () => {
    const heard = await pay(anOrder(accountId), KEY);
    expect([heard.status, heard.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('404: another member’s account is answered like one that is not there', async () => {
    const theirs = await pay(anOrder(accountId), {}, bada);
    const missing = await pay(anOrder('acc_01JD8QK3V5M7N9P1R3T5W7Y9Z1'), {}, bada);
    expect([theirs.status, theirs.body.code]).toEqual([404, 'NOT_FOUND_ACCOUNT']);
    expect({ ...theirs.body, requestId: '' }).toEqual({ ...missing.body, requestId: '' });
    expect(it_.engine.started).toEqual([]);
  });

  test('409: an order that another payment holds', async () => {
    const order = anOrder(accountId);
    await pay(order);
    const heard = await pay(order);
    expect([heard.status, heard.body.code]).toEqual([409, 'DUPLICATED_ORDER_ID']);
  });

  test('422: limits, a shop that is not there', async () => {
    const over = await pay({ ...anOrder(accountId), amount: 2_000_001 });
    expect([over.status, over.body.code]).toEqual([422, 'EXCEED_PAYMENT_LIMIT']);
    const partnerId = 'prt_01JD8QK3V5M7N9P1R3T5W7Y9Z1';
    const heard = await pay({ ...anOrder(accountId), partnerId });
    expect([heard.status, heard.body.code]).toEqual([422, 'UNKNOWN_PARTNER']);
  });

  test('400: without a key, and with fields nobody asked for', async () => {
    const keyless = await pay(anOrder(accountId), { 'idempotency-key': '' });
    expect([keyless.status, keyless.body.code]).toEqual([400, 'MISSING_IDEMPOTENCY_KEY']);
    const odd = await pay({ ...anOrder(accountId), status: 'DONE', amount: '1' });
    expect(odd.body.errors.map((one: { pointer: string }) => one.pointer).sort()).toEqual([
      ...['/amount', '/status'],
    ]);
  });

  test('403: partners and staff do not pay', async () => {
    for (const token of [it_.tokens.partner, it_.tokens.cs]) {
      expect((await pay(anOrder(accountId), {}, token)).status).toBe(403);
    }
  });

  test('stores the scenario of X-Test-Code with the payment', async () => {
    const heard = await pay(anOrder(accountId), { 'x-test-code': 'BANK_SLOW' });
    const viewer = { role: 'member', id: DEMO.members[0].memberId } as const;
    const { paymentId } = heard.body;
    const file = await it_.api.book.payments.byId({ paymentId, viewer });
    expect(file?.payment.testCode).toBe('BANK_SLOW');
  });
});

describe('while the bank is closed', () => {
  test('503: nothing new is taken, and a key that made something is still answered', async () => {
    const { bankClosedHours } = it_.api.deps.config;
    const order = {
      json: anOrder(accountId),
      headers: { 'idempotency-key': 'key-before-closing-01' },
    };
    const before = await it_.post('/v1/payments', haneul, order);
    (bankClosedHours as unknown[]).push({ fromMinute: 0, toMinute: 1440 });
    const fresh = await it_.post('/v1/payments', haneul, { json: anOrder(accountId) });
    const opening = await it_.post('/v1/accounts', haneul, { json: anOpening() });
    const again = await it_.post('/v1/payments', haneul, order);
    (bankClosedHours as unknown[]).pop();
    for (const heard of [fresh, opening]) {
      expect([heard.status, heard.body.code]).toEqual([503, 'BANK_MAINTENANCE']);
      expect(Number(heard.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect([again.status, again.body.paymentId]).toEqual([201, before.body.paymentId]);
  });
});

describe('GET /v1/payments/{paymentId}', () => {
  test('200 to its member and its partner with the same bytes, 304 while nothing changed', async () => {
    const { links } = await it_.pay(haneul);
    const mine = await it_.get(links.self, haneul);
    const theirs = await it_.get(links.self, it_.tokens.partner);
    expect([mine.status, theirs.text]).toEqual([200, mine.text]);
    const etag = mine.headers.get('etag') ?? '';
    const asked = { 'if-none-match': etag };
    const unchanged = await it_.get(links.self, haneul, asked);
    expect([unchanged.status, unchanged.text]).toEqual([304, '']);
    const english = { ...asked, 'accept-language': 'en' };
    expect((await it_.get(links.self, haneul, english)).status).toBe(200);
  });

  test('200 to staff, who also see whose money it is, the pairs, and the run', async () => {
    const { links, paymentId } = await it_.pay(haneul);
    const { status, body } = await it_.get(links.self, it_.tokens.cs);
    expect(status).toBe(200);
    expect(body.memberId).toBe(DEMO.members[0].memberId);
    expect(body.transfers).toMatchObject([
      { kind: 'DEBIT', movementId: paymentId, evidence: [{ kind: 'BANK_ANSWER', code: '00000' }] },
    ]);
    expect(body.links.workflow).toContain(`/workflows/payment-${paymentId}`);
  });

  test('404 to others with the same body as for one that is not there', async () => {
    const { paymentId } = await it_.pay(haneul);
    const theirs = await it_.get(`/v1/payments/${paymentId}`, bada);
    const missing = await it_.get(`/v1/payments/${NOBODY}`, bada);
    expect([theirs.status, theirs.body.code]).toEqual([404, 'NOT_FOUND_PAYMENT']);
    const plain = (text: string, id: string, requestId: string) =>
      text.replaceAll(id, '').replaceAll(requestId, '');
    expect(plain(theirs.text, paymentId, theirs.body.requestId)).toBe(
      plain(missing.text, NOBODY, missing.body.requestId),
    );
    for (const odd of ['..%2f', paymentId.toLowerCase(), `${paymentId}%00`, `${paymentId}%20`]) {
      expect((await it_.get(`/v1/payments/${odd}`, bada)).status).toBe(404);
    }
  });

  test('403 to a partner’s token without the scope', async () => {
    const { links } = await it_.pay(haneul);
    const narrow = await partnerToken(it_.api.url, { scope: 'refunds:read' });
    expect((await it_.get(links.self, narrow)).body.code).toBe('FORBIDDEN');
  });
});

describe('GET /v1/payments/orders/{orderId}', () => {
  const path = (orderId: string, partnerId?: string) =>
    `/v1/payments/orders/${orderId}${partnerId ? `?partnerId=${partnerId}` : ''}`;
  const [own, other] = DEMO.partners;

  test('200 to the partner, and to the member who names it', async () => {
    const { orderId, paymentId } = await it_.pay(haneul);
    const { partner } = it_.tokens;
    for (const heard of [
      await it_.get(path(orderId), partner),
      await it_.get(path(orderId, own.partnerId), partner),
      await it_.get(path(orderId, own.partnerId), haneul),
    ]) {
      expect([heard.status, heard.body.paymentId]).toEqual([200, paymentId]);
    }
  });

  test('400 to a member who names no partner, 404 for another’s order', async () => {
    const { orderId } = await it_.pay(haneul);
    const nameless = await it_.get(path(orderId), haneul);
    expect([nameless.status, nameless.body.errors[0]]).toMatchObject([
      400,
      { pointer: 'partnerId', code: 'REQUIRED' },
    ]);
    for (const heard of [
      await it_.get(path(orderId, other.partnerId), it_.tokens.partner),
      await it_.get(path(orderId, own.partnerId), bada),
      await it_.get(path('timeline'), it_.tokens.partner),
    ]) {
      expect([heard.status, heard.body.code]).toEqual([404, 'NOT_FOUND_PAYMENT']);
    }
  });
});

describe('GET /v1/payments', () => {
  test('pages newest first, each once, by a link that keeps the filters', async () => {
    const made = [await it_.pay(bada), await it_.pay(bada), await it_.pay(bada)];
    const seen: string[] = [];
    let next: string | undefined = '/v1/payments?limit=2&status=DONE,PARTIAL_CANCELED';
    while (next) {
      const heard: Awaited<ReturnType<ResourceApi['get']>> = await it_.get(next, bada);
      expect(heard.status).toBe(200);
      seen.push(...heard.body.data.map((one: { paymentId: string }) => one.paymentId));
      next = /<(.*)>; rel="next"/.exec(heard.headers.get('link') ?? '')?.[1];
      expect(heard.body.hasMore).toBe(next !== undefined);
    }
    expect(seen).toEqual(made.map((one) => one.paymentId).reverse());
  });

  test('400 for a cursor of another caller or of other filters', async () => {
    const first = await it_.get('/v1/payments?limit=1', bada);
    const cursor = first.body.nextCursor;
    const answers = [
      await it_.get(`/v1/payments?cursor=${cursor}`, haneul),
      await it_.get(`/v1/payments?cursor=${cursor}&status=DONE`, bada),
      await it_.get(`/v1/payments?cursor=${cursor}x`, bada),
    ];
    expect(answers.map(({ body }) => body.code)).toEqual(Array(3).fill('INVALID_CURSOR'));
  });

  test('filters by Korean days, both included, and by order', async () => {
    const { orderId, paymentId, requestedAt } = await it_.pay(haneul);
    const day = requestedAt.slice(0, 10);
    const found = await it_.get(`/v1/payments?from=${day}&to=${day}&orderId=${orderId}`, haneul);
    expect(found.body.data.map((one: { paymentId: string }) => one.paymentId)).toEqual([paymentId]);
    const none = await it_.get('/v1/payments?from=2020-01-01&to=2020-01-02', haneul);
    expect(none.body).toEqual({ data: [], hasMore: false, nextCursor: null });
  });

  test.each(['limit=0', 'limit=1000000000', 'status=OPEN', 'from=yesterday', 'sort=amount'])(
    '400 for ?%s',
    async (query) => {
      const heard = await it_.get(`/v1/payments?${query}`, haneul);
      expect([heard.status, heard.body.code]).toEqual([400, 'INVALID_REQUEST']);
    },
  );
});

describe('GET /v1/payments/{paymentId}/timeline', () => {
  test('200: the story in plain sentences, without the bank’s codes', async () => {
    const { links } = await it_.pay(haneul);
    const { status, body, text } = await it_.get(links.timeline, haneul);
    expect(status).toBe(200);
    expect(body.summary).toMatch(/^\d\d:\d\d 출금됨 → 완료$/);
    expect(body.steps.map((step: { to?: string }) => step.to).filter(Boolean)).toEqual([
      ...['READY', 'IN_PROGRESS', 'DONE'],
    ]);
    expect(text).not.toContain('00000');
    expect((await it_.get(links.timeline, bada)).status).toBe(404);
  });
});
