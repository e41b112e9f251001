import { createSweepActivities } from '../../activities/sweep';
import type { OverdueRow, WatchBook } from '../../src/adapters/mysql/types';
import { createLog } from '../../src/log';

const NOW = Date.parse('2026-03-02T14:00:00+09:00');

const ROWS: OverdueRow[] = [
  {
    kind: 'payment',
    id: 'pay_1',
    partnerId: 'prt_1',
    amount: 15_000 as OverdueRow['amount'],
    overdueMs: 1_000,
  },
  {
    kind: 'refund',
    id: 'rfd_1',
    partnerId: 'prt_1',
    amount: 5_000 as OverdueRow['amount'],
    overdueMs: 1_000,
  },
  { kind: 'account', id: 'acc_1', partnerId: null, amount: null, overdueMs: 1_000 },
];

function sweepOf(rows: OverdueRow[], startAgain: (row: OverdueRow) => Promise<void>) {
  const asked: { now: number; limit: number }[] = [];
  const overdue: WatchBook['overdue'] = (question) => {
    asked.push(question);
    return Promise.resolve(rows);
  };
  const log = createLog({ level: 'fatal', process: 'test' });
  const watch = { overdue } as WatchBook;
  const { sweepOverdue } = createSweepActivities({
    watch,
    log,
    startAgain,
    clock: { now: () => NOW },
  });
  return { sweepOverdue, asked };
}

describe('the sweep', () => {
  it('starts every overdue row once, as it is in the book', async () => {
    const started: OverdueRow[] = [];
    const { sweepOverdue, asked } = sweepOf(ROWS, (row) => Promise.resolve(void started.push(row)));
    expect(await sweepOverdue()).toEqual({ started: 3 });
    expect(started).toEqual(ROWS);
    expect(asked).toEqual([{ now: NOW, limit: expect.any(Number) as number }]);
  });

  it('starts nothing when nothing is overdue', async () => {
    const { sweepOverdue } = sweepOf([], () => Promise.reject(new Error('not to be called')));
    expect(await sweepOverdue()).toEqual({ started: 0 });
  });
});
