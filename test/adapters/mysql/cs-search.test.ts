import { createCsBook, searchStatement } from '../../../src/adapters/mysql/cs-search';
import type { CsBook, CsFilter } from '../../../src/adapters/mysql/cs-types';
import { insertRow } from '../../../src/adapters/mysql/rows';
import type { Book } from '../../../src/adapters/mysql/types';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { countRows, givenAccount, givenCustomer, givenPayment, type Customer } from './givens';

let store: TestStore;
let book: Book;
let cs: CsBook;
let mine: Customer;
let other: Customer;

const ANYTHING: CsFilter = {
  ...{ from: null, to: null, statuses: null, statusDetail: null, paymentId: null },
  ...{ refundId: null, orderId: null, partnerId: null, memberId: null, email: null },
  ...{ accountTail: null, passbookReference: null, amountMin: null, amountMax: null },
  failureCode: null,
};

beforeAll(async () => {
  store = await testStore();
  book = testBook(store);
  cs = createCsBook(store);
  mine = await givenCustomer(store, book);
  other = await givenCustomer(store, book);
});
afterAll(async () => {
  await book.close();
  await store.close();
});

async function found(filter: Partial<CsFilter>): Promise<readonly string[]> {
  const page = await cs.search({ filter: { ...ANYTHING, ...filter }, after: null, limit: 100 });
  return page.items.map(({ payment }) => payment.paymentId);
}

let minutes = 0;

/** A payment a minute later than the one before. */
function paid(changes: Parameters<typeof givenPayment>[2] = {}, by = mine): Promise<string> {
  minutes += 1;
  return givenPayment(store, by, { requested_at: new Date(NOON + minutes * 60_000), ...changes });
}

async function refundOf(paymentId: string, minute: number): Promise<string> {
  const refundId = store.ids.id('refund');
  await store.units.unit((tx) =>
    tx.change(
      `INSERT INTO refunds (refund_id, payment_id, amount_won, refundable_after_won, reason, cause,
         requested_by, status, requested_at, version)
       VALUES (:refundId, :paymentId, 1000, 14000, '단순 변심', 'REQUESTED', 'MEMBER', 'DONE', :at, 1)`,
      { refundId, paymentId, at: new Date(NOON + minute * 60_000) },
    ),
  );
  return refundId;
}

async function transferOf(paymentId: string, movementId: string): Promise<string> {
  const reference = store.ids.reference();
  await store.units.unit((tx) =>
    insertRow(tx, tx.models.bankTransfers, {
      transfer_id: `${movementId}-1`,
      ...{ movement_id: movementId, payment_id: paymentId, kind: 'DEBIT', attempt: 1 },
      ...{ tsymd: '20261122', is_tuno: reference, reference, passbook_text: `${reference} 온전` },
      ...{ amount_won: 15_000, state: 'SUCCEEDED', version: 1 },
      ...{ created_at: new Date(NOON), updated_at: new Date(NOON) },
    }),
  );
  return reference;
}

describe('customer service finds a payment', () => {
  test('by its own id, by its refund, and by what is printed in the passbook for either', async () => {
    const [one] = [await paid(), await paid()];
    const refundId = await refundOf(one, 1);
    const printed = await transferOf(one, one);
    const printedBack = await transferOf(one, refundId);
    expect(await found({ paymentId: one })).toEqual([one]);
    expect(await found({ refundId })).toEqual([one]);
    expect(await found({ passbookReference: printed })).toEqual([one]);
    expect(await found({ passbookReference: printedBack })).toEqual([one]);
    expect(await found({ passbookReference: 'ZZZZZZZZZZZ' })).toEqual([]);
  });

  test('by order, whichever shop numbered it, or at one shop', async () => {
    const orderId = 'ORDER-THE-SAME';
    const here = await paid({ order_id: orderId, order_slot: orderId });
    const there = await paid({ order_id: orderId, order_slot: orderId }, other);
    expect(await found({ orderId })).toEqual([there, here]);
    expect(await found({ orderId, partnerId: mine.partnerId })).toEqual([here]);
  });

  test('by member, and by e-mail in any case', async () => {
    const theirs = await paid({}, other);
    const email = `${other.memberId.toLowerCase()}@EXAMPLE.com`;
    const all = await found({ memberId: other.memberId });
    expect(all).toContain(theirs);
    expect(await found({ email })).toEqual(all);
    expect(await found({ email: 'nobody@example.com' })).toEqual([]);
  });

  test('by the last four digits of the account, which are stored nowhere', async () => {
    const accountNumber = '3021112224917';
    const { memberId } = mine;
    const accountId = await givenAccount(book, store, { memberId, accountNumber });
    const one = await paid({ account_id: accountId });
    expect(await found({ accountTail: '4917' })).toEqual([one]);
    expect(await found({ accountTail: '5917' })).toEqual([]);
    expect(await countRows(store, `account_tails WHERE tail_hash LIKE '%4917%'`)).toBe(0);
  });

  test('by status, detail, failure, amount and period, all of which must hold', async () => {
    const day = { from: NOON + 86_400_000, to: NOON + 2 * 86_400_000 };
    const at = (ms: number) => new Date(day.from + ms);
    const open = { status: 'IN_PROGRESS', status_detail: 'WAITING_FOR_OPERATOR' };
    const first = await paid({ requested_at: at(0), amount_won: 10, ...open });
    const failed = { failure_code: 'INSUFFICIENT_BALANCE', failure_at: at(1) };
    const second = await paid({
      requested_at: at(1),
      amount_won: 20,
      status: 'ABORTED',
      ...failed,
    });
    await paid({ requested_at: new Date(day.to) });
    expect(await found(day)).toEqual([second, first]);
    expect(await found({ ...day, statuses: ['ABORTED', 'EXPIRED'] })).toEqual([second]);
    expect(await found({ ...day, statusDetail: 'WAITING_FOR_OPERATOR' })).toEqual([first]);
    expect(await found({ ...day, failureCode: 'INSUFFICIENT_BALANCE' })).toEqual([second]);
    expect(await found({ ...day, amountMin: 20 })).toEqual([second]);
    expect(await found({ ...day, amountMax: 19 })).toEqual([first]);
    expect(await found({ ...day, amountMax: 19, statuses: ['DONE'] })).toEqual([]);
  });
});

