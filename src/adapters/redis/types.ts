import type { Instant } from '../../domain/korean-time';
import type { Won } from '../../domain/money';

/** A balance the bank really reported. `version` is the id of the exchange row taken before the bank was asked. */
export interface CachedBalance {
  readonly amount: Won;
  readonly asOf: Instant;
  readonly version: number;
}

/** Last known balances. Never a lock for money, never the only copy of anything. */
export interface BalanceCache {
  /** Null if unknown or if Redis does not answer within 200 ms; never throws. */
  read(accountId: string): Promise<CachedBalance | null>;
  /** Compares versions in Lua: an older answer never overwrites a newer one. False if it was older. Throws if Redis is away. */
  write(accountId: string, balance: CachedBalance): Promise<boolean>;
}

/** Redis as the product uses it. */
export interface RedisStore {
  readonly balances: BalanceCache;
  /** The raw client for rate-limiter-flexible; typed loosely so that HTTP needs no ioredis. */
  readonly limiterClient: object;
  /** Resolves if Redis answers in time. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
