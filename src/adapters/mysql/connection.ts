import { Sequelize } from 'sequelize';
import { SILENT_SOCKET } from './faults';

/** Above any lock wait (3 s) and any query of ours; a server this silent will not answer any more. */
const SILENCE_MS = 6_000;
/** A caller waits this long for a free connection, then hears 503. */
const ACQUIRE_MS = 2_000;
const CONNECT_MS = 2_000;

/**
 * What each session is told at its start: times are UTC, values that do not fit are errors, a lock
 * is waited for 3 s, and READ COMMITTED, because under REPEATABLE READ two payments could pass one
 * limit.
 */
const SESSION_SETTINGS = [
  `SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    innodb_lock_wait_timeout = 3, time_zone = '+00:00'`,
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];

interface RawConnection {
  query(sql: string, done: (error: Error | null) => void): void;
  readonly stream: {
    setTimeout(ms: number): void;
    on(event: 'timeout', listener: () => void): void;
    destroy(error: Error): void;
  };
}

/** A pool of connections to the primary. Nothing connects before the first query. */
export function connect(deps: { url: string; poolSize: number }): Sequelize {
  const sequelize = new Sequelize(deps.url, {
    dialect: 'mysql',
    logging: false,
    timezone: '+00:00',
    pool: { max: deps.poolSize, min: 0, acquire: ACQUIRE_MS, idle: 60_000, evict: 5_000 },
    dialectOptions: { connectTimeout: CONNECT_MS, charset: 'utf8mb4_bin' },
  });
  sequelize.addHook('afterConnect', async (connection: unknown) => {
    const raw = connection as RawConnection;
    raw.stream.on('timeout', () => {
      const silent = new Error('the database has said nothing for too long');
      raw.stream.destroy(Object.assign(silent, { code: SILENT_SOCKET }));
    });
    for (const sql of SESSION_SETTINGS) await run(raw, sql);
  });
  // Only while a statement is on its way: a connection at rest is silent by nature.
  sequelize.addHook('beforeQuery', (_options, query) => watchSilence(query, SILENCE_MS));
  sequelize.addHook('afterQuery', (_options, query) => watchSilence(query, 0));
  return sequelize;
}

function watchSilence(query: unknown, ms: number): void {
  (query as { connection: RawConnection }).connection.stream.setTimeout(ms);
}

function run(connection: RawConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error ? reject(error) : resolve()));
  });
}
