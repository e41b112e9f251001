/** Why a payment, refund, account opening or balance refresh did not work, as clients read it in `failure.code`. */
export const FAILURES = {
  INSUFFICIENT_BALANCE: ['계좌 잔액이 부족합니다.', 'Insufficient balance'],
  ACCOUNT_CLOSED_AT_BANK: ['해지되었거나 거래할 수 없는 계좌입니다.', 'Account closed at the bank'],
  BANK_LIMIT_EXCEEDED: ['은행 이체 한도를 초과했습니다.', 'Bank limit exceeded'],
  INVALID_BANK_ACCOUNT: ['계좌 정보가 올바르지 않습니다.', 'Invalid bank account'],
  ACCOUNT_HOLDER_MISMATCH: ['예금주 정보가 일치하지 않습니다.', 'Holder does not match'],
  ALREADY_REGISTERED_AT_BANK: ['은행에 이미 등록된 계좌입니다.', 'Already registered at the bank'],
  BANK_MAINTENANCE: ['은행 점검 시간입니다.', 'Bank maintenance'],
  BANK_REFUSED: ['은행에서 거래를 거절했습니다.', 'Refused by the bank'],
  NOT_EXECUTED: ['은행에서 처리되지 않았습니다.', 'Not executed by the bank'],
  EXPIRED_PAYMENT: ['결제 유효 시간이 지났습니다.', 'Payment expired'],
  NET_CANCELED: ['승인되지 않아 출금액을 돌려드렸습니다.', 'Not approved, money returned'],
  CONTRACT_ACCOUNT_SHORT: ['환불 처리가 지연되고 있습니다.', 'Refund delayed'],
  BANK_CONFIG_ERROR: ['일시적으로 이용할 수 없습니다.', 'Temporarily unavailable'],
  CONSENT_REQUIRED: ['금융정보 제공 동의가 필요합니다.', 'Consent needed'],
  CONSENT_EXPIRED: ['금융정보 제공 동의가 필요합니다.', 'Consent needed'],
  BANK_NO_ANSWER: ['은행 응답이 없습니다.', 'No answer from the bank'],
} as const satisfies Record<string, readonly [korean: string, english: string]>;

/** A failure code of the API, see FAILURES. */
export type FailureCode = keyof typeof FAILURES;

/** True for text that is one of the failure codes; used where configuration names one. */
export function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(FAILURES, text);
}

/** Refusals the customer caused: they are no incident, and reach Slack only as a digest. */
export const CAUSED_BY_CUSTOMER: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'INSUFFICIENT_BALANCE',
  'ACCOUNT_CLOSED_AT_BANK',
  'BANK_LIMIT_EXCEEDED',
  'INVALID_BANK_ACCOUNT',
  'ACCOUNT_HOLDER_MISMATCH',
  'ALREADY_REGISTERED_AT_BANK',
  'CONSENT_REQUIRED',
  'CONSENT_EXPIRED',
]);
