import { createHash, randomBytes } from 'node:crypto';
import type { Sequelize } from 'sequelize';
import { createBook } from '../../../src/adapters/mysql';
import type { BookParts } from '../../../src/adapters/mysql/book-parts';
import { connect } from '../../../src/adapters/mysql/connection';
import { createEventWriter } from '../../../src/adapters/mysql/event-writer';
import { createFieldCrypto } from '../../../src/adapters/mysql/field-crypto';
import { migrate } from '../../../src/adapters/mysql/migrate';
import { defineModels } from '../../../src/adapters/mysql/models';
import type { Book } from '../../../src/adapters/mysql/types';
import { createUnits } from '../../../src/adapters/mysql/unit';
import { NO_CRASH_POINTS } from '../../../src/domain/crash-points';
import { createIdMint } from '../../../src/domain/ids';
import type { Instant } from '../../../src/domain/korean-time';
import { won } from '../../../src/domain/money';
import { SETTINGS } from '../../support/movement-builder';
import { freshDatabase, type FreshDatabase } from '../../support/services';

/** Hundreds of real transactions at once take their time on a busy machine. */
jest.setTimeout(60_000);

/** A Sunday, 16:31 in Seoul. */
export const NOON: Instant = Date.parse('2026-11-22T16:31:29.120+09:00');

export interface TestClock {
  now(): Instant;
  set(at: Instant): void;
}

export function testClock(at: Instant = NOON): TestClock {
  let now = at;
  return { now: () => now, set: (next) => void (now = next) };
}

export const fieldKeys = [{ id: 'k1', key: new Uint8Array(32).fill(1) }];
export const hashKey = new Uint8Array(32).fill(2);
const newAccountLimits = { perPayment: won(2_000_000), perDay: won(5_000_000) };
const publicUrl = 'https://pay.example.kr';

/** The parts of a book over a database of its own, to plant rows with and look at them. */
export interface TestStore extends BookParts {
  readonly database: FreshDatabase;
  readonly sequelize: Sequelize;
  readonly clock: TestClock;
  close(): Promise<void>;
}

/** A migrated database of its own with the parts of a book over it. */
export async function testStore({ poolSize = 10 } = {}): Promise<TestStore> {
  const database = await freshDatabase();
  await migrate(database.url);
  const sequelize = connect({ url: database.url, poolSize });
  const clock = testClock();
  const ids = createIdMint({ clock, randomBytes });
  const crypto = createFieldCrypto({ fieldKeys, hashKey });
  return {
    ...{ database, sequelize, clock, ids, crypto, newAccountLimits },
    crashPoints: NO_CRASH_POINTS,
    units: createUnits({ sequelize, models: defineModels(sequelize), random: Math.random }),
    events: createEventWriter({ ids, publicUrl, crypto }),
    close: async () => {
      await sequelize.close();
      await database.drop();
    },
  };
}

/** A book over the store's database, or over a link to it; with a pool of its own. */
export function testBook(
  store: TestStore,
  { url = store.database.url, poolSize = 10 }: { url?: string; poolSize?: number } = {},
): Book {
  const { clock, ids } = store;
  return createBook({
    ...{ url, poolSize, fieldKeys, hashKey, clock, ids, publicUrl },
    newAccountLimits,
    procedure: SETTINGS,
    random: Math.random,
  });
}

/** An idempotent request with a key of its own. The fingerprint is that of `body`. */
export function aRequest(of: { callerId: string; route?: string; key?: string; body?: unknown }) {
  return {
    callerId: of.callerId,
    route: of.route ?? 'POST /v1/payments',
    key: of.key ?? randomBytes(16).toString('hex'),
    fingerprint: createHash('sha256')
      .update(JSON.stringify(of.body ?? null))
      .digest('hex'),
  };
}
