import { insertOwedRefund } from '../../../src/adapters/mysql/owed-refund';
import { insertRow } from '../../../src/adapters/mysql/rows';
import type { BankOutcome } from '../../../src/domain/bank-outcome';
import { parseWon, won } from '../../../src/domain/money';
import { NOON } from '../../adapters/mysql/book-setup';
import { startEngine, type Engine } from '../../support/engine';
import { eventsOf, expectLegalHistory } from '../../support/engine-facts';

jest.setTimeout(60_000);

const YES: BankOutcome = {
  ...{ class: 'SUCCEEDED', value: null, code: null, message: null, httpStatus: null },
};

describe('a corrective refund', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine();
  });

  afterAll(() => engine.close());

  async function aPaidPayment() {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker({
      debit: () => Promise.resolve(YES),
      credit: () => Promise.resolve(YES),
    });
    await worker.debit(paymentId);
    await worker.ledger.settlePayment({ paymentId });
    return { paymentId, worker };
  }

  /** As operators approve it: the refund and the state of the case in one unit. */
  async function correct(paymentId: string, owedWon: number) {
    const { store } = engine;
    const refundId = store.ids.id('refund');
    const caseId = store.ids.id('event').replace('evt', 'wrk');
    await store.units.unit(async (tx) => {
      await insertOwedRefund(tx, {
        ...{ refundId, paymentId, amount: won(owedWon), refundableAfter: won(15_000) },
        ...{ cause: 'CORRECTION', reason: '대사 결과 출금액 반환', actor: 'stf_2', at: NOON },
      });
      await insertRow(tx, tx.models.cases, {
        ...{ case_id: caseId, finding_key: caseId, kind: 'DOUBLED', day: '20261122' },
        ...{ payment_id: paymentId, refund_id: null, owed_won: owedWon },
        ...{ transfer: null, bank_row: null, state: 'CORRECTING', opened_at: new Date(NOON) },
        ...{ closed_at: null, corrective_refund_id: refundId },
      });
    });
    return { refundId, caseId };
  }

  async function stateOf(paymentId: string) {
    const [row] = await engine.rows<Record<string, unknown>>(
      `SELECT status, refundable_won, approved_at, decided_by, version FROM payments
       WHERE payment_id = :id`,
      paymentId,
    );
    return row;
  }

  async function caseOf(caseId: string) {
    const [row] = await engine.rows<{ state: string; closed_at: Date | null }>(
      'SELECT state, closed_at FROM cases WHERE case_id = :id',
      caseId,
    );
    return row;
  }

  it('leaves the payment as it is, closes its case, and tells the refund only', async () => {
    const { paymentId, worker } = await aPaidPayment();
    const before = await stateOf(paymentId);
    const { refundId, caseId } = await correct(paymentId, 15_000);
    const other = await correct((await aPaidPayment()).paymentId, 15_000);
    expect(await worker.credit(refundId)).toEqual({ kind: 'settled' });
    for (let again = 0; again < 2; again += 1) {
      expect(await worker.ledger.settleRefund({ refundId })).toEqual({
        ...{ status: 'DONE', failureCode: null },
      });
    }
    expect(await stateOf(paymentId)).toEqual(before);
    expect(await caseOf(caseId)).toEqual({ state: 'CLOSED', closed_at: new Date(NOON) });
    expect(await caseOf(other.caseId)).toEqual({ state: 'CORRECTING', closed_at: null });
    expect(await eventsOf(engine, paymentId)).toEqual(['payment.done', 'refund.done']);
    await expectLegalHistory(engine, paymentId);
  });

  it('counts for nothing where requested refunds are added up', async () => {
    const { paymentId, worker } = await aPaidPayment();
    const { refundId } = await correct(paymentId, 15_000);
    await worker.credit(refundId);
    await worker.ledger.settleRefund({ refundId });
    for (const [amountWon, status] of [
      [5_000, 'PARTIAL_CANCELED'],
      [10_000, 'CANCELED'],
    ] as const) {
      const requested = await engine.acceptRefund(paymentId, amountWon);
      await worker.credit(requested);
      await worker.ledger.settleRefund({ refundId: requested });
      expect(await stateOf(paymentId)).toMatchObject({ status });
    }
    expect(parseWon((await stateOf(paymentId))?.['refundable_won'] as number)).toBe(0);
  });
});
