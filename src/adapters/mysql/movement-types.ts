import type { FailureCode } from '../../domain/failure';
import type { Instant } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import type { CheckedOutcome, Movement, ReadOutcome, SendOutcome } from '../../domain/movement';
import type { Opening, OpeningExchange, OpeningOutcome } from '../../domain/next-opening-step';
import type { Pair } from '../../domain/pair';
import type { AccountSecrets } from '../../domain/records';
import type { StatusDetail, TransferState } from '../../domain/states';
import type { FindingRow } from './ops-types';

/** A movement of money by the id of what it is for. */
export interface MovementRef {
  readonly kind: 'PAYMENT' | 'REFUND';
  /** Payment id or refund id. */
  readonly id: string;
}

/** The newest pair of a movement. */
export interface CurrentTransfer {
  readonly transferId: string;
  readonly pair: Pair;
  readonly attempt: number;
  readonly passbookText: string;
  readonly state: TransferState;
  readonly version: number;
  /** Exchanges stored so far: the next one's ordinal. */
  readonly exchangeCount: number;
}

/** All an activity needs to advance a movement. */
export interface MovementFile {
  readonly ref: MovementRef;
  readonly paymentId: string;
  /** False once it has ended: then nothing is sent or asked any more, whatever a clock says. */
  readonly open: boolean;
  readonly status: string;
  readonly statusDetail: StatusDetail | null;
  readonly subjectVersion: number;
  readonly amount: Won;
  readonly bankMemo: string;
  readonly testCode: string | null;
  readonly account: AccountSecrets;
  readonly movement: Movement;
  readonly transfer: CurrentTransfer | null;
}

/** A claimed exchange: stored before the first byte leaves. Whoever holds it may ask or send within the lease. */
export interface Claim {
  readonly exchangeId: number;
  readonly transferId: string;
  readonly attempt: number;
  /** The transfer's own pair. */
  readonly transferPair: Pair;
  /** The pair of this call: the transfer's for a send, a fresh one for a check. */
  readonly callPair: Pair;
  readonly passbookText: string;
  readonly markedAt: Instant;
  readonly leaseUntil: Instant;
}

/** What is waited for, and when the sweep may regard the row as lost. */
export interface Standing {
  /** Null: leave the detail as it is. */
  readonly detail: StatusDetail | null;
  readonly nextActionAt: Instant;
  /** Why, as history, work items and alarms show it. */
  readonly reason: string | null;
  /** The deadline has passed in doubt: `netCanceledAt` is set and told, once. */
  readonly netCancel: boolean;
  /** While waiting for a person or money of ours: why, as clients may read it. */
  readonly failureCode: FailureCode | null;
}

/** The outcome of any exchange, told apart by its kind. */
export type ExchangeOutcome =
  | ({ readonly kind: 'SEND' } & SendOutcome)
  | ({ readonly kind: 'CHECK' } & CheckedOutcome)
  | ({ readonly kind: 'STATEMENT' } & ReadOutcome);

/** The bank's side of payments and refunds. Every method is one transaction. */
export interface MovementBook {
  load(ref: MovementRef): Promise<MovementFile>;
  /** Stores pair and `DISPATCHED` mark; null if another worker was first: read again. */
  claimSend(claim: {
    file: MovementFile;
    pair: 'FIRST' | 'SAME' | 'NEW';
    now: Instant;
    leaseMs: number;
  }): Promise<Claim | null>;
  /** The same for one reading of the statement, all its pages together. */
  claimReading(claim: { file: MovementFile; now: Instant; leaseMs: number }): Promise<Claim | null>;
  claimCheck(claim: { file: MovementFile; now: Instant; leaseMs: number }): Promise<Claim | null>;
  /** Stores the outcome as evidence and, with it, what it means for transfer and payment or refund. */
  record(record: {
    file: MovementFile;
    claim: Claim;
    outcome: ExchangeOutcome;
    endedAt: Instant;
    durationMs: number;
    transferState: TransferState;
    standing: Standing;
  }): Promise<void>;
  /** Stores only what is waited for; does nothing if it stands so already. */
  stand(stand: { file: MovementFile; standing: Standing; at: Instant }): Promise<void>;
  /**
   * Stores a row of the bank's statement that proves an open transfer, as an ended reading. The same row again changes
   * nothing. Answers whose run has to look at the book again; null if that has ended, and nothing was stored.
   */
  recordStatementProof(proof: StatementProof): Promise<OpenMovement | null>;
}

