import { setTimeout as pause } from 'node:timers/promises';

export interface EventuallyOptions {
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
  readonly timeoutMs?: number;
  readonly everyMs?: number;
}

/** Long enough for a busy two-core machine; a test that waits this long is about to fail. */
const TIMEOUT_MS = 30_000;
const EVERY_MS = 50;

/**
 * Waits for a condition instead of a time: repeats `check` until it returns without throwing, and
 * gives back what it returned. `false` and `undefined` mean "not yet". After `timeoutMs` throws
 * with the last reason.
 */
export async function eventually<Result>(
  check: () => Result | Promise<Result>,
  { what, timeoutMs = TIMEOUT_MS, everyMs = EVERY_MS }: EventuallyOptions,
): Promise<NonNullable<Result>> {
  const deadlineMs = performance.now() + timeoutMs;
  let lastError: unknown;
  do {
    try {
      const result = await check();
      if (result !== false && result !== undefined && result !== null) return result;
      lastError = new Error(`the check answered ${String(result)}`);
    } catch (error) {
      lastError = error;
    }
    await pause(everyMs);
  } while (performance.now() < deadlineMs);
  const reason = lastError instanceof Error ? lastError.message : String(lastError);
  throw new Error(`Not within ${timeoutMs} ms: ${what}. Last: ${reason}`, { cause: lastError });
}
