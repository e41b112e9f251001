import {
  bankRow,
  NO,
  NUMBER,
  PAY,
  PAYMENT,
  REFUND,
  REFUND_ID,
  REFUSED,
} from '../../support/auditor/sound-facts';
import { book, changed, twice, without } from './doctor';
import type { Break } from './doctor';

/** Money that goes where the book does not say, I1 to I6. */
export const MONEY_BREAKS: readonly Break[] = [
  ['I1', 'a row of the ledger vanishes', (f) => ({ ...f, ledger: f.ledger.slice(1) })],
  [
    'I1',
    'an account holds more than it should',
    (f) => ({
      ...f,
      bankAccounts: [{ accountNumber: NUMBER, balance: 44_001 }],
    }),
  ],
  ['I1', 'a won appears out of nothing', (f) => ({ ...f, sums: { ...f.sums, total: 2 } })],
  ['I2', 'a paid payment was not debited', (f) => ({ ...f, ledger: f.ledger.slice(1) })],
  [
    'I2',
    'a debit has another amount',
    (f) => ({
      ...f,
      ledger: changed(f.ledger, PAY, { amount: 10_001 }),
    }),
  ],
  [
    'I2',
    'a debit is on another account',
    (f) => ({
      ...f,
      ledger: changed(f.ledger, PAY, { accountNumber: '3020000000902' }),
    }),
  ],
  ['I2', 'a payment was debited twice', (f) => ({ ...f, ledger: twice(f.ledger) })],
  [
    'I3',
    'a refused payment was debited',
    (f) => ({
      ...f,
      ledger: [
        ...f.ledger,
        bankRow(3, { kind: 'DEBIT', isTuno: NO, amount: 7_000, balanceAfter: 37_000 }),
      ],
    }),
  ],
  [
    'I3',
    'a canceled payment was not given back',
    (f) => book(f, { payments: changed(f.book.payments, PAYMENT, { status: 'CANCELED' }) }),
  ],
  [
    'I3',
    'the bank was asked about an expired payment',
    (f) => book(f, { payments: changed(f.book.payments, REFUSED, { status: 'EXPIRED' }) }),
  ],
  ['I4', 'a refund has no credit', (f) => ({ ...f, ledger: f.ledger.slice(0, 1) })],
  [
    'I4',
    'a refused refund was credited',
    (f) => book(f, { refunds: changed(f.book.refunds, REFUND_ID, { status: 'ABORTED' }) }),
  ],
  [
    'I5',
    'more was given back than taken',
    (f) => ({
      ...f,
      ledger: changed(f.ledger, REFUND, { amount: 10_001 }),
    }),
  ],
  [
    'I5',
    'the rest that can be refunded is too large',
    (f) => book(f, { payments: changed(f.book.payments, PAYMENT, { refundable_won: 6_001 }) }),
  ],
  [
    'I6',
    'a bank row belongs to nobody',
    (f) => book(f, { transfers: without(f.book.transfers, PAY) }),
  ],
  [
    'I6',
    'an end has no evidence',
    (f) => book(f, { exchanges: without(f.book.exchanges, 'NOT_FOUND') }),
  ],
  [
    'I6',
    'the evidence is of a call the bank never got',
    (f) => ({
      ...f,
      requests: without(f.requests, 'CheckOnDrawingTransfer'),
    }),
  ],
];
