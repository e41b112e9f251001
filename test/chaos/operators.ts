import { setTimeout as pause } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import type { RowDataPacket } from 'mysql2/promise';
import { DEMO } from '../../src/adapters/mysql/seed';
import type { Answer, Client } from '../support/client';
import { signIn } from '../support/client';
import type { Cluster } from './cluster';

/** Two people who settle what waits for them, by what the bank's own ledger says. */
export interface Operators {
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 3_000;
/** The engine goes on asking while it waits for a person: what nobody planted gets the time for two more questions. */
const PATIENCE_MS = 65_000;
const REASON = '은행에 전화로 확인함, 거래내역과 대조';
const CALL = { kind: 'BANK_CALL', reference: '통화 기록 1' } as const;
const STAFF = DEMO.staff.filter(({ role }) => role === 'operator');

interface Waiting extends RowDataPacket {
  readonly id: string;
  readonly isPlanted: 0 | 1;
}

/** Starts the pair. They look at the truth, propose, and approve each other's proposals. */
export function startOperators(of: { cluster: Cluster; log: (line: string) => void }): Operators {
  const { cluster, log } = of;
  const firstSeenMs = new Map<string, number>();
  const stopping = new AbortController();

  async function work(): Promise<void> {
    let pair: Pair | null = null;
    while (!stopping.signal.aborted) {
      try {
        pair ??= await comeToWork(cluster);
        for (const { id, isPlanted } of await waitingFor(cluster)) {
          const seenMs = firstSeenMs.get(id) ?? performance.now();
          firstSeenMs.set(id, seenMs);
          if (!isPlanted && performance.now() - seenMs < PATIENCE_MS) continue;
          const decision = await truthAbout(cluster, id);
          const wish = { subjectId: id, decision, reason: REASON, evidence: CALL };
          const { status } = await approve(pair, wish);
          if (status === 200) log(`operators settle ${id}: ${decision}`);
        }
      } catch {
        pair = null; // API or book are away, or the tokens have run out: later again
      }
      await pause(LOOK_EVERY_MS);
    }
  }
  const working = work();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** Two operators, one of whom proposes what the other approves. */
export type Pair = readonly [Client, Client];

/** Both sign in. */
export async function comeToWork({ apiUrls, journal }: Cluster): Promise<Pair> {
  const [apiUrl = ''] = apiUrls;
  const [one, other] = STAFF.map(({ email }) =>
    signIn({ apiUrl, journal }, { email, password: DEMO.password }),
  );
  if (!one || !other) throw new Error('the demo data has fewer than two operators');
  return Promise.all([one, other]);
}

/** Read from the book: the list of work items is the API's business, and has tests of its own. */
async function waitingFor({ places }: Cluster): Promise<readonly Waiting[]> {
  const sql = await createConnection({ uri: places.mysqlUrl });
  try {
    const [rows] = await sql.query<Waiting[]>(
      `SELECT payment_id AS id, test_code IS NOT NULL AS isPlanted
       FROM payments WHERE status_detail = 'WAITING_FOR_OPERATOR'
       UNION SELECT refund_id, test_code IS NOT NULL
       FROM refunds WHERE status_detail = 'WAITING_FOR_OPERATOR'`,
    );
    return rows;
  } finally {
    await sql.end();
  }
}

/** What the ledger says of the newest pair of a movement. */
async function truthAbout({ places, bank }: Cluster, id: string): Promise<string> {
  const sql = await createConnection({ uri: places.mysqlUrl });
  try {
    const [rows] = await sql.query<RowDataPacket[]>(
      'SELECT tsymd, is_tuno FROM bank_transfers WHERE movement_id = ?',
      [id],
    );
    const pairs = new Set(rows.map((row) => `${String(row['tsymd'])}.${String(row['is_tuno'])}`));
    const ledger = await bank.ledger();
    const moved = ledger.some(({ tsymd, isTuno }) => pairs.has(`${tsymd}.${isTuno}`));
    if (moved) return 'EXECUTED';
    // What is given back is owed: proven not to have moved, it is sent again.
    return id.startsWith('rfd_') ? 'SEND_AGAIN' : 'NOT_EXECUTED';
  } finally {
    await sql.end();
  }
}

/** One proposes, the other approves; the answer to the approval, or to a proposal that was refused. */
export async function approve(
  [one, other]: Pair,
  decision: {
    subjectId: string;
    decision: string;
    reason: string;
    evidence: { kind: string; reference: string };
  },
): Promise<Answer> {
  const proposed = await one.post('/v1/ops/decisions', decision, { key: null });
  if (proposed.status === 401) throw new Error('the token has run out');
  const { subjectId } = decision;
  const decisionId = proposed.body['decisionId'] ?? (await openDecision(one, subjectId));
  if (typeof decisionId !== 'string') return proposed;
  const path = `/v1/ops/decisions/${decisionId}/approve`;
  return other.post(path, null, { key: null });
}

/** A proposal whose answer was lost is approved all the same. */
async function openDecision(client: Client, subjectId: string): Promise<unknown> {
  const path = `/v1/ops/decisions?subjectId=${subjectId}&state=PROPOSED`;
  const { body } = await client.get(path);
  const [first] = (body['data'] ?? []) as { decisionId?: string }[];
  return first?.decisionId;
}
