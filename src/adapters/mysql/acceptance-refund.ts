import { OnjeonError } from '../../domain/errors';
import type { Instant } from '../../domain/korean-time';
import { displayWon, parseWon, subtractWon, type Won } from '../../domain/money';
import type { Refund } from '../../domain/records';
import { acceptOnce } from './acceptance';
import type { BookParts } from './book-parts';
import { toRefund } from './mappers';
import type { PaymentRow } from './models/payments';
import { insertRefund } from './new-refund';
import { changeVersion, findRow, lockRow } from './rows';
import type { Accepted, RefundOrder } from './types';
import type { Tx } from './unit';

/**
 * Accepts a refund: what can be refunded drops here, under the lock of the payment's row, so that
 * refunds at the same moment can never give back more than was taken. A refusal leaves nothing
 * behind.
 */
export async function acceptRefund(
  parts: Pick<BookParts, 'units' | 'clock' | 'ids' | 'crashPoints'>,
  order: RefundOrder,
): Promise<Accepted<Refund>> {
  const { units, clock, ids } = parts;
  const refundId = ids.id('refund');
  const at = clock.now();
  return acceptOnce(parts, {
    request: order.request,
    resourceId: refundId,
    at,
    async create(tx) {
      const payment = await lockPaymentOf(tx, order);
      return reserveRefund(tx, { order, payment, refundId, at });
    },
    current: async (id) => {
      const row = await units.read((db) => findRow(db, db.models.refunds, { refund_id: id }));
      if (!row) throw new Error(`a key is bound to ${id}, which does not exist`);
      return toRefund(row);
    },
  });
}

/** Reserves the amount of a refund on its payment, whose row is locked, and stores the refund. */
export async function reserveRefund(
  tx: Tx,
  of: { order: RefundOrder; payment: PaymentRow; refundId: string; at: Instant },
): Promise<Refund> {
  const { order, payment, refundId, at } = of;
  const refundable = refundableOf(payment);
  const amount = order.amount ?? refundable;
  if (amount > refundable) throw tooMuch({ order, amount, refundable });

  const left = subtractWon(refundable, amount);
  await changeVersion(tx, tx.models.payments, {
    where: { payment_id: payment.payment_id },
    version: payment.version,
    set: { refundable_won: left },
  });
  const { role, id: actor } = order.caller;
  const row = await insertRefund(tx, {
    ...{ refundId, paymentId: order.paymentId, amount, refundableAfter: left, actor, at },
    ...{ reason: order.reason, cause: 'REQUESTED', testCode: order.testCode },
    requestedBy: role === 'member' ? 'MEMBER' : 'PARTNER',
  });
  return toRefund(row);
}

/** Locks the payment, if it is the caller's and the caller may have its money given back. */
export async function lockPaymentOf(
  tx: Tx,
  { paymentId, caller }: Pick<RefundOrder, 'paymentId' | 'caller'>,
): Promise<PaymentRow> {
  const owner = caller.role === 'member' ? { member_id: caller.id } : { partner_id: caller.id };
  const payment = await lockRow(tx, tx.models.payments, { payment_id: paymentId, ...owner });
  if (!payment) throw new OnjeonError('NOT_FOUND_PAYMENT');
  if (caller.role === 'member') await refuseIfSellerRefunds(tx, payment);
  return payment;
}

async function refuseIfSellerRefunds(tx: Tx, payment: PaymentRow): Promise<void> {
  const partner = await findRow(tx, tx.models.partners, { partner_id: payment.partner_id });
  if (!partner?.member_refunds) throw new OnjeonError('REFUND_NOT_ALLOWED');
}

function refundableOf(payment: PaymentRow): Won {
  const resource = `/v1/payments/${payment.payment_id}`;
  const refundable = parseWon(payment.refundable_won);
  switch (payment.status) {
    case 'DONE':
    case 'PARTIAL_CANCELED':
      if (refundable === 0) throw new OnjeonError('ALREADY_CANCELED_PAYMENT', { resource });
      return refundable;
    case 'CANCELED':
      throw new OnjeonError('ALREADY_CANCELED_PAYMENT', { resource });
    default:
      throw new OnjeonError('NOT_CANCELABLE_PAYMENT', { resource });
  }
}

function tooMuch(of: { order: RefundOrder; amount: Won; refundable: Won }): OnjeonError {
  const { order, amount, refundable } = of;
  const pointer = order.request.route.endsWith('/cancel') ? '/cancelAmount' : '/amount';
  return new OnjeonError('NOT_CANCELABLE_AMOUNT', {
    resource: `/v1/payments/${order.paymentId}`,
    detail: {
      ko: `환불 가능 금액은 ${displayWon(refundable)}입니다. 요청한 금액은 ${displayWon(amount)}입니다.`,
      en: `${refundable} won can be refunded; ${amount} won were asked for.`,
    },
    errors: [
      {
        pointer,
        code: 'TOO_LARGE',
        detail: { ko: `${refundable} 이하여야 합니다.`, en: `Must be at most ${refundable}.` },
      },
    ],
  });
}
