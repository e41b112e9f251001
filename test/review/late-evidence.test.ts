import type { Claim, MovementFile, MovementRef } from '../../src/adapters/mysql/movement-types';
import type { SendOutcome } from '../../src/domain/movement';
import { transferStateOf } from '../../src/domain/movement-story';
import { LEASE_MS, sent, SETTINGS } from '../support/movement-builder';
import { aStage, type Stage } from './worker-setup';

/** One send as a worker holds it between its claim and its record. */
interface Held {
  readonly file: MovementFile;
  readonly claim: Claim;
}

describe('an answer that comes after its worker has lost the lease', () => {
  let stage: Stage;
  let ref: MovementRef;

  beforeAll(async () => {
    stage = await aStage();
  });

  beforeEach(async () => {
    ref = await stage.acceptPayment();
  });

  afterAll(() => stage.close());

  async function claimSend(file: MovementFile): Promise<Held | null> {
    const now = stage.store.clock.now();
    const pair = file.transfer ? 'SAME' : 'FIRST';
    const claim = await stage.book.movements.claimSend({ file, pair, now, leaseMs: LEASE_MS });
    return claim && { file, claim };
  }

  async function record({ file, claim }: Held, outcome: SendOutcome): Promise<void> {
    const endedAt = stage.store.clock.now();
    const { tsymd } = claim.transferPair;
    const exchange = { kind: 'SEND', ...claim, endedAt, outcome } as const;
    await stage.book.movements.record({
      ...{ file, claim, endedAt, durationMs: 1, outcome: { kind: 'SEND', ...outcome } },
      transferState: transferStateOf({ tsymd, exchanges: [exchange], decisions: [] }, SETTINGS),
      standing: {
        detail: null,
        nextActionAt: endedAt,
        failureCode: null,
        reason: null,
        netCancel: false,
      },
    });
  }

  const load = () => stage.book.movements.load(ref);

  it('makes a send impossible that was decided without knowing it', async () => {
    const slow = await claimSend(await load());
    stage.at(6); // a second run of the workflow looks, and waits
    const standing = {
      detail: null,
      nextActionAt: stage.at(6),
      failureCode: null,
      reason: null,
      netCancel: false,
    };
    await stage.book.movements.stand({ file: await load(), standing, at: stage.at(6) });
    stage.at(8);
    expect(await stage.step(ref)).toEqual({ kind: 'send', pair: 'SAME' });
    const decided = await load();
    await record(slow as Held, sent.undecided); // "ask before anything else"
    expect(await claimSend(decided)).toBeNull();
    expect(await stage.step(ref)).toMatchObject({ kind: 'wait', reason: 'PAUSE_BEFORE_CHECK' });
  });

  it('settles the payment all the same when it is a yes', async () => {
    const slow = await claimSend(await load());
    stage.at(8);
    const second = await claimSend(await load());
    await record(slow as Held, sent.succeeded);
    await record(second as Held, sent.duplicate);
    const ended = await stage.ledger.settlePayment({ paymentId: ref.id });
    expect(ended).toMatchObject({ status: 'DONE' });
  });

  it('changes nothing about a payment that has ended', async () => {
    const slow = await claimSend(await load());
    stage.at(8);
    await record((await claimSend(await load())) as Held, sent.succeeded);
    await stage.ledger.settlePayment({ paymentId: ref.id });
    const { subjectVersion } = await load();
    await record(slow as Held, sent.silence);
    expect(await load()).toMatchObject({ status: 'DONE', subjectVersion });
  });
});
