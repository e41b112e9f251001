import { aCustomer, aMember, OTHER_SHOP, openAccount, settledAs, SHOP } from '../support/customers';
import { PARTNER_SECRET } from '../support/customers';
import { signInPartner } from '../support/client';
import { auditAtTheEnd, journey, setStage } from '../support/journey';

/** What a customer does on a day on which nothing breaks. */
const stage = setStage();

journey(stage, 'opens an account', async ({ system }) => {
  const member = await aMember(system, { balance: 1_000 });
  const opened = await openAccount(member);
  expect(opened).toMatchObject({ status: 201, body: { status: 'ACTIVE', failure: null } });
  expect(opened.headers.get('location')).toBe(`/v1/accounts/${String(opened.body['accountId'])}`);
});

journey(stage, 'pays, and refunds all of it', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 50_000 });
  const paid = await customer.pay(15_000);
  expect(paid).toMatchObject({ status: 201, body: { status: 'DONE', decidedBy: 'BANK_ANSWER' } });

  const refunded = await customer.refund(String(paid.body['paymentId']), {});
  expect(refunded).toMatchObject({
    status: 201,
    body: { status: 'DONE', amount: 15_000, payment: { status: 'CANCELED', balanceAmount: 0 } },
  });
});

journey(stage, 'refunds in parts down to the last won, and not one more', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 10_000 });
  const paid = await customer.pay(10_000);
  const paymentId = String(paid.body['paymentId']);
  for (const [amount, left] of [
    [5_000, 5_000],
    [4_999, 1],
  ] as const) {
    const part = await customer.refund(paymentId, { amount });
    const payment = { status: 'PARTIAL_CANCELED', balanceAmount: left };
    expect(part).toMatchObject({ status: 201, body: { status: 'DONE', amount, payment } });
  }
  const tooMuch = await customer.refund(paymentId, { amount: 2 });
  expect(tooMuch).toMatchObject({ status: 422, body: { code: 'NOT_CANCELABLE_AMOUNT' } });

  const last = await customer.refund(paymentId, { amount: 1 });
  expect(last).toMatchObject({ status: 201, body: { payment: { status: 'CANCELED' } } });
  const again = await customer.refund(paymentId, { amount: 1 });
  expect(again).toMatchObject({ status: 409, body: { code: 'ALREADY_CANCELED_PAYMENT' } });
});

journey(stage, 'is refused for want of money, and told so', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 999 });
  const paid = await customer.pay(1_000);
  expect(paid).toMatchObject({
    status: 201,
    body: { status: 'ABORTED', failure: { code: 'INSUFFICIENT_BALANCE' }, balanceAmount: 0 },
  });
  const small = await customer.pay(999);
  expect(small).toMatchObject({ status: 201, body: { status: 'DONE' } });
});

journey(stage, "does not open an account of somebody else's name", async ({ system }) => {
  const member = await aMember(system, { balance: 1_000, name: '남의이름' });
  const opened = await openAccount(member);
  expect(opened).toMatchObject({
    status: 201,
    body: { status: 'FAILED', failure: { code: 'ACCOUNT_HOLDER_MISMATCH' } },
  });
});

journey(stage, 'answers the same key with the same payment', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 10_000 });
  const orderId = 'ORDER-once-and-again';
  const first = await customer.pay(1_000, { key: 'one-key-for-one-order', orderId });
  const again = await customer.pay(1_000, { key: 'one-key-for-one-order', orderId });
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('idempotent-replayed')).toBe('true');

  const other = await customer.pay(2_000, { key: 'one-key-for-one-order', orderId });
  expect(other).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
});

journey(stage, 'shows the balance, first unknown and then as it is', async ({ system }) => {
  const { client, accountId, pay } = await aCustomer(system, { balance: 7_000 });
  const before = await client.get(`/v1/accounts/${accountId}/balance`);
  expect(before.body).toMatchObject({ amount: null, display: '????' });
  const refresh = `/v1/accounts/${accountId}/balance/refresh`;
  const known = await client.post(refresh, null, { key: null });
  expect(known.body).toMatchObject({ refreshed: true, amount: 7_000, display: '7,000원' });
  await pay(2_000);
  const after = await client.post(refresh, null, { key: null });
  expect(after.body).toMatchObject({ refreshed: true, amount: 5_000 });
});

journey(stage, 'shows a payment to its member and its partner only', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 5_000 });
  const stranger = await aCustomer(system, { balance: 0 });
  const paid = await customer.pay(5_000);
  const path = `/v1/payments/${String(paid.body['paymentId'])}`;
  const shop = await signInPartner(system, { partnerId: SHOP, secret: PARTNER_SECRET });
  const otherShop = await signInPartner(system, { partnerId: OTHER_SHOP, secret: PARTNER_SECRET });
  expect((await shop.get(path)).body).toEqual((await customer.client.get(path)).body);
  for (const one of [stranger.client, otherShop]) {
    expect(await one.get(path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND_PAYMENT' } });
  }
  const refunds = `${path}/refunds`;
  expect(await otherShop.post(refunds, { reason: '남의 것' })).toMatchObject({ status: 404 });
  expect(await shop.post(refunds, { reason: '품절' })).toMatchObject({ status: 201 });
  await settledAs(customer.client, path, ['CANCELED']);
});

auditAtTheEnd(stage);
