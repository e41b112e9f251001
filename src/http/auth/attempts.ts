import { createHmac } from 'node:crypto';
import { OnjeonError } from '../../domain/errors';
import type { RateSettings } from '../config';
import { createLimiter } from '../limiter';
import { networkOf } from '../rate-limits';

/** Guards everything that can be guessed: passwords and client secrets. */
export interface Attempts {
  /**
   * Runs one attempt that answers null when the secret was wrong, and throws INVALID_CREDENTIALS for it. Refuses with
   * TOO_MANY_ATTEMPTS once the name has had its wrong ones from that address, or the address its own, whether this one
   * would be right or not.
   */
  attempt<T>(who: { name: string; address: string }, check: () => Promise<T | null>): Promise<T>;
}

const WINDOW_SECONDS = 15 * 60;

/**
 * Counts an attempt before it is checked and gives it back if it was not wrong: many at the same moment cannot all slip
 * through. Names are hashed with a key, so that no e-mail address stands in Redis.
 */
export function createAttempts(deps: {
  rates: RateSettings;
  redisClient: object;
  key: string | Uint8Array;
}): Attempts {
  const { rates, redisClient } = deps;
  const window = { windowSeconds: WINDOW_SECONDS, redisClient };
  const byName = createLimiter({
    name: 'wrong-name',
    quota: rates.wrongPasswordsPerEmail,
    ...window,
  });
  const byAddress = createLimiter({
    name: 'wrong-address',
    quota: rates.wrongPasswordsPerAddress,
    ...window,
  });

  return {
    attempt: async ({ name, address }, check) => {
      const network = networkOf(address);
      const text = `${name.toLowerCase()}\n${network}`;
      const nameKey = createHmac('sha256', deps.key).update(text).digest('base64url');
      const states = await Promise.all([byName.take(nameKey), byAddress.take(network)]);
      const exceeded = states.filter((state) => state.exceeded);
      if (exceeded.length > 0) {
        const retryAfterSeconds = Math.max(...exceeded.map((state) => state.resetSeconds));
        throw new OnjeonError('TOO_MANY_ATTEMPTS', { retryAfterSeconds });
      }
      const giveBack = () => Promise.all([byName.giveBack(nameKey), byAddress.giveBack(network)]);
      const result = await check().catch(async (error: unknown) => {
        await giveBack();
        throw error;
      });
      if (result === null) throw new OnjeonError('INVALID_CREDENTIALS');
      await giveBack();
      return result;
    },
  };
}
