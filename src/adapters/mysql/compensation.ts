import type { Instant } from '../../domain/korean-time';
import { parseWon, won } from '../../domain/money';
import type { BookParts } from './book-parts';
import { appendHistory } from './history-writer';
import { failureRow, toDate } from './mappers';
import type { PaymentRow } from './models/payments';
import type { End, Ended } from './movement-types';
import { insertOwedRefund } from './owed-refund';
import { changeVersion, findRow } from './rows';
import { endTransfer } from './settlement-moves';
import type { Tx } from './unit';

/** What the customer reads as the reason of the refund. */
const REASON = '망취소: 승인되지 않은 결제의 출금액 반환';

/** True if the debit was proven too late to be an approval: people were told "not approved", or it was time to. */
export function isNetCanceled(
  end: End,
  row: Pick<PaymentRow, 'net_canceled_at' | 'decision_deadline'>,
): boolean {
  return row.net_canceled_at !== null || end.knownAt >= row.decision_deadline.getTime();
}

/** The answer for a payment whose compensation is on its way, or null. One that was never net cancelled costs no look. */
export async function compensationOf(tx: Tx, payment: PaymentRow): Promise<Ended | null> {
  if (payment.net_canceled_at === null) return null;
  const where = { payment_id: payment.payment_id, cause: 'NET_CANCEL' };
  const refund = await findRow(tx, tx.models.refunds, where);
  if (!refund) return null;
  return compensating(refund.refund_id, parseWon(refund.amount_won));
}

/**
 * The money of a net-cancelled payment was taken. In the unit that notes this the refund that brings it back is stored, so
 * that neither is known without the other. The payment stays open until that is done; from now on the refund is what the
 * sweep looks after.
 */
export async function compensate(
  tx: Tx,
  { events, ids, crashPoints }: Pick<BookParts, 'events' | 'ids' | 'crashPoints'>,
  { row, end, at }: { row: PaymentRow; end: End; at: Instant },
): Promise<Ended> {
  const { payment_id: paymentId } = row;
  const amount = parseWon(row.amount_won);
  const isNews = row.net_canceled_at === null;
  await endTransfer(tx, { movementId: paymentId, end, at });
  await changeVersion(tx, tx.models.payments, {
    where: { payment_id: paymentId },
    version: row.version,
    set: {
      status_detail: 'NET_CANCELING',
      ...(isNews ? { net_canceled_at: toDate(at) } : {}),
      decided_by: end.by,
      ...failureRow(null),
      refundable_won: won(0),
      next_action_at: null,
    },
  });
  await appendHistory(tx, {
    ...{ of: 'payment', id: paymentId, paymentId, from: row.status, to: row.status },
    ...{ detail: 'NET_CANCELING', reason: end.by, actor: 'engine', at },
  });
  const refundId = ids.id('refund');
  await insertOwedRefund(tx, {
    ...{ refundId, paymentId, amount, refundableAfter: won(0), cause: 'NET_CANCEL' },
    ...{ reason: REASON, actor: 'engine', at },
  });
  if (isNews) {
    const type = 'payment.net_canceling';
    await events.appendPaymentEvent(tx, { type, paymentId, refundId: null, at });
  }
  crashPoints.reach('N3');
  return compensating(refundId, amount);
}

function compensating(refundId: string, amountWon: number): Ended {
  return { status: 'IN_PROGRESS', failureCode: null, compensation: { refundId, amountWon } };
}
