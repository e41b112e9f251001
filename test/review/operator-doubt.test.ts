import type { MovementRef } from '../../src/adapters/mysql/movement-types';
import { found, LEASE_MS, sent } from '../support/movement-builder';
import { aStage, type Stage } from './worker-setup';

describe('a payment that waits for a person', () => {
  let stage: Stage;
  let ref: MovementRef;

  beforeAll(async () => {
    stage = await aStage();
    ref = await stage.acceptPayment();
  });

  afterAll(() => stage.close());

  const told = async () => {
    const rows = await stage.store.units.read((db) =>
      db.rows<{ type: string }>(
        'SELECT type FROM events WHERE payment_id = :id ORDER BY sequence',
        {
          id: ref.id,
        },
      ),
    );
    return rows.map(({ type }) => type);
  };

  it('does not seem to leave him when the worker that asks the bank meanwhile dies', async () => {
    const bank = stage.worker({
      debit: async () => ({ ...sent.undecided, value: null }) as never,
      checkDebit: async () => ({ ...found.processing, class: 'STILL_PROCESSING' }) as never,
    });
    await bank.advanceDebit({ paymentId: ref.id });
    stage.at(1900); // longer in doubt than anyone should be
    await bank.advanceDebit({ paymentId: ref.id });
    const before = await told();
    expect(before.at(-1)).toBe('payment.waiting_for_operator');

    const now = stage.at(2600);
    const file = await stage.book.movements.load(ref);
    await stage.book.movements.claimCheck({ file, now, leaseMs: LEASE_MS }); // and then it dies
    expect(await bank.advanceDebit({ paymentId: ref.id })).toMatchObject({
      because: 'ANOTHER_WORKER_HOLDS_THE_LEASE',
    });
    expect(await told()).toEqual(before);
    expect(await stage.book.movements.load(ref)).toMatchObject({
      statusDetail: 'WAITING_FOR_OPERATOR',
    });
  });
});
