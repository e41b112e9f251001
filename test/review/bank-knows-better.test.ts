import type { BankOutcome, CheckOutcome } from '../../src/domain/bank-outcome';
import { parseKoreanDay } from '../../src/domain/korean-time';
import { NOON, aRequest } from '../adapters/mysql/book-setup';
import { startEngine, type Engine } from '../support/engine';
import { eventsOf, expectLegalHistory, transfersOf } from '../support/engine-facts';

jest.setTimeout(60_000);

const WORDS = { code: null, message: null, httpStatus: null };
const YES: BankOutcome = { class: 'SUCCEEDED', value: null, ...WORDS };
const NEVER_LEFT: BankOutcome = { class: 'NEVER_LEFT', ...WORDS };
const UNDECIDED: BankOutcome = {
  ...{ class: 'UNKNOWN', because: 'UNDECIDED', retryAfterSeconds: null, ...WORDS },
};
const NOT_FOUND: CheckOutcome = { class: 'SUCCEEDED', finding: 'NOT_FOUND', ...WORDS };
const day = parseKoreanDay('20261122');

describe('a row of the statement that contradicts our book', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine();
  });

  afterAll(() => engine.close());

  /** Reconciliation has seen the first pair of a movement in the statement. */
  async function showFirstPair(movementId: string, direction: 'IN' | 'OUT') {
    const [first] = await transfersOf(engine, movementId);
    const text = `${first?.reference} 온전상점`;
    const row = { day, time: '163130', direction, amount: 15_000, text, bankNumber: '471' };
    const callPair = { tsymd: day, isTuno: '00000000000000009999' };
    const proof = { transferId: `${movementId}.1`, row, bookedAt: NOON + 1_000, callPair };
    await engine.book.movements.recordStatementProof(proof);
  }

  async function cancel(paymentId: string) {
    const [row] = await engine.rows<{ partner_id: string }>(
      'SELECT partner_id FROM payments WHERE payment_id = :id',
      paymentId,
    );
    const caller = { role: 'partner' as const, id: row?.partner_id ?? '' };
    const request = aRequest({ callerId: caller.id, route: 'POST cancel' });
    const order = { request, paymentId, caller, amount: null, reason: '변심', testCode: null };
    await engine.book.payments.cancel(order);
  }

  it('is known to a cancel that comes after it: the payment never becomes DONE', async () => {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker({ debit: () => Promise.resolve(NEVER_LEFT) });
    await worker.debit(paymentId);
    engine.at(50);
    await showFirstPair(paymentId, 'OUT');
    engine.at(60);
    await cancel(paymentId);
    expect(await eventsOf(engine, paymentId)).toEqual(['payment.net_canceling']);
    const ended = await worker.ledger.settlePayment({ paymentId });
    expect(ended?.compensation).toMatchObject({ amountWon: 15_000 });
    await expectLegalHistory(engine, paymentId);
  });

  it('stops a refund whose first pair was given up: no further pair is sent', async () => {
    const paymentId = await engine.acceptPayment();
    const credit = jest.fn().mockResolvedValue(UNDECIDED);
    const worker = engine.worker({
      ...{ debit: () => Promise.resolve(YES), credit },
      checkCredit: () => Promise.resolve(NOT_FOUND),
    });
    await worker.debit(paymentId);
    await worker.ledger.settlePayment({ paymentId });
    const refundId = await engine.acceptRefund(paymentId, 15_000);
    await worker.credit(refundId);
    engine.at(900); // the window is over: proven, and a second pair
    await worker.credit(refundId);
    expect(credit).toHaveBeenCalledTimes(2);
    engine.at(1000);
    await showFirstPair(refundId, 'IN');
    engine.at(1800); // the second pair is not there either
    expect(await worker.credit(refundId)).toMatchObject({ because: 'EARLIER_PAIR_EXECUTED' });
    expect(credit).toHaveBeenCalledTimes(2);
    await expectLegalHistory(engine, paymentId);
  });
});
