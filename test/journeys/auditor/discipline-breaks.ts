import { pairOfRequest } from '../../support/auditor/facts';
import {
  call,
  CHECK,
  exchange,
  MEMBER,
  NO,
  OTHER_MEMBER,
  PAY,
  PAYMENT,
  REFUND_ID,
  REFUSED,
  request,
} from '../../support/auditor/sound-facts';
import { book, changed, secondPair } from './doctor';
import type { Break } from './doctor';

/** The discipline of the unknown, limits and tenancy broken, I17 to I21. */
export const DISCIPLINE_BREAKS: readonly Break[] = [
  [
    'I17',
    'a send was not marked in the book',
    (f) => ({
      ...f,
      requests: [
        ...f.requests,
        request(5, { api: 'DrawingTransfer', isTuno: PAY, amount: 10_000 }),
      ],
    }),
  ],
  [
    'I17',
    'a transfer was sent under a pair nobody minted',
    (f) => ({
      ...f,
      requests: [...f.requests, request(5, { api: 'DrawingTransfer', isTuno: '5', amount: 1 })],
    }),
  ],
  [
    'I17',
    'two questions carry one number',
    (f) => ({
      ...f,
      requests: [
        ...f.requests,
        request(5, { api: 'CheckOnDrawingTransfer', isTuno: CHECK, amount: 7_000 }),
      ],
    }),
  ],
  [
    'I17',
    'a question re-uses the number of a transfer',
    (f) => ({
      ...f,
      requests: [
        ...f.requests,
        request(5, { api: 'CheckOnDrawingTransfer', isTuno: PAY, amount: 10_000 }),
      ],
    }),
  ],
  [
    'I17',
    'another amount was asked for',
    (f) => ({
      ...f,
      requests: f.requests.map((one) =>
        pairOfRequest(one).endsWith(PAY) ? { ...one, body: { Tram: '10001' } } : one,
      ),
    }),
  ],
  [
    'I17',
    'a pair was sent on the next day',
    (f) => ({
      ...f,
      requests: changed(f.requests, 1, { at: '2026-11-23T00:00:00.100+09:00' }),
    }),
  ],
  [
    'I17',
    'a pair was sent in the last seconds of its day',
    (f) => ({
      ...f,
      requests: changed(f.requests, 1, { at: '2026-11-22T23:59:32.000+09:00' }),
    }),
  ],
  [
    'I17',
    'a pair was sent again after an answer',
    (f) =>
      book(f, {
        exchanges: [...f.book.exchanges, exchange(9, { subject_id: `${REFUSED}.1`, is_tuno: NO })],
      }),
  ],
  ['I17', 'a payment got a second pair', (f) => ({ ...secondPair(f, REFUSED, 'DEBIT') })],
  ['I17', 'a refund got a new pair without proof', (f) => secondPair(f, REFUND_ID, 'CREDIT')],
  [
    'I18',
    'a day holds more than its limit',
    (f) =>
      book(f, { accounts: f.book.accounts.map((one) => ({ ...one, limit_per_day_won: 16_999 })) }),
  ],
  [
    'I18',
    'a payment is over its limit',
    (f) =>
      book(f, {
        accounts: f.book.accounts.map((one) => ({ ...one, limit_per_payment_won: 9_999 })),
      }),
  ],
  [
    'I18',
    'a day has more reserved than its payments hold',
    (f) => book(f, { days: f.book.days.map((one) => ({ ...one, reserved_won: 10_001 })) }),
  ],
  [
    'I18',
    'an account is below zero',
    (f) => ({
      ...f,
      ledger: changed(f.ledger, PAY, { balanceAfter: -1 }),
    }),
  ],
  [
    'I21',
    "a member saw another's payment",
    (f) => ({
      ...f,
      calls: [
        ...f.calls,
        call({
          callerId: OTHER_MEMBER,
          method: 'GET',
          path: '/v1/payments',
          answer: { data: [PAYMENT] },
        }),
      ],
    }),
  ],
  [
    'I21',
    'a shop was told who its customer is',
    (f) => ({
      ...f,
      messages: f.messages.map((one) => ({ ...one, body: one.body.replace('KRW', MEMBER) })),
    }),
  ],
];
