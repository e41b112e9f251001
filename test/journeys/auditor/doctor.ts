import type { Facts } from '../../support/auditor/facts';
import { exchange, request, transfer } from '../../support/auditor/sound-facts';

/** Breaks one thing in a world where all else is right. */
export type Doctor = (facts: Facts) => Facts;

/** Changes tables of the book. */
export const book = (facts: Facts, change: Partial<Facts['book']>): Facts => ({
  ...facts,
  book: { ...facts.book, ...change },
});

/** Changes the row of a list that has this value somewhere. */
export function changed<Row extends object>(
  rows: readonly Row[],
  value: unknown,
  change: Partial<Row>,
): Row[] {
  const hit = rows.findIndex((row) => Object.values(row).includes(value as never));
  if (hit < 0) throw new Error(`no row with ${String(value)}`);
  return rows.map((row, i) => (i === hit ? { ...row, ...change } : row));
}

/** A list without the rows that have this value somewhere. */
export const without = <Row extends object>(rows: readonly Row[], value: unknown): Row[] =>
  rows.filter((row) => !Object.values(row).includes(value as never));

/** A list whose first row stands there twice. */
export const twice = <Row>(rows: readonly Row[]): Row[] =>
  rows.flatMap((row, i) => (i === 0 ? [row, row] : [row]));

/** An invariant, what breaks it, and how. */
export type Break = readonly [invariant: string, what: string, doctor: Doctor];

/** The movement gets a second pair that the bank was asked with as well. */
export function secondPair(facts: Facts, movementId: string, kind: 'DEBIT' | 'CREDIT'): Facts {
  const isTuno = '20261122120000000099';
  const amount = kind === 'DEBIT' ? 7_000 : 4_000;
  const api = kind === 'DEBIT' ? 'DrawingTransfer' : 'ReceivedTransferAccountNumber';
  const second = transfer(movementId, {
    ...{ kind, is_tuno: isTuno, amount_won: amount, state: 'DISPATCHED', attempt: 2 },
  });
  const mark = exchange(8, { subject_id: second.transfer_id, is_tuno: isTuno });
  const changedBook = book(facts, {
    transfers: [...facts.book.transfers, second],
    exchanges: [...facts.book.exchanges, mark],
  });
  return { ...changedBook, requests: [...facts.requests, request(5, { api, isTuno, amount })] };
}
