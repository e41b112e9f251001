import { koreanDay, parseKoreanDay, startOfKoreanDay } from '../../domain/korean-time';
import { parseWon } from '../../domain/money';
import type { TransferState } from '../../domain/states';
import type { ReconciledTransfer, ReconciliationBook } from './reconciliation-types';
import type { Reader } from './unit';

const DAY_MS = 24 * 3600 * 1000;
/** What was in doubt, or taken as not executed, is looked for on the statements of a week. */
const DAYS_BACK = 7;
/** References per question, so that a long statement makes no endless one. */
const REFERENCES = 500;

/** One id per account number; accounts with a transfer of the day, and those where an earlier one may still turn up. */
export async function accountsTouched(
  db: Reader,
  { day, after, limit }: Parameters<ReconciliationBook['accounts']>[0],
): Promise<readonly string[]> {
  const first = koreanDay(startOfKoreanDay(day) - DAYS_BACK * DAY_MS);
  const rows = await db.rows<{ account_id: string }>(TOUCHED, { day, first, after, limit });
  return rows.map((row) => row.account_id);
}

const TOUCHED = `
  SELECT MIN(a.account_id) AS account_id
    FROM bank_transfers t
    JOIN payments p ON p.payment_id = t.payment_id
    JOIN accounts a ON a.account_id = p.account_id
   WHERE t.tsymd BETWEEN :first AND :day
     AND (t.tsymd = :day OR t.state IN ('DISPATCHED', 'UNKNOWN', 'NOT_FOUND'))
   GROUP BY a.number_hash
  HAVING :after IS NULL OR MIN(a.account_id) > :after
   ORDER BY account_id LIMIT :limit`;

/** The account's own transfers of the day, and whatever the references in its statement lead to. */
export async function transfersToCompare(
  db: Reader,
  { account, day, references }: Parameters<ReconciliationBook['transfers']>[0],
): Promise<readonly ReconciledTransfer[]> {
  const own = await db.rows<Row>(`${TRANSFERS} WHERE a.number_hash = :account AND t.tsymd = :day`, {
    account,
    day,
  });
  const found = new Map(own.map((row) => [row.reference, row]));
  const wanted = [...new Set(references)].filter((one) => !found.has(one));
  for (let from = 0; from < wanted.length; from += REFERENCES) {
    const some = wanted.slice(from, from + REFERENCES);
    const rows = await db.rows<Row>(`${TRANSFERS} WHERE t.reference IN (:some)`, { some });
    for (const row of rows) found.set(row.reference, row);
  }
  return [...found.values()].map(toTransfer);
}

const TRANSFERS = `
  SELECT t.transfer_id, t.movement_id, t.payment_id, t.kind, t.tsymd, t.is_tuno, t.reference,
         t.amount_won, t.state, t.updated_at, a.number_hash, p.status AS payment_status,
         r.refund_id, r.status AS refund_status
    FROM bank_transfers t
    JOIN payments p ON p.payment_id = t.payment_id
    JOIN accounts a ON a.account_id = p.account_id
    LEFT JOIN refunds r ON r.refund_id = t.movement_id`;

interface Row {
  readonly transfer_id: string;
  readonly payment_id: string;
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly tsymd: string;
  readonly is_tuno: string;
  readonly reference: string;
  readonly amount_won: number;
  readonly state: TransferState;
  readonly updated_at: Date;
  readonly number_hash: string;
  readonly payment_status: string;
  readonly refund_id: string | null;
  readonly refund_status: string | null;
}

function toTransfer(row: Row): ReconciledTransfer {
  const { kind, is_tuno: isTuno, payment_id: paymentId, refund_id: refundId } = row;
  const tsymd = parseKoreanDay(row.tsymd);
  const amount = parseWon(row.amount_won);
  const status = row.refund_status ?? row.payment_status;
  return {
    transferId: row.transfer_id,
    reference: row.reference,
    kind,
    tsymd,
    amount,
    account: row.number_hash,
    state: row.state,
    open: status === 'READY' || status === 'IN_PROGRESS',
    changedAt: row.updated_at.getTime(),
    shown: { kind, tsymd, isTuno, amount, paymentId, refundId },
  };
}
