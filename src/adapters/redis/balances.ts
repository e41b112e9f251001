import type { Redis } from 'ioredis';
import { won } from '../../domain/money';
import type { Logger } from '../../log';
import type { BalanceCache, CachedBalance } from './types';

/** A balance nobody asked for in 90 days is forgotten: the cache must not grow for ever. */
const KEEP_SECONDS = 90 * 24 * 3600;

/**
 * Writes only what is not older than what is there, in one step, so that two writers cannot interleave.
 * The same version again is a repetition of the same write. A value without a readable version gives way.
 */
const WRITE_IF_NOT_OLDER = `
local there = tonumber(redis.call('HGET', KEYS[1], 'version') or '')
if there and there > tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'amount', ARGV[2], 'asOf', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 1`;

/** Last known balances in Redis, each a hash of version, amount in won and the moment it was true. */
export function createBalanceCache(deps: { redis: Redis; log: Logger }): BalanceCache {
  const { redis, log } = deps;
  return {
    async read(accountId) {
      try {
        return parse(await redis.hmget(balanceKey(accountId), 'version', 'amount', 'asOf'));
      } catch (error) {
        // The outage itself is logged by the store; here only what a reader could not be told.
        log.debug({ accountId, reason: reasonOf(error) }, 'balance not read from the cache');
        return null;
      }
    },
    async write(accountId, { version, amount, asOf }) {
      const key = balanceKey(accountId);
      const written = await redis.eval(
        WRITE_IF_NOT_OLDER,
        ...[1, key, version, amount, asOf, KEEP_SECONDS],
      );
      return written === 1;
    },
  };
}

/** Where the balance of an account lies. */
export function balanceKey(accountId: string): string {
  return `onjeon:balance:${accountId}`;
}

/** Null for a balance that is not there; throws for one that is damaged, which a reader takes as unknown too. */
function parse(fields: readonly (string | null)[]): CachedBalance | null {
  const [version, amount, asOf] = fields;
  if (!version || !amount || !asOf) return null;
  return { version: whole(version), amount: won(whole(amount)), asOf: whole(asOf) };
}

function whole(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new RangeError('not a whole number in the cache');
  return Number(text);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
