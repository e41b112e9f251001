import { randomBytes } from 'node:crypto';
import type { Sequelize } from 'sequelize';
import { connect } from '../../../src/adapters/mysql/connection';
import { createFieldCrypto, type FieldCrypto } from '../../../src/adapters/mysql/field-crypto';
import { migrate } from '../../../src/adapters/mysql/migrate';
import { defineModels } from '../../../src/adapters/mysql/models';
import { createUnits, type Units } from '../../../src/adapters/mysql/unit';
import { createIdMint, type IdMint } from '../../../src/domain/ids';
import type { Instant } from '../../../src/domain/korean-time';
import { freshDatabase, type FreshDatabase } from '../../support/services';

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

export interface TestStore {
  readonly database: FreshDatabase;
  readonly sequelize: Sequelize;
  readonly units: Units;
  readonly crypto: FieldCrypto;
  readonly clock: TestClock;
  readonly ids: IdMint;
  close(): Promise<void>;
}

/** A migrated database of its own with units of work over it. */
export async function testStore({ poolSize = 10 } = {}): Promise<TestStore> {
  const database = await freshDatabase();
  await migrate(database.url);
  const sequelize = connect({ url: database.url, poolSize });
  const units = createUnits({ sequelize, models: defineModels(sequelize), random: Math.random });
  const clock = testClock();
  return {
    database,
    sequelize,
    units,
    crypto: createFieldCrypto({ fieldKeys, hashKey }),
    clock,
    ids: createIdMint({ clock, randomBytes }),
    close: async () => {
      await sequelize.close();
      await database.drop();
    },
  };
}
