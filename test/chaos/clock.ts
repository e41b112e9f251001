import { setTimeout as pause } from 'node:timers/promises';
import type { Cluster } from './cluster';

/** Midnight in Seoul is crossed in the middle of the load, with payments open whose outcome is unknown. */
export interface Midnight {
  /** Payments and refunds that were unknown when the day ended. */
  openAtMidnight(): number;
  readonly over: Promise<void>;
}

const DAY_MS = 86_400_000;
/** Nothing is sent in the last 30 s of a day, so what is to be unknown at midnight is planted before. */
const PLANT_BEFORE_MS = 38_000;
/** So many transfers, and all questions about them, meet silence until the day is over. */
const UNKNOWN = { count: 30, seconds: 46 } as const;

/** Moves the bank's clock so that the day ends so long after now; nothing is open yet, so nothing notices. */
export async function setMidnight({ bank }: Cluster, inMs: number): Promise<void> {
  const now = new Date(await bank.now());
  const seoul = now.getTime() + 9 * 3_600_000;
  const untilMidnight = DAY_MS - (seoul % DAY_MS);
  const jumpMs = untilMidnight > inMs ? untilMidnight - inMs : untilMidnight + DAY_MS - inMs;
  await bank.setClock({ advanceSeconds: Math.round(jumpMs / 1000) });
}

/** Sees to it that outcomes are unknown when the day ends, and counts them. */
export function crossMidnight(of: {
  cluster: Cluster;
  inMs: number;
  countUnknown: () => Promise<number>;
  stopped: AbortSignal;
}): Midnight {
  const { cluster, inMs, stopped } = of;
  let open = 0;
  async function cross(): Promise<void> {
    await pause(Math.max(0, inMs - PLANT_BEFORE_MS));
    if (stopped.aborted) return;
    const fault = { fault: 'silent-past-deadline', params: { seconds: UNKNOWN.seconds } };
    await cluster.bank.plant({ ...fault, api: 'DrawingTransfer', times: UNKNOWN.count });
    await pause(Math.min(inMs, PLANT_BEFORE_MS));
    open = await of.countUnknown().catch(() => 0);
  }
  return { openAtMidnight: () => open, over: cross() };
}
