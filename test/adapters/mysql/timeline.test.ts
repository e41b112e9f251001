import { insertRow } from '../../../src/adapters/mysql/rows';
import type { TimelineStep } from '../../../src/adapters/mysql/timeline-types';
import type { Book } from '../../../src/adapters/mysql/types';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenCustomer, givenPayment, type Customer } from './givens';

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

const minute = (minutes: number) => new Date(NOON + minutes * 60_000);

async function givenTransfer(paymentId: string): Promise<string> {
  const transferId = `${paymentId}-1`;
  const reference = store.ids.reference();
  await store.units.unit(async (tx) => {
    await insertRow(tx, tx.models.bankTransfers, {
      ...{ transfer_id: transferId, movement_id: paymentId, payment_id: paymentId },
      ...{ kind: 'DEBIT', attempt: 1, tsymd: '20261122', is_tuno: reference, reference },
      ...{ passbook_text: `${reference} 온전`, amount_won: 15_000, state: 'UNKNOWN', version: 1 },
      ...{ created_at: minute(0), updated_at: minute(0) },
    });
    const asked = (kind: string, at: number, finding: string | null, ended: boolean) =>
      tx.change(
        `INSERT INTO bank_exchanges (subject_id, ordinal, kind, api, tsymd, is_tuno, marked_at,
           lease_until, ended_at, class, because, finding, closed, message)
         VALUES (:transferId, :at, :kind, 'api', '20261122', :tuno, :from, :from, :ended,
           :class, :because, :finding, 0, :message)`,
        {
          ...{ transferId, at, kind, finding, tuno: `${reference}${at}`, from: minute(at) },
          ended: ended ? minute(at) : null,
          class: kind === 'SEND' ? 'UNKNOWN' : null,
          because: kind === 'SEND' ? 'NO_ANSWER' : null,
          message: finding === 'EXECUTED' ? '20261122 163200 출금 15000' : null,
        },
      );
    await asked('SEND', 1, null, true);
    await asked('STATEMENT', 3, 'EXECUTED', true);
    await asked('CHECK', 9, null, false);
  });
  return transferId;
}

function decide(
  decision: { subject: string; transfer: string | null; kind: string; state: string; at: number },
  by = 'stf_B',
): Promise<unknown> {
  return store.units.unit((tx) =>
    insertRow(tx, tx.models.decisions, {
      decision_id: store.ids.id('decision'),
      subject_id: decision.subject,
      transfer_id: decision.transfer,
      ...{ decision: decision.kind, state: decision.state, reason: '은행에 전화하여 확인함' },
      ...{ evidence_kind: 'BANK_CALL', evidence_reference: '상담 77', proposed_by: 'stf_A' },
      proposed_at: minute(decision.at),
      decided_by: decision.state === 'PROPOSED' ? null : by,
      decided_at: decision.state === 'PROPOSED' ? null : minute(decision.at + 1),
      open_slot: decision.state === 'PROPOSED' ? decision.subject : null,
    }),
  );
}

function givenCase(paymentId: string, closed: boolean): Promise<string> {
  const caseId = store.ids.id('workItem');
  return store.units.unit(async (tx) => {
    await tx.change(
      `INSERT INTO cases (case_id, finding_key, kind, day, payment_id, owed_won, state, opened_at,
         closed_at)
       VALUES (:caseId, :caseId, 'MISSING_WITH_US', '20261122', :paymentId, 15000, :state, :at, :end)`,
      {
        ...{ caseId, paymentId, at: minute(20), end: closed ? minute(30) : null },
        state: closed ? 'CLOSED' : 'OPEN',
      },
    );
    return caseId;
  });
}

const of = <Kind extends TimelineStep['kind']>(steps: readonly TimelineStep[], kind: Kind) =>
  steps.filter((step): step is Extract<TimelineStep, { kind: Kind }> => step.kind === kind);

