import { setTimeout as pause } from 'node:timers/promises';
import { runErrand } from './errands';
import type { ErrandDeps } from './errands';
import type { Errand } from './plan';

/** The load while it runs. It is open: an errand begins at its time, however slow the ones before are. */
export interface Load {
  /** All errands have begun. */
  readonly begun: Promise<void>;
  /** All errands have ended. */
  readonly ended: Promise<void>;
  progress(): { begun: number; ended: number };
}

/** Begins the load. */
export function startLoad(errands: readonly Errand[], deps: ErrandDeps): Load {
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  let ended = 0;
  async function begin(): Promise<void> {
    for (const errand of errands) {
      const waitMs = startedAt + errand.atMs - performance.now();
      if (waitMs > 0) await pause(waitMs);
      if (deps.stopped.aborted) return;
      running.push(runErrand(errand, deps).finally(() => (ended += 1)));
    }
  }
  const begun = begin();
  return {
    begun,
    ended: begun.then(async () => void (await Promise.all(running))),
    progress: () => ({ begun: running.length, ended }),
  };
}
