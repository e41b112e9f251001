import { createSettlementBook } from '../../../src/adapters/mysql/settlements';
import type { NhBank } from '../../../src/adapters/nh-bank/types';
import type { BankOutcome, CheckOutcome } from '../../../src/domain/bank-outcome';
import { NOON } from '../../adapters/mysql/book-setup';
import { startEngine, type Engine } from '../../support/engine';
import { eventsOf, expectLegalHistory, transfersOf } from '../../support/engine-facts';

jest.setTimeout(60_000);

const WORDS = { code: null, message: null, httpStatus: null };
const YES: BankOutcome = { class: 'SUCCEEDED', value: null, ...WORDS };
const UNDECIDED: BankOutcome = {
  ...{ class: 'UNKNOWN', because: 'UNDECIDED', retryAfterSeconds: null, ...WORDS },
};
const EXECUTED: CheckOutcome = {
  ...{ class: 'SUCCEEDED', finding: 'EXECUTED', processedAt: null, ...WORDS },
};
const NOT_FOUND: CheckOutcome = { class: 'SUCCEEDED', finding: 'NOT_FOUND', ...WORDS };
const PROCESSING: CheckOutcome = { class: 'SUCCEEDED', finding: 'PROCESSING', ...WORDS };
const DEADLINE = 20;

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.close());

/** A payment that is in doubt when its deadline passes, and a bank that tells later what became of the debit. */
async function aNetCanceledPayment(told: CheckOutcome = EXECUTED) {
  const paymentId = await engine.acceptPayment({ decisionSeconds: DEADLINE });
  const bank: Partial<NhBank> = {
    debit: () => Promise.resolve(UNDECIDED),
    checkDebit: () => Promise.resolve(told),
    credit: () => Promise.resolve(YES),
  };
  const worker = engine.worker(bank);
  await worker.debit(paymentId);
  engine.at(DEADLINE);
  expect(await worker.debit(paymentId)).toMatchObject({ detail: 'NET_CANCELING' });
  return { paymentId, worker };
}

/** The same, its money taken and on its way back. */
async function aCompensatedPayment() {
  const { paymentId, worker } = await aNetCanceledPayment();
  engine.at(160);
  expect(await worker.debit(paymentId)).toEqual({ kind: 'settled' });
  const ended = await worker.ledger.settlePayment({ paymentId });
  const refundId = ended?.compensation?.refundId ?? '';
  return { paymentId, refundId, worker, ended };
}

async function paymentRow(paymentId: string) {
  const [row] = await engine.rows<Record<string, unknown>>(
    `SELECT p.status, p.status_detail, p.refundable_won, p.order_slot IS NULL AS freed, p.decided_by,
            p.failure_code, p.net_canceled_at, p.next_action_at, d.reserved_won AS reserved
     FROM payments p JOIN account_days d ON d.number_hash = p.number_hash AND d.day = p.limit_day
     WHERE p.payment_id = :id`,
    paymentId,
  );
  return row;
}

function refundsOf(paymentId: string) {
  return engine.rows<Record<string, unknown>>(
    `SELECT refund_id, amount_won, cause, requested_by, status, next_action_at FROM refunds
     WHERE payment_id = :id`,
    paymentId,
  );
}

