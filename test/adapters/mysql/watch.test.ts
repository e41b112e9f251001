import type { Book } from '../../../src/adapters/mysql/types';
import { lockShare, reserveLimit } from '../../../src/adapters/mysql/day-limits';
import { insertRow } from '../../../src/adapters/mysql/rows';
import { won } from '../../../src/domain/money';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenCustomer, givenPayment } from './givens';
import { aPaymentRow, aRefundRow } from './rows-builder';

describe('watch, sequences and limits', () => {
  let store: TestStore;
  let book: Book;

  beforeEach(async () => {
    store = await testStore();
    book = testBook(store);
  });

  afterEach(async () => {
    await book.close();
    await store.close();
  });

  it('finds what is overdue and for how long, oldest first, and nothing that has ended', async () => {
    const customer = await givenCustomer(store, book);
    const due = (seconds: number) => new Date(NOON + seconds * 1_000);
    const paymentId = await givenPayment(store, customer, { next_action_at: due(2) });
    const refund = aRefundRow(store.ids, { payment_id: paymentId, next_action_at: due(1) });
    await store.units.unit((tx) => insertRow(tx, tx.models.refunds, refund));
    await givenPayment(store, customer); // ended
    await givenPayment(store, customer, { status: 'READY', next_action_at: due(9) }); // not yet

    const { partnerId } = customer;
    const overdue = await book.watch.overdue({ now: NOON + 5_000, limit: 10 });
    expect(overdue).toEqual([
      { kind: 'refund', id: refund.refund_id, partnerId, amount: 5_000, overdueMs: 4_000 },
      { kind: 'payment', id: paymentId, partnerId, amount: 15_000, overdueMs: 3_000 },
    ]);
    expect(await book.watch.overdue({ now: NOON + 5_000, limit: 1 })).toHaveLength(1);
  });

  it('finds an accepted payment that nobody started once 5 s have passed', async () => {
    const customer = await givenCustomer(store, book);
    const { resource } = await book.payments.accept(customer.order());
    expect(await book.watch.overdue({ now: NOON + 4_999, limit: 10 })).toEqual([]);
    const [row] = await book.watch.overdue({ now: NOON + 5_000, limit: 10 });
    expect(row?.id).toBe(resource.paymentId);
  });

  it('counts payments by status and detail, and knows the oldest open one', async () => {
    const customer = await givenCustomer(store, book);
    expect(await book.watch.oldestOpenPayment()).toBeNull();
    const requested_at = new Date(NOON - 1_000);
    const doubt = { status: 'IN_PROGRESS', status_detail: 'BANK_RESULT_UNKNOWN', requested_at };
    await givenPayment(store, customer, doubt);
    await givenPayment(store, customer, { requested_at: new Date(0) });
    await givenPayment(store, customer);
    const counts = await book.watch.countPayments();
    expect(counts).toHaveLength(2);
    expect(counts).toContainEqual({ status: 'DONE', statusDetail: null, count: 2 });
    expect(await book.watch.oldestOpenPayment()).toBe(NOON - 1_000);
  });

  it('gives no number twice, to no process', async () => {
    const twin = testBook(store);
    const numbers = await Promise.all(
      Array.from({ length: 500 }, (_, at) => (at % 2 ? book : twin).sequences.nextSequence()),
    );
    expect(new Set(numbers).size).toBe(500);
    await twin.close();
  });

  it('gives a share back to the day it was taken from, and never more than was there', async () => {
    const row = aPaymentRow(store.ids, { number_hash: 'b'.repeat(64) });
    const share = { numberHash: row.number_hash, day: row.limit_day, amount: won(15_000) };
    const limit = won(20_000);
    const release = () => store.units.unit(async (tx) => (await lockShare(tx, row)).release());
    const reserve = () => store.units.unit((tx) => reserveLimit(tx, { ...share, limit }));
    expect([await reserve(), await reserve()]).toEqual([true, false]);
    await release();
    expect(await reserve()).toBe(true);
    await release();
    await expect(release()).rejects.toThrow('not an amount of whole won');
  });

  it('has no complaint about a server with safe settings', async () => {
    expect(await book.checkServer()).toEqual([]);
  });
});
