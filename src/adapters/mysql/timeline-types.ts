import type {
  CheckFinding,
  OutcomeClass,
  StatementFinding,
  UnknownBecause,
} from '../../domain/bank-outcome';
import type { DecisionKind } from '../../domain/decision';
import type { Instant } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import type { StatusDetail } from '../../domain/states';
import type { FindingKind } from './ops-types';

/** One step of a payment's story: facts only, put into words by whoever presents it. */
export type TimelineStep =
  | Step<'STATE', StateFacts>
  | Step<'BANK_EXCHANGE', ExchangeFacts>
  | Step<'DECISION', DecisionFacts>
  | Step<'ALERT', AlertFacts>
  | Step<'EVENT', { readonly type: string; readonly publishedAt: Instant | null }>;

interface Step<Kind, Facts> {
  readonly at: Instant;
  readonly kind: Kind;
  /** Payment, refund, or case. */
  readonly subjectId: string;
  readonly facts: Facts;
}

/** A move of a payment or refund. */
export interface StateFacts {
  readonly from: string | null;
  readonly to: string;
  readonly detail: StatusDetail | null;
  /** A code (why it waits, which witness, why money goes back), or the id of what moved it. */
  readonly reason: string | null;
  readonly actor: string | null;
}

/** One question to the bank, and what came back; all null where no outcome is recorded. */
export interface ExchangeFacts {
  readonly operation: string;
  readonly class: OutcomeClass | null;
  readonly because: UnknownBecause | null;
  readonly finding: CheckFinding['finding'] | StatementFinding['finding'] | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly durationMs: number | null;
}

/** An operator proposed, or another one approved or rejected. */
export interface DecisionFacts {
  readonly decisionId: string;
  readonly decision: DecisionKind;
  readonly phase: 'PROPOSED' | 'APPROVED' | 'REJECTED';
  readonly actor: string;
  /** The operator's own words; for staff only. */
  readonly reason: string;
  readonly evidence: { readonly kind: string; readonly reference: string } | null;
}

/** Something outside the payment's own run that concerns it. */
export type AlertFacts =
  | { readonly alert: 'BANK_HELD'; readonly cause: 'OPERATOR' | 'BANK_CONFIG_ERROR' }
  | { readonly alert: 'CASE_OPENED'; readonly finding: FindingKind; readonly owed: Won | null }
  | { readonly alert: 'CASE_CLOSED'; readonly finding: FindingKind };

/** One pair of one movement with its evidence, as staff see it. */
export interface TransferFile {
  readonly movementId: string;
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly amount: Won;
  readonly tsymd: string;
  readonly isTuno: string;
  readonly state: string;
  readonly evidence: readonly {
    readonly at: Instant;
    readonly kind: 'BANK_ANSWER' | 'RESULT_CHECK' | 'STATEMENT' | 'OPERATOR';
    readonly outcome: string;
    readonly code: string | null;
    readonly message: string | null;
  }[];
}
