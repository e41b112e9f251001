import type { Book } from '../../../src/adapters/mysql/types';
import { insertRow, updateRows } from '../../../src/adapters/mysql/rows';
import { ageAlarms } from '../../../src/domain/ages';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenCustomer, givenPayment } from './givens';
import { aRefundRow } from './rows-builder';

const HOUR_MS = 3600_000;

describe('what is open for too long', () => {
  let store: TestStore;
  let book: Book;
  const aged = async (now: number, boundSeconds: number | null = null) =>
    (await book.ages.aged({ now, limits: ageAlarms(boundSeconds), limit: 100 })).map(
      ({ state, id }) => `${state} ${id}`,
    );
  const doubt = { status: 'IN_PROGRESS', status_detail: 'BANK_RESULT_UNKNOWN' };
  const historyOf = (subject_id: string, at: number) =>
    store.units.unit((tx) =>
      insertRow(tx, tx.models.history, {
        ...{ subject_kind: 'payment', subject_id, payment_id: subject_id },
        ...{ from_state: 'IN_PROGRESS', to_state: 'IN_PROGRESS', detail: 'BANK_RESULT_UNKNOWN' },
        ...{ reason: null, actor: 'system', at: new Date(at) },
      }),
    );

  beforeEach(async () => {
    store = await testStore();
    book = testBook(store);
  });

  afterEach(async () => {
    await book.close();
    await store.close();
  });

  it('is found from the age of its own state on, counted from when that state began', async () => {
    const customer = await givenCustomer(store, book);
    const paymentId = await givenPayment(store, customer, doubt);
    const other = await givenPayment(store, customer, doubt);
    await historyOf(paymentId, NOON + 60_000);
    const began = NOON + 60_000;
    expect(await aged(began + 899_999)).toEqual([`payment.BANK_RESULT_UNKNOWN ${other}`]);
    expect(await aged(began + 900_000)).toHaveLength(2);
    expect(await aged(began + 20_000, 20)).toContain(`payment.BANK_RESULT_UNKNOWN ${paymentId}`);
  });

  it('is not what has ended', async () => {
    const customer = await givenCustomer(store, book);
    const paymentId = await givenPayment(store, customer);
    const ended = aRefundRow(store.ids, { payment_id: paymentId, status: 'DONE' });
    await store.units.unit((tx) => insertRow(tx, tx.models.refunds, ended));
    expect(await aged(NOON + 24 * HOUR_MS)).toEqual([]);
  });

  it('is a compensation after ten minutes, whatever it waits for, and not also a refund', async () => {
    const customer = await givenCustomer(store, book);
    const payment_id = await givenPayment(store, customer);
    const row = (cause: string) =>
      aRefundRow(store.ids, {
        payment_id,
        cause,
        status_detail: 'WAITING_FOR_OPERATOR',
        requested_at: new Date(NOON),
      });
    const [owed, wished] = [row('NET_CANCEL'), row('REQUESTED')];
    for (const one of [owed, wished]) {
      await store.units.unit((tx) => insertRow(tx, tx.models.refunds, one));
    }
    expect(await aged(NOON + 600_000)).toEqual([`compensation ${owed.refund_id}`]);
    const later = await aged(NOON + HOUR_MS);
    expect(later).toContain(`refund.WAITING_FOR_OPERATOR ${wished.refund_id}`);
    expect(later).toHaveLength(2);
  });

  it('is told again after its time, by every process, and not before', async () => {
    const customer = await givenCustomer(store, book);
    const id = await givenPayment(store, customer, doubt);
    const told = NOON + HOUR_MS;
    await book.ages.noteTold({ state: 'payment.BANK_RESULT_UNKNOWN', id, at: told });
    const again = testBook(store);
    const limits = ageAlarms(null);
    const at = async (now: number) => (await again.ages.aged({ now, limits, limit: 9 })).length;
    expect([await at(told + HOUR_MS - 1), await at(told + HOUR_MS)]).toEqual([0, 1]);
    await again.ages.noteTold({ state: 'payment.READY', id, at: told + HOUR_MS });
    expect(await at(told + HOUR_MS)).toBe(1); // another state of it was told
    expect(await at(told - 1)).toBe(1); // the business clock was set back
    await again.close();
  });

  it('is also a case, a decision that nobody answered, and a bank that is held', async () => {
    const at = new Date(NOON);
    await store.units.unit(async (tx) => {
      await insertRow(tx, tx.models.cases, {
        ...{ case_id: 'wrk_1', finding_key: 'k1', kind: 'MISSING_WITH_US', day: '20261122' },
        ...{ payment_id: null, refund_id: null, owed_won: null, transfer: null, bank_row: null },
        ...{ state: 'OPEN', opened_at: at, closed_at: null, corrective_refund_id: null },
      });
      await insertRow(tx, tx.models.decisions, {
        ...{ decision_id: 'dec_1', subject_id: 'pay_1', transfer_id: null, decision: 'EXECUTED' },
        ...{ state: 'PROPOSED', reason: 'r', evidence_kind: null, evidence_reference: null },
        ...{ proposed_by: 'stf_1', proposed_at: at, decided_by: null, decided_at: null },
        open_slot: 'pay_1',
      });
      await updateRows(tx, tx.models.bankState, {
        where: { name: 'nh' },
        set: { state: 'PAUSED', since: at },
      });
    });
    expect(await aged(NOON + 1800_000)).toEqual(['decision.PROPOSED dec_1', 'bank.PAUSED nh']);
    expect(await aged(NOON + 4 * HOUR_MS)).toContain('case.OPEN wrk_1');
  });
});
