import { call, PAY, PAYMENT, REFUSED } from '../../support/auditor/sound-facts';
import { book, changed, without } from './doctor';
import type { Break } from './doctor';

/** Promises to callers that are not kept, and illegal moves, I7 to I10. */
export const PROMISE_BREAKS: readonly Break[] = [
  [
    'I7',
    'one key is answered with two payments',
    (f) => ({
      ...f,
      calls: [
        ...f.calls,
        call({
          ...{ path: '/v1/payments', key: 'key-0', body: JSON.stringify({ amount: 10_000 }) },
          answer: { paymentId: REFUSED, totalAmount: 7_000 },
        }),
      ],
    }),
  ],
  [
    'I7',
    'another body is accepted under a used key',
    (f) => ({
      ...f,
      calls: [
        ...f.calls,
        call({
          ...{ path: '/v1/payments', key: 'key-0', body: '{"amount":1}' },
          answer: { paymentId: PAYMENT, totalAmount: 10_000 },
        }),
      ],
    }),
  ],
  [
    'I7',
    'a payment was made without a key',
    (f) => book(f, { keys: without(f.book.keys, PAYMENT) }),
  ],
  [
    'I7',
    'a key is bound twice',
    (f) => book(f, { keys: [...f.book.keys, { ...f.book.keys[0]!, resource_id: REFUSED }] }),
  ],
  [
    'I8',
    'a refused key is bound to something',
    (f) => book(f, { keys: changed(f.book.keys, REFUSED, { idem_key: 'key-9' }) }),
  ],
  [
    'I9',
    'an answered payment is gone',
    (f) => book(f, { payments: without(f.book.payments, PAYMENT) }),
  ],
  [
    'I9',
    'an answered payment has another amount',
    (f) => book(f, { payments: changed(f.book.payments, PAYMENT, { amount_won: 10_001 }) }),
  ],
  [
    'I10',
    'a final state was left',
    (f) =>
      book(f, {
        history: [
          ...f.book.history,
          {
            ...{ history_id: 99, subject_kind: 'payment', subject_id: REFUSED, detail: null },
            at: new Date(0),
            ...{ from_state: 'ABORTED', to_state: 'DONE' },
          },
        ],
      }),
  ],
  ['I10', 'a move is missing', (f) => book(f, { history: without(f.book.history, 'IN_PROGRESS') })],
  [
    'I10',
    'a transfer stands where its history does not end',
    (f) => book(f, { transfers: changed(f.book.transfers, PAY, { state: 'UNKNOWN' }) }),
  ],
];