describe('a deadline that passes in doubt', () => {
  it('is stored and told once, however often it is looked at', async () => {
    const { paymentId, worker } = await aNetCanceledPayment();
    engine.at(25);
    await worker.debit(paymentId);
    engine.at(30);
    await worker.debit(paymentId);
    expect(await paymentRow(paymentId)).toMatchObject({
      ...{ status: 'IN_PROGRESS', status_detail: 'NET_CANCELING', reserved: 15_000 },
      net_canceled_at: new Date(NOON + DEADLINE * 1000),
    });
    expect(await eventsOf(engine, paymentId)).toEqual([
      'payment.bank_result_unknown',
      'payment.net_canceling',
    ]);
  });

  it('is told also where a person is waited for, which stays so', async () => {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker({
      debit: () => Promise.resolve(UNDECIDED),
      checkDebit: () => Promise.resolve(PROCESSING),
    });
    await worker.debit(paymentId);
    for (const seconds of [160, 320, 480, 640, 800, 900, 910]) {
      engine.at(seconds);
      await worker.debit(paymentId);
    }
    expect(await paymentRow(paymentId)).toMatchObject({
      ...{ status_detail: 'WAITING_FOR_OPERATOR', net_canceled_at: new Date(NOON + 900_000) },
    });
    expect(await eventsOf(engine, paymentId)).toEqual([
      'payment.bank_result_unknown',
      'payment.waiting_for_operator',
      'payment.net_canceling',
    ]);
  });

  it('ends as an abort once the debit is proven not executed, and stays net cancelled', async () => {
    const { paymentId, worker } = await aNetCanceledPayment(NOT_FOUND);
    engine.at(801);
    expect(await worker.debit(paymentId)).toEqual({ kind: 'settled' });
    expect(await worker.ledger.settlePayment({ paymentId })).toEqual({
      ...{ status: 'ABORTED', failureCode: 'NOT_EXECUTED' },
    });
    expect(await paymentRow(paymentId)).toMatchObject({
      ...{ reserved: 0, freed: 1, net_canceled_at: new Date(NOON + DEADLINE * 1000) },
    });
    expect(await refundsOf(paymentId)).toEqual([]);
  });
});

describe('a net-cancelled payment whose money was taken', () => {
  it('stays open while one refund of all of it is stored, however often and by how many it is asked', async () => {
    const { paymentId, worker } = await aNetCanceledPayment();
    engine.at(160);
    await worker.debit(paymentId);
    const settle = () => worker.ledger.settlePayment({ paymentId });
    const [first, ...others] = [
      ...(await Promise.all([settle(), settle(), settle()])),
      await settle(),
    ];
    const refunds = await refundsOf(paymentId);
    expect(first).toEqual({
      ...{ status: 'IN_PROGRESS', failureCode: null },
      compensation: { refundId: refunds[0]?.['refund_id'], amountWon: 15_000 },
    });
    for (const other of others) expect(other).toEqual(first);
    expect(refunds).toMatchObject([
      {
        ...{ amount_won: 15_000, cause: 'NET_CANCEL', requested_by: 'SYSTEM' },
        ...{ status: 'IN_PROGRESS', next_action_at: new Date(NOON + 165_000) },
      },
    ]);
    expect(await paymentRow(paymentId)).toMatchObject({
      ...{ status: 'IN_PROGRESS', status_detail: 'NET_CANCELING', refundable_won: 0 },
      ...{ next_action_at: null, reserved: 15_000, freed: 0 },
    });
    expect(await transfersOf(engine, paymentId)).toMatchObject([{ state: 'SUCCEEDED' }]);
    await expectLegalHistory(engine, paymentId);
  });

  it('is CANCELED by its refund: the limit comes back once, the order is free, the refund is told first', async () => {
    const { paymentId, refundId, worker } = await aCompensatedPayment();
    expect(await worker.credit(refundId)).toEqual({ kind: 'settled' });
    const settle = () => worker.ledger.settleRefund({ refundId });
    const ends = [...(await Promise.all([settle(), settle(), settle()])), await settle()];
    for (const end of ends) expect(end).toEqual({ status: 'DONE', failureCode: null });
    expect(await paymentRow(paymentId)).toMatchObject({
      ...{ status: 'CANCELED', status_detail: null, failure_code: 'NET_CANCELED', freed: 1 },
      ...{ reserved: 0, decided_by: 'RESULT_CHECK', refundable_won: 0 },
    });
    expect(await worker.ledger.settlePayment({ paymentId })).toEqual({
      ...{ status: 'CANCELED', failureCode: 'NET_CANCELED' },
    });
    expect(await eventsOf(engine, paymentId)).toEqual([
      ...['payment.bank_result_unknown', 'payment.net_canceling'],
      ...['refund.done', 'payment.canceled'],
    ]);
    await expectLegalHistory(engine, paymentId);
  });

  it('is net cancelled by the proof itself if that came at the deadline, and was told by nobody before', async () => {
    const paymentId = await engine.acceptPayment({ decisionSeconds: DEADLINE });
    const late = engine.worker({
      debit: () => {
        engine.at(DEADLINE);
        return Promise.resolve(YES);
      },
    });
    expect(await late.debit(paymentId)).toEqual({ kind: 'settled' });
    expect(await late.ledger.settlePayment({ paymentId })).toMatchObject({
      ...{ status: 'IN_PROGRESS', compensation: { amountWon: 15_000 } },
    });
    expect(await eventsOf(engine, paymentId)).toEqual(['payment.net_canceling']);
  });

  it('is DONE if the proof was there one moment before, however late that is written down', async () => {
    const paymentId = await engine.acceptPayment({ decisionSeconds: DEADLINE });
    const intime = engine.worker({
      debit: () => {
        engine.at(DEADLINE - 0.001);
        return Promise.resolve(YES);
      },
    });
    await intime.debit(paymentId);
    engine.at(500);
    expect(await intime.ledger.settlePayment({ paymentId })).toMatchObject({ status: 'DONE' });
  });

  it('has neither the proof written down nor a refund if the process dies before the commit', async () => {
    const { paymentId, worker } = await aNetCanceledPayment();
    engine.at(160);
    await worker.debit(paymentId);
    const dying = createSettlementBook({
      ...engine.store,
      crashPoints: {
        reach(point) {
          if (point === 'N3') throw new Error('power cut');
        },
      },
    });
    const at = NOON + 160_000;
    const end = { result: 'EXECUTED', by: 'RESULT_CHECK', failureCode: null, bank: null } as const;
    const settle = { paymentId, end: { ...end, effectiveAt: at, knownAt: at }, at };
    await expect(dying.settlePayment(settle)).rejects.toThrow('power cut');
    expect(await refundsOf(paymentId)).toEqual([]);
    expect(await paymentRow(paymentId)).toMatchObject({ refundable_won: 15_000, decided_by: null });
    expect(await worker.ledger.settlePayment({ paymentId })).toMatchObject({
      compensation: { amountWon: 15_000 },
    });
    expect(await refundsOf(paymentId)).toHaveLength(1);
  });
});

