import { won } from '../../../src/domain/money';
import type { Book, RefundOrder } from '../../../src/adapters/mysql/types';
import { aRequest, testBook, testStore, type TestStore } from './book-setup';
import {
  countRows,
  givenCustomer,
  givenPartner,
  givenPayment,
  patiently,
  type Customer,
} from './givens';

describe('acceptance of a refund', () => {
  let store: TestStore;
  let book: Book;
  let customer: Customer;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
    customer = await givenCustomer(store, book);
  });

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  function refundOf(paymentId: string, changes: Partial<RefundOrder> = {}): RefundOrder {
    const caller = changes.caller ?? { role: 'member', id: customer.memberId };
    const route = 'POST /v1/payments/:paymentId/refunds';
    return {
      request: aRequest({ callerId: caller.id, route, body: paymentId }),
      ...{ paymentId, caller, amount: null, reason: '단순 변심', testCode: null },
      ...changes,
    };
  }

  async function refundableOf(paymentId: string) {
    const viewer = { role: 'member' as const, id: customer.memberId };
    return (await book.payments.byId({ paymentId, viewer }))?.payment.refundable;
  }

  it('reserves all that is left when no amount is named', async () => {
    const paymentId = await givenPayment(store, customer, { refundable_won: 9_000 });
    const { resource: refund } = await book.refunds.accept(refundOf(paymentId));
    expect(refund).toMatchObject({
      ...{ paymentId, amount: 9_000, refundableAfter: 0, status: 'IN_PROGRESS' },
      ...{ statusDetail: 'WAITING_FOR_BANK', cause: 'REQUESTED', requestedBy: 'MEMBER' },
    });
    expect(await refundableOf(paymentId)).toBe(0);
  });

  it('says in both languages how much is left, and which field was too large', async () => {
    const paymentId = await givenPayment(store, customer, { refundable_won: 3_000 });
    const order = refundOf(paymentId, { amount: won(5_000) });
    await expect(book.refunds.accept(order)).rejects.toMatchObject({
      code: 'NOT_CANCELABLE_AMOUNT',
      facts: {
        resource: `/v1/payments/${paymentId}`,
        detail: { ko: '환불 가능 금액은 3,000원입니다. 요청한 금액은 5,000원입니다.' },
        errors: [{ pointer: '/amount', code: 'TOO_LARGE' }],
      },
    });
    const route = 'POST /v1/payments/:paymentId/cancel';
    const request = aRequest({ callerId: customer.memberId, route });
    await expect(book.refunds.accept({ ...order, request })).rejects.toMatchObject({
      facts: { errors: [{ pointer: '/cancelAmount' }] },
    });
    expect(await refundableOf(paymentId)).toBe(3_000);
    expect(await book.findKeyed(order.request)).toBeNull();
  });

  it.each([
    ['READY', 15_000, 'NOT_CANCELABLE_PAYMENT'],
    ['IN_PROGRESS', 15_000, 'NOT_CANCELABLE_PAYMENT'],
    ['ABORTED', 0, 'NOT_CANCELABLE_PAYMENT'],
    ['EXPIRED', 0, 'NOT_CANCELABLE_PAYMENT'],
    ['CANCELED', 0, 'ALREADY_CANCELED_PAYMENT'],
    ['DONE', 0, 'ALREADY_CANCELED_PAYMENT'],
    ['PARTIAL_CANCELED', 0, 'ALREADY_CANCELED_PAYMENT'],
  ])('refuses a payment that is %s with %d won left: %s', async (status, left, code) => {
    const paymentId = await givenPayment(store, customer, { status, refundable_won: left });
    await expect(book.refunds.accept(refundOf(paymentId))).rejects.toMatchObject({ code });
    expect(await countRows(store, `refunds WHERE payment_id = '${paymentId}'`)).toBe(0);
  });

  it('is open to the partner, and to nobody else', async () => {
    const paymentId = await givenPayment(store, customer);
    const other = await givenCustomer(store, book);
    for (const caller of [
      { role: 'member' as const, id: other.memberId },
      { role: 'partner' as const, id: other.partnerId },
      { role: 'partner' as const, id: customer.memberId },
    ]) {
      await expect(book.refunds.accept(refundOf(paymentId, { caller }))).rejects.toMatchObject({
        code: 'NOT_FOUND_PAYMENT',
        facts: {},
      });
    }
    const caller = { role: 'partner' as const, id: customer.partnerId };
    const { resource } = await book.refunds.accept(refundOf(paymentId, { caller }));
    expect(resource.requestedBy).toBe('PARTNER');
  });

  it('is the partner’s alone where the partner keeps refunds to itself', async () => {
    const partnerId = await givenPartner(store, { memberRefunds: false });
    const paymentId = await givenPayment(store, { ...customer, partnerId });
    await expect(book.refunds.accept(refundOf(paymentId))).rejects.toMatchObject({
      code: 'REFUND_NOT_ALLOWED',
    });
    const caller = { role: 'partner' as const, id: partnerId };
    await book.refunds.accept(refundOf(paymentId, { caller }));
  });

  it('never gives back more than was taken: 20 payments, 16 refunds of 4,000 of 15,000 each at once', async () => {
    const payments = await Promise.all(
      Array.from({ length: 20 }, () => givenPayment(store, customer)),
    );
    const orders = Array.from({ length: 16 }, () =>
      payments.map((paymentId) => refundOf(paymentId, { amount: won(4_000) })),
    ).flat();
    const tries = await Promise.allSettled(
      orders.map((order) => patiently(() => book.refunds.accept(order))),
    );
    for (const each of tries) {
      if (each.status === 'rejected') expect(each.reason.code).toBe('NOT_CANCELABLE_AMOUNT');
    }
    for (const paymentId of payments) {
      const refunds = await countRows(store, `refunds WHERE payment_id = '${paymentId}'`);
      expect(refunds).toBe(3);
      expect(await refundableOf(paymentId)).toBe(3_000);
    }
  });

  it('makes one of 20 full refunds at once, and one of 20 with one key', async () => {
    const first = await givenPayment(store, customer);
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => book.refunds.accept(refundOf(first))),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);

    const second = await givenPayment(store, customer);
    const order = refundOf(second, { amount: won(1_000) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => book.refunds.accept(order)));
    expect(new Set(answers.map(({ resource }) => resource.refundId)).size).toBe(1);
    expect(await refundableOf(second)).toBe(14_000);
  });

  it('shows each refund with its payment and all refunds, to those who may see the payment', async () => {
    const paymentId = await givenPayment(store, customer);
    const { resource: refund } = await book.refunds.accept(
      refundOf(paymentId, { amount: won(1_000) }),
    );
    const { refundId } = refund;
    const asMember = { role: 'member' as const, id: customer.memberId };
    const file = await book.refunds.byId({ refundId, viewer: asMember });
    expect(file).toMatchObject({ refund, payment: { paymentId }, refunds: [refund] });
    const stranger = { role: 'member' as const, id: store.ids.id('member') };
    expect(await book.refunds.byId({ refundId, viewer: stranger })).toBeNull();
    const staff = { role: 'cs' as const, id: store.ids.id('staff') };
    expect(await book.refunds.byId({ refundId, viewer: staff })).toEqual(file);
  });
});
