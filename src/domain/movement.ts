import type { BankOutcome, BankWords, CheckFinding, StatementFinding } from './bank-outcome';
import type { DecisionKind } from './decision';
import type { Instant, KoreanDay, DailyPeriod } from './korean-time';

/** What is kept of a send's outcome. */
export type SendOutcome = BankOutcome extends infer O
  ? O extends { value: null }
    ? Omit<O, 'value'>
    : O
  : never;

/** What is kept of a result check's outcome. */
export type CheckedOutcome = CheckFinding & BankWords;

/** What is kept of a reading of the statement. */
export type ReadOutcome = StatementFinding & BankWords;

interface Marked {
  /** When the claim was stored: the start of the lease. */
  readonly markedAt: Instant;
  /** Nobody may begin to write after this moment. */
  readonly leaseUntil: Instant;
  /** When the answer or time-out was there; null while no outcome is recorded. */
  readonly endedAt: Instant | null;
}

/** One sending of a transfer; without an outcome its worker died or is still at it. */
export interface Send extends Marked {
  readonly kind: 'SEND';
  readonly outcome: SendOutcome | null;
}

/** One result check about a transfer. */
export interface Check extends Marked {
  readonly kind: 'CHECK';
  readonly outcome: CheckedOutcome | null;
}

/** One reading of the bank's statement about a transfer, all its pages together. */
export interface Reading extends Marked {
  readonly kind: 'STATEMENT';
  readonly outcome: ReadOutcome | null;
}

/** One question to the bank about a transfer, kept as evidence. */
export type Exchange = Send | Check | Reading;

/** What operators decided about a transfer: two of them, but for ASK_AGAIN. */
export interface TransferDecision {
  readonly kind: DecisionKind;
  /** When it took effect: the second operator's approval. */
  readonly at: Instant;
}

/** One pair of a movement with everything that was asked under it, oldest first. */
export interface TransferHistory {
  readonly tsymd: KoreanDay;
  readonly exchanges: readonly Exchange[];
  /** Approved ones only, oldest first. */
  readonly decisions: readonly TransferDecision[];
}

/** One movement of money: a payment's debit, or a refund's credit, over all its pairs, oldest first. */
export interface Movement {
  readonly kind: 'PAYMENT' | 'REFUND';
  /** Payments only: nothing is sent after it. */
  readonly decisionDeadline: Instant | null;
  /** Payments only: set once people were told "not approved". From then on it never ends as paid. */
  readonly netCanceledAt: Instant | null;
  /** Refunds only: money we owe (net cancel, correction). A refusal does not end it: it must arrive, or a person decides. */
  readonly owed: boolean;
  /** The bank is held by an operator: nothing is sent, questions go on. */
  readonly sendingHeld: boolean;
  readonly transfers: readonly TransferHistory[];
}

/** The numbers of the procedure; all settings, defaults after NH's published schedule. */
export interface MovementSettings {
  /** Pauses before the same pair is sent again, the last one repeating. */
  readonly silencePausesMs: readonly number[];
  /** Pauses before an unanswered check is repeated, the last one repeating. */
  readonly checkPausesMs: readonly number[];
  /** NH: 160 s between result checks. */
  readonly checkIntervalMs: number;
  /** NH: at most 5 tries; interval times tries is the settling window. */
  readonly checkTries: number;
  /** Time for one answer, counted from the first byte written. */
  readonly readTimeoutMs: number;
  /** After this long in doubt a person is asked, whatever the reason. */
  readonly doubtLimitMs: number;
  /** How often the bank is still asked while a person is waited for. */
  readonly operatorAskMs: number;
  readonly closedHours: readonly DailyPeriod[];
  /** Who is asked what became of a transfer: result checks under contract, the statement on NH's test bed. */
  readonly witness: 'RESULT_CHECK' | 'STATEMENT';
  /** How long the statement may lag behind the transfer; the last reading waits for window and lag. */
  readonly bookingLagMs: number;
}
