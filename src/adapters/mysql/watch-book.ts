import { toDate } from './mappers';
import type { Instant } from '../../domain/korean-time';
import { parseWon } from '../../domain/money';
import type { PaymentStatus } from '../../domain/states';
import type { BookParts } from './book-parts';
import type { OverdueRow, WatchBook } from './types';

/** What sweep, metrics and alarms ask; reads only. */
export function createWatchBook({ units }: Pick<BookParts, 'units'>): WatchBook {
  return {
    overdue: ({ now, limit }) =>
      units.read(async (db) => {
        const rows = await db.rows<Overdue>(OVERDUE, { now: toDate(now), limit });
        return rows.map((row) => toOverdueRow(row, now));
      }),

    countPayments: () =>
      units.read(async (db) => {
        const rows = await db.rows<Counted>(
          `SELECT status, status_detail, COUNT(*) AS payments FROM payments
           GROUP BY status, status_detail`,
        );
        return rows.map((row) => ({
          status: row.status,
          statusDetail: row.status_detail,
          count: Number(row.payments),
        }));
      }),

    oldestOpenPayment: () =>
      units.read(async (db) => {
        const [row] = await db.rows<{ oldest: Date | null }>(
          `SELECT MIN(requested_at) AS oldest FROM payments WHERE status IN ('READY', 'IN_PROGRESS')`,
        );
        return row?.oldest?.getTime() ?? null;
      }),
  };
}

interface Overdue {
  readonly kind: OverdueRow['kind'];
  readonly id: string;
  readonly partner_id: string | null;
  readonly amount_won: number | null;
  readonly next_action_at: Date;
}

interface Counted {
  readonly status: PaymentStatus;
  readonly status_detail: string | null;
  readonly payments: number;
}

/** `next_action_at` is NULL once a row has ended, so the three indexes hold open rows only. */
const OVERDUE = `
  (SELECT 'payment' AS kind, payment_id AS id, partner_id, amount_won, next_action_at
     FROM payments WHERE next_action_at <= :now ORDER BY next_action_at LIMIT :limit)
  UNION ALL
  (SELECT 'refund', r.refund_id, p.partner_id, r.amount_won, r.next_action_at
     FROM refunds r JOIN payments p USING (payment_id)
     WHERE r.next_action_at <= :now ORDER BY r.next_action_at LIMIT :limit)
  UNION ALL
  (SELECT 'account', account_id, NULL, NULL, next_action_at
     FROM accounts WHERE next_action_at <= :now ORDER BY next_action_at LIMIT :limit)
  ORDER BY next_action_at, id LIMIT :limit`;

function toOverdueRow(row: Overdue, now: Instant): OverdueRow {
  return {
    kind: row.kind,
    id: row.id,
    partnerId: row.partner_id,
    amount: row.amount_won === null ? null : parseWon(row.amount_won),
    overdueMs: now - row.next_action_at.getTime(),
  };
}
