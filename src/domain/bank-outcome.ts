import type { FailureCode } from './failure';
import type { Instant } from './korean-time';

/**
 * What one call to the bank told us, in exactly five classes. Everything that is not a definite yes or no, and
 * not the certain fact that nothing was sent, is UNKNOWN: asked about, never guessed.
 */
export type OutcomeClass =
  | 'SUCCEEDED' // the bank said yes, and its answer is about the request we sent
  | 'REFUSED' // the bank said a definite no, in a code we know to be one
  | 'NEVER_LEFT' // no connection had been made: the bank cannot have seen it
  | 'STILL_PROCESSING' // the bank said it is working on it
  | 'UNKNOWN'; // anything else

/**
 * Why an outcome is unknown, which decides what may be done next:
 * - NO_ANSWER: silence, a broken connection, or an answer without NH's header. The same pair may be sent again.
 * - UNDECIDED: an NH answer that decides nothing. The pair is asked about and never sent again.
 * - DUPLICATE: the pair was used already. This call executed nothing; the first one may have.
 */
export type UnknownBecause = 'NO_ANSWER' | 'UNDECIDED' | 'DUPLICATE';

/** The evidence of an answer, kept word for word: NH's code and text, never decided on the text. */
export interface BankWords {
  /** `Rpcd`, or null where there was none. */
  readonly code: string | null;
  /** `Rsms`, at most 200 characters, or a sentence of ours on what went wrong. */
  readonly message: string | null;
  /** HTTP status, or null where no answer came. */
  readonly httpStatus: number | null;
}

/** The classified outcome of one call; `value` is what a success carries. */
export type BankOutcome<T = null> =
  | ({ readonly class: 'SUCCEEDED'; readonly value: T } & BankWords)
  | ({
      readonly class: 'REFUSED';
      readonly failureCode: FailureCode;
      readonly closed: boolean;
    } & BankWords)
  | ({ readonly class: 'NEVER_LEFT' } & BankWords)
  | ({ readonly class: 'STILL_PROCESSING' } & BankWords)
  | ({
      readonly class: 'UNKNOWN';
      readonly because: UnknownBecause;
      /** Seconds the bank asked us to wait (429, 503), already capped at 60; null if it did not say. */
      readonly retryAfterSeconds: number | null;
    } & BankWords);

/**
 * What a result check said about the original transfer:
 * - EXECUTED, REFUSED: definite, at once.
 * - NOT_FOUND: "no such transaction"; proves non-execution only after the settling window.
 * - OTHER_FAILURE: a failed result code that is in no list; believed only after the settling window.
 * - PROCESSING: the bank is still working or undecided; counts as a try.
 * - NOT_ANSWERED: the question got no usable answer; asked again, not counted as a try.
 */
export type CheckFinding =
  | { readonly finding: 'EXECUTED'; readonly processedAt: Instant | null }
  | { readonly finding: 'REFUSED'; readonly failureCode: FailureCode; readonly closed: boolean }
  | { readonly finding: 'NOT_FOUND' | 'OTHER_FAILURE' | 'PROCESSING' | 'NOT_ANSWERED' };

/** The answer to a result check: the class of the call itself, and what it said about the original (`code` is `Pcrs` if given). */
export type CheckOutcome = CheckFinding & { readonly class: OutcomeClass } & BankWords;

/**
 * What one whole reading of the statement said about a transfer:
 * - EXECUTED: exactly one standing row carries its own reference, amount and direction.
 * - NOT_FOUND: every page was read and no row carries its reference; proves non-execution only after window and booking lag.
 * - AMBIGUOUS: two rows, a cancelled row, or one with another amount: nothing is proven, a person looks.
 * - NOT_ANSWERED: a page failed or is missing; asked again, not counted as a try.
 */
export type StatementFinding =
  | { readonly finding: 'EXECUTED'; readonly bookedAt: Instant | null }
  | { readonly finding: 'NOT_FOUND' | 'AMBIGUOUS' | 'NOT_ANSWERED' };

/** How sure we are of what a payment or refund says, and by which witness. */
export type DecidedBy = 'BANK_ANSWER' | 'RESULT_CHECK' | 'STATEMENT' | 'OPERATOR' | 'RULE';
