import type { Clock } from './domain/clock';
import type { Instant } from './domain/korean-time';

/** Where it is noted whether the clock answers. */
interface Notes {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/** The real time. */
export const wallClock: Clock = { now: () => Date.now() };

/** A clock that can be stopped. */
export interface FollowingClock extends Clock {
  stop(): void;
}

/** How often the sandbox is asked: a midnight that a test makes is noticed within half a second. */
const FOLLOW_EVERY_MS = 500;
/** Followed clocks answer at once or not at all. */
const ASK_TIMEOUT_MS = 1_000;

/**
 * Business time outside production: the real time plus the difference that the followed clock shows (`{ now }`, ISO
 * 8601). While that clock does not answer, the last known difference stays.
 */
export async function followClock(options: { url: string; log: Notes }): Promise<FollowingClock> {
  const { url, log } = options;
  let offsetMs = 0;
  let heard = false;

  async function ask(): Promise<void> {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(ASK_TIMEOUT_MS) });
      const { now } = (await response.json()) as { now: string };
      const at: Instant = Date.parse(now);
      if (Number.isNaN(at)) throw new Error('the followed clock tells no time');
      offsetMs = at - Date.now();
      if (!heard) log.info({ url, offsetMs }, 'business time follows another clock');
      heard = true;
    } catch (error) {
      if (heard) log.warn({ err: error, url }, 'the followed clock does not answer');
      heard = false;
    }
  }

  await ask();
  const timer = setInterval(() => void ask(), FOLLOW_EVERY_MS);
  timer.unref();
  return { now: () => Date.now() + offsetMs, stop: () => clearInterval(timer) };
}
