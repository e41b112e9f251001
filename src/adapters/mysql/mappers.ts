import type { DecidedBy } from '../../domain/bank-outcome';
import { isFailureCode } from '../../domain/failure';
import { parseKoreanDay, type Instant } from '../../domain/korean-time';
import { parseWon } from '../../domain/money';
import type {
  Account,
  AccountSecrets,
  BankCode,
  Failure,
  Payment,
  Refund,
  RefundCause,
  Requester,
} from '../../domain/records';
import type { AccountStatus, PaymentStatus, RefundStatus, StatusDetail } from '../../domain/states';
import type { FieldCrypto } from './field-crypto';
import type { AccountRow } from './models/accounts';
import type { FailureColumns } from './models/failure';
import type { PaymentRow, RefundRow } from './models/payments';

/** A payment as the domain knows it. */
export function toPayment(row: PaymentRow): Payment {
  return {
    paymentId: row.payment_id,
    memberId: row.member_id,
    partnerId: row.partner_id,
    accountId: row.account_id,
    orderId: row.order_id,
    orderName: row.order_name,
    amount: parseWon(row.amount_won),
    status: row.status as PaymentStatus,
    statusDetail: row.status_detail as StatusDetail | null,
    refundable: parseWon(row.refundable_won),
    requestedAt: row.requested_at.getTime(),
    decisionDeadline: row.decision_deadline.getTime(),
    approvedAt: toInstant(row.approved_at),
    netCanceledAt: toInstant(row.net_canceled_at),
    decidedBy: row.decided_by as DecidedBy | null,
    failure: toFailure(row),
    bankMemo: row.bank_memo,
    passbookText: row.passbook_text,
    metadata: JSON.parse(row.metadata) as Readonly<Record<string, string>>,
    testCode: row.test_code,
    limitDay: parseKoreanDay(row.limit_day),
    eventSequence: row.event_sequence,
    version: row.version,
  };
}

/** A refund as the domain knows it. */
export function toRefund(row: RefundRow): Refund {
  return {
    refundId: row.refund_id,
    paymentId: row.payment_id,
    amount: parseWon(row.amount_won),
    refundableAfter: parseWon(row.refundable_after_won),
    reason: row.reason,
    cause: row.cause as RefundCause,
    requestedBy: row.requested_by as Requester,
    status: row.status as RefundStatus,
    statusDetail: row.status_detail as StatusDetail | null,
    requestedAt: row.requested_at.getTime(),
    completedAt: toInstant(row.completed_at),
    decidedBy: row.decided_by as DecidedBy | null,
    failure: toFailure(row),
    passbookText: row.passbook_text,
    testCode: row.test_code,
    version: row.version,
  };
}

/** An account as the domain knows it: the number masked, the holder's name readable. */
export function toAccount(row: AccountRow, crypto: FieldCrypto): Account {
  return {
    accountId: row.account_id,
    memberId: row.member_id,
    bankCode: row.bank_code as BankCode,
    maskedNumber: row.masked_number,
    holderName: crypto.decrypt(row.holder_name_encrypted, accountPlace(row, 'holder_name')),
    nickname: row.nickname,
    status: row.status as AccountStatus,
    statusDetail: row.status_detail as StatusDetail | null,
    failure: toFailure(row),
    limitPerPayment: parseWon(row.limit_per_payment_won),
    limitPerDay: parseWon(row.limit_per_day_won),
    requestedAt: row.requested_at.getTime(),
    openedAt: toInstant(row.opened_at),
    closedAt: toInstant(row.closed_at),
    testCode: row.test_code,
    eventSequence: row.event_sequence,
    version: row.version,
  };
}

/** What the bank needs to know about an account, readable. Only where a bank call is made. */
export function toAccountSecrets(row: AccountRow, crypto: FieldCrypto): AccountSecrets {
  const alias = row.fin_acno_encrypted;
  return {
    bankCode: row.bank_code as BankCode,
    accountNumber: crypto.decrypt(row.number_encrypted, accountPlace(row, 'number')),
    birthDate: crypto.decrypt(row.birth_date_encrypted, accountPlace(row, 'birth_date')),
    finAcno: alias === null ? null : crypto.decrypt(alias, accountPlace(row, 'fin_acno')),
  };
}

/** Where an encrypted field of an account lives, for `FieldCrypto`. */
export function accountPlace(
  row: { readonly account_id: string },
  field: 'number' | 'birth_date' | 'holder_name' | 'fin_acno',
) {
  return { table: 'accounts', column: `${field}_encrypted`, rowId: row.account_id };
}

/** Where a member's encrypted name lives, for `FieldCrypto`. */
export function memberNamePlace(row: { readonly member_id: string }) {
  return { table: 'members', column: 'name_encrypted', rowId: row.member_id };
}

/** The columns of a failure; all NULL if there is none. */
export function failureRow(failure: Failure | null): FailureColumns {
  return {
    failure_code: failure?.code ?? null,
    failure_at: toDate(failure?.at ?? null),
    failure_bank_code: failure?.bank?.code ?? null,
    failure_bank_message: failure?.bank?.message ?? null,
  };
}

/** An instant for a DATETIME(3) column. */
export function toDate(at: Instant): Date;
export function toDate(at: Instant | null): Date | null;
export function toDate(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}

/** An instant from a DATETIME(3) column. */
export function toInstant(at: Date | null): Instant | null {
  return at === null ? null : at.getTime();
}

function toFailure(row: FailureColumns): Failure | null {
  if (row.failure_code === null || row.failure_at === null) return null;
  if (!isFailureCode(row.failure_code)) throw new Error(`no failure code: ${row.failure_code}`);
  const { failure_bank_code: code, failure_bank_message: message } = row;
  return {
    code: row.failure_code,
    at: row.failure_at.getTime(),
    bank: code === null && message === null ? null : { code, message },
  };
}
