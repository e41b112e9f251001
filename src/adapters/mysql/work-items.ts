import { OnjeonError } from '../../domain/errors';
import { parseWon } from '../../domain/money';
import type { BookParts } from './book-parts';
import { toDate } from './mappers';
import type { BankExchangeRow, BankTransferRow } from './models/bank';
import type { FindingRow, FindingTransfer, WorkItem, WorkItemBook } from './ops-types';
import type { Reader, SqlValues } from './unit';

/** `<milliseconds>.<work item id>` */
const POSITION = /^(\d{1,15})\.(wrk_[0-9A-Z]{26})$/;

/** The bank has one row and one work item: it carries no subject's number. */
const BANK_ITEM = `wrk_${'0'.repeat(26)}`;

/**
 * When this wait for a person began, and why: the newest move into it. What operators decided meanwhile is history of the
 * same detail, but none of the engine's. The subject is named with its table: history has columns of the same names.
 */
const move = (column: string, subject: string) =>
  `(SELECT h.${column} FROM history h WHERE h.subject_id = ${subject} AND h.actor = 'engine'
      AND h.detail = 'WAITING_FOR_OPERATOR' ORDER BY h.history_id DESC LIMIT 1)`;

/** Every kind is empty on a good day; after an outage an index leads to what waits. */
const ITEMS = `
  SELECT 'PAYMENT' AS kind, CONCAT('wrk_', SUBSTRING(payment_id, 5)) AS item_id,
      payment_id AS subject_id, payment_id, COALESCE(${move('at', 'payments.payment_id')}, requested_at) AS since,
      COALESCE(${move('reason', 'payments.payment_id')}, failure_code, 'WAITING_FOR_OPERATOR') AS reason,
      NULL AS transfer, NULL AS bank_row
    FROM payments WHERE status = 'IN_PROGRESS' AND status_detail = 'WAITING_FOR_OPERATOR'
  UNION ALL
  SELECT 'REFUND', CONCAT('wrk_', SUBSTRING(refund_id, 5)), refund_id, payment_id,
      COALESCE(${move('at', 'refunds.refund_id')}, requested_at),
      COALESCE(${move('reason', 'refunds.refund_id')}, failure_code, 'WAITING_FOR_OPERATOR'), NULL, NULL
    FROM refunds WHERE status = 'IN_PROGRESS' AND status_detail = 'WAITING_FOR_OPERATOR'
  UNION ALL
  SELECT 'ACCOUNT', CONCAT('wrk_', SUBSTRING(account_id, 5)), account_id, NULL,
      COALESCE(${move('at', 'accounts.account_id')}, requested_at),
      COALESCE(${move('reason', 'accounts.account_id')}, 'WAITING_FOR_OPERATOR'), NULL, NULL
    FROM accounts WHERE next_action_at IS NOT NULL AND status = 'PENDING'
      AND status_detail = 'WAITING_FOR_OPERATOR'
  UNION ALL
  SELECT 'RECONCILIATION_CASE', case_id, case_id, payment_id, opened_at, kind, transfer, bank_row
    FROM cases WHERE state = 'OPEN'
  UNION ALL
  SELECT 'BANK_CONFIG', '${BANK_ITEM}', '${BANK_ITEM}', NULL, since, reason, NULL, NULL
    FROM bank_state WHERE state = 'PAUSED' AND cause = 'BANK_CONFIG_ERROR'`;

interface ItemRow {
  readonly kind: WorkItem['kind'];
  readonly item_id: string;
  readonly subject_id: string;
  readonly payment_id: string | null;
  readonly since: Date;
  readonly reason: string;
  readonly transfer: string | null;
  readonly bank_row: string | null;
}

/** What needs a person, newest first, with what is known of each: read only. */
export function createWorkItemBook({ units }: Pick<BookParts, 'units'>): WorkItemBook {
  return {
    list: (query) =>
      units.read(async (db) => {
        const rows = await itemRows(db, query);
        const shown = rows.slice(0, query.limit);
        const subjects = shown.map((row) => row.subject_id);
        const transfers = await newestTransfers(db, subjects);
        const exchanges = await exchangesOf(db, transfers);
        const proposed = await proposedFor(db, subjects);
        const items = shown.map((row) => toItem(row, { transfers, exchanges, proposed }));
        const last = items.at(-1);
        const more = rows.length > query.limit && last;
        return { items, next: more ? `${last.since}.${last.workItemId}` : null };
      }),
  };
}

