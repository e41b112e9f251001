import type { Instant, KoreanDay } from './korean-time';
import { claimOf, judge } from './reconcile-transfer';
import type {
  BankRow,
  BookTransfer,
  Finding,
  Reconciled,
  ReconciliationDay,
} from './reconcile-types';

export type {
  BankRow,
  BookTransfer,
  Finding,
  FindingKind,
  Proof,
  Reconciled,
} from './reconcile-types';

/** 11 Crockford characters, then a blank or the end: the form of every reference of ours. Other texts are not ours. */
const OUR_TEXT = /^([0-9A-HJKMNP-TV-Z]{11})(?:\s|$)/;

/** A send that is this fresh may be on the wire: its answer comes first. */
const ON_THE_WIRE_MS = 60_000;

/** Our reference at the beginning of a passbook text; null for the customer's own business. */
export function referenceOf(text: string): string | null {
  return OUR_TEXT.exec(text)?.[1] ?? null;
}

/**
 * Compares the bank's statement with our book for one Korean day. `transfers` are those of the day, and those whose
 * reference stands in a row; `rows` are the statement rows of the accounts of the day and of the next, since a transfer
 * near midnight may be booked then. A row of a transfer of the next day is that day's business, so each counts once.
 */
export function reconcile<T extends BookTransfer, R extends BankRow>(
  at: ReconciliationDay & { readonly transfers: readonly T[]; readonly rows: readonly R[] },
): Reconciled<T, R> {
  const rowsOf = byReference(at.rows);
  const transferOf = new Map(at.transfers.map((one) => [one.reference, one]));
  const judged: Reconciled<T, R> = { matched: 0, findings: [], proofs: [] };
  const add = (one: Reconciled<T, R>) => {
    judged.matched += one.matched;
    judged.findings.push(...numbered(one.findings));
    judged.proofs.push(...one.proofs);
  };
  for (const transfer of transferOf.values()) {
    const rows = rowsOf.get(transfer.reference) ?? [];
    if (isOfTheDay(transfer, rows, at)) add(judge<T, R>({ transfer, rows, at }));
  }
  for (const [reference, rows] of rowsOf) {
    if (!transferOf.has(reference)) add(judge<T, R>({ transfer: null, rows, at }));
  }
  return { ...judged, findings: [...withoutExplained(judged.findings)] };
}

/**
 * A transfer that was booked on another account is one mismatch, not two: that it is missing on its own account is
 * explained by the other. Accounts are read one by one, so this is looked at once more over all of them.
 */
export function withoutExplained<F extends Pick<Finding, 'key' | 'kind'>>(
  findings: readonly F[],
): readonly F[] {
  const elsewhere = new Set(
    findings
      .filter(({ kind }) => kind === 'OTHER_ACCOUNT')
      .map(({ key }) => key.split(':')[1] ?? ''),
  );
  return findings.filter(
    ({ kind, key }) => kind !== 'MISSING_AT_BANK' || !elsewhere.has(key.split(':')[1] ?? ''),
  );
}

/** The first day of the statement that has to be read: a late row of an older transfer is judged by all its rows. */
export function readFrom(
  day: KoreanDay,
  transfers: readonly Pick<BookTransfer, 'tsymd'>[],
): KoreanDay {
  return transfers.reduce((first, { tsymd }) => (tsymd < first ? tsymd : first), day);
}

/** Rows without a number of the bank's that are alike in everything are still two rows. */
function numbered<F extends { readonly key: string }>(findings: readonly F[]): F[] {
  return findings.map((one, index) => {
    const before = findings.slice(0, index).filter(({ key }) => key === one.key).length;
    return before === 0 ? one : { ...one, key: `${one.key}#${before + 1}` };
  });
}

/** Of the day are its own transfers, and older ones of which a row was booked on it. */
function isOfTheDay(
  transfer: BookTransfer,
  rows: readonly BankRow[],
  at: ReconciliationDay,
): boolean {
  if (isOnTheWire(transfer, at.readAt)) return false;
  if (transfer.tsymd === at.day) return true;
  return transfer.tsymd < at.day && rows.some((row) => row.day === at.day);
}

function isOnTheWire(transfer: BookTransfer, readAt: Instant): boolean {
  const inDoubt = claimOf(transfer) === 'IN_DOUBT';
  return inDoubt && transfer.state === 'DISPATCHED' && readAt - transfer.changedAt < ON_THE_WIRE_MS;
}

function byReference<R extends BankRow>(rows: readonly R[]): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const reference = referenceOf(row.text);
    if (reference === null) continue;
    const group = groups.get(reference);
    if (group) group.push(row);
    else groups.set(reference, [row]);
  }
  return groups;
}
