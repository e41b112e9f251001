import { createSweepActivities } from '../../activities/sweep';
import type { OverdueRow } from '../../src/adapters/mysql/types';
import { createLog } from '../../src/log';

const row = (id: string): OverdueRow => ({
  kind: 'payment',
  id,
  partnerId: 'prt_1',
  amount: null,
  overdueMs: 1_000,
});

describe('the sweep', () => {
  it('starts every other row when one cannot be started', async () => {
    const started: string[] = [];
    const { sweepOverdue } = createSweepActivities({
      watch: { overdue: async () => [row('first'), row('second'), row('third')] } as never,
      clock: { now: () => 0 },
      log: createLog({ level: 'fatal', process: 'test' }),
      async startAgain({ id }) {
        if (id === 'first') throw new Error('Temporal does not take this one');
        started.push(id);
      },
    });
    expect(await sweepOverdue()).toEqual({ started: 2 });
    expect(started).toEqual(['second', 'third']);
  });
});
