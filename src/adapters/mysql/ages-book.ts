import type { OpenState } from '../../domain/ages';
import type { Instant } from '../../domain/korean-time';
import type { BookParts } from './book-parts';
import { toDate } from './mappers';
import type { SqlValues } from './unit';

/** Something that has been open for too long and was not told lately. */
export interface AgedThing {
  readonly state: OpenState;
  /** Payment, refund, account, case or decision; `nh` for the bank. */
  readonly id: string;
  /** When the state or detail began. */
  readonly since: Instant;
}

/** When a state counts as old, and how soon it may be told again. */
export interface AgeLimit {
  readonly state: OpenState;
  readonly seconds: number;
  readonly repeatSeconds: number;
}

/** What alarms by age ask and remember. */
export interface AgesBook {
  /** The oldest first. What was told within its time of repetition is left out. */
  aged(query: {
    now: Instant;
    limits: readonly AgeLimit[];
    limit: number;
  }): Promise<readonly AgedThing[]>;
  /** Remembers that people were told, over restarts. */
  noteTold(told: { state: OpenState; id: string; at: Instant }): Promise<void>;
}

/** Long enough that nothing is told too soon because it was forgotten. */
const FORGET_AFTER_MS = 7 * 24 * 3600_000;

/** Alarms by age over the book of record; its only writes are of what was told. */
export function createAgesBook({ units }: Pick<BookParts, 'units'>): AgesBook {
  return {
    aged: ({ now, limits, limit }) =>
      units.read(async (db) => {
        if (limits.length === 0) return [];
        const youngest = Math.min(...limits.map(({ seconds }) => seconds));
        const { condition, values } = conditionOf(limits, now);
        const began = toDate(now - youngest * 1000);
        const rows = await db.rows<Aged>(
          `SELECT things.state, things.id, things.since FROM (${OPEN_THINGS}) AS things
             LEFT JOIN age_alarms AS told ON told.subject_id = things.id AND told.state = things.state
             WHERE ${condition} ORDER BY things.since, things.id LIMIT :limit`,
          { ...values, now: toDate(now), began, limit },
        );
        return rows.map(({ state, id, since }) => ({ state, id, since: since.getTime() }));
      }),

    noteTold: ({ state, id, at }) =>
      units.unit(async (tx) => {
        await tx.change('DELETE FROM age_alarms WHERE told_at < :before', {
          before: toDate(at - FORGET_AFTER_MS),
        });
        await tx.change(
          `INSERT INTO age_alarms (subject_id, state, told_at) VALUES (:id, :state, :at)
           ON DUPLICATE KEY UPDATE told_at = :at`,
          { id, state, at: toDate(at) },
        );
      }),
  };
}

interface Aged {
  readonly state: OpenState;
  readonly id: string;
  readonly since: Date;
}

/** A state begins with its newest history row; the indexes on status and on the history's subject serve all of it. */
const OPEN_THINGS = `
  SELECT CONCAT('payment.', COALESCE(status_detail, status)) AS state, payment_id AS id,
      COALESCE((SELECT MAX(h.at) FROM history h WHERE h.subject_id = p.payment_id), p.requested_at) AS since
    FROM payments p WHERE status IN ('READY', 'IN_PROGRESS') AND requested_at <= :began
  UNION ALL
  SELECT CONCAT('refund.', COALESCE(status_detail, status)), refund_id,
      COALESCE((SELECT MAX(h.at) FROM history h WHERE h.subject_id = r.refund_id), r.requested_at)
    FROM refunds r WHERE status = 'IN_PROGRESS' AND cause <> 'NET_CANCEL' AND requested_at <= :began
  UNION ALL
  SELECT 'compensation', refund_id, requested_at
    FROM refunds WHERE status = 'IN_PROGRESS' AND cause = 'NET_CANCEL' AND requested_at <= :began
  UNION ALL
  SELECT CONCAT('account.', COALESCE(status_detail, status)), account_id,
      COALESCE((SELECT MAX(h.at) FROM history h WHERE h.subject_id = a.account_id), a.requested_at)
    FROM accounts a WHERE status = 'PENDING' AND requested_at <= :began
  UNION ALL
  SELECT CONCAT('case.', state), case_id, opened_at
    FROM cases WHERE state IN ('OPEN', 'CORRECTING') AND opened_at <= :began
  UNION ALL
  SELECT 'decision.PROPOSED', decision_id, proposed_at
    FROM decisions WHERE open_slot IS NOT NULL AND proposed_at <= :began
  UNION ALL
  SELECT 'bank.PAUSED', name, since FROM bank_state WHERE state = 'PAUSED' AND since <= :began`;

/** A business clock that was set back leaves times in the future: those tell again. */
function conditionOf(limits: readonly AgeLimit[], now: Instant) {
  const values: Record<string, SqlValues[string]> = {};
  const parts = limits.map(({ state, seconds, repeatSeconds }, i) => {
    values[`state${i}`] = state;
    values[`due${i}`] = toDate(now - seconds * 1000);
    values[`again${i}`] = toDate(now - repeatSeconds * 1000);
    const toldBefore = `told.told_at IS NULL OR told.told_at <= :again${i} OR told.told_at > :now`;
    return `(things.state = :state${i} AND things.since <= :due${i} AND (${toldBefore}))`;
  });
  return { condition: `(${parts.join(' OR ')})`, values };
}