describe('the timeline of a payment', () => {
  test('holds what the bank, the operators and reconciliation said, in the order of time', async () => {
    const paymentId = await givenPayment(store, customer, { status: 'ABORTED' });
    const transfer = await givenTransfer(paymentId);
    await decide({
      ...{ subject: paymentId, transfer },
      kind: 'EXECUTED',
      state: 'REJECTED',
      at: 5,
    });
    await decide({
      ...{ subject: paymentId, transfer },
      kind: 'ASK_AGAIN',
      state: 'APPROVED',
      at: 7,
    });
    const caseId = await givenCase(paymentId, true);
    const correction = { subject: caseId, transfer: null, kind: 'CORRECTIVE_REFUND' };
    await decide({ ...correction, state: 'APPROVED', at: 22 });
    await givenCase(await givenPayment(store, customer), false); // another's

    const steps = await book.payments.timeline(paymentId);
    expect(steps.map(({ at, kind }) => [(at - NOON) / 60_000, kind])).toEqual([
      [1, 'BANK_EXCHANGE'],
      [3, 'BANK_EXCHANGE'],
      [5, 'DECISION'],
      [6, 'DECISION'],
      [8, 'DECISION'],
      [9, 'BANK_EXCHANGE'],
      [20, 'ALERT'],
      [22, 'DECISION'],
      [23, 'DECISION'],
      [30, 'ALERT'],
    ]);
    expect(
      of(steps, 'DECISION').map(({ facts }) => [facts.decision, facts.phase, facts.actor]),
    ).toEqual([
      ['EXECUTED', 'PROPOSED', 'stf_A'],
      ['EXECUTED', 'REJECTED', 'stf_B'],
      ['ASK_AGAIN', 'APPROVED', 'stf_B'],
      ['CORRECTIVE_REFUND', 'PROPOSED', 'stf_A'],
      ['CORRECTIVE_REFUND', 'APPROVED', 'stf_B'],
    ]);
    expect(of(steps, 'ALERT').map(({ facts }) => facts)).toEqual([
      { alert: 'CASE_OPENED', finding: 'MISSING_WITH_US', owed: 15_000 },
      { alert: 'CASE_CLOSED', finding: 'MISSING_WITH_US' },
    ]);
  });

  test('tells an approval once: by the decision, not by the row that notes it', async () => {
    const paymentId = await givenPayment(store, customer, { status: 'IN_PROGRESS' });
    const moves = [
      ['dcs_01JD8QK3V5M7N9P1R3T5W7Y9Z1', 4],
      ['DOUBT_LIMIT', 3],
    ] as const;
    for (const [reason, at] of moves) {
      await store.units.unit((tx) =>
        tx.change(
          `INSERT INTO history (subject_kind, subject_id, payment_id, from_state, to_state, detail,
             reason, actor, at)
           VALUES ('payment', :paymentId, :paymentId, 'IN_PROGRESS', 'IN_PROGRESS',
             'WAITING_FOR_OPERATOR', :reason, 'engine', :at)`,
          { paymentId, reason, at: minute(at) },
        ),
      );
    }
    const states = of(await book.payments.timeline(paymentId), 'STATE');
    expect(states.map(({ facts }) => facts.reason)).toEqual(['DOUBT_LIMIT']);
  });

  test('says that the bank is held only while that holds something up', async () => {
    const hold = (state: string) =>
      store.units.unit((tx) =>
        tx.change(`UPDATE bank_state SET state = :state, cause = 'OPERATOR', since = :since`, {
          ...{ state, since: minute(2) },
        }),
      );
    const waiting = await givenPayment(store, customer, { status: 'READY' });
    const done = await givenPayment(store, customer);
    const alertsOf = async (id: string) => of(await book.payments.timeline(id), 'ALERT').length;
    await hold('PAUSED');
    expect([await alertsOf(waiting), await alertsOf(done)]).toEqual([1, 0]);
    await hold('RUNNING');
    expect(await alertsOf(waiting)).toBe(0);
  });
});

test('the evidence of a transfer names every witness, and only what somebody answered or decided', async () => {
  const paymentId = await givenPayment(store, customer, { status: 'IN_PROGRESS' });
  const transfer = await givenTransfer(paymentId);
  const about = { subject: paymentId, transfer };
  await decide({ ...about, kind: 'ASK_AGAIN', state: 'APPROVED', at: 5 });
  await decide({ ...about, kind: 'NOT_EXECUTED', state: 'REJECTED', at: 6 });
  await decide({ ...about, kind: 'EXECUTED', state: 'APPROVED', at: 7 });
  await decide({ ...about, transfer: 'another', kind: 'EXECUTED', state: 'APPROVED', at: 8 });
  const [file] = await book.payments.transfersOf(paymentId);
  expect(file?.evidence).toEqual([
    { at: NOON + 60_000, kind: 'BANK_ANSWER', outcome: 'UNKNOWN', code: null, message: null },
    {
      ...{ at: NOON + 180_000, kind: 'STATEMENT', outcome: 'EXECUTED', code: null },
      message: '20261122 163200 출금 15000',
    },
    {
      ...{ at: NOON + 480_000, kind: 'OPERATOR', outcome: 'EXECUTED' },
      ...{ code: 'BANK_CALL', message: '상담 77' },
    },
  ]);
});
