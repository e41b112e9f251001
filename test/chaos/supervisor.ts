import { setTimeout as pause } from 'node:timers/promises';

/** Something that can be started and killed by its pid: one of our processes, or a server. */
export interface Startable {
  start(): Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** A process as the supervisor keeps it: up, unless a fault holds it down. */
export interface Kept {
  readonly name: string;
  /** SIGKILL; it is brought back after `downMs`. Resolves when it answers again. */
  kill(downMs: number): Promise<void>;
  /** SIGTERM and the orderly way out; brought back after `downMs`. */
  term(downMs: number): Promise<void>;
  /** Stops and lets go on, where the process can be. */
  freeze?(ms: number): Promise<void>;
  kills(): number;
}

/** A process that cannot start yet (its server is down as well) is tried again. */
const RETRY_MS = 500;
/** Nobody waits longer for a process to come back. */
const PATIENCE_MS = 120_000;

/** Keeps a process alive. While one fault has it, another one lets it be. */
export function keep(
  name: string,
  process: Startable & { freeze?: () => void; thaw?: () => void },
  log: (line: string) => void,
): Kept {
  let kills = 0;
  let busy: Promise<void> = Promise.resolve();
  let isBusy = false;

  async function bringBack(): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    for (;;) {
      try {
        return await process.start();
      } catch (error) {
        log(`${name} does not start yet: ${String(error).split('\n')[0]}`);
        if (performance.now() > until) throw error;
        await pause(RETRY_MS);
      }
    }
  }

  function alone(work: () => Promise<void>): Promise<void> {
    if (isBusy) return busy;
    isBusy = true;
    busy = work().finally(() => (isBusy = false));
    return busy;
  }

  const down = (end: () => Promise<void>, downMs: number): Promise<void> =>
    alone(async () => {
      kills += 1;
      await end();
      await pause(downMs);
      await bringBack();
    });

  const { freeze, thaw } = process;
  return {
    name,
    kill: (downMs) => down(() => process.kill(), downMs),
    term: (downMs) => down(() => process.stop(), downMs),
    ...(freeze &&
      thaw && {
        freeze: (ms: number) =>
          alone(async () => {
            freeze();
            await pause(ms);
            thaw();
          }),
      }),
    kills: () => kills,
  };
}
