import type { OverdueRow, WatchBook } from '../src/adapters/mysql/types';
import type { Clock } from '../src/domain/clock';
import type { CrashPoints } from '../src/domain/crash-points';
import type { Logger } from '../src/log';
import { beating } from './beating';

/** How a run is reached; handed in, since activities know no client. */
export interface SweepEngine {
  /** Starts the run of an open row, or finds the one that runs. */
  startAgain(row: OverdueRow): Promise<void>;
  /** The same, and makes the one that runs look at the book now. */
  lookAgain(row: OverdueRow): Promise<void>;
}

/** What the sweep needs. */
export interface SweepDeps {
  readonly watch: Pick<WatchBook, 'overdue'>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly engine: SweepEngine;
  /** Between two sweeps. */
  readonly sweepSeconds: number;
  readonly crashPoints: CrashPoints;
}

/** Rows whose run still lives stay overdue and come first: the bound must be above any backlog of them. */
const MAX_ROWS = 5_000;

/** Overdue for fewer sweeps than this, a row's run may only have missed something: it is told to look again. */
const FRESH_SWEEPS = 2;

/** The activity that starts again what is overdue. */
export function createSweepActivities(deps: SweepDeps) {
  const { watch, clock, log, engine, crashPoints } = deps;
  const freshMs = FRESH_SWEEPS * deps.sweepSeconds * 1000;
  // A signal is kept in the run's history: a run that is stuck for hours must not be told each time.
  const wake = (row: OverdueRow) =>
    row.overdueMs < freshMs ? engine.lookAgain(row) : engine.startAgain(row);
  async function sweepOnce(): Promise<{ started: number }> {
    const rows = await watch.overdue({ now: clock.now(), limit: MAX_ROWS });
    if (rows.length > 0) crashPoints.reach('S1');
    let started = 0;
    for (const row of rows) {
      const about = { kind: row.kind, id: row.id };
      log.warn(about, 'overdue; making sure that it runs');
      try {
        await wake(row);
        started += 1;
        crashPoints.reach('S2');
      } catch (error) {
        log.error({ ...about, err: error }, 'could not be started; the next sweep tries again');
      }
    }
    return { started };
  }
  return {
    /** Starts every overdue open row once; a row whose run still lives stays as it is. One that fails waits for the next sweep. */
    sweepOverdue: () => beating(sweepOnce),
  };
}
