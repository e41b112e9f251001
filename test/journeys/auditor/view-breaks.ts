import type { Facts } from '../../support/auditor/facts';
import { ACCOUNT, call, NUMBER, PAYMENT } from '../../support/auditor/sound-facts';
import type { Break } from './doctor';

const seen = (facts: Facts, ...calls: Facts['calls']): Facts => ({
  ...facts,
  calls: [...facts.calls, ...calls],
});

/** A look at the payment that takes a second. */
const look = (atMs: number, status: string): Facts['calls'][number] =>
  call({
    ...{ method: 'GET', path: `/v1/payments/${PAYMENT}`, startedMs: atMs, endedMs: atMs + 1_000 },
    answer: { paymentId: PAYMENT, status, totalAmount: 10_000 },
  });

/** A look at the balance. */
const balance = (atMs: number, body: object): Facts['calls'][number] =>
  call({
    ...{ method: 'GET', path: `/v1/accounts/${ACCOUNT}/balance` },
    ...{ startedMs: atMs, endedMs: atMs + 1_000, answer: body },
  });

const NOON = '2026-11-22T12:00:00+09:00';
const LATER = '2026-11-22T12:00:09+09:00';
const known = (asOf: string, amount = 40_000): object => ({
  ...{ amount, display: '40,000원', asOf },
});

/** What clients saw, and where numbers lie about. */
export const VIEW_BREAKS: readonly Break[] = [
  [
    'I11',
    'an ended payment is seen open',
    (f) => seen(f, look(5_000, 'DONE'), look(7_000, 'IN_PROGRESS')),
  ],
  [
    'I11',
    'a final payment is seen otherwise',
    (f) => seen(f, look(5_000, 'CANCELED'), look(7_000, 'DONE')),
  ],
  [
    'I19',
    'an older balance is shown after a newer one',
    (f) => seen(f, balance(0, known(LATER)), balance(2_000, known(NOON))),
  ],
  ['I19', 'a balance is shown that never was', (f) => seen(f, balance(0, known(NOON, 41_000)))],
  [
    'I19',
    'an unknown balance is shown as a number',
    (f) => seen(f, balance(0, { amount: null, display: '0원', asOf: null })),
  ],
  ['I22', 'a log holds an account number', (f) => ({ ...f, leaks: [`api.log: ${NUMBER}`] })],
];
