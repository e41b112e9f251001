import type { Sequelize } from 'sequelize';
import { column, defineTable } from './columns';
import { failureColumns, type FailureColumns } from './failure';

export interface PaymentRow extends FailureColumns {
  payment_id: string;
  member_id: string;
  partner_id: string;
  account_id: string;
  order_id: string;
  order_name: string;
  amount_won: number;
  refundable_won: number;
  status: string;
  status_detail: string | null;
  requested_at: Date;
  decision_deadline: Date;
  approved_at: Date | null;
  net_canceled_at: Date | null;
  decided_by: string | null;
  bank_memo: string;
  passbook_text: string | null;
  metadata: string;
  test_code: string | null;
  traceparent: string | null;
  limit_day: string;
  number_hash: string;
  order_slot: string | null;
  event_sequence: number;
  version: number;
  next_action_at: Date | null;
}

export interface RefundRow extends FailureColumns {
  refund_id: string;
  payment_id: string;
  amount_won: number;
  refundable_after_won: number;
  reason: string;
  cause: string;
  requested_by: string;
  status: string;
  status_detail: string | null;
  requested_at: Date;
  completed_at: Date | null;
  decided_by: string | null;
  passbook_text: string | null;
  test_code: string | null;
  version: number;
  next_action_at: Date | null;
}

export interface IdempotencyKeyRow {
  caller_id: string;
  route: string;
  idem_key: string;
  fingerprint: string;
  resource_id: string;
  created_at: Date;
}

/** Payments with their refunds, and the keys under which callers asked for them. */
export function definePayments(sequelize: Sequelize) {
  const payments = defineTable<PaymentRow>(sequelize, 'payments', {
    payment_id: column.key,
    member_id: column.text,
    partner_id: column.text,
    account_id: column.text,
    order_id: column.text,
    order_name: column.text,
    amount_won: column.won,
    refundable_won: column.won,
    status: column.text,
    status_detail: column.text,
    requested_at: column.instant,
    decision_deadline: column.instant,
    approved_at: column.instant,
    net_canceled_at: column.instant,
    decided_by: column.text,
    ...failureColumns,
    bank_memo: column.text,
    passbook_text: column.text,
    metadata: column.longText,
    test_code: column.text,
    traceparent: column.text,
    limit_day: column.text,
    number_hash: column.text,
    order_slot: column.text,
    event_sequence: column.number,
    version: column.number,
    next_action_at: column.instant,
  });
  const refunds = defineTable<RefundRow>(sequelize, 'refunds', {
    refund_id: column.key,
    payment_id: column.text,
    amount_won: column.won,
    refundable_after_won: column.won,
    reason: column.text,
    cause: column.text,
    requested_by: column.text,
    status: column.text,
    status_detail: column.text,
    requested_at: column.instant,
    completed_at: column.instant,
    decided_by: column.text,
    ...failureColumns,
    passbook_text: column.text,
    test_code: column.text,
    version: column.number,
    next_action_at: column.instant,
  });
  // One SELECT with a join reads both as of one moment; two would show a refund its payment does
  // not know.
  payments.hasMany(refunds, { as: 'refunds', foreignKey: 'payment_id', constraints: false });
  const idempotencyKeys = defineTable<IdempotencyKeyRow>(sequelize, 'idempotency_keys', {
    caller_id: column.key,
    route: column.key,
    idem_key: column.key,
    fingerprint: column.text,
    resource_id: column.text,
    created_at: column.instant,
  });
  return { payments, refunds, idempotencyKeys };
}
