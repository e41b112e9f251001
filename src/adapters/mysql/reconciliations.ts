import { koreanDay, startOfKoreanDay, type KoreanDay } from '../../domain/korean-time';
import type { BookParts } from './book-parts';
import { toAccountSecrets, toDate } from './mappers';
import { NOT_ANSWERED } from './movement-rows';
import { toReport, toState } from './reconciliation-mappers';
import { accountsTouched, transfersToCompare } from './reconciliation-reads';
import { failReconciliation, finishReconciliation } from './reconciliation-ends';
import type { ReconciliationBook, ReconciliationState } from './reconciliation-types';
import { findRow, findRows, insertNumbered, insertRow, updateRows } from './rows';
import type { Reader, Tx } from './unit';

const DAY_MS = 24 * 3600 * 1000;
/** A day whose reconciliation failed is tried again for a week. */
const DAYS_BACK = 6;

/** Comparisons of the bank's statements with this book, day by day. */
export function createReconciliationBook(
  parts: Pick<BookParts, 'units' | 'crypto' | 'ids'>,
): ReconciliationBook {
  const { units, crypto, ids } = parts;
  return {
    start: (start) => units.unit((tx) => begin(tx, parts, start)),
    daysDue: (last) => units.read((db) => daysDue(db, last)),
    accounts: (query) => units.read((db) => accountsTouched(db, query)),
    unread: (query) => units.read((db) => unread(db, query)),
    transfers: (query) => units.read((db) => transfersToCompare(db, query)),

    place: (accountId) =>
      units.read(async (db) => {
        const row = await findRow(db, db.models.accounts, { account_id: accountId });
        if (!row) throw new Error(`no account ${accountId} in the book`);
        const { bankCode, accountNumber } = toAccountSecrets(row, crypto);
        return { accountId, account: row.number_hash, bankCode, accountNumber };
      }),

    noteReading: (reading) => units.unit((tx) => noteReading(tx, reading)),
    store: (result) => units.unit((tx) => store(tx, result)),
    finish: (end) => finishReconciliation({ units, ids }, end),
    fail: (end) => failReconciliation({ units, ids }, end),

    isTold: (reconciliationId) =>
      units.read(async (db) => {
        const where = { reconciliation_id: reconciliationId };
        return Boolean((await findRow(db, db.models.reconciliations, where))?.told_at);
      }),

    async noteTold({ reconciliationId, at }) {
      const where = { reconciliation_id: reconciliationId };
      const set = { told_at: toDate(at) };
      await units.unit((tx) => updateRows(tx, tx.models.reconciliations, { where, set }));
    },

    byId: (reconciliationId) => units.read((db) => toReport(db, reconciliationId)),

    list: ({ after, limit }) =>
      units.read(async (db) => {
        const rows = await db.rows<{ reconciliation_id: string }>(
          `SELECT * FROM reconciliations WHERE (:after IS NULL OR reconciliation_id < :after)
           ORDER BY reconciliation_id DESC LIMIT :limit`,
          { after, limit: limit + 1 },
        );
        const items = rows.slice(0, limit).map((row) => toState(row as never));
        const next = rows.length > limit ? (items.at(-1)?.reconciliationId ?? null) : null;
        return { items, next };
      }),
  };
}

/** The unique slot of the day decides between two that begin at once: the other then finds the first. */
async function begin(
  tx: Tx,
  { ids }: Pick<BookParts, 'ids'>,
  { day, requestedBy, at }: Parameters<ReconciliationBook['start']>[0],
): Promise<ReconciliationState> {
  const { reconciliations } = tx.models;
  const running = await findRow(tx, reconciliations, { open_slot: day });
  if (running) return toState(running);
  const row = {
    reconciliation_id: ids.id('reconciliation'),
    day,
    state: 'RUNNING',
    requested_by: requestedBy,
    started_at: toDate(at),
    ended_at: null,
    accounts: 0,
    bank_rows: 0,
    matched: 0,
    failure: null,
    told_at: null,
    open_slot: day,
  };
  await insertRow(tx, reconciliations, row);
  return toState(row);
}

/** One that was begun before its day was over does not count for it. */
async function daysDue(db: Reader, last: KoreanDay): Promise<readonly KoreanDay[]> {
  const first = koreanDay(startOfKoreanDay(last) - DAYS_BACK * DAY_MS);
  const used = await db.rows<{ tsymd: KoreanDay }>(
    'SELECT DISTINCT tsymd FROM bank_transfers WHERE tsymd BETWEEN :first AND :last',
    { first, last },
  );
  const done = await findRows(db, db.models.reconciliations, {
    where: { state: 'DONE' },
    order: [['reconciliation_id', 'DESC']],
    limit: 200,
  });
  const isDone = (day: KoreanDay) =>
    done.some((one) => one.day === day && koreanDay(one.started_at.getTime()) > day);
  const days = [...new Set([...used.map(({ tsymd }) => tsymd), last])].toSorted();
  return days.filter((day) => day === last || !isDone(day));
}

async function unread(
  db: Reader,
  { reconciliationId, accountIds }: Parameters<ReconciliationBook['unread']>[0],
): Promise<readonly string[]> {
  const read = await findRows(db, db.models.reconciledAccounts, {
    where: { reconciliation_id: reconciliationId, account_id: [...accountIds] },
    order: ['account_id'],
    limit: null,
  });
  const known = new Set(read.map((row) => row.account_id));
  return accountIds.filter((id) => !known.has(id));
}

async function noteReading(
  tx: Tx,
  reading: Parameters<ReconciliationBook['noteReading']>[0],
): Promise<void> {
  await insertNumbered(tx, tx.models.bankExchanges, {
    ...NOT_ANSWERED,
    subject_id: reading.accountId,
    ordinal: null,
    kind: 'STATEMENT',
    api: 'InquireTransactionHistory',
    tsymd: reading.pair.tsymd,
    is_tuno: reading.pair.isTuno,
    marked_at: toDate(reading.askedAt),
    lease_until: toDate(reading.askedAt),
    ended_at: toDate(reading.endedAt),
    class: reading.answered ? 'SUCCEEDED' : 'UNKNOWN',
    because: reading.answered ? null : 'UNDECIDED',
    code: reading.code,
    message: reading.message.slice(0, 200),
    http_status: reading.httpStatus,
    duration_ms: reading.endedAt - reading.askedAt,
  });
}

/** The account's row is the mark that its findings are there: both or neither, and once. */
async function store(tx: Tx, result: Parameters<ReconciliationBook['store']>[0]): Promise<void> {
  const { reconciledAccounts, reconciliationFindings } = tx.models;
  const key = { reconciliation_id: result.reconciliationId, account_id: result.accountId };
  if (await findRow(tx, reconciledAccounts, key)) return;
  const { bankRows: bank_rows, matched } = result;
  await insertRow(tx, reconciledAccounts, { ...key, bank_rows, matched });
  for (const one of result.findings) {
    const where = { reconciliation_id: result.reconciliationId, finding_key: one.key };
    if (await findRow(tx, reconciliationFindings, where)) continue;
    await insertNumbered(tx, reconciliationFindings, {
      ...where,
      kind: one.kind,
      transfer: one.transfer && JSON.stringify(one.transfer),
      bank_row: one.row && JSON.stringify(one.row),
      owed_won: one.owed,
      case_id: null,
    });
  }
}
