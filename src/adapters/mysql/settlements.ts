import type { FailureCode } from '../../domain/failure';
import { addWon, parseWon, subtractWon, sumWon, won } from '../../domain/money';
import type { PaymentStatus } from '../../domain/states';
import type { BookParts } from './book-parts';
import { releaseLimit } from './day-limits';
import { VersionLost } from './faults';
import { appendHistory } from './history-writer';
import { failureRow, toDate } from './mappers';
import type { PaymentRow, RefundRow } from './models/payments';
import { moveTransfer } from './movement-moves';
import type { End, Ended, SettlementBook } from './movement-types';
import { settleOpening } from './opening-settlement';
import { changeVersion, findRow, findRows, lockRow } from './rows';
import type { Tx } from './unit';

type SettlementDeps = Pick<BookParts, 'units' | 'events' | 'crashPoints'>;

/** Ends payments, refunds and openings: state, history and event in one transaction, repeatable without effect. */
export function createSettlementBook(deps: SettlementDeps): SettlementBook {
  const written = (settle: (tx: Tx) => Promise<Ended | null>): Promise<Ended | null> =>
    deps.units.unit(async (tx) => {
      const ended = await settle(tx);
      deps.crashPoints.reach('W5');
      return ended;
    });
  return {
    settlePayment: (settle) => written((tx) => settlePayment(tx, deps, settle)),
    settleRefund: (settle) => written((tx) => settleRefund(tx, deps, settle)),
    settleOpening: (settle) => written((tx) => settleOpening(tx, deps, settle)),
  };
}

async function settlePayment(
  tx: Tx,
  { events }: SettlementDeps,
  { paymentId, end, at }: Parameters<SettlementBook['settlePayment']>[0],
): Promise<Ended | null> {
  const { payments } = tx.models;
  const known = await findRow(tx, payments, { payment_id: paymentId });
  if (!known) throw new Error(`no payment ${paymentId} in the book`);
  if (known.status !== 'READY' && known.status !== 'IN_PROGRESS') return endedOf(known);
  if (!end || isOutdated(end, known)) return null;

  const paid = end.result === 'EXECUTED';
  // Locks go day, payment, refund, event: the day's share is given back before the payment's row is locked.
  if (!paid) await releaseLimit(tx, known);
  const row = await lockRow(tx, payments, { payment_id: paymentId });
  if (row?.version !== known.version) throw new VersionLost('payments');

  await endTransfer(tx, { movementId: paymentId, end, at });
  const status = paid ? 'DONE' : end.result === 'EXPIRED' ? 'EXPIRED' : 'ABORTED';
  const failureCode = paid ? null : failureOf(end);
  await changeVersion(tx, payments, {
    where: { payment_id: paymentId },
    version: row.version,
    set: {
      status,
      status_detail: null,
      approved_at: paid ? toDate(end.effectiveAt) : null,
      decided_by: end.by,
      ...failureRow(failureCode === null ? null : { code: failureCode, at, bank: end.bank }),
      ...(paid ? {} : { refundable_won: won(0), order_slot: null }),
      next_action_at: null,
    },
  });
  await noteMove(tx, { row, of: 'payment', id: paymentId, to: status, reason: end.by, at });
  const type = ({ DONE: 'done', EXPIRED: 'expired', ABORTED: 'aborted' } as const)[status];
  await events.appendPaymentEvent(tx, { type: `payment.${type}`, paymentId, refundId: null, at });
  return { status, failureCode };
}

