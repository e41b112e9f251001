import { koreanIso, type Instant } from './korean-time';
import type { Account, Payment, Refund } from './records';
import { viewFailure, viewPayment, viewRefund } from './representation';

/** What partners and members are told: resource and new status, or the new detail if only that moved. */
export type EventType =
  | 'payment.bank_result_unknown'
  | 'payment.net_canceling'
  | 'payment.waiting_for_operator'
  | 'payment.done'
  | 'payment.partial_canceled'
  | 'payment.canceled'
  | 'payment.aborted'
  | 'payment.expired'
  | 'refund.bank_result_unknown'
  | 'refund.waiting_for_operator'
  | 'refund.done'
  | 'refund.aborted'
  | 'account.bank_result_unknown'
  | 'account.waiting_for_operator'
  | 'account.active'
  | 'account.failed'
  | 'account.closed';

interface Envelope {
  readonly eventId: string;
  readonly type: EventType;
  readonly at: Instant;
  readonly sequence: number;
  /** Base of `dataschema`, the product's public address. */
  readonly publicUrl: string;
  /** W3C trace context of the request that began it, or null. */
  readonly traceparent: string | null;
}

/**
 * The bytes of a payment or refund event, a structured CloudEvents 1.0 JSON. Written once with the state and the same on every channel
 * and every repetition. `payment` and `refunds` are as they are after the move, with the event's sequence.
 */
export function paymentEventBody(
  envelope: Envelope,
  of: { payment: Payment; refunds: readonly Refund[]; refund: Refund | null },
): string {
  const { payment, refunds, refund } = of;
  return JSON.stringify({
    ...cloudEvent(envelope, { subject: refund?.refundId ?? payment.paymentId, schema: 'payment' }),
    partnerid: payment.partnerId,
    paymentid: payment.paymentId,
    sequence: String(envelope.sequence),
    ...(envelope.traceparent ? { traceparent: envelope.traceparent } : {}),
    data: {
      payment: viewPayment(payment, refunds, 'ko'),
      refund: refund ? viewRefund(refund, { payment, refunds }, 'ko') : null,
    },
  });
}

/** The bytes of an account event; it goes to the member only, never to the broker. */
export function accountEventBody(envelope: Envelope, account: Account): string {
  return JSON.stringify({
    ...cloudEvent(envelope, { subject: account.accountId, schema: 'account' }),
    sequence: String(envelope.sequence),
    data: {
      account: {
        accountId: account.accountId,
        status: account.status,
        statusDetail: account.statusDetail,
        bankCode: account.bankCode,
        accountNumber: account.maskedNumber,
        nickname: account.nickname,
        failure: viewFailure(account.failure, 'ko'),
        version: account.eventSequence,
      },
    },
  });
}

function cloudEvent(envelope: Envelope, about: { subject: string; schema: string }) {
  return {
    specversion: '1.0',
    id: envelope.eventId,
    source: '/onjeon',
    type: envelope.type,
    subject: about.subject,
    time: koreanIso(envelope.at),
    datacontenttype: 'application/json',
    dataschema: `${envelope.publicUrl}/schemas/${about.schema}.v1.json`,
  };
}
