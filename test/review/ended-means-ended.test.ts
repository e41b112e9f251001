import type { MovementRef } from '../../src/adapters/mysql/movement-types';
import { LEASE_MS, sent } from '../support/movement-builder';
import { aStage, type Stage } from './worker-setup';

describe('a payment that ended EXPIRED by one worker’s clock', () => {
  let stage: Stage;
  let ref: MovementRef;
  const debit = jest.fn(async () => ({ ...sent.succeeded, value: null }));

  beforeAll(async () => {
    stage = await aStage();
  });

  beforeEach(async () => {
    debit.mockClear();
    ref = await stage.acceptPayment({ decisionSeconds: 20 });
    stage.at(21);
    expect(await stage.ledger.settlePayment({ paymentId: ref.id })).toMatchObject({
      status: 'EXPIRED',
    });
  });

  afterAll(() => stage.close());

  it('is not sent by another whose clock is behind', async () => {
    stage.at(1);
    expect(await stage.step(ref)).toEqual({ kind: 'send', pair: 'FIRST' });
    const { advanceDebit } = stage.worker({ debit });
    expect(await advanceDebit({ paymentId: ref.id })).toEqual({ kind: 'settled' });
    expect(debit).not.toHaveBeenCalled();
  });

  it('cannot be claimed', async () => {
    const now = stage.at(1);
    const file = await stage.book.movements.load(ref);
    const claim = { file, pair: 'FIRST', now, leaseMs: LEASE_MS } as const;
    expect(await stage.book.movements.claimSend(claim)).toBeNull();
  });

  it('keeps its end for a run that has not heard it yet', async () => {
    stage.at(1);
    expect(await stage.ledger.settlePayment({ paymentId: ref.id })).toMatchObject({
      status: 'EXPIRED',
    });
  });
});

describe('a payment whose end was read before another worker claimed a send', () => {
  it('does not end over its head', async () => {
    const stage = await aStage();
    const ref = await stage.acceptPayment({ decisionSeconds: 20 });
    const { movements, settlements } = stage.book;
    const file = await movements.load(ref);
    const end = { result: 'EXPIRED', by: 'RULE', failureCode: null, bank: null } as const;
    const version = file.subjectVersion;
    const now = stage.at(1);
    await movements.claimSend({ file, pair: 'FIRST', now, leaseMs: LEASE_MS });
    const at = stage.at(21);
    const settle = {
      paymentId: ref.id,
      end: { ...end, version, effectiveAt: at, knownAt: at },
      at,
    };
    expect(await settlements.settlePayment(settle)).toBeNull();
    expect(await movements.load(ref)).toMatchObject({ status: 'IN_PROGRESS' });
    await stage.close();
  });
});
