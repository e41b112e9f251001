import { OnjeonError, type ErrorCode, type FieldError } from '../domain/errors';
import type { Language } from '../domain/representation';

/** How one error code looks over HTTP. */
export interface ProblemKind {
  readonly status: number;
  readonly title: Readonly<Record<Language, string>>;
  /** The same request with the same key may succeed later. */
  readonly retryable: boolean;
}

/** Every error code and how it is answered; the only place that turns an error into a status. */
export const PROBLEMS: Readonly<Record<ErrorCode, ProblemKind>> = {
  INVALID_REQUEST: final(400, '요청 형식이 올바르지 않습니다.', 'Invalid request'),
  MISSING_IDEMPOTENCY_KEY: final(400, '멱등 키가 필요합니다.', 'Idempotency key required'),
  INVALID_IDEMPOTENCY_KEY: final(
    400,
    '멱등 키 형식이 올바르지 않습니다.',
    'Malformed idempotency key',
  ),
  INVALID_CURSOR: final(400, '페이지 커서가 올바르지 않습니다.', 'Invalid cursor'),
  PERIOD_TOO_LONG: final(400, '조회 기간이 너무 깁니다.', 'Period too long'),
  TEST_CODE_NOT_ALLOWED: final(400, '테스트 코드를 사용할 수 없습니다.', 'Test code not allowed'),
  UNAUTHORIZED: final(401, '인증이 필요합니다.', 'Authentication required'),
  INVALID_TOKEN: final(401, '토큰이 유효하지 않습니다.', 'Invalid token'),
  TOKEN_EXPIRED: final(401, '토큰이 만료되었습니다.', 'Token expired'),
  INVALID_CREDENTIALS: final(401, '로그인 정보가 올바르지 않습니다.', 'Invalid credentials'),
  TOKEN_REUSED: final(401, '이미 사용한 갱신 토큰입니다.', 'Refresh token already used'),
  FORBIDDEN: final(403, '권한이 없습니다.', 'Forbidden'),
  REFUND_NOT_ALLOWED: final(
    403,
    '판매자를 통해서만 환불할 수 있습니다.',
    'Refund only through the seller',
  ),
  SECOND_OPERATOR_REQUIRED: final(
    403,
    '다른 운영자의 승인이 필요합니다.',
    'Second operator required',
  ),
  NOT_FOUND_PAYMENT: final(404, '존재하지 않는 결제입니다.', 'Payment not found'),
  NOT_FOUND_REFUND: final(404, '존재하지 않는 환불입니다.', 'Refund not found'),
  NOT_FOUND_ACCOUNT: final(404, '존재하지 않는 계좌입니다.', 'Account not found'),
  NOT_FOUND: final(404, '요청한 대상을 찾을 수 없습니다.', 'Not found'),
  METHOD_NOT_ALLOWED: final(405, '허용되지 않는 메서드입니다.', 'Method not allowed'),
  NOT_ACCEPTABLE: final(406, '지원하지 않는 응답 형식입니다.', 'Not acceptable'),
  BODY_TOO_LARGE: final(413, '요청 본문이 너무 큽니다.', 'Body too large'),
  UNSUPPORTED_MEDIA_TYPE: final(415, '지원하지 않는 요청 형식입니다.', 'Unsupported media type'),
  ALREADY_OPENED_ACCOUNT: final(409, '이미 등록된 계좌입니다.', 'Account already opened'),
  ACCOUNT_IN_USE: passing(409, '진행 중인 거래가 있는 계좌입니다.', 'Account in use'),
  DUPLICATED_ORDER_ID: final(409, '이미 처리된 주문번호입니다.', 'Duplicate order id'),
  IDEMPOTENT_REQUEST_PROCESSING: passing(
    409,
    '같은 요청이 처리 중입니다.',
    'Same request in progress',
  ),
  NOT_CANCELABLE_PAYMENT: final(409, '취소할 수 없는 결제입니다.', 'Payment not cancelable'),
  ALREADY_CANCELED_PAYMENT: final(409, '이미 취소된 결제입니다.', 'Already canceled'),
  STATE_CONFLICT: final(409, '상태가 변경되었습니다.', 'State has changed'),
  IDEMPOTENCY_KEY_REUSED: final(
    422,
    '멱등 키가 다른 요청에 사용되었습니다.',
    'Key used with another body',
  ),
  NOT_CANCELABLE_AMOUNT: final(422, '취소할 수 없는 금액입니다.', 'Amount not cancelable'),
  ACCOUNT_NOT_ACTIVE: final(422, '사용할 수 없는 계좌입니다.', 'Account not active'),
  ORDER_NOT_REGISTERED: final(422, '등록되지 않은 주문입니다.', 'Order not registered'),
  ORDER_AMOUNT_MISMATCH: final(
    422,
    '주문 금액이 일치하지 않습니다.',
    'Amount differs from the order',
  ),
  EXCEED_PAYMENT_LIMIT: final(422, '1회 결제 한도를 초과했습니다.', 'Over the limit per payment'),
  EXCEED_DAILY_LIMIT: final(422, '1일 결제 한도를 초과했습니다.', 'Over the daily limit'),
  UNKNOWN_PARTNER: final(422, '결제할 수 없는 판매자입니다.', 'Unknown partner'),
  ADDRESS_NOT_ALLOWED: final(422, '허용되지 않는 주소입니다.', 'Address not allowed'),
  TOO_MANY_REQUESTS: passing(429, '요청이 너무 많습니다.', 'Too many requests'),
  TOO_MANY_ATTEMPTS: passing(429, '로그인 시도가 너무 많습니다.', 'Too many attempts'),
  TOO_MANY_STREAMS: passing(429, '열린 스트림이 너무 많습니다.', 'Too many streams'),
  INTERNAL_ERROR: passing(500, '내부 오류가 발생했습니다.', 'Internal error'),
  SERVICE_UNAVAILABLE: passing(503, '일시적으로 이용할 수 없습니다.', 'Service unavailable'),
  BANK_MAINTENANCE: passing(503, '은행 점검 시간입니다.', 'Bank maintenance'),
  BANK_PAUSED: passing(503, '결제가 일시 중지되었습니다.', 'Payments paused'),
};

