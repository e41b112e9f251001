import type { ErrorCode } from '../domain/errors';

/** Per error code: its cause, and what the client can do about it. */
export const ERROR_TEXTS_EN: Readonly<Record<ErrorCode, readonly [cause: string, remedy: string]>> =
  {
    INVALID_REQUEST: [
      'The JSON is broken, or a field breaks a rule.',
      'Correct the fields that `errors` points to.',
    ],
    MISSING_IDEMPOTENCY_KEY: [
      'This request needs an Idempotency-Key header.',
      'Send a new key (a UUID) with each new request.',
    ],
    INVALID_IDEMPOTENCY_KEY: [
      'The key is not 16 to 255 letters, digits, _ or -, or came twice.',
      'Send one UUID.',
    ],
    INVALID_CURSOR: [
      'The cursor was altered, or belongs to a list with other filters.',
      'Begin again with the first page.',
    ],
    PERIOD_TOO_LONG: ['The period is longer than allowed.', 'Ask for shorter periods.'],
    TEST_CODE_NOT_ALLOWED: [
      'The test code is unknown, or cannot be used here.',
      'Leave X-Test-Code out, or check its value.',
    ],
    UNAUTHORIZED: ['There is no access token.', 'Send it in Authorization: Bearer.'],
    INVALID_TOKEN: ['The token is wrong, or its session has ended.', 'Log in again.'],
    TOKEN_EXPIRED: ['The access token is past its time.', 'Get a new one with the refresh token.'],
    INVALID_CREDENTIALS: [
      'E-mail, password or client secret do not fit.',
      'Check what you log in with.',
    ],
    TOKEN_REUSED: [
      'A spent refresh token came again, so the session was ended to be safe.',
      'Log in again, and find out whether tokens leaked.',
    ],
    FORBIDDEN: [
      'The role or scopes of this token do not allow the call.',
      'Use a token that has the scope.',
    ],
    REFUND_NOT_ALLOWED: [
      'This seller handles its refunds itself.',
      'Ask the seller for the refund.',
    ],
    SECOND_OPERATOR_REQUIRED: [
      'Nobody approves their own proposal.',
      'Another operator has to approve it.',
    ],
    NOT_FOUND_PAYMENT: ['There is no such payment, or it is not yours.', 'Check the payment id.'],
    NOT_FOUND_REFUND: ['There is no such refund, or it is not yours.', 'Check the refund id.'],
    NOT_FOUND_ACCOUNT: ['There is no such account, or it is not yours.', 'Check the account id.'],
    NOT_FOUND: ['There is no such path or thing.', 'Check the address.'],
    METHOD_NOT_ALLOWED: ['This path does not know the method.', 'Use one of those in Allow.'],
    NOT_ACCEPTABLE: [
      'The answer cannot have the format asked for.',
      'Send Accept: application/json.',
    ],
    BODY_TOO_LARGE: ['The body has more than 65,536 bytes.', 'Send less.'],
    UNSUPPORTED_MEDIA_TYPE: [
      'The body has another format, or is compressed.',
      'Send Content-Type: application/json, uncompressed.',
    ],
    ALREADY_OPENED_ACCOUNT: [
      'You have opened this account, or are opening it.',
      'Use the account named in `resource`.',
    ],
    ACCOUNT_IN_USE: [
      'A payment or refund of the account is not finished.',
      'Try again once it is.',
    ],
    DUPLICATED_ORDER_ID: [
      'Another payment holds this order id.',
      'Look the payment up by its order id, or use a new one.',
    ],
    IDEMPOTENT_REQUEST_PROCESSING: [
      'The first request with this key is not stored yet.',
      'Send it again with the same key in a moment.',
    ],
    NOT_CANCELABLE_PAYMENT: [
      'The payment is not done, or ended without money.',
      'Read its status.',
    ],
    ALREADY_CANCELED_PAYMENT: ['All of it is refunded, or being refunded.', 'Look at its refunds.'],
    STATE_CONFLICT: ['The state has changed meanwhile.', 'Read it again, then decide.'],
    IDEMPOTENCY_KEY_REUSED: [
      'The key was used with another body.',
      'Use a new key for a new request.',
    ],
    NOT_CANCELABLE_AMOUNT: [
      'It is more than can still be refunded.',
      'Ask for balanceAmount at most.',
    ],
    ACCOUNT_NOT_ACTIVE: ['The account is pending, failed or closed.', 'Choose one that is active.'],
    ORDER_NOT_REGISTERED: [
      'The seller did not register this order, or it expired.',
      'Make the order again.',
    ],
    ORDER_AMOUNT_MISMATCH: ['The registered order has another amount.', 'Pay exactly that amount.'],
    EXCEED_PAYMENT_LIMIT: ['It is over the limit per payment of the account.', 'Pay less.'],
    EXCEED_DAILY_LIMIT: [
      'With the open payments it is over the daily limit of the account.',
      'Try tomorrow, or pay less.',
    ],
    UNKNOWN_PARTNER: ['There is no such seller, or it is suspended.', 'Check partnerId.'],
    ADDRESS_NOT_ALLOWED: [
      'The address is not https, not public, or cannot be resolved.',
      'Register a public https address.',
    ],
    TOO_MANY_REQUESTS: [
      'There were more requests than allowed in that time.',
      'Wait for Retry-After.',
    ],
    TOO_MANY_ATTEMPTS: ['There were too many wrong passwords.', 'Wait for Retry-After.'],
    TOO_MANY_STREAMS: ['Too many streams are open.', 'Close those you do not use.'],
    INTERNAL_ERROR: [
      'It is our fault, and the outcome is unknown.',
      'Send it again with the same key; if it goes on, tell us the requestId.',
    ],
    SERVICE_UNAVAILABLE: [
      'Our database cannot be reached, so nothing was accepted.',
      'Send it again with the same key in a moment.',
    ],
    BANK_MAINTENANCE: [
      'The bank is closed, so nothing new was accepted.',
      'Send it again with the same key when it is open.',
    ],
    BANK_PAUSED: [
      'An operator holds the bank for a while.',
      'Send it again with the same key in a moment.',
    ],
  };
