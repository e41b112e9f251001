import type { MovementRef } from '../../../src/adapters/mysql/movement-types';
import { insertRow } from '../../../src/adapters/mysql/rows';
import type { Book, RefundOrder } from '../../../src/adapters/mysql/types';
import { won } from '../../../src/domain/money';
import { LEASE_MS, sent } from '../../support/movement-builder';
import { aRequest, NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenAccount, givenCustomer, givenPartner, givenPayment, type Customer } from './givens';
import { linkTo } from './link';
import { aRefundRow } from './rows-builder';

const ROUTE = 'POST /v1/payments/:paymentId/cancel';
const LATER = NOON + 5_000;

describe('a cancel', () => {
  let store: TestStore;
  let book: Book;
  let customer: Customer;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
    const { memberId, ...rest } = await givenCustomer(store, book);
    const accountId = await givenAccount(book, store, { memberId, alias: '0082010999999001' });
    customer = { ...rest, memberId, accountId };
  });

  beforeEach(() => store.clock.set(NOON));

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  function cancelOf(paymentId: string, changes: Partial<RefundOrder> = {}): RefundOrder {
    const caller = changes.caller ?? { role: 'member', id: customer.memberId };
    return {
      request: aRequest({ callerId: caller.id, route: ROUTE, body: paymentId }),
      ...{ paymentId, caller, amount: null, reason: '단순 변심', testCode: null },
      ...changes,
    };
  }

  async function accepted(): Promise<MovementRef> {
    const order = customer.order({ accountId: customer.accountId });
    const { resource } = await book.payments.accept(order);
    return { kind: 'PAYMENT', id: resource.paymentId };
  }

  /** Its send is marked: it may be on the wire. */
  async function dispatched() {
    const ref = await accepted();
    const file = await book.movements.load(ref);
    const claim = await book.movements.claimSend({
      ...{ file, pair: 'FIRST', now: NOON, leaseMs: LEASE_MS },
    });
    if (!claim) throw new Error('nobody else wants it');
    return { ref, file, claim };
  }

  async function rowOf(paymentId: string) {
    const [row] = await store.units.read((db) =>
      db.rows<Record<string, unknown>>('SELECT * FROM payments WHERE payment_id = :paymentId', {
        paymentId,
      }),
    );
    return row;
  }

  async function eventsOf(paymentId: string) {
    const rows = await store.units.read((db) =>
      db.rows<{ type: string }>(
        'SELECT type FROM events WHERE payment_id = :paymentId ORDER BY sequence',
        { paymentId },
      ),
    );
    return rows.map(({ type }) => type);
  }

  it('of a payment that was never sent makes its deadline now, and says who wanted that', async () => {
    const { id: paymentId } = await accepted();
    store.clock.set(LATER);
    expect(await book.payments.cancel(cancelOf(paymentId))).toEqual({
      ...{ resource: { paymentId, refundId: null }, replayed: false },
    });
    expect(await rowOf(paymentId)).toMatchObject({
      ...{ status: 'READY', status_detail: null, net_canceled_at: null },
      ...{ decision_deadline: new Date(LATER), next_action_at: new Date(LATER) },
    });
    expect(await eventsOf(paymentId)).toEqual([]);
    const steps = await book.payments.timeline(paymentId);
    expect(steps.at(-1)?.facts).toMatchObject({
      ...{ from: 'READY', to: 'READY', reason: 'CANCEL_REQUESTED', actor: customer.memberId },
    });
  });

  it('of a payment that may be on the wire is a net cancel, told at once', async () => {
    const { ref } = await dispatched();
    store.clock.set(LATER);
    const caller = { role: 'partner' as const, id: customer.partnerId };
    await book.payments.cancel(cancelOf(ref.id, { caller }));
    expect(await rowOf(ref.id)).toMatchObject({
      ...{ status: 'IN_PROGRESS', status_detail: 'NET_CANCELING' },
      ...{ net_canceled_at: new Date(LATER), decision_deadline: new Date(LATER) },
    });
    expect(await eventsOf(ref.id)).toEqual(['payment.net_canceling']);
  });

  it('leaves a person’s work a person’s', async () => {
    const { ref } = await dispatched();
    await store.units.unit((tx) =>
      tx.change(
        `UPDATE payments SET status_detail = 'WAITING_FOR_OPERATOR' WHERE payment_id = :id`,
        { id: ref.id },
      ),
    );
    await book.payments.cancel(cancelOf(ref.id));
    expect(await rowOf(ref.id)).toMatchObject({
      ...{ status_detail: 'WAITING_FOR_OPERATOR', net_canceled_at: new Date(NOON) },
    });
  });

  it('changes nothing the second time, whoever asks, and is told once', async () => {
    const { ref } = await dispatched();
    await book.payments.cancel(cancelOf(ref.id));
    const before = await rowOf(ref.id);
    store.clock.set(LATER);
    const caller = { role: 'partner' as const, id: customer.partnerId };
    const again = await book.payments.cancel(cancelOf(ref.id, { caller }));
    expect(again.resource).toEqual({ paymentId: ref.id, refundId: null });
    expect(await rowOf(ref.id)).toEqual(before);
    expect(await eventsOf(ref.id)).toEqual(['payment.net_canceling']);
  });

  it('never moves a deadline that has passed', async () => {
    const { id: paymentId } = await accepted();
    store.clock.set(NOON + 901_000);
    await book.payments.cancel(cancelOf(paymentId));
    const deadline = new Date(NOON + 900_000);
    expect(await rowOf(paymentId)).toMatchObject({ decision_deadline: deadline, version: 1 });
  });

  it('with an amount is refused while the payment is open', async () => {
    const { ref } = await dispatched();
    const order = cancelOf(ref.id, { amount: won(1_000) });
    await expect(book.payments.cancel(order)).rejects.toMatchObject({
      code: 'NOT_CANCELABLE_PAYMENT',
    });
    expect(await rowOf(ref.id)).toMatchObject({ net_canceled_at: null });
    expect(await book.findKeyed(order.request)).toBeNull();
  });

  it('is the partner’s alone where the partner keeps refunds to itself, also of an open payment', async () => {
    const partnerId = await givenPartner(store, { memberRefunds: false });
    const status = { status: 'READY' };
    const paymentId = await givenPayment(store, { ...customer, partnerId }, status);
    await expect(book.payments.cancel(cancelOf(paymentId))).rejects.toMatchObject({
      code: 'REFUND_NOT_ALLOWED',
    });
    const caller = { role: 'partner' as const, id: partnerId };
    await book.payments.cancel(cancelOf(paymentId, { caller }));
  });

  it('is nobody else’s', async () => {
    const { ref } = await dispatched();
    const caller = { role: 'member' as const, id: store.ids.id('member') };
    const order = cancelOf(ref.id, { caller });
    await expect(book.payments.cancel(order)).rejects.toMatchObject({ code: 'NOT_FOUND_PAYMENT' });
  });

  it('of a finished payment is a refund of all that is left', async () => {
    const paymentId = await givenPayment(store, customer, { refundable_won: 9_000 });
    const order = cancelOf(paymentId);
    const { resource, replayed } = await book.payments.cancel(order);
    expect([resource.paymentId, replayed]).toEqual([paymentId, false]);
    const viewer = { role: 'member' as const, id: customer.memberId };
    const file = await book.refunds.byId({ refundId: resource.refundId ?? '', viewer });
    expect(file?.refund).toMatchObject({ amount: 9_000, cause: 'REQUESTED' });
    expect(await book.payments.cancel(order)).toEqual({ resource, replayed: true });
  });

  it('replayed answers the payment it cancelled, also after that has ended', async () => {
    const { ref } = await dispatched();
    const order = cancelOf(ref.id);
    const { resource } = await book.payments.cancel(order);
    await store.units.unit((tx) =>
      tx.change(`UPDATE payments SET status = 'CANCELED' WHERE payment_id = :id`, { id: ref.id }),
    );
    expect(await book.payments.cancel(order)).toEqual({ resource, replayed: true });
  });

  it('makes nothing while the money is on its way back already', async () => {
    const { ref } = await dispatched();
    await book.payments.cancel(cancelOf(ref.id));
    const refund = aRefundRow(store.ids, { payment_id: ref.id, cause: 'NET_CANCEL' });
    await store.units.unit(async (tx) => {
      await insertRow(tx, tx.models.refunds, refund);
      await tx.change('UPDATE payments SET next_action_at = NULL WHERE payment_id = :id', {
        id: ref.id,
      });
    });
    const before = await rowOf(ref.id);
    const { resource } = await book.payments.cancel(cancelOf(ref.id));
    expect(resource).toEqual({ paymentId: ref.id, refundId: null });
    expect(await rowOf(ref.id)).toEqual(before);
  });

  it('by 20 at once is one net cancel', async () => {
    const { ref } = await dispatched();
    const orders = Array.from({ length: 20 }, () => cancelOf(ref.id));
    await Promise.all(orders.map((order) => book.payments.cancel(order)));
    expect(await rowOf(ref.id)).toMatchObject({ version: 3 });
    expect(await eventsOf(ref.id)).toEqual(['payment.net_canceling']);
  });

  it('makes a claim impossible that was decided before it', async () => {
    const ref = await accepted();
    const file = await book.movements.load(ref);
    await book.payments.cancel(cancelOf(ref.id));
    const claim = { file, pair: 'FIRST', now: NOON, leaseMs: LEASE_MS } as const;
    expect(await book.movements.claimSend(claim)).toBeNull();
  });

  it('is not undone by an answer that was on its way, nor by a worker that has not heard of it', async () => {
    const { ref, file, claim } = await dispatched();
    await book.payments.cancel(cancelOf(ref.id));
    const standing = {
      ...({ detail: 'BANK_RESULT_UNKNOWN', nextActionAt: LATER, failureCode: null } as const),
      ...{ reason: 'PAUSE_BEFORE_SENDING', netCancel: false },
    };
    await book.movements.record({
      ...{ file, claim, endedAt: NOON, durationMs: 1, transferState: 'UNKNOWN', standing },
      outcome: { kind: 'SEND', ...sent.silence },
    });
    const now = await book.movements.load(ref);
    expect(now.movement.transfers[0]?.exchanges).toMatchObject([{ outcome: sent.silence }]);
    await book.movements.stand({ file: now, standing, at: NOON });
    expect(await rowOf(ref.id)).toMatchObject({ status_detail: 'NET_CANCELING' });
    expect(await eventsOf(ref.id)).toEqual(['payment.net_canceling']);
  });

  it('and the end of the payment at the same moment: one of them wins, money is never kept', async () => {
    const at = NOON + 1_000;
    const end = { result: 'EXECUTED', by: 'BANK_ANSWER', failureCode: null, bank: null } as const;
    const settle = (paymentId: string) =>
      book.settlements.settlePayment({
        ...{ paymentId, at, end: { ...end, effectiveAt: NOON, knownAt: NOON } },
      });
    store.clock.set(at);
    for (let round = 0; round < 20; round += 1) {
      const { ref } = await dispatched();
      const order = cancelOf(ref.id);
      const [ended, canceled] = await Promise.all([settle(ref.id), book.payments.cancel(order)]);
      const row = await rowOf(ref.id);
      if (ended?.status === 'DONE') {
        expect(canceled.resource.refundId).not.toBeNull();
        expect(row).toMatchObject({ status: 'DONE', net_canceled_at: null, refundable_won: 0 });
      } else {
        expect(canceled.resource.refundId).toBeNull();
        expect(await settle(ref.id)).toMatchObject({ compensation: { amountWon: 15_000 } });
        expect(row).toMatchObject({ status: 'IN_PROGRESS', status_detail: 'NET_CANCELING' });
      }
    }
  });

  it('is one although the answer to its COMMIT was lost', async () => {
    const link = await linkTo(store.database.url);
    const linked = testBook(store, { url: link.url });
    jest.spyOn(console, 'warn').mockReturnValue(); // Sequelize warns there of a failed COMMIT
    const { ref } = await dispatched();
    await linked.ping();
    link.loseAnswerToNextCommit();
    const { resource } = await linked.payments.cancel(cancelOf(ref.id));
    expect(link.lost()).toBe(1);
    expect(resource).toEqual({ paymentId: ref.id, refundId: null });
    expect(await eventsOf(ref.id)).toEqual(['payment.net_canceling']);
    jest.restoreAllMocks();
    await linked.close();
    await link.close();
  });
});
