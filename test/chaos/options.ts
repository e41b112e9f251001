import { resolve } from 'node:path';

/** How big a run is, and what it may leave out. */
export interface RunOptions {
  readonly seed: string;
  /** Of load and faults; start, healing and audit come on top. */
  readonly minutes: number;
  readonly payments: number;
  readonly refunds: number;
  readonly mode: 'contract' | 'testbed';
  /** Where the compiled product is; a planted bug has a build of its own. */
  readonly dist: string;
  /** Settings over those of the compressed time. */
  readonly env: Readonly<Record<string, string>>;
  readonly livenessMs: number;
  /** Audits all the time and ends at the first violation, to measure how long a bug stays unseen. */
  readonly stopsAtFirst: boolean;
  /** Logs, data and journal stay. */
  readonly keepsFiles: boolean;
}

/** Sizes by the length of a run; more than two cores manage is stretched over time, never cut. */
export const CI_SIZE = { minutes: 4, payments: 1_200, refunds: 360 } as const;
const PER_MINUTE = { payments: 300, refunds: 100 } as const;

/** What a run of so many minutes is to do. */
export function sizeOf(minutes: number): Pick<RunOptions, 'minutes' | 'payments' | 'refunds'> {
  const share = minutes / CI_SIZE.minutes;
  if (share <= 1) {
    const { payments, refunds } = CI_SIZE;
    return { minutes, payments: Math.ceil(payments * share), refunds: Math.ceil(refunds * share) };
  }
  return {
    minutes,
    payments: PER_MINUTE.payments * minutes,
    refunds: PER_MINUTE.refunds * minutes,
  };
}

/** Statement rows are shown up to 30 s late. */
export const BOOKING_LAG_SECONDS = 35;

/** Settings of runs over those of the compressed time: the window (35 s) is longer than the longest lag the bank draws. */
const RUN_ENV = {
  NH_CHECK_INTERVAL_SECONDS: '7',
  // Faults may keep result checks away for most of a run: that alone must not call people. Journeys meet the doubt limit.
  NH_DOUBT_LIMIT_SECONDS: '600',
  NH_BOOKING_LAG_SECONDS: String(BOOKING_LAG_SECONDS),
  LOG_LEVEL: 'warn',
} as const;

/** Like NH's test bed: no result checks, only the statement. */
const TEST_BED_ENV = { NH_MODE: 'testbed', SANDBOX_MODE: 'testbed' } as const;

/** The settings of a run in a mode. */
export function envOf(mode: RunOptions['mode']): RunOptions['env'] {
  return { ...RUN_ENV, ...(mode === 'testbed' && TEST_BED_ENV) };
}

/** All work must have ended so long after the faults. */
export const LIVENESS_MS = 240_000;

/** The compiled product of this tree. */
export const OWN_DIST = resolve('dist');

/** A run of CI's size. */
export function ciOptions(seed: string): RunOptions {
  return {
    ...{ seed, ...CI_SIZE, mode: 'contract', dist: OWN_DIST, env: envOf('contract') },
    ...{ livenessMs: LIVENESS_MS, stopsAtFirst: false, keepsFiles: false },
  };
}
