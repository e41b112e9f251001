import { ERROR_KINDS, OnjeonError, type ErrorCode } from '../../../src/domain/errors';
import { SCENARIOS } from '../../../src/domain/scenarios';
import { readTestCode } from '../../../src/http/test-codes';
import { asOnjeonError, problemDocument, PROBLEMS } from '../../../src/http/problems';

/** Status of every code as clients were told; a change here breaks them. */
const STATUS: Record<number, string> = {
  400: 'INVALID_REQUEST MISSING_IDEMPOTENCY_KEY INVALID_IDEMPOTENCY_KEY INVALID_CURSOR PERIOD_TOO_LONG TEST_CODE_NOT_ALLOWED',
  401: 'UNAUTHORIZED INVALID_TOKEN TOKEN_EXPIRED INVALID_CREDENTIALS TOKEN_REUSED',
  403: 'FORBIDDEN REFUND_NOT_ALLOWED SECOND_OPERATOR_REQUIRED',
  404: 'NOT_FOUND_PAYMENT NOT_FOUND_REFUND NOT_FOUND_ACCOUNT NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  409: 'ALREADY_OPENED_ACCOUNT ACCOUNT_IN_USE DUPLICATED_ORDER_ID IDEMPOTENT_REQUEST_PROCESSING NOT_CANCELABLE_PAYMENT ALREADY_CANCELED_PAYMENT STATE_CONFLICT',
  413: 'BODY_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'IDEMPOTENCY_KEY_REUSED NOT_CANCELABLE_AMOUNT ACCOUNT_NOT_ACTIVE ORDER_NOT_REGISTERED ORDER_AMOUNT_MISMATCH EXCEED_PAYMENT_LIMIT EXCEED_DAILY_LIMIT UNKNOWN_PARTNER ADDRESS_NOT_ALLOWED',
  429: 'TOO_MANY_REQUESTS TOO_MANY_ATTEMPTS TOO_MANY_STREAMS',
  500: 'INTERNAL_ERROR',
  503: 'SERVICE_UNAVAILABLE BANK_MAINTENANCE BANK_PAUSED',
};
const RETRYABLE =
  'ACCOUNT_IN_USE IDEMPOTENT_REQUEST_PROCESSING TOO_MANY_REQUESTS TOO_MANY_ATTEMPTS TOO_MANY_STREAMS INTERNAL_ERROR SERVICE_UNAVAILABLE BANK_MAINTENANCE BANK_PAUSED';

const codes = Object.keys(ERROR_KINDS) as ErrorCode[];
const about = {
  ...{ publicUrl: 'https://pay.example.kr', instance: '/v1/payments/pay_1' },
  ...{ requestId: 'req_1', language: 'ko' as const },
};

describe('problems', () => {
  it('have the promised status, and every promised code is there', () => {
    const promised = Object.entries(STATUS).flatMap(([status, list]) =>
      list.split(' ').map((code) => [code, Number(status)] as const),
    );
    const ours = codes.map((code) => [code, PROBLEMS[code].status] as const);
    expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(promised));
  });

  it('are retryable as promised', () => {
    expect(codes.filter((code) => PROBLEMS[code].retryable)).toEqual(RETRYABLE.split(' '));
  });

  it.each(codes)('have a title in both languages: %s', (code) => {
    const { ko, en } = PROBLEMS[code].title;
    expect(ko).toMatch(/[가-힣].*\.$/);
    expect(en).toMatch(/^[A-Z][\x20-\x7e]+$/);
  });

  it('always have every member, in the language of the reader', () => {
    const error = new OnjeonError('NOT_CANCELABLE_AMOUNT', {
      detail: { ko: '환불 가능 금액은 3,000원입니다.', en: '3,000 won can be refunded.' },
      errors: [{ pointer: '/amount', code: 'TOO_LARGE' }],
      resource: '/v1/payments/pay_1',
    });
    expect(problemDocument(error, { ...about, language: 'en' })).toEqual({
      type: 'https://pay.example.kr/errors/NOT_CANCELABLE_AMOUNT',
      title: 'Amount not cancelable',
      status: 422,
      detail: '3,000 won can be refunded.',
      instance: '/v1/payments/pay_1',
      code: 'NOT_CANCELABLE_AMOUNT',
      requestId: 'req_1',
      retryable: false,
      resource: '/v1/payments/pay_1',
      errors: [{ pointer: '/amount', code: 'TOO_LARGE', detail: 'The value is too large.' }],
      bank: null,
    });
  });

  it('tell nothing of what was not thrown on purpose', () => {
    const bug = asOnjeonError(new Error('ECONNREFUSED db-1.internal: SELECT secret'));
    const text = JSON.stringify(problemDocument(bug, about));
    expect(bug.code).toBe('INTERNAL_ERROR');
    expect(text).not.toMatch(/db-1|SELECT|secret|stack/);
  });
});

describe('test codes', () => {
  const sandbox = { production: false, sandboxBank: true } as const;
  const notAllowed = expect.objectContaining({ code: 'TEST_CODE_NOT_ALLOWED' });

  it.each(codes)('ask for the error itself on every route: %s', (code) => {
    expect(readTestCode(code, { ...sandbox, subject: null })).toEqual({ kind: 'error', code });
    expect(readTestCode(code, { ...sandbox, sandboxBank: false, subject: null }).kind).toBe(
      'error',
    );
  });

  it.each(Object.entries(SCENARIOS))(
    'ask for a scenario only where it can happen: %s',
    (code, { on }) => {
      for (const subject of ['payment', 'refund', 'account', 'balance', null] as const) {
        const read = () => readTestCode(code, { ...sandbox, subject });
        if (subject && on.includes(subject))
          expect(read()).toEqual({ kind: 'scenario', scenario: code });
        else expect(read).toThrow(notAllowed);
        expect(() => readTestCode(code, { ...sandbox, sandboxBank: false, subject })).toThrow(
          notAllowed,
        );
      }
    },
  );

  it.each([...codes, ...Object.keys(SCENARIOS), 'constructor', '', 'NOPE'])(
    'do nothing in production: %s',
    (code) => {
      const where = { production: true, sandboxBank: true, subject: 'payment' as const };
      expect(() => readTestCode(code, where)).toThrow(notAllowed);
    },
  );
});
