import type { Instant } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import { START_GRACE_MS } from './acceptance';
import { appendHistory } from './history-writer';
import { failureRow, toDate } from './mappers';
import { insertRow } from './rows';
import type { Tx } from './unit';

/** A refund nobody asked for: money we owe because of a net cancel, or because operators decided so. */
export interface OwedRefund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly amount: Won;
  /** What is left to refund on the payment after this one. */
  readonly refundableAfter: Won;
  readonly cause: 'NET_CANCEL' | 'CORRECTION';
  /** Korean, as customers read it. */
  readonly reason: string;
  /** Who, as history shows it: `engine`, or the operator who approved it. */
  readonly actor: string;
  readonly at: Instant;
}

/**
 * Stores an owed refund in the unit that makes it owed, so that neither is there without the other; the sweep starts it
 * if nobody else does. The payment's row must be locked: refunds of a payment are stored under its lock.
 */
export async function insertOwedRefund(tx: Tx, owed: OwedRefund): Promise<void> {
  const { refundId, paymentId, at } = owed;
  await insertRow(tx, tx.models.refunds, {
    refund_id: refundId,
    payment_id: paymentId,
    amount_won: owed.amount,
    refundable_after_won: owed.refundableAfter,
    reason: owed.reason,
    cause: owed.cause,
    requested_by: owed.cause === 'NET_CANCEL' ? 'SYSTEM' : 'OPERATOR',
    status: 'IN_PROGRESS',
    status_detail: 'WAITING_FOR_BANK',
    requested_at: toDate(at),
    completed_at: null,
    decided_by: null,
    ...failureRow(null),
    passbook_text: null,
    test_code: null,
    version: 1,
    next_action_at: toDate(at + START_GRACE_MS),
  });
  await appendHistory(tx, {
    ...{ of: 'refund', id: refundId, paymentId, from: null, to: 'IN_PROGRESS' },
    ...{ detail: 'WAITING_FOR_BANK', reason: owed.cause, actor: owed.actor, at },
  });
}
