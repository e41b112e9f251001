import type { OverdueRow, WatchBook } from '../src/adapters/mysql/types';
import type { Clock } from '../src/domain/clock';
import type { Logger } from '../src/log';

/** Starts the run of an open row, or finds the one that runs; handed in, since activities know no client. */
export type StartAgain = (row: OverdueRow) => Promise<void>;

/** More than this waits for the next sweep: the schedule comes again in seconds. */
const MAX_ROWS = 500;

/** The activity that starts again what is overdue. */
export function createSweepActivities(deps: {
  watch: WatchBook;
  clock: Clock;
  log: Logger;
  startAgain: StartAgain;
}) {
  const { watch, clock, log, startAgain } = deps;
  return {
    /** Starts every overdue open row once; a row whose run still lives stays as it is. */
    async sweepOverdue(): Promise<{ started: number }> {
      const rows = await watch.overdue({ now: clock.now(), limit: MAX_ROWS });
      for (const row of rows) {
        log.warn({ kind: row.kind, id: row.id }, 'overdue; making sure that it runs');
        await startAgain(row);
      }
      return { started: rows.length };
    },
  };
}
