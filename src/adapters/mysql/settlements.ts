import type { Instant } from '../../domain/korean-time';
import { won } from '../../domain/money';
import type { BookParts } from './book-parts';
import { compensate, compensationOf, isNetCanceled } from './compensation';
import { lockShare } from './day-limits';
import { VersionLost } from './faults';
import { failureRow, toDate } from './mappers';
import type { PaymentRow } from './models/payments';
import { isOpen } from './movement-moves';
import type { End, Ended, SettlementBook } from './movement-types';
import { settleOpening } from './opening-settlement';
import { settleRefund } from './refund-settlement';
import { changeVersion, findRow, lockRow } from './rows';
import { endedOf, endTransfer, failureOf, isOutdated, noteMove } from './settlement-moves';
import type { Tx } from './unit';

type SettlementDeps = Pick<BookParts, 'units' | 'events' | 'ids' | 'crashPoints'>;

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
  deps: SettlementDeps,
  { paymentId, end, at }: Parameters<SettlementBook['settlePayment']>[0],
): Promise<Ended | null> {
  const { payments } = tx.models;
  const known = await findRow(tx, payments, { payment_id: paymentId });
  if (!known) throw new Error(`no payment ${paymentId} in the book`);
  if (!isOpen(known)) return endedOf(known);
  const onItsWay = await compensationOf(tx, known);
  if (onItsWay) return onItsWay;
  if (!end || isOutdated(end, known)) return null;

  const taken = end.result === 'EXECUTED';
  // Locks go day, payment, refund, event: the day whose share is given back comes before the payment's row.
  const share = taken ? null : await lockShare(tx, known);
  const row = await lockRow(tx, payments, { payment_id: paymentId });
  if (row?.version !== known.version) throw new VersionLost('payments');
  await share?.release();
  if (taken && isNetCanceled(end, row)) return compensate(tx, deps, { row, end, at });
  return endPayment(tx, deps, { row, end, at });
}

/** The end proper: paid in time, or no money moved. */
async function endPayment(
  tx: Tx,
  { events }: SettlementDeps,
  { row, end, at }: { row: PaymentRow; end: End; at: Instant },
): Promise<Ended> {
  const { payment_id: paymentId } = row;
  const paid = end.result === 'EXECUTED';
  if (paid && row.net_canceled_at !== null) {
    throw new Error(`payment ${paymentId} is net cancelled: it may never be DONE`);
  }
  await endTransfer(tx, { movementId: paymentId, end, at });
  const status = paid ? 'DONE' : end.result === 'EXPIRED' ? 'EXPIRED' : 'ABORTED';
  const failureCode = paid ? null : failureOf(end);
  await changeVersion(tx, tx.models.payments, {
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
