import type { BankOutcome, CheckOutcome } from '../../../src/domain/bank-outcome';
import type { FailureCode } from '../../../src/domain/failure';
import type { CreditCall, NhBank } from '../../../src/adapters/nh-bank/types';
import { startEngine, type Engine } from '../../support/engine';
import { eventsOf, expectLegalHistory, transfersOf } from '../../support/engine-facts';

jest.setTimeout(60_000);

const WORDS = { code: null, message: null, httpStatus: null };
const YES: BankOutcome = { class: 'SUCCEEDED', value: null, ...WORDS };
const NEVER_LEFT: BankOutcome = { class: 'NEVER_LEFT', ...WORDS };
const UNDECIDED: BankOutcome = {
  ...{ class: 'UNKNOWN', because: 'UNDECIDED', retryAfterSeconds: null, ...WORDS },
};
const NOT_FOUND: CheckOutcome = { class: 'SUCCEEDED', finding: 'NOT_FOUND', ...WORDS };
const no = (failureCode: FailureCode): BankOutcome => ({
  ...{ class: 'REFUSED', failureCode, closed: false, ...WORDS, code: 'R0001' },
});

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

const debit = (outcome: BankOutcome): Partial<NhBank> => ({
  debit: () => Promise.resolve(outcome),
  checkDebit: () => Promise.resolve(NOT_FOUND),
});

/** A payment that is paid. */
async function aPaidPayment(): Promise<string> {
  const paymentId = await engine.acceptPayment();
  const worker = engine.worker(debit(YES));
  await worker.debit(paymentId);
  await worker.ledger.settlePayment({ paymentId });
  return paymentId;
}

async function paymentRow(paymentId: string) {
  const [row] = await engine.rows<Record<string, unknown>>(
    `SELECT status, status_detail, refundable_won, order_slot IS NULL AS freed, decided_by,
            failure_code, failure_bank_code, next_action_at FROM payments WHERE payment_id = :id`,
    paymentId,
  );
  return row;
}

async function reservedFor(paymentId: string): Promise<number> {
  const [row] = await engine.rows<{ reserved: number }>(
    `SELECT d.reserved_won AS reserved FROM account_days d
     JOIN payments p ON p.number_hash = d.number_hash AND p.limit_day = d.day
     WHERE p.payment_id = :id`,
    paymentId,
  );
  return Number(row?.reserved);
}

describe('the end of a payment', () => {
  it('is written once, however often it is asked for', async () => {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker(debit(YES));
    await worker.debit(paymentId);
    const ends = await Promise.all([1, 2, 3].map(() => worker.ledger.settlePayment({ paymentId })));
    for (const end of ends) expect(end).toEqual({ status: 'DONE', failureCode: null });
    expect(await eventsOf(engine, paymentId)).toEqual(['payment.done']);
    expect(await paymentRow(paymentId)).toMatchObject({
      ...{ status: 'DONE', status_detail: null, decided_by: 'BANK_ANSWER', next_action_at: null },
    });
    expect(await reservedFor(paymentId)).toBe(15_000);
    await expectLegalHistory(engine, paymentId);
  });

  it('that was refused gives the limit and the order number back, with the words of the bank', async () => {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker(debit(no('INSUFFICIENT_BALANCE')));
    expect(await worker.debit(paymentId)).toEqual({ kind: 'settled' });
    const ends = await Promise.all([1, 2, 3].map(() => worker.ledger.settlePayment({ paymentId })));
    for (const end of ends) {
      expect(end).toEqual({ status: 'ABORTED', failureCode: 'INSUFFICIENT_BALANCE' });
    }
    expect(await paymentRow(paymentId)).toMatchObject({
      ...{ refundable_won: 0, freed: 1, failure_bank_code: 'R0001' },
    });
    expect(await reservedFor(paymentId)).toBe(0);
    expect(await eventsOf(engine, paymentId)).toEqual(['payment.aborted']);
  });

  it('that was proven not executed is an abort, witnessed by the check', async () => {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker(debit(UNDECIDED));
    await worker.debit(paymentId);
    engine.at(800);
    expect(await worker.debit(paymentId)).toEqual({ kind: 'settled' });
    expect(await worker.ledger.settlePayment({ paymentId })).toEqual({
      ...{ status: 'ABORTED', failureCode: 'NOT_EXECUTED' },
    });
    expect(await paymentRow(paymentId)).toMatchObject({ decided_by: 'RESULT_CHECK' });
    expect(await transfersOf(engine, paymentId)).toMatchObject([{ state: 'NOT_FOUND' }]);
    await expectLegalHistory(engine, paymentId);
  });

  it('that was never sent in time has expired by rule', async () => {
    const paymentId = await engine.acceptPayment({ decisionSeconds: 20 });
    const worker = engine.worker(debit(NEVER_LEFT));
    await worker.debit(paymentId);
    engine.at(20);
    expect(await worker.debit(paymentId)).toEqual({ kind: 'settled' });
    expect(await worker.ledger.settlePayment({ paymentId })).toEqual({
      ...{ status: 'EXPIRED', failureCode: 'EXPIRED_PAYMENT' },
    });
    expect(await paymentRow(paymentId)).toMatchObject({ decided_by: 'RULE', refundable_won: 0 });
    expect(await reservedFor(paymentId)).toBe(0);
    expect(await eventsOf(engine, paymentId)).toEqual(['payment.expired']);
  });

  it('is not written while the book says that it has none', async () => {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker(debit(UNDECIDED));
    await worker.debit(paymentId);
    expect(await worker.ledger.settlePayment({ paymentId })).toBeNull();
    expect(await paymentRow(paymentId)).toMatchObject({ status: 'IN_PROGRESS' });
  });
});

