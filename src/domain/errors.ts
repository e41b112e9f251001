/** The kinds of failure: what the caller may conclude, and what we must do about it. */
export type ErrorKind =
  | 'refused' // a rule says no; nothing was created or changed
  | 'unavailable' // try again later; nothing was accepted
  | 'bug'; // must not happen; fail loudly

/** Every error code of the API with its kind. Status and texts are in `src/http/problems.ts`, one row each. */
export const ERROR_KINDS = {
  INVALID_REQUEST: 'refused',
  MISSING_IDEMPOTENCY_KEY: 'refused',
  INVALID_IDEMPOTENCY_KEY: 'refused',
  INVALID_CURSOR: 'refused',
  PERIOD_TOO_LONG: 'refused',
  TEST_CODE_NOT_ALLOWED: 'refused',
  UNAUTHORIZED: 'refused',
  INVALID_TOKEN: 'refused',
  TOKEN_EXPIRED: 'refused',
  INVALID_CREDENTIALS: 'refused',
  TOKEN_REUSED: 'refused',
  FORBIDDEN: 'refused',
  REFUND_NOT_ALLOWED: 'refused',
  SECOND_OPERATOR_REQUIRED: 'refused',
  NOT_FOUND_PAYMENT: 'refused',
  NOT_FOUND_REFUND: 'refused',
  NOT_FOUND_ACCOUNT: 'refused',
  NOT_FOUND: 'refused',
  METHOD_NOT_ALLOWED: 'refused',
  NOT_ACCEPTABLE: 'refused',
  BODY_TOO_LARGE: 'refused',
  UNSUPPORTED_MEDIA_TYPE: 'refused',
  ALREADY_OPENED_ACCOUNT: 'refused',
  ACCOUNT_IN_USE: 'refused',
  DUPLICATED_ORDER_ID: 'refused',
  IDEMPOTENT_REQUEST_PROCESSING: 'refused',
  NOT_CANCELABLE_PAYMENT: 'refused',
  ALREADY_CANCELED_PAYMENT: 'refused',
  STATE_CONFLICT: 'refused',
  IDEMPOTENCY_KEY_REUSED: 'refused',
  NOT_CANCELABLE_AMOUNT: 'refused',
  ACCOUNT_NOT_ACTIVE: 'refused',
  ORDER_NOT_REGISTERED: 'refused',
  ORDER_AMOUNT_MISMATCH: 'refused',
  EXCEED_PAYMENT_LIMIT: 'refused',
  EXCEED_DAILY_LIMIT: 'refused',
  UNKNOWN_PARTNER: 'refused',
  ADDRESS_NOT_ALLOWED: 'refused',
  TOO_MANY_REQUESTS: 'refused',
  TOO_MANY_ATTEMPTS: 'refused',
  TOO_MANY_STREAMS: 'refused',
  INTERNAL_ERROR: 'bug',
  SERVICE_UNAVAILABLE: 'unavailable',
  BANK_MAINTENANCE: 'unavailable',
  BANK_PAUSED: 'unavailable',
} as const satisfies Record<string, ErrorKind>;

/** An error code of the API. */
export type ErrorCode = keyof typeof ERROR_KINDS;

/** One field of a request that is wrong. */
export interface FieldError {
  /** JSON pointer into the body, or the name of a parameter. */
  readonly pointer: string;
  readonly code:
    | 'REQUIRED'
    | 'UNKNOWN'
    | 'TYPE'
    | 'PATTERN'
    | 'TOO_SMALL'
    | 'TOO_LARGE'
    | 'TOO_LONG'
    | 'NOT_ALLOWED';
  readonly detail?: { readonly ko: string; readonly en: string };
}

/** What an error may carry beside its code. */
export interface ErrorFacts {
  /** A sentence for people, in both languages; without personal data. */
  readonly detail?: { readonly ko: string; readonly en: string };
  readonly errors?: readonly FieldError[];
  /** Path of the thing concerned, only if it is the caller's. */
  readonly resource?: string;
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
}

/** The one error our own code throws on purpose: a code, its kind and facts. Switch on `code`, never on the message. */
export class OnjeonError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly facts: ErrorFacts;

  constructor(code: ErrorCode, facts: ErrorFacts = {}) {
    super(code, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'OnjeonError';
    this.code = code;
    this.kind = ERROR_KINDS[code];
    this.facts = facts;
  }
}
