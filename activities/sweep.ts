import type { OverdueRow, WatchBook } from '../src/adapters/mysql/types';
import type { Clock } from '../src/domain/clock';
import type { Logger } from '../src/log';

/** Starts the run of an open row, or finds the one that runs; handed in, since activities know no client. */
export type StartAgain = (row: OverdueRow) => Promise<void>;

/** Rows whose run still lives stay overdue and come first: the bound must be above any backlog of them. */
const MAX_ROWS = 5_000;

/** The activity that starts again what is overdue. */
export function createSweepActivities(deps: {
  watch: WatchBook;
  clock: Clock;
  log: Logger;
  startAgain: StartAgain;
}) {
  const { watch, clock, log, startAgain } = deps;
  return {
    /** Starts every overdue open row once; a row whose run still lives stays as it is. One that fails waits for the next sweep. */
    async sweepOverdue(): Promise<{ started: number }> {
      const rows = await watch.overdue({ now: clock.now(), limit: MAX_ROWS });
      let started = 0;
      for (const row of rows) {
        const about = { kind: row.kind, id: row.id };
        log.warn(about, 'overdue; making sure that it runs');
        try {
          await startAgain(row);
          started += 1;
        } catch (error) {
          log.error({ ...about, err: error }, 'could not be started; the next sweep tries again');
        }
      }
      return { started };
    },
  };
}
