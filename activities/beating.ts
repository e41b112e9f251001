import { heartbeat } from '@temporalio/activity';

/** Three of these fit into the heartbeat time-out of `workflows/proxies`. */
const BEAT_MS = 2_000;

/** Beats while the work runs, so that a killed worker is noticed within seconds. */
export async function beating<T>(work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => heartbeat(), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