describe('an owed refund', () => {
  it('that was settled outside ends the payment all the same, with no credit of ours', async () => {
    const { paymentId, refundId } = await aCompensatedPayment();
    const at = NOON + 900_000;
    const end = {
      result: 'SETTLED_OUTSIDE',
      by: 'OPERATOR',
      failureCode: null,
      bank: null,
    } as const;
    await engine.book.settlements.settleRefund({
      ...{ refundId, at, end: { ...end, effectiveAt: at, knownAt: at } },
    });
    expect(await paymentRow(paymentId)).toMatchObject({ status: 'CANCELED', reserved: 0 });
    expect(await transfersOf(engine, refundId)).toEqual([]);
  });

  it('that operators end says nothing of a pair that never left', async () => {
    const { refundId } = await aCompensatedPayment();
    const unreachable = engine.worker({
      credit: () => Promise.resolve({ class: 'NEVER_LEFT', ...WORDS }),
    });
    await unreachable.credit(refundId);
    const at = NOON + 900_000;
    const end = { result: 'EXECUTED', by: 'OPERATOR', failureCode: null, bank: null } as const;
    const settle = { refundId, at, end: { ...end, effectiveAt: at, knownAt: at } };
    expect(await engine.book.settlements.settleRefund(settle)).toMatchObject({ status: 'DONE' });
    expect(await transfersOf(engine, refundId)).toMatchObject([{ state: 'PREPARED' }]);
  });

  it.each(['REFUSED', 'NOT_EXECUTED'] as const)('is never ended as %s', async (result) => {
    const { paymentId, refundId } = await aCompensatedPayment();
    const at = NOON + 900_000;
    const end = { result, by: 'BANK_ANSWER', failureCode: null, bank: null } as const;
    const settle = { refundId, at, end: { ...end, effectiveAt: at, knownAt: at } };
    await expect(engine.book.settlements.settleRefund(settle)).rejects.toThrow('is owed');
    expect(await paymentRow(paymentId)).toMatchObject({ status: 'IN_PROGRESS', reserved: 15_000 });
  });
});
