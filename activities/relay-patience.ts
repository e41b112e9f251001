/** After a failure a partner's queue is tried again soon, then less and less often. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Who has to wait before the next try: one partner's full queue must not hold up the others. */
export interface Patience {
  /** Those who still wait. */
  waiting(): readonly string[];
  failed(key: string): void;
  worked(key: string): void;
}

/** Waits double from 1 s to 60 s per key, in the time that `now` gives (milliseconds). */
export function createPatience(now: () => number): Patience {
  const waits = new Map<string, { until: number; waitMs: number }>();
  return {
    waiting: () => [...waits].filter(([, { until }]) => until > now()).map(([key]) => key),
    failed(key) {
      const before = waits.get(key);
      // Several failures of one batch are one failure.
      if (before && before.until > now()) return;
      const waitMs = before ? Math.min(before.waitMs * 2, LONGEST_WAIT_MS) : FIRST_WAIT_MS;
      waits.set(key, { until: now() + waitMs, waitMs });
    },
    worked(key) {
      waits.delete(key);
    },
  };
}
