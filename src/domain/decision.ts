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

/**
 * The decisions that fit; all of it ours. A payment may never be sent again. A refund is sent again only where it is proven
 * that it moved nothing, and nobody may claim there that it did. After an earlier pair was executed after all, nothing is
 * sent and nothing denied.
 */
export function permittedDecisions(undecided: Undecided): readonly DecisionKind[] {
  switch (undecided.kind) {
    case 'PAYMENT':
      return undecided.reason === 'EARLIER_PAIR_EXECUTED'
        ? ['EXECUTED', 'ASK_AGAIN']
        : ['EXECUTED', 'NOT_EXECUTED', 'ASK_AGAIN'];
    case 'ACCOUNT':
      return ['NOT_EXECUTED', 'ASK_AGAIN'];
    case 'CASE':
      return undecided.owes ? ['CORRECTIVE_REFUND', 'SETTLED_OUTSIDE'] : ['SETTLED_OUTSIDE'];
    case 'REFUND':
      return forRefund(undecided.reason);
  }
}

function forRefund(reason: WaitReason): readonly DecisionKind[] {
  switch (reason) {
    case 'EARLIER_PAIR_EXECUTED':
      return ['EXECUTED', 'SETTLED_OUTSIDE', 'ASK_AGAIN'];
    case 'CONTRACT_ACCOUNT_SHORT':
    case 'PAIRS_USED_UP':
    case 'OWED_MONEY_REFUSED':
      return ['SEND_AGAIN', 'SETTLED_OUTSIDE', 'ASK_AGAIN'];
    case 'UNLISTED_FAILURE':
      return ['EXECUTED', 'NOT_EXECUTED', 'SEND_AGAIN', 'SETTLED_OUTSIDE', 'ASK_AGAIN'];
    default:
      return ['EXECUTED', 'NOT_EXECUTED', 'SETTLED_OUTSIDE', 'ASK_AGAIN'];
  }
}
