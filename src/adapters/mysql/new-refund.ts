import type { Instant } from '../../domain/korean-time';
import type { Refund } from '../../domain/records';
import { START_GRACE_MS } from './acceptance';
import { appendHistory } from './history-writer';
import { failureRow, toDate } from './mappers';
import type { RefundRow } from './models/payments';
import { insertRow } from './rows';
import type { Tx } from './unit';

/** A refund as it begins, whoever wants it. */
export interface NewRefund extends Pick<
  Refund,
  | ('refundId' | 'paymentId' | 'amount' | 'refundableAfter' | 'reason')
  | ('cause' | 'requestedBy' | 'testCode')
> {
  /** Who, for the history: a caller, a member of staff or a part of the system. */
  readonly actor: string;
  readonly at: Instant;
}

/** Stores a refund with its first history row; the sweep starts it if nobody else does. The payment's row must be locked. */
export async function insertRefund(tx: Tx, refund: NewRefund): Promise<RefundRow> {
  const { refundId, paymentId, cause, actor, at } = refund;
  const row: RefundRow = {
    refund_id: refundId,
    payment_id: paymentId,
    amount_won: refund.amount,
    refundable_after_won: refund.refundableAfter,
    reason: refund.reason,
    cause,
    requested_by: refund.requestedBy,
    status: 'IN_PROGRESS',
    status_detail: 'WAITING_FOR_BANK',
    requested_at: toDate(at),
    completed_at: null,
    decided_by: null,
    ...failureRow(null),
    passbook_text: null,
    test_code: refund.testCode,
    version: 1,
    next_action_at: toDate(at + START_GRACE_MS),
  };
  await insertRow(tx, tx.models.refunds, row);
  await appendHistory(tx, {
    ...{ of: 'refund', id: refundId, paymentId, from: null, to: 'IN_PROGRESS' },
    ...{ detail: 'WAITING_FOR_BANK', reason: cause === 'REQUESTED' ? null : cause, actor, at },
  });
  return row;
}
