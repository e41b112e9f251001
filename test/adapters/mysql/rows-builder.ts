import type { PaymentRow, RefundRow } from '../../../src/adapters/mysql/models/payments';
import type { IdMint } from '../../../src/domain/ids';
import { NOON } from './book-setup';

const NO_FAILURE = {
  failure_code: null,
  failure_at: null,
  failure_bank_code: null,
  failure_bank_message: null,
};

/** A payment of 15,000 won as it stands in the book, changed where the test cares. */
export function aPaymentRow(ids: IdMint, changes: Partial<PaymentRow> = {}): PaymentRow {
  const orderId = `ORDER-${ids.reference()}`;
  return {
    payment_id: ids.id('payment'),
    member_id: ids.id('member'),
    partner_id: ids.id('partner'),
    account_id: ids.id('account'),
    order_id: orderId,
    order_name: '온전 티셔츠 외 2건',
    amount_won: 15_000,
    refundable_won: 15_000,
    status: 'READY',
    status_detail: null,
    requested_at: new Date(NOON),
    decision_deadline: new Date(NOON + 900_000),
    approved_at: null,
    net_canceled_at: null,
    decided_by: null,
    ...NO_FAILURE,
    bank_memo: '온전상점',
    passbook_text: null,
    metadata: '{}',
    test_code: null,
    traceparent: null,
    limit_day: '20261122',
    number_hash: 'a'.repeat(64),
    order_slot: orderId,
    event_sequence: 0,
    version: 1,
    next_action_at: new Date(NOON + 5_000),
    ...changes,
  };
}

/** A refund of 5,000 won as it stands in the book. */
export function aRefundRow(
  ids: IdMint,
  changes: Partial<RefundRow> & Pick<RefundRow, 'payment_id'>,
): RefundRow {
  return {
    refund_id: ids.id('refund'),
    amount_won: 5_000,
    refundable_after_won: 10_000,
    reason: '단순 변심',
    cause: 'REQUESTED',
    requested_by: 'MEMBER',
    status: 'IN_PROGRESS',
    status_detail: 'WAITING_FOR_BANK',
    requested_at: new Date(NOON + 60_000),
    completed_at: null,
    decided_by: null,
    ...NO_FAILURE,
    passbook_text: null,
    test_code: null,
    version: 1,
    next_action_at: new Date(NOON + 65_000),
    ...changes,
  };
}
