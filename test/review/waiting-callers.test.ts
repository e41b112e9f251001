import type { Client } from '@temporalio/client';
import { createLog } from '../../src/log';
import { createEngine } from '../../src/temporal/start';

const PAYMENT = { paymentId: 'pay_1', partnerId: 'prt_1', amountWon: 1000 };

/** A Temporal that answers nothing, and remembers by which update ids it was asked. */
function deafTemporal(): { client: Client; updateIds: string[] } {
  const updateIds: string[] = [];
  const client = {
    withDeadline: (_at: number, call: () => Promise<unknown>) => call(),
    workflow: {
      executeUpdateWithStart: async (_update: unknown, options: { updateId: string }) => {
        updateIds.push(options.updateId);
        return { settled: false };
      },
    },
  };
  return { client: client as unknown as Client, updateIds };
}

describe('callers of one run', () => {
  const log = createLog({ level: 'fatal', process: 'test' });

  beforeEach(() => jest.useFakeTimers({ now: 1_800_000_000_000, doNotFake: ['nextTick'] }));
  afterEach(() => jest.useRealTimers());

  it('who wait do not share the answer of one who did not want to', async () => {
    const { client, updateIds } = deafTemporal();
    const engine = createEngine({ client, log });
    await engine.startPayment(PAYMENT, 0);
    await engine.startPayment(PAYMENT, 5_000);
    expect(new Set(updateIds).size).toBe(2);
  });

  it('share one update within a second, since a run takes few at a time', async () => {
    const { client, updateIds } = deafTemporal();
    const engine = createEngine({ client, log });
    for (let caller = 0; caller < 20; caller += 1) await engine.startPayment(PAYMENT, 5_000);
    expect(new Set(updateIds).size).toBe(1);
  });

  it('who come late do not hear the end of a wait that is almost over', async () => {
    const { client, updateIds } = deafTemporal();
    const engine = createEngine({ client, log });
    await engine.startPayment(PAYMENT, 5_000);
    jest.setSystemTime(1_800_000_004_900);
    await engine.startPayment(PAYMENT, 5_000);
    expect(new Set(updateIds).size).toBe(2);
  });
});