/** A row of the bank's statement that is one of our transfers, found by reconciliation. */
export interface StatementProof {
  /** `<payment or refund id>.<attempt>` */
  readonly transferId: string;
  readonly row: FindingRow;
  /** The row's day and time as an instant, if it tells a time. */
  readonly bookedAt: Instant | null;
  /** Pair of the call whose answer showed the row. */
  readonly callPair: Pair;
}

/** An open payment or refund, as much as its run is started or found by. */
export interface OpenMovement {
  readonly kind: 'payment' | 'refund';
  readonly id: string;
  readonly partnerId: string;
  readonly amount: Won;
}

/** All an activity needs to advance an account opening. */
export interface OpeningFile {
  readonly accountId: string;
  readonly status: string;
  readonly statusDetail: StatusDetail | null;
  readonly accountVersion: number;
  readonly holderName: string;
  readonly registrationNumber: string | null;
  readonly pair: Pair | null;
  readonly testCode: string | null;
  readonly account: AccountSecrets;
  readonly opening: Opening;
}

/** A claimed question of an opening. */
export interface OpeningClaim {
  readonly exchangeId: number;
  readonly callPair: Pair;
  readonly markedAt: Instant;
  readonly leaseUntil: Instant;
}

/** The bank's side of accounts. */
export interface OpeningBook {
  load(accountId: string): Promise<OpeningFile>;
  /** Null if another worker was first. `pair` only for OPEN. */
  claim(claim: {
    file: OpeningFile;
    kind: OpeningExchange['kind'];
    pair: 'MINT' | 'SAME' | null;
    now: Instant;
    leaseMs: number;
  }): Promise<OpeningClaim | null>;
  record(record: {
    file: OpeningFile;
    claim: OpeningClaim;
    outcome: OpeningOutcome;
    /** What an answer brought, if anything. */
    registrationNumber: string | null;
    finAcno: string | null;
    endedAt: Instant;
    durationMs: number;
    standing: Standing;
  }): Promise<void>;
  stand(stand: { file: OpeningFile; standing: Standing; at: Instant }): Promise<void>;
}

interface Settle<E> {
  /** Null if the book shows none: then only an end that is stored already is answered. */
  readonly end: E | null;
  readonly at: Instant;
}

/**
 * The end of a payment, refund or opening, told in the same transaction. Repeating it answers the stored end. Null: it is
 * still open, since no end was given, or the row has moved on since the end was read.
 */
export interface SettlementBook {
  settlePayment(settle: Settle<End> & { paymentId: string }): Promise<Ended | null>;
  settleRefund(settle: Settle<End> & { refundId: string }): Promise<Ended | null>;
  settleOpening(settle: Settle<OpeningEnd> & { accountId: string }): Promise<Ended | null>;
}

/** How a movement ended, and by which witness. */
export interface End {
  readonly result: 'EXECUTED' | 'REFUSED' | 'NOT_EXECUTED' | 'SETTLED_OUTSIDE' | 'EXPIRED';
  /** Version of the row from which this end was read: a row that has moved on since does not end by it. */
  readonly version?: number;
  readonly by: 'BANK_ANSWER' | 'RESULT_CHECK' | 'STATEMENT' | 'OPERATOR' | 'RULE';
  readonly failureCode: FailureCode | null;
  /** The bank's words, for staff. */
  readonly bank: { readonly code: string | null; readonly message: string | null } | null;
  /** When the money moved, as far as the bank tells, else when we learnt of it. */
  readonly effectiveAt: Instant;
  /** When the proof was there: a debit proven only at or after the deadline is net cancelled. */
  readonly knownAt: Instant;
}

/** How an opening ended. */
export interface OpeningEnd {
  readonly result: 'ACTIVE' | 'FAILED';
  readonly failureCode: FailureCode | null;
  readonly bank: { readonly code: string | null; readonly message: string | null } | null;
}

/** The stored end. */
export interface Ended {
  readonly status: string;
  readonly failureCode: FailureCode | null;
  /** A net-cancelled payment whose money was taken: the refund that brings it back, stored and not yet started. */
  readonly compensation?: { readonly refundId: string; readonly amountWon: number };
}