describe('the end of a refund', () => {
  function creditsThat(...answers: BankOutcome[]) {
    const credits: CreditCall[] = [];
    const bank: Partial<NhBank> = {
      credit(call) {
        credits.push(call);
        return Promise.resolve(answers[credits.length - 1] ?? YES);
      },
      checkCredit: () => Promise.resolve(NOT_FOUND),
    };
    return { credits, worker: engine.worker(bank) };
  }

  it('moves the payment: part of it, then all', async () => {
    const paymentId = await aPaidPayment();
    const { worker, credits } = creditsThat();
    for (const [amountWon, status] of [
      [5_000, 'PARTIAL_CANCELED'],
      [4_000, 'PARTIAL_CANCELED'],
      [6_000, 'CANCELED'],
    ] as const) {
      const refundId = await engine.acceptRefund(paymentId, amountWon);
      expect(await worker.credit(refundId)).toEqual({ kind: 'settled' });
      const end = { status: 'DONE', failureCode: null };
      expect(await worker.ledger.settleRefund({ refundId })).toEqual(end);
      expect(await worker.ledger.settleRefund({ refundId })).toEqual(end);
      expect(await paymentRow(paymentId)).toMatchObject({ status });
    }
    expect(credits.map(({ amount }) => amount)).toEqual([5_000, 4_000, 6_000]);
    expect(await paymentRow(paymentId)).toMatchObject({ refundable_won: 0 });
    expect(await eventsOf(engine, paymentId)).toEqual([
      'payment.done',
      'refund.done',
      'payment.partial_canceled',
      'refund.done',
      'payment.partial_canceled',
      'refund.done',
      'payment.canceled',
    ]);
    await expectLegalHistory(engine, paymentId);
  });

  it('that was refused gives its reservation back, once', async () => {
    const paymentId = await aPaidPayment();
    const refundId = await engine.acceptRefund(paymentId, 5_000);
    expect(await paymentRow(paymentId)).toMatchObject({ refundable_won: 10_000 });
    const { worker } = creditsThat(no('ACCOUNT_CLOSED_AT_BANK'));
    await worker.credit(refundId);
    for (let again = 0; again < 3; again += 1) {
      expect(await worker.ledger.settleRefund({ refundId })).toEqual({
        ...{ status: 'ABORTED', failureCode: 'ACCOUNT_CLOSED_AT_BANK' },
      });
    }
    expect(await paymentRow(paymentId)).toMatchObject({ status: 'DONE', refundable_won: 15_000 });
    expect(await eventsOf(engine, paymentId)).toEqual(['payment.done', 'refund.aborted']);
    await expectLegalHistory(engine, paymentId);
  });

  it('comes under a new pair with a new reference once the first is proven not executed', async () => {
    const paymentId = await aPaidPayment();
    const refundId = await engine.acceptRefund(paymentId, 5_000);
    const { worker, credits } = creditsThat(UNDECIDED, YES);
    await worker.credit(refundId);
    engine.at(799);
    await worker.credit(refundId);
    expect(credits).toHaveLength(1);
    engine.at(960);
    expect(await worker.credit(refundId)).toEqual({ kind: 'settled' });
    await worker.ledger.settleRefund({ refundId });
    const transfers = await transfersOf(engine, refundId);
    expect(transfers).toMatchObject([{ state: 'NOT_FOUND' }, { state: 'SUCCEEDED' }]);
    const [first, second] = credits;
    expect(second?.pair.isTuno).not.toBe(first?.pair.isTuno);
    expect(second?.text).toContain(transfers[1]?.reference ?? 'missing');
    expect(second?.text.slice(0, 11)).not.toBe(first?.text.slice(0, 11));
    await expectLegalHistory(engine, paymentId);
  });

  it('is never an abort when our own account is short: it waits, and says why', async () => {
    const paymentId = await aPaidPayment();
    const refundId = await engine.acceptRefund(paymentId, 5_000);
    const { worker } = creditsThat(no('CONTRACT_ACCOUNT_SHORT'));
    expect(await worker.credit(refundId)).toMatchObject({ detail: 'WAITING_FOR_OPERATOR' });
    expect(await worker.ledger.settleRefund({ refundId })).toBeNull();
    const [row] = await engine.rows<object>(
      'SELECT status, status_detail, failure_code FROM refunds WHERE refund_id = :id',
      refundId,
    );
    expect(row).toEqual({
      ...{ status: 'IN_PROGRESS', status_detail: 'WAITING_FOR_OPERATOR' },
      failure_code: 'CONTRACT_ACCOUNT_SHORT',
    });
    expect(await paymentRow(paymentId)).toMatchObject({ refundable_won: 10_000 });
  });
});
