import type { StatementProof } from '../../../src/adapters/mysql/movement-types';
import type { BankOutcome } from '../../../src/domain/bank-outcome';
import { parseKoreanDay } from '../../../src/domain/korean-time';
import { NOON, testBook } from '../../adapters/mysql/book-setup';
import { linkTo } from '../../adapters/mysql/link';
import { startEngine, type Engine } from '../../support/engine';
import { evidenceOf, expectLegalHistory, transfersOf } from '../../support/engine-facts';

jest.setTimeout(60_000);

const WORDS = { code: null, message: null, httpStatus: null };
const UNDECIDED: BankOutcome = {
  ...{ class: 'UNKNOWN', because: 'UNDECIDED', retryAfterSeconds: null, ...WORDS },
};
const day = parseKoreanDay('20261122');

describe('a row of the statement that proves a transfer', () => {
  let engine: Engine;

  beforeAll(async () => {
    engine = await startEngine();
  });

  afterAll(() => engine.close());

  async function aDoubtfulPayment(outcome: BankOutcome = UNDECIDED) {
    const paymentId = await engine.acceptPayment();
    const worker = engine.worker({ debit: () => Promise.resolve(outcome) });
    await worker.debit(paymentId);
    engine.at(50);
    const [transfer] = await transfersOf(engine, paymentId);
    const text = `${transfer?.reference} 온전상점`;
    const row = { day, time: '163130', direction: 'OUT', amount: 15_000, text } as const;
    const proof: StatementProof = {
      transferId: `${paymentId}.1`,
      row: { ...row, bankNumber: '000000000471' },
      bookedAt: NOON + 1_000,
      callPair: { tsymd: day, isTuno: '00000000000000009999' },
    };
    return { paymentId, worker, proof };
  }

  const dueOf = async (paymentId: string) => {
    const [row] = await engine.rows<{ version: number; next_action_at: Date }>(
      'SELECT version, next_action_at FROM payments WHERE payment_id = :id',
      paymentId,
    );
    return row;
  };

  it('is evidence that is due at once, and the rule settles by it', async () => {
    const { paymentId, worker, proof } = await aDoubtfulPayment();
    const before = await dueOf(paymentId);
    const open = await engine.book.movements.recordStatementProof(proof);
    expect(open).toMatchObject({ kind: 'payment', id: paymentId, amount: 15_000 });
    expect(await dueOf(paymentId)).toEqual({
      ...{ version: (before?.version ?? 0) + 1, next_action_at: new Date(NOON + 50_000) },
    });
    expect(await worker.ledger.settlePayment({ paymentId })).toMatchObject({ status: 'DONE' });
    const [row] = await engine.rows<object>(
      'SELECT decided_by, approved_at FROM payments WHERE payment_id = :id',
      paymentId,
    );
    expect(row).toMatchObject({ decided_by: 'STATEMENT' });
    const [reading] = await engine.rows<{ message: string }>(
      `SELECT message FROM bank_exchanges WHERE kind = 'STATEMENT' AND subject_id = :id`,
      proof.transferId,
    );
    expect(reading?.message).toContain('20261122 163130 OUT 15000');
    expect(reading?.message).toContain('000000000471');
    await expectLegalHistory(engine, paymentId);
  });

  it('is stored once, however often it is found, and by however many', async () => {
    const { paymentId, proof } = await aDoubtfulPayment();
    const before = await dueOf(paymentId);
    const find = () => engine.book.movements.recordStatementProof(proof);
    const found = [...(await Promise.all([find(), find(), find()])), await find()];
    for (const open of found) expect(open).toMatchObject({ id: paymentId });
    expect((await evidenceOf(engine, paymentId)).slice(1)).toEqual(['STATEMENT EXECUTED']);
    expect((await dueOf(paymentId))?.version).toBe((before?.version ?? 0) + 1);
  });

  it('is stored once when the answer to the COMMIT was lost', async () => {
    const { paymentId, proof } = await aDoubtfulPayment();
    const link = await linkTo(engine.store.database.url);
    const linked = testBook(engine.store, { url: link.url });
    jest.spyOn(console, 'warn').mockReturnValue(); // Sequelize warns there of a failed COMMIT
    await linked.ping();
    link.loseAnswerToNextCommit();
    expect(await linked.movements.recordStatementProof(proof)).toMatchObject({ id: paymentId });
    expect(link.lost()).toBe(1);
    expect((await evidenceOf(engine, paymentId)).slice(1)).toEqual(['STATEMENT EXECUTED']);
    jest.restoreAllMocks();
    await linked.close();
    await link.close();
  });

  it('proves also a transfer that we believed had never left', async () => {
    const { paymentId, worker, proof } = await aDoubtfulPayment({ class: 'NEVER_LEFT', ...WORDS });
    expect(await transfersOf(engine, paymentId)).toMatchObject([{ state: 'PREPARED' }]);
    await engine.book.movements.recordStatementProof(proof);
    expect(await worker.ledger.settlePayment({ paymentId })).toMatchObject({ status: 'DONE' });
    expect(await transfersOf(engine, paymentId)).toMatchObject([{ state: 'SUCCEEDED' }]);
    await expectLegalHistory(engine, paymentId);
  });

  it('makes an end impossible that was read before it', async () => {
    const { paymentId, proof } = await aDoubtfulPayment();
    const { subjectVersion: version } = await engine.book.movements.load({
      ...{ kind: 'PAYMENT', id: paymentId },
    });
    await engine.book.movements.recordStatementProof(proof);
    const at = NOON + 50_000;
    const end = { result: 'NOT_EXECUTED', by: 'OPERATOR', failureCode: null, bank: null } as const;
    const settle = { paymentId, end: { ...end, version, effectiveAt: at, knownAt: at }, at };
    expect(await engine.book.settlements.settlePayment(settle)).toBeNull();
  });

  it('changes nothing about a payment that has ended: that is a case', async () => {
    const { paymentId, proof } = await aDoubtfulPayment();
    const at = NOON + 60_000;
    const end = { result: 'NOT_EXECUTED', by: 'OPERATOR', failureCode: null, bank: null } as const;
    const settle = { paymentId, end: { ...end, effectiveAt: at, knownAt: at }, at };
    await engine.book.settlements.settlePayment(settle);
    expect(await engine.book.movements.recordStatementProof(proof)).toBeNull();
    expect(await evidenceOf(engine, paymentId)).toHaveLength(1);
  });
});