/** The body of every 4xx and 5xx: RFC 9457 and our own fields, all of them always present. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string | null;
  /** Path of the request, without its query. */
  readonly instance: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly retryable: boolean;
  /** Path of the thing concerned, only if it is the caller's. */
  readonly resource: string | null;
  readonly errors: readonly { pointer: string; code: FieldError['code']; detail: string }[];
  /** The bank's own words, for staff only. */
  readonly bank: { readonly code: string | null; readonly message: string | null } | null;
}

/** What a problem document says about the request it answers. */
export interface ProblemContext {
  readonly publicUrl: string;
  readonly instance: string;
  readonly requestId: string;
  readonly language: Language;
}

/** Anything thrown as one of our errors: what we did not throw on purpose is a bug, and tells the client nothing else. */
export function asOnjeonError(thrown: unknown): OnjeonError {
  return thrown instanceof OnjeonError
    ? thrown
    : new OnjeonError('INTERNAL_ERROR', { cause: thrown });
}

/** The document of an error. It carries the error's own facts and nothing of its cause, stack or message. */
export function problemDocument(error: OnjeonError, context: ProblemContext): ProblemDocument {
  const kind = PROBLEMS[error.code];
  const { detail, errors = [], resource = null } = error.facts;
  return {
    type: `${context.publicUrl}/errors/${error.code}`,
    title: kind.title[context.language],
    status: kind.status,
    detail: detail ? detail[context.language] : null,
    instance: context.instance,
    code: error.code,
    requestId: context.requestId,
    retryable: kind.retryable,
    resource,
    errors: errors.map(({ pointer, code, detail: text = FIELD_TEXTS[code] }) => ({
      pointer,
      code,
      detail: text[context.language],
    })),
    bank: null,
  };
}

/** What a field error says when the code that found it says nothing more exact. */
const FIELD_TEXTS: Readonly<Record<FieldError['code'], Record<Language, string>>> = {
  REQUIRED: { ko: '필수 항목입니다.', en: 'This field is required.' },
  UNKNOWN: { ko: '알 수 없는 항목입니다.', en: 'This field is not known.' },
  TYPE: { ko: '자료형이 올바르지 않습니다.', en: 'The type is wrong.' },
  PATTERN: { ko: '형식이 올바르지 않습니다.', en: 'The format is wrong.' },
  TOO_SMALL: { ko: '값이 너무 작거나 짧습니다.', en: 'The value is too small or too short.' },
  TOO_LARGE: { ko: '값이 너무 큽니다.', en: 'The value is too large.' },
  TOO_LONG: { ko: '값이 너무 깁니다.', en: 'The value is too long.' },
  NOT_ALLOWED: { ko: '허용되지 않는 값입니다.', en: 'This value is not allowed.' },
};

/** Repeating the same request cannot help. */
function final(status: number, ko: string, en: string): ProblemKind {
  return { status, title: { ko, en }, retryable: false };
}

/** The cause passes: the same request with the same key may succeed later. */
function passing(status: number, ko: string, en: string): ProblemKind {
  return { status, title: { ko, en }, retryable: true };
}
