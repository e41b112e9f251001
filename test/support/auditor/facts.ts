import type { BankAccount, BankSums, LedgerRow, RequestRow } from '../bank-admin';
import type { CallRecord } from '../journal';

/** A broken invariant: which one, whose, and what is wrong. */
export interface Violation {
  readonly invariant: string;
  readonly subject: string;
  readonly message: string;
}

/** Rows as the auditor's own SQL reads them; nothing of the product's repositories. */
export interface PaymentRow {
  readonly payment_id: string;
  readonly member_id: string;
  readonly partner_id: string;
  readonly account_id: string;
  readonly amount_won: number;
  readonly refundable_won: number;
  readonly status: string;
  readonly status_detail: string | null;
  readonly decided_by: string | null;
  readonly number_hash: string;
  readonly limit_day: string;
  readonly event_sequence: number;
  readonly test_code: string | null;
  /** Since when it is told as not approved although money may have been taken. */
  readonly net_canceled_at: Date | null;
}

export interface RefundRow {
  readonly refund_id: string;
  readonly payment_id: string;
  readonly cause: string;
  readonly test_code: string | null;
  readonly amount_won: number;
  readonly status: string;
  readonly status_detail: string | null;
}

export interface AccountRow {
  readonly account_id: string;
  readonly member_id: string;
  readonly masked_number: string;
  readonly status: string;
  readonly status_detail: string | null;
  readonly number_hash: string;
  readonly limit_per_payment_won: number;
  readonly limit_per_day_won: number;
  readonly opening_tsymd: string | null;
  readonly opening_is_tuno: string | null;
}

export interface TransferRow {
  readonly transfer_id: string;
  readonly movement_id: string;
  readonly payment_id: string;
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly attempt: number;
  readonly tsymd: string;
  readonly is_tuno: string;
  readonly passbook_text: string;
  readonly amount_won: number;
  readonly state: string;
}

export interface ExchangeRow {
  readonly exchange_id: number;
  readonly subject_id: string;
  readonly kind: string;
  readonly tsymd: string;
  readonly is_tuno: string;
  readonly marked_at: Date;
  readonly lease_until: Date;
  readonly class: string | null;
  readonly because: string | null;
  readonly finding: string | null;
  readonly closed: number;
}

export interface HistoryRow {
  readonly history_id: number;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly from_state: string | null;
  readonly to_state: string;
  readonly detail: string | null;
  readonly at: Date;
}

export interface EventRow {
  readonly event_id: string;
  readonly type: string;
  readonly sequence: number;
  readonly payment_id: string | null;
  readonly refund_id: string | null;
  readonly account_id: string | null;
  readonly partner_id: string | null;
  readonly body: string;
  readonly published_at: Date | null;
}

export interface KeyRow {
  readonly caller_id: string;
  readonly route: string;
  readonly idem_key: string;
  readonly resource_id: string;
}

export interface DayRow {
  readonly number_hash: string;
  readonly day: string;
  readonly reserved_won: number;
}

export interface DecisionRow {
  readonly decision_id: string;
  readonly subject_id: string;
  readonly transfer_id: string | null;
  readonly decision: string;
  readonly state: string;
  readonly proposed_by: string;
  readonly decided_by: string | null;
}

export interface CaseRow {
  readonly case_id: string;
  readonly payment_id: string | null;
  readonly refund_id: string | null;
  readonly state: string;
}

/** A message as a partner's queue held it, in the order of arrival. */
export interface Message {
  readonly partnerId: string;
  readonly eventId: string;
  readonly body: string;
}

/** The book at one moment. */
export interface BookRows {
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  readonly accounts: readonly AccountRow[];
  readonly days: readonly DayRow[];
  readonly transfers: readonly TransferRow[];
  readonly exchanges: readonly ExchangeRow[];
  readonly history: readonly HistoryRow[];
  readonly events: readonly EventRow[];
  readonly keys: readonly KeyRow[];
  readonly decisions: readonly DecisionRow[];
  readonly cases: readonly CaseRow[];
}

/** Everything the invariants are checked against. Checks are pure functions of it, so that doctored facts can test them. */
export interface Facts {
  readonly ledger: readonly LedgerRow[];
  readonly requests: readonly RequestRow[];
  readonly bankAccounts: readonly BankAccount[];
  /** What each bank account was given, by number. */
  readonly given: ReadonlyMap<string, number>;
  readonly sums: BankSums;
  readonly book: BookRows;
  readonly messages: readonly Message[];
  /** Messages in dead-letter queues. */
  readonly deadLetters: number;
  readonly calls: readonly CallRecord[];
  /** Ids of open workflows, the relay's and the sweep's left out. */
  readonly openRuns: readonly string[];
  /** Tables in which somebody holds a row for longer than any transaction of ours lasts. */
  readonly heldTables: readonly string[];
  /** Payments, refunds and accounts that a journey left to an operator on purpose. */
  readonly waitingForOperator: ReadonlySet<string>;
  readonly windowMs: number;
  /** Places outside the book in which a planted account number was found in plain text. */
  readonly leaks: readonly string[];
}

/** One or more invariants. */
export type Check = (facts: Facts) => readonly Violation[];

/** `tsymd.isTuno`: what NH de-duplicates on. */
export function pairOf(of: { tsymd: string; isTuno?: string; is_tuno?: string }): string {
  return `${of.tsymd}.${of.isTuno ?? of.is_tuno ?? ''}`;
}

/** The pair a logged call carried. */
export function pairOfRequest({ header }: RequestRow): string {
  return `${String(header['Tsymd'])}.${String(header['IsTuno'])}`;
}

const requestsByPair = new WeakMap<
  readonly RequestRow[],
  ReadonlyMap<string, readonly RequestRow[]>
>();

/** The bank's calls under a pair; remembered, as a campaign asks tens of thousands of times. */
export function callsOf(
  { requests }: Pick<Facts, 'requests'>,
  pair: string,
): readonly RequestRow[] {
  const known = requestsByPair.get(requests) ?? groupBy(requests, pairOfRequest);
  requestsByPair.set(requests, known);
  return known.get(pair) ?? [];
}

/** What two operators have approved about a movement. */
export function approvedFor(
  { decisions, transfers }: Pick<BookRows, 'decisions' | 'transfers'>,
  movementId: string,
): readonly DecisionRow[] {
  const approved = decisions.filter(({ state }) => state === 'APPROVED');
  if (approved.length === 0) return [];
  const own = new Set(
    transfers.filter((one) => one.movement_id === movementId).map((one) => one.transfer_id),
  );
  return approved.filter(({ transfer_id: id }) => id !== null && own.has(id));
}

/** Rows by a key, in their order. */
export function groupBy<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** The debits and credits of each payment, its refunds' included. */
export function rowsByMovement(facts: Facts): ReadonlyMap<string, readonly LedgerRow[]> {
  const movements = new Map(facts.book.transfers.map((one) => [pairOf(one), one.movement_id]));
  return groupBy(facts.ledger, (row) => movements.get(pairOf(row)) ?? '');
}
