import type { NhBank } from '../../src/adapters/nh-bank/types';
import type { BankOutcome } from '../../src/domain/bank-outcome';
import type { DecisionKind } from '../../src/domain/decision';
import { startEngine, type Engine } from '../support/engine';

jest.setTimeout(60_000);

const FIRST = 'stf_01JDEM0STAFF00000000000002';
const SECOND = 'stf_01JDEM0STAFF00000000000003';
const WORDS = { code: null, message: null, httpStatus: null };
const YES: BankOutcome = { class: 'SUCCEEDED', value: null, ...WORDS };
const SHORT: BankOutcome = {
  ...{ class: 'REFUSED', failureCode: 'CONTRACT_ACCOUNT_SHORT', closed: false, ...WORDS },
};

describe('what two operators approved about a refund', () => {
  let engine: Engine;
  let answers: BankOutcome[];

  beforeAll(async () => {
    engine = await startEngine();
  });

  afterAll(() => engine.close());

  const bank: Partial<NhBank> = {
    debit: () => Promise.resolve(YES),
    credit: () => Promise.resolve(answers.shift() ?? YES),
  };

  /** A refund that our own account had too little money for. */
  async function aRefundThatNeedsAPerson(): Promise<string> {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker(bank);
    await worker.debit(paymentId);
    await worker.ledger.settlePayment({ paymentId });
    const refundId = await engine.acceptRefund(paymentId, 15_000);
    answers = [SHORT];
    expect(await worker.credit(refundId)).toMatchObject({ detail: 'WAITING_FOR_OPERATOR' });
    return refundId;
  }

  async function decide(subjectId: string, decision: DecisionKind): Promise<void> {
    const [made] = await engine.book.decisions.propose({
      subjects: [{ subjectId, pointer: '/subjectIds/0' }],
      ...{ decision, reason: '계좌를 채웠습니다', evidence: null, operatorId: FIRST },
    });
    const decisionId = made?.decision.decisionId ?? '';
    await engine.book.decisions.approve({ decisionId, operatorId: SECOND });
  }

  const toldPeople = (refundId: string) =>
    engine.rows<{ type: string }>(
      `SELECT type FROM events WHERE refund_id = :id AND type = 'refund.waiting_for_operator'`,
      refundId,
    );

  it('stands while it waits for the bank, and people are not called a second time', async () => {
    const refundId = await aRefundThatNeedsAPerson();
    const worker = engine.worker(bank);
    engine.at(3600);
    const why = { reason: '점검', actor: FIRST };
    await engine.book.bankState.pause({ cause: 'OPERATOR', ...why });
    await decide(refundId, 'SEND_AGAIN');
    expect(await worker.credit(refundId)).toMatchObject({ because: 'BANK_HELD' });
    engine.at(3615);
    expect(await worker.credit(refundId)).toMatchObject({ because: 'BANK_HELD' });
    await engine.book.bankState.resume(why);
    engine.at(3630);
    expect(await worker.credit(refundId)).toEqual({ kind: 'settled' });
    expect(await toldPeople(refundId)).toHaveLength(1);
  });
});
