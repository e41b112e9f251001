import type { Instant, KoreanDay } from './korean-time';
import type { Won } from './money';
import type { TransferState } from './states';

/**
 * What can be wrong between the bank's statement and our book:
 * - MISSING_AT_BANK: we say that it happened, and the bank has no standing row.
 * - MISSING_WITH_US: a row with our form of reference that our book does not know, or says did not happen.
 * - OTHER_AMOUNT: the row has another amount than the transfer.
 * - DOUBLED: a second standing row with one reference.
 * - OTHER_ACCOUNT: the reference is ours, but the row stands on another account.
 */
export const FINDING_KINDS = [
  'MISSING_AT_BANK',
  'MISSING_WITH_US',
  'OTHER_AMOUNT',
  'DOUBLED',
  'OTHER_ACCOUNT',
] as const;

/** One of FINDING_KINDS. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** A transfer of our book, as much as is compared. */
export interface BookTransfer {
  readonly transferId: string;
  /** 11 characters: the beginning of its passbook text, unique in our book. */
  readonly reference: string;
  /** DEBIT: out of the account; CREDIT: into it. */
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly tsymd: KoreanDay;
  readonly amount: Won;
  /** Key of the account it is on; equal for equal account numbers. */
  readonly account: string;
  readonly state: TransferState;
  /** False once its payment or refund has ended. */
  readonly open: boolean;
  /** When the state was last changed. */
  readonly changedAt: Instant;
}

/** A row of the bank's statement. */
export interface BankRow {
  /** Key of the account whose statement it is. */
  readonly account: string;
  readonly day: KoreanDay;
  /** `HHMMSS`, as the bank writes it. */
  readonly time: string;
  readonly direction: 'IN' | 'OUT';
  readonly amount: Won;
  /** The bank took it back (Ccyn). */
  readonly cancelled: boolean;
  /** The bank's own number of the row; may be empty. */
  readonly bankNumber: string;
  readonly text: string;
}

/** One mismatch. */
export interface Finding<T = BookTransfer, R = BankRow> {
  /** Kind, reference and row: the same mismatch has the same key in every run. */
  readonly key: string;
  readonly kind: FindingKind;
  readonly transfer: T | null;
  readonly row: R | null;
  /** What a corrective refund would give back to the customer; null: none can. */
  readonly owed: Won | null;
}

/** A row that proves a transfer we were in doubt about. */
export interface Proof<T = BookTransfer, R = BankRow> {
  readonly transfer: T;
  readonly row: R;
}

/** What a comparison led to. */
export interface Reconciled<T = BookTransfer, R = BankRow> {
  /** Transfers of the day that the bank has exactly as we have them. */
  matched: number;
  findings: Finding<T, R>[];
  proofs: Proof<T, R>[];
}

/** The day that is compared, and when. */
export interface ReconciliationDay {
  readonly day: KoreanDay;
  /** When the statement was asked for. */
  readonly readAt: Instant;
  /** How long the bank's statement may lag behind a transfer; one that is as fresh is not missed yet. */
  readonly bookingLagMs: number;
  /** Keys of the accounts whose statements were read whole: only there something can be missing. */
  readonly accounts: readonly string[];
}
