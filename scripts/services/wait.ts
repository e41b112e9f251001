import { setTimeout as pause } from 'node:timers/promises';

const POLL_EVERY_MS = 100;

/** Runs `check` until it stops throwing; after `timeoutMs` throws what is missing and why. */
export async function waitFor(
  what: string,
  check: () => Promise<void>,
  { timeoutMs }: { timeoutMs: number },
): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadlineMs) {
        const seconds = Math.round(timeoutMs / 1000);
        throw new Error(`${what} was not ready after ${seconds} s: ${(error as Error).message}`, {
          cause: error,
        });
      }
    }
    await pause(POLL_EVERY_MS);
  }
}
