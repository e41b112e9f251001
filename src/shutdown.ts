/** Where stopping is noted. */
interface Notes {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** One thing to stop, in the order given. */
export interface Stop {
  readonly what: string;
  stop(): Promise<void>;
}

/**
 * Stops everything in order on SIGTERM or SIGINT, once, and then leaves. A part that fails to stop is logged and
 * does not keep the others from stopping; after `timeoutMs` the process leaves all the same.
 */
export function stopOnSignal(options: {
  log: Notes;
  timeoutMs: number;
  stops: readonly Stop[];
}): void {
  const { log, timeoutMs, stops } = options;
  let stopping = false;

  async function stopAll(signal: string): Promise<void> {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    const overdue = setTimeout(() => {
      log.error({ timeoutMs }, 'stopping took too long; leaving');
      process.exit(1);
    }, timeoutMs);
    for (const { what, stop } of stops) {
      await stop().catch((error: unknown) => log.error({ err: error, what }, 'could not stop'));
    }
    clearTimeout(overdue);
    log.info({ signal }, 'stopped');
    process.exit(0);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => void stopAll(signal));
  }
}
