import { createHash } from 'node:crypto';
import type { Role } from '../../domain/records';
import { OnjeonError } from '../../domain/errors';
import type { BookParts } from './book-parts';
import { toDate } from './mappers';
import type { AuditRow } from './models/deciding';
import type { AuditBook, AuditEntry } from './ops-types';
import { findRow, insertRow, lockRow, updateRows } from './rows';
import type { Reader, SqlValues, Tx } from './unit';

/** The one chain; its head is made by the migration. */
const CHAIN = { name: 'audit' } as const;
/** What the first entry follows. */
const GENESIS = '0'.repeat(64);
/** Entries read at a time when the whole chain is verified. */
const BATCH = 1_000;

/**
 * The log of what staff looked at and did. Each entry's hash covers the entry and the hash before it, so an entry that was
 * edited, removed or swapped breaks the chain at its place. Appending locks the head: the entries have one order.
 */
export function createAuditBook({ units }: Pick<BookParts, 'units'>): AuditBook {
  return {
    append: (entry) => units.unit((tx) => append(tx, entry)),
    list: (query) => units.read((db) => list(db, query)),
    verify: () => units.read(verify),
  };
}

type NewEntry = Parameters<AuditBook['append']>[0];
type Unhashed = Omit<AuditRow, 'hash'>;

async function append(tx: Tx, entry: NewEntry): Promise<void> {
  const { auditHead, auditLog } = tx.models;
  const head = await lockRow(tx, auditHead, CHAIN);
  if (!head) throw new Error('the audit log has lost its head');
  const row: Unhashed = {
    entry: Number(head.entry) + 1,
    at: toDate(entry.at),
    actor_id: entry.actorId,
    role: entry.role,
    action: entry.action,
    subject_id: entry.subjectId,
    outcome: entry.outcome,
    request_id: entry.requestId,
    details: JSON.stringify(sorted(entry.details)),
    previous_hash: head.hash,
  };
  const hash = hashOf(row);
  await insertRow(tx, auditLog, { ...row, hash });
  await updateRows(tx, auditHead, { where: CHAIN, set: { entry: row.entry, hash } });
}

/** Whoever verifies must build the same bytes from the row as it is stored: every column, in this order. */
function hashOf(row: Unhashed): string {
  const canonical = JSON.stringify([
    Number(row.entry),
    row.at.getTime(),
    row.actor_id,
    row.role,
    row.action,
    row.subject_id,
    row.outcome,
    row.request_id,
    row.details,
    row.previous_hash,
  ]);
  return createHash('sha256').update(canonical).digest('hex');
}

function sorted(details: AuditEntry['details']): AuditEntry['details'] {
  return Object.fromEntries(
    Object.entries(details).sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

async function list(
  db: Reader,
  { actorId, subjectId, after, limit }: Parameters<AuditBook['list']>[0],
): ReturnType<AuditBook['list']> {
  if (after !== null && !/^\d{1,15}$/.test(after)) throw new OnjeonError('INVALID_CURSOR');
  const conditions = [
    ...(actorId === null ? [] : ['actor_id = :actorId']),
    ...(subjectId === null ? [] : ['subject_id = :subjectId']),
    ...(after === null ? [] : ['entry < :after']),
  ];
  const values: SqlValues = { actorId, subjectId, after: Number(after), limit: limit + 1 };
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const found = await db.rows<AuditRow>(
    `SELECT * FROM audit_log ${where} ORDER BY entry DESC LIMIT :limit`,
    values,
  );
  const items = found.slice(0, limit).map(toEntry);
  const last = items.at(-1);
  return { items, next: found.length > limit && last ? String(last.entry) : null };
}

/** Walks the chain from its beginning to the head as it is now. What is missing at the end breaks it after the last entry. */
async function verify(db: Reader): ReturnType<AuditBook['verify']> {
  const head = await findRow(db, db.models.auditHead, CHAIN);
  let last = { entry: 0, hash: GENESIS };
  for (let read = BATCH; read === BATCH;) {
    const rows = await db.rows<AuditRow>(
      'SELECT * FROM audit_log WHERE entry > :last AND entry <= :head ORDER BY entry LIMIT :limit',
      { last: last.entry, head: Number(head?.entry ?? 0), limit: BATCH },
    );
    for (const row of rows) {
      const follows = Number(row.entry) === last.entry + 1 && row.previous_hash === last.hash;
      if (!follows || row.hash !== hashOf(row)) return broken(last);
      last = { entry: Number(row.entry), hash: row.hash };
    }
    read = rows.length;
  }
  const isWhole = Number(head?.entry) === last.entry && head?.hash === last.hash;
  return isWhole ? { entries: last.entry, hash: last.hash, brokenAt: null } : broken(last);
}

function broken(last: { entry: number; hash: string }) {
  return { entries: last.entry, hash: last.hash, brokenAt: last.entry + 1 };
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    entry: Number(row.entry),
    at: row.at.getTime(),
    actorId: row.actor_id,
    role: row.role as Role,
    action: row.action,
    subjectId: row.subject_id,
    outcome: row.outcome,
    requestId: row.request_id,
    details: JSON.parse(row.details) as AuditEntry['details'],
    hash: row.hash,
  };
}