async function settleRefund(
  tx: Tx,
  { events }: SettlementDeps,
  { refundId, end, at }: Parameters<SettlementBook['settleRefund']>[0],
): Promise<Ended | null> {
  const { payments, refunds } = tx.models;
  const known = await findRow(tx, refunds, { refund_id: refundId });
  if (!known) throw new Error(`no refund ${refundId} in the book`);
  const payment = await lockRow(tx, payments, { payment_id: known.payment_id });
  const row = await lockRow(tx, refunds, { refund_id: refundId });
  if (!payment || !row) throw new Error(`refund ${refundId} has lost its payment`);
  if (row.status !== 'IN_PROGRESS') return endedOf(row);
  if (!end || isOutdated(end, row)) return null;

  await endTransfer(tx, { movementId: refundId, end, at });
  const paidBack = end.result === 'EXECUTED' || end.result === 'SETTLED_OUTSIDE';
  const status = paidBack ? 'DONE' : 'ABORTED';
  const failureCode = status === 'DONE' ? null : failureOf(end);
  await changeVersion(tx, refunds, {
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
  const paymentStatus = await moveRefundedPayment(tx, { payment, refund: row, status, at });
  const told = { paymentId: payment.payment_id, refundId, at };
  const type = status === 'DONE' ? 'refund.done' : 'refund.aborted';
  await events.appendPaymentEvent(tx, { type, ...told });
  if (paymentStatus === null) return { status, failureCode };
  const moved = paymentStatus === 'CANCELED' ? 'payment.canceled' : 'payment.partial_canceled';
  await events.appendPaymentEvent(tx, { type: moved, ...told, refundId: null });
  return { status, failureCode };
}

/** A refund that is done moves its payment; one that was refused gives its reservation back. */
async function moveRefundedPayment(
  tx: Tx,
  move: { payment: PaymentRow; refund: RefundRow; status: 'DONE' | 'ABORTED'; at: number },
): Promise<PaymentStatus | null> {
  const { payment, refund, status, at } = move;
  const { payments, refunds } = tx.models;
  const where = { payment_id: payment.payment_id };
  if (status === 'ABORTED') {
    const refundable = addWon(parseWon(payment.refundable_won), parseWon(refund.amount_won));
    const set = { refundable_won: refundable };
    await changeVersion(tx, payments, { where, version: payment.version, set });
    return null;
  }
  const done = await findRows(tx, refunds, {
    where: { payment_id: payment.payment_id, status: 'DONE' },
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

/** A run that claimed a send since the end was read may have it on the wire: nothing ends over its head. */
function isOutdated(end: End, row: { version: number }): boolean {
  return end.version !== undefined && end.version !== row.version;
}

/** The newest pair ends with its movement. */
async function endTransfer(
  tx: Tx,
  { movementId, end, at }: { movementId: string; end: End; at: number },
): Promise<void> {
  const [transfer] = await findRows(tx, tx.models.bankTransfers, {
    where: { movement_id: movementId },
    order: [['attempt', 'DESC']],
    limit: 1,
  });
  if (!transfer || end.result === 'EXPIRED') return;
  const states = { EXECUTED: 'SUCCEEDED', REFUSED: 'REFUSED', NOT_EXECUTED: 'NOT_FOUND' } as const;
  if (end.result === 'SETTLED_OUTSIDE') return;
  await moveTransfer(tx, { transferId: transfer.transfer_id, to: states[end.result], at });
}

async function noteMove(
  tx: Tx,
  move: {
    row: { payment_id: string; status: string };
    of: 'payment' | 'refund';
    id: string;
    to: string;
    reason: string;
    at: number;
  },
): Promise<void> {
  await appendHistory(tx, {
    of: move.of,
    id: move.id,
    paymentId: move.row.payment_id,
    from: move.row.status,
    to: move.to,
    detail: null,
    reason: move.reason,
    actor: 'engine',
    at: move.at,
  });
}

function failureOf(end: End): FailureCode {
  if (end.result === 'EXPIRED') return 'EXPIRED_PAYMENT';
  if (end.result === 'NOT_EXECUTED') return 'NOT_EXECUTED';
  return end.failureCode ?? 'BANK_REFUSED';
}

function endedOf(row: { status: string; failure_code: string | null }): Ended {
  return { status: row.status, failureCode: row.failure_code as FailureCode | null };
}
