import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import type { Strategy } from './strategies';

/** One cell of the table: who writes how, and how crowded it is. */
export interface Cell {
  readonly strategy: Strategy;
  readonly isolation: Isolation;
  readonly writers: number;
  /** All writers on one account, or spread over so many. */
  readonly accounts: number;
  readonly payments: number;
}

/** Isolation of the sessions; `snapshot` is MariaDB's innodb_snapshot_isolation. */
export interface Isolation {
  readonly level: 'READ COMMITTED' | 'REPEATABLE READ';
  readonly snapshot: boolean;
}

/** What a cell cost, and whether the books were right afterwards. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly accepted: number;
  readonly refused: number;
  readonly givenUp: number;
  readonly abortsPerSuccess: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Accounts whose accepted payments exceed their limit, or differ from the sum that is held. */
  readonly violations: number;
}

/** The limit lets nine of ten payments through, so that refusing at the edge is measured too. */
const AMOUNT_WON = 100;
const FITS = 0.9;

const TABLES = [
  'DROP TABLE IF EXISTS lab_payments, lab_days',
  `CREATE TABLE lab_days (account VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY,
     reserved_won BIGINT NOT NULL, limit_won BIGINT NOT NULL, version INT NOT NULL) ENGINE=InnoDB`,
  `CREATE TABLE lab_payments (payment BIGINT AUTO_INCREMENT PRIMARY KEY,
     account VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, amount_won BIGINT NOT NULL,
     KEY (account)) ENGINE=InnoDB`,
];

/** Runs one cell on fresh tables and audits them. */
export async function measure(url: string, cell: Cell): Promise<Measured> {
  const keeper = await createConnection({ uri: url });
  const writers = await Promise.all(
    Array.from({ length: cell.writers }, () => openWriter(url, cell.isolation)),
  );
  try {
    await prepare(keeper, cell);
    const startedAt = performance.now();
    const tallies = await Promise.all(writers.map((writer, index) => write(writer, index, cell)));
    const seconds = (performance.now() - startedAt) / 1000;
    return summarise(tallies, { seconds, violations: await violations(keeper) });
  } finally {
    await Promise.all([keeper, ...writers].map((one) => one.end()));
  }
}

async function openWriter(url: string, { level, snapshot }: Isolation): Promise<Connection> {
  const connection = await createConnection({ uri: url });
  await connection.query(`SET SESSION innodb_snapshot_isolation = ${snapshot ? 'ON' : 'OFF'}`);
  await connection.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
  await connection.query('SET SESSION innodb_lock_wait_timeout = 3');
  return connection;
}

async function prepare(keeper: Connection, { accounts, payments }: Cell): Promise<void> {
  for (const statement of TABLES) await keeper.query(statement);
  const limit = Math.floor((payments / accounts) * FITS) * AMOUNT_WON;
  const rows = Array.from({ length: accounts }, (_, index) => [`account-${index}`, 0, limit, 1]);
  await keeper.query('INSERT INTO lab_days VALUES ?', [rows]);
}

interface Tally {
  readonly times: number[];
  accepted: number;
  refused: number;
  givenUp: number;
  aborts: number;
  readonly errors: Record<string, number>;
}

/** One writer's share of the payments, one after the other. */
async function write(connection: Connection, index: number, cell: Cell): Promise<Tally> {
  const tally: Tally = {
    times: [],
    ...{ accepted: 0, refused: 0, givenUp: 0, aborts: 0, errors: {} },
  };
  for (let turn = index; turn < cell.payments; turn += cell.writers) {
    const account = `account-${turn % cell.accounts}`;
    const startedAt = performance.now();
    const tried = await cell.strategy.attempt(connection, { account, amountWon: AMOUNT_WON });
    tally.times.push(performance.now() - startedAt);
    if (tried.result === 'ACCEPTED') tally.accepted += 1;
    if (tried.result === 'REFUSED') tally.refused += 1;
    if (tried.result === 'GIVEN_UP') tally.givenUp += 1;
    tally.aborts += tried.aborts;
    for (const [code, count] of Object.entries(tried.errors)) {
      tally.errors[code] = (tally.errors[code] ?? 0) + count;
    }
  }
  return tally;
}

/** The audit: no account above its limit, and the held sum is the sum of what was accepted. */
async function violations(keeper: Connection): Promise<number> {
  const [rows] = await keeper.query<RowDataPacket[]>(
    `SELECT d.account FROM lab_days d LEFT JOIN lab_payments p ON p.account = d.account
     GROUP BY d.account, d.reserved_won, d.limit_won
     HAVING COALESCE(SUM(p.amount_won), 0) <> d.reserved_won
         OR COALESCE(SUM(p.amount_won), 0) > d.limit_won`,
  );
  return rows.length;
}

function summarise(
  tallies: readonly Tally[],
  { seconds, violations: broken }: { seconds: number; violations: number },
): Measured {
  const sum = (of: (tally: Tally) => number) => tallies.reduce((total, one) => total + of(one), 0);
  const times = tallies.flatMap(({ times: own }) => own).sort((left, right) => left - right);
  const accepted = sum((one) => one.accepted);
  const errors: Record<string, number> = {};
  for (const tally of tallies) {
    for (const [code, count] of Object.entries(tally.errors)) {
      errors[code] = (errors[code] ?? 0) + count;
    }
  }
  return {
    perSecond: times.length / seconds,
    p50Ms: times[Math.floor(times.length * 0.5)] ?? 0,
    p99Ms: times[Math.floor(times.length * 0.99)] ?? 0,
    accepted,
    refused: sum((one) => one.refused),
    givenUp: sum((one) => one.givenUp),
    abortsPerSuccess: accepted === 0 ? 0 : sum((one) => one.aborts) / accepted,
    errors,
    violations: broken,
  };
}
