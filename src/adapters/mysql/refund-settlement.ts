import type { Instant } from '../../domain/korean-time';
import { addWon, parseWon, subtractWon, sumWon, won } from '../../domain/money';
import type { PaymentStatus } from '../../domain/states';
import { lockShare } from './day-limits';
import type { EventWriter } from './event-writer';
import { VersionLost } from './faults';
import { failureRow, toDate } from './mappers';
import type { PaymentRow, RefundRow } from './models/payments';
import type { End, Ended, SettlementBook } from './movement-types';
import { changeVersion, findRow, findRows, lockRow, updateRows } from './rows';
import { endedOf, endTransfer, failureOf, isOutdated, noteMove } from './settlement-moves';
import type { Tx } from './unit';

/**
 * Ends a refund, and moves what depends on it: a requested one its payment, a compensation the net-cancelled payment, a
 * correction the case it was made for.
 */
export async function settleRefund(
  tx: Tx,
  { events }: { events: EventWriter },
  { refundId, end, at }: Parameters<SettlementBook['settleRefund']>[0],
): Promise<Ended | null> {
  const known = await findRow(tx, tx.models.refunds, { refund_id: refundId });
  if (!known) throw new Error(`no refund ${refundId} in the book`);
  if (known.status !== 'IN_PROGRESS') return endedOf(known);
  if (!end || isOutdated(end, known)) return null;

  const status = statusAfter(end);
  if (status === 'ABORTED' && known.cause !== 'REQUESTED') {
    throw new Error(`refund ${refundId} is owed: it may not end as ${end.result}`);
  }
  const { payment, row } = await lockAll(tx, known);
  await endTransfer(tx, { movementId: refundId, end, at });
  const failureCode = status === 'DONE' ? null : failureOf(end);
  await changeVersion(tx, tx.models.refunds, {
    where: { refund_id: refundId },
    version: row.version,
    set: {
      status,
      status_detail: null,
      completed_at: status === 'DONE' ? toDate(end.effectiveAt) : null,
      decided_by: end.by,
      ...failureRow(failureCode === null ? null : { code: failureCode, at, bank: end.bank }),
      next_action_at: null,
    },
  });
  await noteMove(tx, { row, of: 'refund', id: refundId, to: status, reason: end.by, at });
  const paymentStatus = await movePayment(tx, { payment, refund: row, status, at });
  const told = { paymentId: payment.payment_id, refundId, at };
  const type = status === 'DONE' ? 'refund.done' : 'refund.aborted';
  await events.appendPaymentEvent(tx, { type, ...told });
  if (paymentStatus !== null) {
    const moved = paymentStatus === 'CANCELED' ? 'payment.canceled' : 'payment.partial_canceled';
    await events.appendPaymentEvent(tx, { type: moved, ...told, refundId: null });
  }
  if (row.cause === 'CORRECTION') await closeCase(tx, { refundId, at });
  return { status, failureCode };
}

function statusAfter(end: End): 'DONE' | 'ABORTED' {
  return end.result === 'EXECUTED' || end.result === 'SETTLED_OUTSIDE' ? 'DONE' : 'ABORTED';
}

/** Locks go day, payment, refund. A compensation gives the payment's share of its day back, before its payment is touched. */
async function lockAll(tx: Tx, known: RefundRow): Promise<{ payment: PaymentRow; row: RefundRow }> {
  const { payments, refunds } = tx.models;
  const where = { payment_id: known.payment_id };
  const net = known.cause === 'NET_CANCEL' ? await findRow(tx, payments, where) : null;
  const share = net ? await lockShare(tx, net) : null;
  const payment = await lockRow(tx, payments, where);
  const row = await lockRow(tx, refunds, { refund_id: known.refund_id });
  if (!payment || !row) throw new Error(`refund ${known.refund_id} has lost its payment`);
  if (row.version !== known.version) throw new VersionLost('refunds');
  await share?.release();
  return { payment, row };
}

interface RefundMove {
  readonly payment: PaymentRow;
  readonly refund: RefundRow;
  readonly status: 'DONE' | 'ABORTED';
  readonly at: Instant;
}

/** The payment's new status; null if the refund leaves it where it is. */
async function movePayment(tx: Tx, move: RefundMove): Promise<PaymentStatus | null> {
  if (move.refund.cause === 'NET_CANCEL') return endNetCanceled(tx, move);
  if (move.refund.cause === 'CORRECTION') return null;
  return moveRefundedPayment(tx, move);
}

/** The compensation is done: the payment has ended with nothing taken, and its order may be paid anew. */
async function endNetCanceled(tx: Tx, { payment, refund, at }: RefundMove): Promise<PaymentStatus> {
  const { payment_id: paymentId } = payment;
  if (payment.status !== 'IN_PROGRESS' || payment.net_canceled_at === null) {
    throw new Error(`payment ${paymentId} is ${payment.status}: it has nothing to compensate`);
  }
  const to = 'CANCELED';
  await changeVersion(tx, tx.models.payments, {
    where: { payment_id: paymentId },
    version: payment.version,
    set: {
      status: to,
      status_detail: null,
      ...failureRow({ code: 'NET_CANCELED', at, bank: null }),
      order_slot: null,
      next_action_at: null,
    },
  });
  const reason = refund.refund_id;
  await noteMove(tx, { row: payment, of: 'payment', id: paymentId, to, reason, at });
  return to;
}

/** A requested refund that is done moves its payment; one that was refused gives its reservation back. */
async function moveRefundedPayment(
  tx: Tx,
  { payment, refund, status, at }: RefundMove,
): Promise<PaymentStatus | null> {
  const { payments, refunds } = tx.models;
  const where = { payment_id: payment.payment_id };
  if (status === 'ABORTED') {
    const refundable = addWon(parseWon(payment.refundable_won), parseWon(refund.amount_won));
    const set = { refundable_won: refundable };
    await changeVersion(tx, payments, { where, version: payment.version, set });
    return null;
  }
  // A correction gives back what the payment never was: it counts for nothing here.
  const done = await findRows(tx, refunds, {
    where: { ...where, status: 'DONE', cause: 'REQUESTED' },
    order: ['refund_id'],
    limit: null,
  });
  const refunded = sumWon(done.map((one) => parseWon(one.amount_won)));
  const left = subtractWon(parseWon(payment.amount_won), refunded);
  const to = left === won(0) ? 'CANCELED' : 'PARTIAL_CANCELED';
  const set = { status: to };
  await changeVersion(tx, payments, { where, version: payment.version, set });
  await noteMove(tx, {
    row: payment,
    of: 'payment',
    id: payment.payment_id,
    to,
    reason: refund.refund_id,
    at,
  });
  return to;
}

/** The case a correction was made for needs nobody any more. Its row comes last in the order of locks. */
async function closeCase(tx: Tx, { refundId, at }: { refundId: string; at: Instant }) {
  await updateRows(tx, tx.models.cases, {
    where: { corrective_refund_id: refundId, state: 'CORRECTING' },
    set: { state: 'CLOSED', closed_at: toDate(at) },
  });
}
