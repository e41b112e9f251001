import { defineSearchAttributeKey } from '@temporalio/common';
import { defineSignal, defineUpdate } from '@temporalio/workflow';

/** Everything callers of the workflows may know: names, ids, inputs, results. Ids, amounts and states only, never personal data. */

/** Task queues; each can be served by worker processes of its own. */
export const QUEUES = {
  /** Workflows and activities that touch only our own database. */
  payments: 'payments',
  /** Debits and their checks. */
  bankDebit: 'bank-debit',
  /** Credits and their checks: a slow debit must not hold up a refund. */
  bankCredit: 'bank-credit',
  /** Openings, holders, balances. */
  bankAsk: 'bank-ask',
  /** Telling people. */
  notify: 'notify',
} as const;

/** Input of the payment workflow. */
export interface PaymentInput {
  readonly paymentId: string;
  readonly partnerId: string;
  readonly amountWon: number;
}

/** Input of the refund workflow. */
export interface RefundInput {
  readonly refundId: string;
  readonly partnerId: string;
  readonly amountWon: number;
}

/** Input of the account-opening workflow. */
export interface AccountOpeningInput {
  readonly accountId: string;
}

/** Input of the balance workflow. */
export interface BalanceInput {
  readonly accountId: string;
  /** A scenario for the sandbox bank, never in production. */
  readonly sandboxFault: string | null;
}

/** How a movement or an opening ended. */
export interface Outcome {
  readonly status: string;
  readonly failureCode: string | null;
}

/** What a caller who waits hears. */
export interface CallerAnswer {
  /** False: still working; the book says how far. */
  readonly settled: boolean;
}

/** Waits for the outcome, at most 5 s; one update serves every caller of a run. */
export const outcomeUpdate = defineUpdate<CallerAnswer, [{ waitMs: number }]>('outcome');

/** The book has changed (a cancel, a decision, a proof): look again now instead of at the end of the pause. */
export const lookAgainSignal = defineSignal('lookAgain');

/** An approved decision, as the workflow hears of it. The book is the proof: the update only makes the run look there. */
export interface DecisionNotice {
  readonly decisionId: string;
  readonly decision: string;
  /** What was relied on, in a word: payloads carry no text that could name people. */
  readonly reason: string;
}

/** Takes an approved decision up. Rejected by its validator if the run waits for no person or the notice is malformed. */
export const decideUpdate = defineUpdate<CallerAnswer, [DecisionNotice]>('decide');

/** Longest time a caller is kept waiting. */
export const LONGEST_WAIT_MS = 5_000;

/** Workflow ids: one per thing, so that a second start of the same thing finds the first. */
export const workflowIds = {
  payment: (paymentId: string) => `payment-${paymentId}`,
  refund: (refundId: string) => `refund-${refundId}`,
  accountOpening: (accountId: string) => `account-${accountId}`,
  balance: (accountId: string) => `balance-${accountId}`,
  relay: 'relay',
  /** Not of its day: a run that still tells people must not be taken for the next one of the same day. */
  reconciliation: (reconciliationId: string) => `reconciliation-${reconciliationId}`,
} as const;

/** Registered names of the workflows. */
export const WORKFLOWS = {
  payment: 'payment',
  refund: 'refund',
  accountOpening: 'accountOpening',
  balance: 'balance',
  relay: 'relay',
  sweep: 'sweep',
  contractAccount: 'contractAccount',
  reconciliation: 'reconciliation',
  reconcileDue: 'reconcileDue',
} as const;

/** What operators can search runs by in Temporal UI; no personal data. Registered at the worker's start. */
export const searchAttributes = {
  paymentStatus: defineSearchAttributeKey('PaymentStatus', 'KEYWORD'),
  failureCode: defineSearchAttributeKey('FailureCode', 'KEYWORD'),
  partnerId: defineSearchAttributeKey('PartnerId', 'KEYWORD'),
  needsOperator: defineSearchAttributeKey('NeedsOperator', 'BOOL'),
  amount: defineSearchAttributeKey('Amount', 'INT'),
} as const;

/** How operators see the run of a movement of money; the same whoever starts it. */
export function shownAs(
  kind: 'payment' | 'refund',
  { partnerId, amountWon }: Pick<RefundInput, 'partnerId' | 'amountWon'>,
) {
  return {
    staticSummary: `${kind} of ${amountWon} won`,
    typedSearchAttributes: [
      { key: searchAttributes.paymentStatus, value: 'IN_PROGRESS' },
      { key: searchAttributes.partnerId, value: partnerId },
      { key: searchAttributes.amount, value: amountWon },
    ],
  };
}
