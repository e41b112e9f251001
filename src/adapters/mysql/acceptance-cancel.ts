import { Op } from 'sequelize';
import type { Instant } from '../../domain/korean-time';
import type { StatusDetail } from '../../domain/states';
import { acceptOnce } from './acceptance';
import { lockPaymentOf, reserveRefund } from './acceptance-refund';
import type { Canceled } from './api-books';
import type { BookParts } from './book-parts';
import type { EventWriter } from './event-writer';
import { appendHistory } from './history-writer';
import { toDate } from './mappers';
import type { PaymentRow } from './models/payments';
import { isOpen } from './movement-moves';
import { changeVersion, findRow, updateRows } from './rows';
import type { Accepted, RefundOrder } from './types';
import type { Tx } from './unit';

/** Why the history of an open payment has a row from a person. */
const CANCEL_REQUESTED = 'CANCEL_REQUESTED';

/**
 * Accepts a cancel. What it means is decided under the lock of the payment's row: the end of a payment and its cancel can
 * never both win. With an amount it is a refund, which an open payment refuses.
 */
export async function acceptCancel(
  parts: Pick<BookParts, 'units' | 'clock' | 'ids' | 'events' | 'crashPoints'>,
  order: RefundOrder,
): Promise<Accepted<Canceled>> {
  const { clock, ids, events } = parts;
  const { paymentId } = order;
  const refundId = ids.id('refund');
  const at = clock.now();
  return acceptOnce<Canceled>(parts, {
    request: order.request,
    resourceId: refundId,
    at,
    async create(tx) {
      const payment = await lockPaymentOf(tx, order);
      if (!isOpen(payment) || order.amount !== null) {
        await reserveRefund(tx, { order, payment, refundId, at });
        return { paymentId, refundId };
      }
      await bindKeyToPayment(tx, order);
      await cancelOpen(tx, { events, payment, actor: order.caller.id, at });
      return { paymentId, refundId: null };
    },
    // The fingerprint covers the path, so what this key made belongs to this payment.
    current: async (id) => ({ paymentId, refundId: id === paymentId ? null : id }),
  });
}

/** An open payment that is cancelled makes no refund yet: the key answers the payment. */
async function bindKeyToPayment(tx: Tx, { request, paymentId }: RefundOrder): Promise<void> {
  const { callerId, route, key } = request;
  await updateRows(tx, tx.models.idempotencyKeys, {
    where: { caller_id: callerId, route, idem_key: key },
    set: { resource_id: paymentId },
  });
}

/**
 * The deadline is now. If anything may have been sent, people are told at once that the payment is not approved and that
 * money taken comes back. One that is net cancelled, or due and never sent, stays as it is.
 */
async function cancelOpen(
  tx: Tx,
  cancel: { events: EventWriter; payment: PaymentRow; actor: string; at: Instant },
): Promise<void> {
  const { events, payment, actor, at } = cancel;
  const { payment_id: paymentId, status, status_detail: before } = payment;
  if (payment.net_canceled_at !== null) return;
  const sent = await mayHaveBeenSent(tx, paymentId);
  const deadline = payment.decision_deadline.getTime();
  if (!sent && deadline <= at) return;
  const detail = sent && before !== 'WAITING_FOR_OPERATOR' ? 'NET_CANCELING' : before;
  await changeVersion(tx, tx.models.payments, {
    where: { payment_id: paymentId },
    version: payment.version,
    set: {
      decision_deadline: toDate(Math.min(deadline, at)),
      status_detail: detail,
      next_action_at: toDate(at),
      ...(sent ? { net_canceled_at: toDate(at) } : {}),
    },
  });
  await appendHistory(tx, {
    ...{ of: 'payment', id: paymentId, paymentId, from: status, to: status },
    ...{ detail: detail as StatusDetail | null, reason: CANCEL_REQUESTED, actor, at },
  });
  if (!sent) return;
  const type = 'payment.net_canceling';
  await events.appendPaymentEvent(tx, { type, paymentId, refundId: null, at });
}

/** Transfers change under the payment's lock only, so this look holds until the unit ends. */
async function mayHaveBeenSent(tx: Tx, paymentId: string): Promise<boolean> {
  const { bankTransfers } = tx.models;
  const where = { movement_id: paymentId, state: { [Op.ne]: 'PREPARED' } };
  return (await findRow(tx, bankTransfers, where)) !== null;
}
