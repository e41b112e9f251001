import { createSweepActivities } from '../../activities/sweep';
import type { OverdueRow } from '../../src/adapters/mysql/types';
import { NO_CRASH_POINTS } from '../../src/domain/crash-points';
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
    const start = async ({ id }: OverdueRow) => {
      if (id === 'first') throw new Error('Temporal does not take this one');
      started.push(id);
    };
    const { sweepOverdue } = createSweepActivities({
      watch: { overdue: async () => [row('first'), row('second'), row('third')] },
      clock: { now: () => 0 },
      log: createLog({ level: 'fatal', process: 'test' }),
      engine: { startAgain: start, lookAgain: start },
      sweepSeconds: 30,
      crashPoints: NO_CRASH_POINTS,
    });
    expect(await sweepOverdue()).toEqual({ started: 2 });
    expect(started).toEqual(['second', 'third']);
  });
});
