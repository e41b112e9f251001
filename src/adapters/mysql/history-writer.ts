import type { Instant } from '../../domain/korean-time';
import { assertLegalMove, type StatusDetail, type Stateful } from '../../domain/states';
import { toDate } from './mappers';
import { insertRow } from './rows';
import type { Tx } from './unit';

/** One move of a thing with states, or its beginning. */
export interface Move {
  readonly of: Stateful;
  readonly id: string;
  /** Set for all that belongs to a payment, so that its story can be read in one piece. */
  readonly paymentId: string | null;
  /** Null: it began. */
  readonly from: string | null;
  readonly to: string;
  readonly detail: StatusDetail | null;
  /** Why, in a few words or a code; without personal data. */
  readonly reason: string | null;
  /** Who: a member, partner or staff id, or a part of the system such as `bank`, `sweep`. */
  readonly actor: string;
  readonly at: Instant;
}

/**
 * Writes one history row per move, in the unit that makes the move. A move the table of states
 * forbids throws. Only the detail changed: `from` and `to` are the same state, and the row says to
 * which detail.
 */
export async function appendHistory(tx: Tx, move: Move): Promise<void> {
  if (move.from !== null && move.from !== move.to)
    assertLegalMove(move.of, { from: move.from, to: move.to });
  await insertRow(tx, tx.models.history, {
    subject_kind: move.of,
    subject_id: move.id,
    payment_id: move.paymentId,
    from_state: move.from,
    to_state: move.to,
    detail: move.detail,
    reason: move.reason,
    actor: move.actor,
    at: toDate(move.at),
  });
}
