import { createSweepActivities } from '../../activities/sweep';
import type { OverdueRow, WatchBook } from '../../src/adapters/mysql/types';
import type { CrashPoint } from '../../src/domain/crash-points';
import { createLog } from '../../src/log';

const NOW = Date.parse('2026-03-02T14:00:00+09:00');
const SWEEP_SECONDS = 30;

const row = (overdueMs: number, more: Partial<OverdueRow> = {}): OverdueRow => ({
  ...{ kind: 'payment', id: 'pay_1', partnerId: 'prt_1', overdueMs },
  amount: 15_000 as OverdueRow['amount'],
  ...more,
});

const ROWS: OverdueRow[] = [
  row(90_000),
  row(60_000, { kind: 'refund', id: 'rfd_1' }),
  row(59_999, { kind: 'account', id: 'acc_1', partnerId: null, amount: null }),
  row(0, { id: 'pay_2' }),
];

function sweepOf(rows: OverdueRow[], broken: string | null = null) {
  const asked: { now: number; limit: number }[] = [];
  const done: string[] = [];
  const reached: CrashPoint[] = [];
  const overdue: WatchBook['overdue'] = (question) => {
    asked.push(question);
    return Promise.resolve(rows);
  };
  const wake = (how: string) => async (one: OverdueRow) => {
    if (one.id === broken) throw new Error('Temporal is away');
    done.push(`${how} ${one.kind} ${one.id}`);
  };
  const { sweepOverdue } = createSweepActivities({
    watch: { overdue },
    log: createLog({ level: 'fatal', process: 'test' }),
    clock: { now: () => NOW },
    engine: { startAgain: wake('start'), lookAgain: wake('look') },
    sweepSeconds: SWEEP_SECONDS,
    crashPoints: { reach: (point) => reached.push(point) },
  });
  return { sweepOverdue, asked, done, reached };
}

describe('the sweep', () => {
  it('tells a run whose row is freshly overdue to look, and merely starts the rest: no signal piles up', async () => {
    const { sweepOverdue, asked, done, reached } = sweepOf(ROWS);
    expect(await sweepOverdue()).toEqual({ started: 4 });
    expect(done).toEqual([
      'start payment pay_1',
      'start refund rfd_1',
      'look account acc_1',
      'look payment pay_2',
    ]);
    expect(asked).toEqual([{ now: NOW, limit: expect.any(Number) as number }]);
    expect(reached).toEqual(['S1', 'S2', 'S2', 'S2', 'S2']);
  });

  it('goes on behind a row that cannot be started', async () => {
    const { sweepOverdue, done } = sweepOf(ROWS, 'rfd_1');
    expect(await sweepOverdue()).toEqual({ started: 3 });
    expect(done).not.toContain('start refund rfd_1');
  });

  it('starts nothing when nothing is overdue', async () => {
    const { sweepOverdue, done, reached } = sweepOf([]);
    expect(await sweepOverdue()).toEqual({ started: 0 });
    expect([...done, ...reached]).toEqual([]);
  });
});
