import { createConnection } from 'mysql2/promise';
import { drainQueues } from '../support/auditor/queues';
import { heldTables, readBook, readOpenRuns } from '../support/auditor/collect';
import type { Facts, Message } from '../support/auditor/facts';
import type { Cluster } from './cluster';
import { findLeaks } from './leaks';
import { SHOPS } from './load/shops';

/** What the auditor gets to see of a run: ledger, log, book, messages, journal. */
export async function collectFacts(of: {
  cluster: Cluster;
  /** What consumers took; what is left in the queues is added. */
  messages: readonly Message[];
  waitingForOperator: ReadonlySet<string>;
}): Promise<Facts> {
  const { cluster, messages, waitingForOperator } = of;
  const { places, bank, journal, windowMs } = cluster;
  const openRuns = await readOpenRuns(places);
  const drained = await drainQueues(places.rabbitmqUrl, SHOPS);
  return {
    ...{ book: await readBook(places), heldTables: await heldTables(places), openRuns },
    ...{ ledger: await bank.ledger(), requests: await bank.requests() },
    ...{ bankAccounts: await bank.accounts(), sums: await bank.sums(), given: bank.given },
    messages: [...messages, ...drained.messages],
    ...{ deadLetters: drained.deadLetters, calls: journal.calls, waitingForOperator, windowMs },
    leaks: await findLeaks(cluster),
  };
}

/** What is still under way, in numbers; cheap enough to be asked every second. */
export async function openThings({ places, bank }: Cluster): Promise<Record<string, number>> {
  const sql = await createConnection({ uri: places.mysqlUrl });
  try {
    const [[row]] = (await sql.query(OPEN_THINGS)) as unknown as [Record<string, number>[]];
    const numbers = Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]);
    const runs = (await readOpenRuns(places)).length;
    const scheduled = await bank.scheduled();
    return { ...(Object.fromEntries(numbers) as Record<string, number>), runs, scheduled };
  } finally {
    await sql.end();
  }
}

const OPEN_THINGS = `SELECT
  (SELECT COUNT(*) FROM payments WHERE status IN ('READY', 'IN_PROGRESS')) AS payments,
  (SELECT COUNT(*) FROM refunds WHERE status = 'IN_PROGRESS') AS refunds,
  (SELECT COUNT(*) FROM accounts WHERE status = 'PENDING') AS accounts,
  (SELECT COUNT(*) FROM events WHERE partner_id IS NOT NULL AND published_at IS NULL) AS events`;
