import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import pino from 'pino';
import { balanceKey } from '../../../src/adapters/redis/balances';
import { createRedisStore } from '../../../src/adapters/redis/store';
import type { CachedBalance, RedisStore } from '../../../src/adapters/redis/types';
import { won } from '../../../src/domain/money';
import { eventually } from '../../support/eventually';
import { services } from '../../support/services';

const log = pino({ level: 'silent' });

function aBalance(over: Partial<CachedBalance> = {}): CachedBalance {
  return { amount: won(985_000), asOf: 1_700_000_000_000, version: 17, ...over };
}

describe('the balance cache on a real Redis', () => {
  let store: RedisStore;
  let raw: Redis;
  beforeAll(async () => {
    store = createRedisStore({ url: services().redisUrl, log });
    raw = new Redis(services().redisUrl);
    await eventually(() => store.ping().then(() => true), { what: 'Redis answers' });
  });
  afterAll(async () => {
    await store.close();
    raw.disconnect();
  });

  it('reads null for an account nobody asked about', async () => {
    expect(await store.balances.read(`acc_${randomUUID()}`)).toBeNull();
  });

  it('reads back what was written, and lets it expire some day', async () => {
    const accountId = `acc_${randomUUID()}`;
    expect(await store.balances.write(accountId, aBalance())).toBe(true);
    expect(await store.balances.read(accountId)).toEqual(aBalance());
    expect(await raw.ttl(balanceKey(accountId))).toBeGreaterThan(0);
  });

  it('keeps a balance of zero apart from no balance', async () => {
    const accountId = `acc_${randomUUID()}`;
    await store.balances.write(accountId, aBalance({ amount: won(0) }));
    expect(await store.balances.read(accountId)).toEqual(aBalance({ amount: won(0) }));
  });

  it('refuses an older answer, takes the same one again, and compares versions as numbers', async () => {
    const accountId = `acc_${randomUUID()}`;
    await store.balances.write(accountId, aBalance({ version: 10 }));
    expect(await store.balances.write(accountId, aBalance({ version: 9, amount: won(1) }))).toBe(
      false,
    );
    expect(await store.balances.write(accountId, aBalance({ version: 10 }))).toBe(true);
    expect(await store.balances.read(accountId)).toEqual(aBalance({ version: 10 }));
  });

  it('never lets a version fall, in whatever order the answers arrive', async () => {
    const answers = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 40 }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(answers, async (versions) => {
        const accountId = `acc_${randomUUID()}`;
        const write = (version: number) =>
          store.balances.write(accountId, aBalance({ version, amount: won(version) }));
        // All at once, as from many processes, with a reader in between each.
        const seen = await Promise.all(
          versions.map(async (version) => {
            await write(version);
            return (await store.balances.read(accountId))?.version ?? 0;
          }),
        );
        const last = await store.balances.read(accountId);
        expect(last?.version).toBe(Math.max(...versions));
        expect(last?.amount).toBe(last?.version);
        versions.forEach((version, i) => expect(seen[i]).toBeGreaterThanOrEqual(version));
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ['a damaged amount', { version: '1', amount: 'much', asOf: '1' }],
    ['a negative amount', { version: '1', amount: '-5', asOf: '1' }],
    ['half a balance', { version: '1' }],
  ])('reads %s as unknown, and the next answer replaces it', async (_name, fields) => {
    const accountId = `acc_${randomUUID()}`;
    await raw.hset(balanceKey(accountId), fields);
    expect(await store.balances.read(accountId)).toBeNull();
    await store.balances.write(accountId, aBalance());
    expect(await store.balances.read(accountId)).toEqual(aBalance());
  });
});
