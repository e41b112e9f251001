import { Client, Connection } from '@temporalio/client';
import { createConnection } from 'mysql2/promise';
import type { Connection as Sql } from 'mysql2/promise';
import { eventually } from '../eventually';
import type { Places } from '../system-places';
import type { BookRows } from './facts';

/** Each table in the order in which its rows were written. */
const TABLES: Readonly<Record<keyof BookRows, string>> = {
  payments: 'payments',
  refunds: 'refunds',
  accounts: 'accounts',
  days: 'account_days',
  transfers: 'bank_transfers',
  exchanges: 'bank_exchanges ORDER BY exchange_id',
  history: 'history ORDER BY history_id',
  events: 'events ORDER BY entry',
  keys: 'idempotency_keys',
  decisions: 'decisions',
  cases: 'cases',
};

/** The book by the auditor's own SQL, all tables as of one moment. */
export async function readBook(places: Places): Promise<BookRows> {
  const sql = await createConnection({ uri: places.mysqlUrl, timezone: 'Z' });
  try {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await sql.query('START TRANSACTION WITH CONSISTENT SNAPSHOT');
    const book: Record<string, unknown> = {};
    for (const [name, table] of Object.entries(TABLES)) book[name] = await rows(sql, table);
    await sql.query('COMMIT');
    return book as unknown as BookRows;
  } finally {
    await sql.end();
  }
}

async function rows(sql: Sql, table: string): Promise<unknown> {
  const [found] = await sql.query(`SELECT * FROM ${table}`);
  return found;
}

/** Rows that guard money; nobody may hold them longer than one short transaction. */
const LOCKABLE = ['account_days', 'payments', 'refunds', 'accounts'] as const;
/** Far above any transaction of ours. */
const LONGEST_LOCK_MS = 5_000;

/** Tables in which somebody holds a row and does not let go. */
export async function heldTables(places: Pick<Places, 'mysqlUrl'>): Promise<string[]> {
  const sql = await createConnection({ uri: places.mysqlUrl });
  try {
    const held: string[] = [];
    for (const table of LOCKABLE) {
      const lock = (): Promise<unknown> => sql.query(`SELECT 1 FROM ${table} FOR UPDATE NOWAIT`);
      const waited = { what: `no row of ${table} is held`, timeoutMs: LONGEST_LOCK_MS };
      await eventually(lock, waited).catch(() => held.push(table));
    }
    return held;
  } finally {
    await sql.end();
  }
}

/** Open workflows of payments, refunds, accounts and balances. */
export async function readOpenRuns(places: Places): Promise<string[]> {
  const connection = await Connection.connect({ address: places.temporalAddress });
  try {
    const client = new Client({ connection, namespace: places.temporalNamespace });
    const open: string[] = [];
    for await (const { workflowId } of client.workflow.list({
      query: `ExecutionStatus = 'Running'`,
    })) {
      if (/^(payment|refund|account|balance)-/.test(workflowId)) open.push(workflowId);
    }
    return open;
  } finally {
    await connection.close();
  }
}
