import { Redis } from 'ioredis';
import type { Logger } from '../../log';
import { createBalanceCache } from './balances';
import type { RedisStore } from './types';

/** A balance call is answered with "????" rather than kept waiting. */
const COMMAND_TIMEOUT_MS = 200;
/** A link that swallowed a command this long is dead even if TCP has not noticed: dial again. */
const SILENCE_TIMEOUT_MS = 2_000;
const CONNECT_TIMEOUT_MS = 2_000;
/** Redis itself is back in a fraction of a second, so the pause before dialling again stays short. */
const LONGEST_REDIAL_MS = 1_000;

/**
 * Redis as the product uses it: fast or not at all. By default the client queues commands while Redis is away,
 * which turns a dead Redis into a slow one; here each command fails at once or after 200 ms. Connects in the background.
 */
export function createRedisStore(deps: { url: string; log: Logger }): RedisStore {
  const redis = new Redis(deps.url, {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxRetriesPerRequest: 1,
    retryStrategy: (attempt) => Math.min(attempt * 50, LONGEST_REDIAL_MS),
  });
  logOutagesOnce(redis, deps.log);
  return {
    balances: createBalanceCache({ redis, log: deps.log }),
    limiterClient: redis,
    async ping() {
      await redis.ping();
    },
    async close() {
      // QUIT would fail while Redis is away, and nothing in flight is worth waiting for.
      redis.disconnect();
    },
  };
}

/** One line when Redis goes and one when it is back, not one per attempt. */
function logOutagesOnce(redis: Redis, log: Logger): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (away) return;
    away = true;
    log.warn({ reason: error.message }, 'Redis is away: balances show "????" until it is back');
  });
  redis.on('ready', () => {
    if (away) log.info('Redis is back');
    away = false;
  });
}
