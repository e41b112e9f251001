import { FAILURES, type FailureCode } from './failure';
import { koreanIso, type Instant } from './korean-time';
import type { Failure, Payment, Refund } from './records';

/** Language of texts in answers; events are always Korean. */
export type Language = 'ko' | 'en';

/** The failure as clients read it; the bank's own words are for staff only. */
export interface FailureView {
  readonly code: FailureCode;
  readonly message: string;
  readonly at: string;
}

/** One entry of `cancels` in a payment. */
export interface CancelView {
  readonly transactionKey: string;
  readonly cancelAmount: number;
  readonly cancelReason: string;
  readonly cancelStatus: Refund['status'];
  readonly canceledAt: string | null;
  readonly refundableAmount: number;
  readonly cause: Refund['cause'];
}

/** The one neutral representation of a payment: the same for members, partners and events. */
export type PaymentView = ReturnType<typeof viewPayment>;

/** The one neutral representation of a refund, with its payment inside. */
export type RefundView = ReturnType<typeof viewRefund>;

/** Represents a payment with all its refunds, oldest first. */
export function viewPayment(payment: Payment, refunds: readonly Refund[], language: Language) {
  const self = `/v1/payments/${payment.paymentId}`;
  return {
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    orderName: payment.orderName,
    partnerId: payment.partnerId,
    accountId: payment.accountId,
    status: payment.status,
    statusDetail: payment.statusDetail,
    currency: 'KRW' as const,
    totalAmount: payment.amount as number,
    balanceAmount: payment.refundable as number,
    isPartialCancelable: true,
    requestedAt: koreanIso(payment.requestedAt),
    decisionDeadline: koreanIso(payment.decisionDeadline),
    approvedAt: isoOrNull(payment.approvedAt),
    netCanceledAt: isoOrNull(payment.netCanceledAt),
    decidedBy: payment.decidedBy,
    failure: viewFailure(payment.failure, language),
    cancels: refunds.map(viewCancel),
    passbookText: payment.passbookText,
    metadata: payment.metadata,
    version: payment.eventSequence,
    links: {
      self,
      timeline: `${self}/timeline`,
      refunds: `${self}/refunds`,
      stream: `/v1/events/stream?paymentId=${payment.paymentId}`,
    },
  };
}

/** Represents a refund; `refunds` are all refunds of its payment, oldest first. */
export function viewRefund(
  refund: Refund,
  of: { payment: Payment; refunds: readonly Refund[] },
  language: Language,
) {
  return {
    refundId: refund.refundId,
    paymentId: refund.paymentId,
    orderId: of.payment.orderId,
    status: refund.status,
    statusDetail: refund.statusDetail,
    currency: 'KRW' as const,
    amount: refund.amount as number,
    refundableAmount: refund.refundableAfter as number,
    reason: refund.reason,
    cause: refund.cause,
    requestedBy: refund.requestedBy,
    requestedAt: koreanIso(refund.requestedAt),
    completedAt: isoOrNull(refund.completedAt),
    decidedBy: refund.decidedBy,
    failure: viewFailure(refund.failure, language),
    passbookText: refund.passbookText,
    version: of.payment.eventSequence,
    links: {
      self: `/v1/refunds/${refund.refundId}`,
      payment: `/v1/payments/${refund.paymentId}`,
    },
    payment: viewPayment(of.payment, of.refunds, language),
  };
}

/** Represents a failure in the reader's language. */
export function viewFailure(failure: Failure | null, language: Language): FailureView | null {
  if (!failure) return null;
  const [korean, english] = FAILURES[failure.code];
  const message = language === 'ko' ? korean : english;
  return { code: failure.code, message, at: koreanIso(failure.at) };
}

function viewCancel(refund: Refund): CancelView {
  return {
    transactionKey: refund.refundId,
    cancelAmount: refund.amount,
    cancelReason: refund.reason,
    cancelStatus: refund.status,
    canceledAt: isoOrNull(refund.completedAt),
    refundableAmount: refund.refundableAfter,
    cause: refund.cause,
  };
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : koreanIso(at);
}
