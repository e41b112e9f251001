import type { MovementRef } from '../../src/adapters/mysql/movement-types';
import { linkTo, type Link } from '../adapters/mysql/link';
import { LEASE_MS, sent } from '../support/movement-builder';
import { aStage, type Stage } from './worker-setup';

describe('a worker that never hears whether its COMMIT worked', () => {
  let link: Link;
  let stage: Stage;
  let ref: MovementRef;

  beforeAll(async () => {
    stage = await aStage(async (url) => {
      link = await linkTo(url);
      return link.url;
    });
  });

  beforeEach(async () => {
    ref = await stage.acceptPayment();
    jest.spyOn(console, 'warn').mockReturnValue(); // Sequelize warns there of a failed COMMIT
  });

  afterEach(() => jest.restoreAllMocks());

  afterAll(async () => {
    await stage.close();
    await link.close();
  });

  it('keeps the answer of the bank, and tells of it once', async () => {
    const { movements } = stage.book;
    const file = await movements.load(ref);
    const now = stage.store.clock.now();
    const claim = await movements.claimSend({ file, pair: 'FIRST', now, leaseMs: LEASE_MS });
    if (!claim) throw new Error('nobody else wants it');
    const before = link.lost();
    link.loseAnswerToNextCommit();
    await movements.record({
      ...{ file, claim, endedAt: now + 10_000, durationMs: 1, transferState: 'UNKNOWN' },
      outcome: { kind: 'SEND', ...sent.silence },
      standing: {
        detail: 'BANK_RESULT_UNKNOWN',
        nextActionAt: now + 60_000,
        failureCode: null,
        reason: null,
        netCancel: false,
      },
    });
    expect(link.lost()).toBe(before + 1);
    const after = await movements.load(ref);
    expect(after.movement.transfers[0]?.exchanges).toMatchObject([{ outcome: sent.silence }]);
    expect(after).toMatchObject({ subjectVersion: 3, statusDetail: 'BANK_RESULT_UNKNOWN' });
    const told = await stage.store.units.read((db) =>
      db.rows('SELECT type FROM events WHERE payment_id = :id', { id: ref.id }),
    );
    expect(told).toEqual([{ type: 'payment.bank_result_unknown' }]);
  });

  it('sends nothing when it was the mark, until the lease is over', async () => {
    const debit = jest.fn();
    link.loseAnswerToNextCommit();
    const { advanceDebit } = stage.worker({ debit });
    await expect(advanceDebit({ paymentId: ref.id })).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    expect(await advanceDebit({ paymentId: ref.id })).toMatchObject({
      because: 'ANOTHER_WORKER_HOLDS_THE_LEASE',
    });
    expect(debit).not.toHaveBeenCalled();
  });

  it('ends the payment once when it was the end', async () => {
    const { advanceDebit } = stage.worker({
      debit: async () => ({ ...sent.succeeded, value: null }),
    });
    await advanceDebit({ paymentId: ref.id });
    link.loseAnswerToNextCommit();
    const settle = () => stage.ledger.settlePayment({ paymentId: ref.id });
    await settle().catch(() => undefined); // Temporal tries again
    expect(await settle()).toEqual({ status: 'DONE', failureCode: null });
    const told = await stage.store.units.read((db) =>
      db.rows('SELECT type, sequence FROM events WHERE payment_id = :id', { id: ref.id }),
    );
    expect(told).toEqual([{ type: 'payment.done', sequence: 1 }]);
  });
});
