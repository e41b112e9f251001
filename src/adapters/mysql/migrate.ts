import { createHash } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { Sequelize } from 'sequelize';
import { SequelizeStorage, Umzug } from 'umzug';
import { people } from './migrations/0001-people';
import { payments } from './migrations/0002-payments';
import { telling } from './migrations/0003-telling';
import { deciding } from './migrations/0004-deciding';
import { accountTails } from './migrations/0005-account-tails';
import { ages } from './migrations/0006-ages';

/** All migrations in their order. Append only: what has run somewhere is never edited. */
const MIGRATIONS: readonly { readonly name: string; readonly statements: readonly string[] }[] = [
  { name: '0001-people', statements: people },
  { name: '0002-payments', statements: payments },
  { name: '0003-telling', statements: telling },
  { name: '0004-deciding', statements: deciding },
  { name: '0005-account-tails', statements: accountTails },
  { name: '0006-ages', statements: ages },
];

/**
 * Long enough for a colleague who migrates a large table, short enough that a start does not hang.
 */
const LOCK_WAIT_SECONDS = 120;

/**
 * Brings the database up to date and answers which migrations ran. Several processes may do so at
 * once: a named lock of the server lets one work and the others find nothing left to do.
 */
export async function migrate(url: string): Promise<readonly string[]> {
  const connection = await createConnection({ uri: url });
  try {
    await takeLock(connection);
    return await runPending(url);
  } finally {
    await connection.end(); // gives the lock back
  }
}

async function takeLock(connection: Connection): Promise<void> {
  const [named] = await connection.query<RowDataPacket[]>('SELECT DATABASE() AS name');
  // The lock is the server's, not the database's, and its name may have 64 characters.
  const digest = createHash('sha256').update(String(named[0]?.['name'])).digest('hex');
  const [taken] = await connection.query<RowDataPacket[]>('SELECT GET_LOCK(?, ?) AS taken', [
    `onjeon-migrate-${digest.slice(0, 16)}`,
    LOCK_WAIT_SECONDS,
  ]);
  if (taken[0]?.['taken'] !== 1) {
    throw new Error(`another process has been migrating for ${LOCK_WAIT_SECONDS} s`);
  }
}

async function runPending(url: string): Promise<readonly string[]> {
  const sequelize = new Sequelize(url, { logging: false, pool: { max: 1 } });
  try {
    const umzug = new Umzug({
      migrations: MIGRATIONS.map(({ name, statements }) => ({
        name,
        up: async () => {
          for (const statement of statements) await sequelize.query(statement);
        },
      })),
      storage: new SequelizeStorage({ sequelize, tableName: 'schema_migrations' }),
      logger: undefined,
    });
    return (await umzug.up()).map(({ name }) => name);
  } finally {
    await sequelize.close();
  }
}
