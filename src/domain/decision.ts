import type { WaitReason } from './next-step-types';

/** What operators may decide about something that needs a person. */
export const DECISIONS = [
  'EXECUTED',
  'NOT_EXECUTED',
  'ASK_AGAIN',
  'SEND_AGAIN',
  'SETTLED_OUTSIDE',
  'CORRECTIVE_REFUND',
] as const;

/** One of DECISIONS. */
export type DecisionKind = (typeof DECISIONS)[number];

/** What waits for a decision, and why. */
export type Undecided =
  | { readonly kind: 'PAYMENT' | 'REFUND'; readonly reason: WaitReason }
  | { readonly kind: 'ACCOUNT' }
  /** `owes`: the bank took money that our book does not account for, from a payment we know. */
  | { readonly kind: 'CASE'; readonly owes: boolean };

/** Waits in which it is proven that the newest pair moved no money: only a new one can. */
const PROVEN_NOT_SENT: ReadonlySet<WaitReason> = new Set<WaitReason>([
  'CONTRACT_ACCOUNT_SHORT',
  'UNLISTED_FAILURE',
  'PAIRS_USED_UP',
  'OWED_MONEY_REFUSED',
]);

/**
 * The decisions that fit. A payment may never be sent again; a refund only where it is proven that it moved nothing; and
 * nothing is sent after an earlier pair turned out to have been executed.
 */
export function permittedDecisions(undecided: Undecided): readonly DecisionKind[] {
  switch (undecided.kind) {
    case 'PAYMENT':
      return ['EXECUTED', 'NOT_EXECUTED', 'ASK_AGAIN'];
    case 'ACCOUNT':
      return ['NOT_EXECUTED', 'ASK_AGAIN'];
    case 'CASE':
      return undecided.owes ? ['CORRECTIVE_REFUND', 'SETTLED_OUTSIDE'] : ['SETTLED_OUTSIDE'];
    case 'REFUND':
      if (undecided.reason === 'EARLIER_PAIR_EXECUTED') {
        return ['EXECUTED', 'SETTLED_OUTSIDE', 'ASK_AGAIN'];
      }
      return PROVEN_NOT_SENT.has(undecided.reason)
        ? ['EXECUTED', 'NOT_EXECUTED', 'SEND_AGAIN', 'SETTLED_OUTSIDE', 'ASK_AGAIN']
        : ['EXECUTED', 'NOT_EXECUTED', 'SETTLED_OUTSIDE', 'ASK_AGAIN'];
  }
}
