import { isLegalMove, type Stateful } from '../../src/domain/states';
import type { Engine } from './engine';

interface HistoryRow {
  readonly subject_kind: Stateful;
  readonly subject_id: string;
  readonly from_state: string | null;
  readonly to_state: string;
}

/** One stored exchange in a few words: kind, and the class or finding of its outcome. */
export async function evidenceOf(engine: Engine, movementId: string): Promise<readonly string[]> {
  const rows = await engine.rows<{ kind: string; said: string | null }>(
    `SELECT kind, CONCAT_WS(' ', COALESCE(class, finding), because) AS said FROM bank_exchanges
     WHERE subject_id = :id OR subject_id LIKE CONCAT(:id, '.%') ORDER BY exchange_id`,
    movementId,
  );
  return rows.map(({ kind, said }) => `${kind} ${said ? said : '-'}`);
}

/** All transfer rows of a movement, oldest first. */
export function transfersOf(engine: Engine, movementId: string) {
  return engine.rows<{
    tsymd: string;
    is_tuno: string;
    reference: string;
    state: string;
    attempt: number;
  }>(
    `SELECT tsymd, is_tuno, reference, state, attempt FROM bank_transfers
     WHERE movement_id = :id ORDER BY attempt`,
    movementId,
  );
}

/** Types of the events of a payment or account, in the order of their sequence, which must have no gaps. */
export async function eventsOf(engine: Engine, subjectKey: string): Promise<readonly string[]> {
  const rows = await engine.rows<{ type: string; sequence: number }>(
    'SELECT type, sequence FROM events WHERE subject_key = :id ORDER BY entry',
    subjectKey,
  );
  expect(rows.map(({ sequence }) => sequence)).toEqual(rows.map((_row, i) => i + 1));
  return rows.map(({ type }) => type);
}

/** Checks that the history of everything that belongs to a payment or account is a path in the table of states. */
export async function expectLegalHistory(engine: Engine, id: string): Promise<void> {
  const rows = await engine.rows<HistoryRow>(
    `SELECT subject_kind, subject_id, from_state, to_state FROM history
     WHERE payment_id = :id OR subject_id = :id ORDER BY history_id`,
    id,
  );
  expect(rows.length).toBeGreaterThan(1);
  const standing = new Map<string, string>();
  for (const { subject_kind: thing, subject_id: subject, from_state: from, to_state: to } of rows) {
    const before = standing.get(subject);
    if (before !== undefined) expect(from).toBe(before);
    if (from !== null && from !== to) expect(isLegalMove(thing, { from, to })).toBe(true);
    standing.set(subject, to);
  }
}
