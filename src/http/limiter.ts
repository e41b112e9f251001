import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** What a limiter answers to one more request of a key. */
export interface LimiterState {
  readonly quota: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Until the window ends, rounded up. */
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

/** Counts requests per key in a window that begins with the first of them. */
export interface Limiter {
  take(key: string): Promise<LimiterState>;
  /** Gives one back: it turned out not to count. */
  giveBack(key: string): Promise<void>;
}

/**
 * A limiter over all processes by Redis. While Redis is away each process counts on its own: more may pass than the quota,
 * never without bound, and no request fails because of it.
 */
export function createLimiter(options: {
  name: string;
  quota: number;
  windowSeconds: number;
  redisClient: object;
}): Limiter {
  const { name, quota, windowSeconds } = options;
  const common = { keyPrefix: `rate:${name}`, points: quota, duration: windowSeconds };
  const limiter = new RateLimiterRedis({
    ...common,
    storeClient: options.redisClient,
    insuranceLimiter: new RateLimiterMemory(common),
    rejectIfRedisNotReady: true,
  });
  const stateOf = (result: RateLimiterRes): LimiterState => ({
    quota,
    windowSeconds,
    remaining: Math.max(result.remainingPoints, 0),
    resetSeconds: Math.max(Math.ceil(result.msBeforeNext / 1000), 1),
    exceeded: result.consumedPoints > quota,
  });
  return {
    take: (key) =>
      limiter.consume(key).then(stateOf, (refused: unknown) => {
        if (refused instanceof RateLimiterRes) return stateOf(refused);
        throw refused;
      }),
    giveBack: async (key) => {
      await limiter.reward(key);
    },
  };
}