function itemRows(
  db: Reader,
  { kind, after, limit }: Parameters<WorkItemBook['list']>[0],
): Promise<readonly ItemRow[]> {
  const [, ms, id] = after === null ? [] : (POSITION.exec(after) ?? []);
  if (after !== null && id === undefined) throw new OnjeonError('INVALID_CURSOR');
  const conditions = [
    ...(kind === null ? [] : ['kind = :kind']),
    ...(id === undefined ? [] : ['(since < :at OR (since = :at AND item_id < :id))']),
  ];
  const values: SqlValues = { kind, at: toDate(Number(ms ?? 0)), id: id ?? null, limit: limit + 1 };
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return db.rows<ItemRow>(
    `SELECT * FROM (${ITEMS}) items ${where} ORDER BY since DESC, item_id DESC LIMIT :limit`,
    values,
  );
}

/** The newest pair of each movement. */
async function newestTransfers(
  db: Reader,
  movementIds: readonly string[],
): Promise<readonly BankTransferRow[]> {
  if (movementIds.length === 0) return [];
  return db.rows<BankTransferRow>(
    `SELECT t.* FROM bank_transfers t WHERE t.movement_id IN (:movementIds) AND t.attempt =
       (SELECT MAX(n.attempt) FROM bank_transfers n WHERE n.movement_id = t.movement_id)`,
    { movementIds: [...movementIds] },
  );
}

async function exchangesOf(
  db: Reader,
  transfers: readonly BankTransferRow[],
): Promise<readonly BankExchangeRow[]> {
  if (transfers.length === 0) return [];
  return db.rows<BankExchangeRow>(
    'SELECT * FROM bank_exchanges WHERE subject_id IN (:transferIds) ORDER BY exchange_id',
    { transferIds: transfers.map((one) => one.transfer_id) },
  );
}

async function proposedFor(
  db: Reader,
  subjects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (subjects.length === 0) return new Map();
  const rows = await db.rows<{ subject_id: string; decision_id: string }>(
    'SELECT subject_id, decision_id FROM decisions WHERE open_slot IN (:subjects)',
    { subjects: [...subjects] },
  );
  return new Map(rows.map((row) => [row.subject_id, row.decision_id]));
}

function toItem(
  row: ItemRow,
  known: {
    transfers: readonly BankTransferRow[];
    exchanges: readonly BankExchangeRow[];
    proposed: ReadonlyMap<string, string>;
  },
): WorkItem {
  const transfer = known.transfers.find((one) => one.movement_id === row.subject_id);
  const exchanges = known.exchanges.filter((one) => one.subject_id === transfer?.transfer_id);
  const isCase = row.kind === 'RECONCILIATION_CASE';
  return {
    workItemId: row.item_id,
    kind: row.kind,
    subjectId: row.subject_id,
    since: row.since.getTime(),
    reason: row.reason,
    proposedDecisionId: known.proposed.get(row.subject_id) ?? null,
    evidence: exchanges.filter((one) => one.ended_at !== null).map(toEvidence),
    finding: isCase
      ? { transfer: parsed<FindingTransfer>(row.transfer), row: parsed<FindingRow>(row.bank_row) }
      : null,
    transfer: transfer ? toTransfer(transfer, exchanges) : null,
    paymentId: row.payment_id,
  };
}

const WITNESSES = { SEND: 'BANK_ANSWER', CHECK: 'RESULT_CHECK', STATEMENT: 'STATEMENT' } as const;

function toEvidence(row: BankExchangeRow): WorkItem['evidence'][number] {
  return {
    at: (row.ended_at ?? row.marked_at).getTime(),
    kind: WITNESSES[row.kind as keyof typeof WITNESSES],
    outcome: row.finding ?? row.class ?? 'UNKNOWN',
    code: row.code,
    message: row.message,
  };
}

function toTransfer(
  row: BankTransferRow,
  exchanges: readonly BankExchangeRow[],
): WorkItem['transfer'] {
  const first = exchanges.find((one) => one.kind === 'SEND');
  return {
    kind: row.kind as 'DEBIT' | 'CREDIT',
    tsymd: row.tsymd,
    isTuno: row.is_tuno,
    amount: parseWon(row.amount_won),
    reference: row.reference,
    sentAt: first ? first.marked_at.getTime() : null,
  };
}

function parsed<T>(json: string | null): T | null {
  return json === null ? null : (JSON.parse(json) as T);
}
