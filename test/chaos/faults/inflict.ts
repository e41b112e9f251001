import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from '../cluster';
import type { Random } from '../random';
import { inflict } from './actions';
import { describe } from './classes';
import type { FaultPlan, Planned } from './plan';

/** A fault that was in force, for the report. */
export interface Fired {
  readonly class: string;
  readonly what: string;
  /** Wall clock, milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly failure: string | null;
}

/** The faults of a run while they happen. */
export interface Inflicting {
  readonly fired: readonly Fired[];
  /** Settles when the last one has been taken back. */
  readonly over: Promise<void>;
}

const MOST_AT_ONCE = 3;
const LOOK_MS = 100;

/** Lets the plan happen. A fault that would be the fourth at a time waits for its turn. */
export function startFaults(of: {
  plan: FaultPlan;
  cluster: Cluster;
  random: Random;
  stopped: AbortSignal;
  log: (line: string) => void;
}): Inflicting {
  const { plan, cluster, random, stopped, log } = of;
  const fired: Fired[] = [];
  const running = new Set<Promise<void>>();
  const startedAt = performance.now();

  async function fire({ class: name, fault }: Planned): Promise<void> {
    const what = describe(fault);
    log(`fault ${name}: ${what}`);
    const fromMs = Date.now();
    let failure: string | null = null;
    try {
      await inflict(fault, { cluster, random });
    } catch (error) {
      // Its own target may be down already; what matters is that it is over.
      failure = String(error).split('\n')[0] ?? 'failed';
    }
    fired.push({ class: name, what, fromMs, toMs: Date.now(), failure });
  }

  async function all(): Promise<void> {
    for (const planned of plan.events) {
      const waitMs = startedAt + planned.atMs - performance.now();
      if (waitMs > 0) await pause(waitMs);
      while (running.size >= MOST_AT_ONCE && !stopped.aborted) await pause(LOOK_MS);
      if (stopped.aborted) break;
      const one = fire(planned).finally(() => running.delete(one));
      running.add(one);
    }
    await Promise.all(running);
  }
  return { fired, over: all() };
}