test('pages go from the newest to the oldest, and show every payment once with its refunds', async () => {
  const by = await givenCustomer(store, book);
  const at = new Date(NOON); // one millisecond for all: the id decides
  const made = [];
  for (let i = 0; i < 7; i += 1) made.push(await givenPayment(store, by, { requested_at: at }));
  const [withRefunds = ''] = made;
  const refunds = [await refundOf(withRefunds, 5), await refundOf(withRefunds, 6)];
  const filter = { ...ANYTHING, memberId: by.memberId };
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = await cs.search({ filter, after, limit: 3 });
    for (const { payment, refunds: own } of page.items) {
      seen.push(payment.paymentId);
      const expected = payment.paymentId === withRefunds ? refunds : [];
      expect(own.map((one) => one.refundId)).toEqual(expected);
    }
    after = page.next;
  } while (after !== null);
  expect(seen).toEqual(made.sort().reverse());
});

test('a position that no page ended with is refused', async () => {
  const search = cs.search({ filter: ANYTHING, after: "1' OR 1=1", limit: 1 });
  await expect(search).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
});

describe('among thousands of payments', () => {
  const MANY = 4_000;
  let needle: string;
  let printed: string;

  beforeAll(async () => {
    const shape = await paid({ amount_won: 777 });
    await store.units.unit((tx) =>
      tx.change(
        `INSERT INTO payments
         SELECT CONCAT('pay_', LPAD(s.seq, 26, '0')), CONCAT('mbr_', s.seq % 500), p.partner_id,
           CONCAT('acc_', s.seq % 700), CONCAT('ORDER-', s.seq), p.order_name, s.seq, s.seq,
           IF(s.seq % 50 = 0, 'ABORTED', 'DONE'), NULL,
           p.requested_at - INTERVAL s.seq MINUTE, p.decision_deadline, NULL, NULL, NULL,
           NULL, NULL, NULL, NULL, p.bank_memo, NULL, p.metadata, NULL, NULL, p.limit_day,
           p.number_hash, NULL, 1, 1, NULL
         FROM payments p JOIN (${numbers(MANY)}) s WHERE p.payment_id = :shape`,
        { shape },
      ),
    );
    needle = await paid({}, other);
    printed = await transferOf(needle, needle);
    await store.units.read((db) => db.rows('ANALYZE TABLE payments, account_tails, accounts'));
  });

  /** Rows the server means to look at, as EXPLAIN tells it: the largest step. */
  async function lookedAt(filter: Partial<CsFilter>): Promise<number> {
    const query = { filter: { ...ANYTHING, ...filter }, after: null, limit: 21 };
    const { sql, values } = searchStatement(query, store.crypto);
    const plan = await store.units.read((db) =>
      db.rows<{ rows: number | null }>(`EXPLAIN ${sql}`, values),
    );
    return Math.max(...plan.map((step) => Number(step.rows ?? 1)));
  }

  test.each([
    ['paymentId', () => ({ paymentId: needle })],
    ['refundId', () => ({ refundId: store.ids.id('refund') })],
    ['orderId', () => ({ orderId: 'ORDER-17' })],
    ['memberId', () => ({ memberId: 'mbr_17' })],
    ['email', () => ({ email: `${other.memberId}@example.com` })],
    ['accountTail', () => ({ accountTail: '4917' })],
    ['passbookReference', () => ({ passbookReference: printed })],
  ])('%s leads to its few by an index', async (_name, filter) => {
    expect(await lookedAt(filter())).toBeLessThan(MANY / 20);
  });

  test('a period is walked from its newest payment, without sorting it', async () => {
    const query = { filter: { ...ANYTHING, from: 0, amountMin: 1 }, after: null, limit: 21 };
    const { sql, values } = searchStatement(query, store.crypto);
    const [step] = await store.units.read((db) =>
      db.rows<{ key: string; Extra: string }>(`EXPLAIN ${sql}`, values),
    );
    expect(step?.key).toBe('payments_newest');
    expect(step?.Extra).not.toContain('filesort');
  });
});

/** The numbers from 1, for a database without a sequence engine. */
function numbers(count: number): string {
  const digits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `SELECT ${n} AS d`).join(' UNION ALL ');
  const parts = ['a', 'b', 'c', 'd'].map((name) => `(${digits}) ${name}`).join(' JOIN ');
  return `SELECT seq FROM (SELECT 1 + a.d + 10 * b.d + 100 * c.d + 1000 * d.d AS seq FROM ${parts}) n
    WHERE seq <= ${count}`;
}
