import type { DecidedBy } from './bank-outcome';
import type { FailureCode } from './failure';
import { endOfPeriodAround, type Instant } from './korean-time';
import type { Exchange, MovementSettings } from './movement';
import type { StatusDetail } from './states';

/** No send in the last 30 s of its Korean day: it could arrive under a date that has passed. */
export const DAY_END_MARGIN_MS = 30_000;

/** Why nothing is done just now; shown to operators. */
export type WaitReason =
  | 'ANOTHER_WORKER_HOLDS_THE_LEASE'
  | 'PAUSE_BEFORE_SENDING'
  | 'BANK_CLOSED'
  | 'DAY_IS_ENDING'
  | 'DEADLINE_TOO_NEAR'
  | 'PAUSE_BEFORE_CHECK'
  | 'WINDOW_BEFORE_NEW_PAIR'
  | 'PAIR_HELD_BY_ANOTHER'
  | 'TRIES_USED_UP'
  | 'DOUBT_LIMIT'
  | 'PAIRS_USED_UP'
  | 'EARLIER_PAIR_EXECUTED'
  | 'UNLISTED_FAILURE'
  | 'CONTRACT_ACCOUNT_SHORT'
  | 'OWED_MONEY_REFUSED'
  | 'BANK_HELD'
  | 'STATEMENT_AMBIGUOUS';

/** The certain end of a movement, and the witness for it. */
export type Settlement =
  | ({ readonly result: 'EXECUTED' | 'NOT_EXECUTED' | 'SETTLED_OUTSIDE' } & Known)
  | ({ readonly result: 'REFUSED'; readonly failureCode: FailureCode } & Known)
  | {
      readonly result: 'EXPIRED';
      readonly by: 'RULE';
      readonly evidence: null;
      readonly knownAt: Instant;
    };

interface Known {
  readonly by: DecidedBy;
  /** Null where operators decided. */
  readonly evidence: Exchange | null;
  /** When the proof was there. A payment proven only after its deadline is net cancelled. */
  readonly knownAt: Instant;
}

/** What to do next about a movement. */
export type Step =
  | { readonly kind: 'send'; readonly pair: 'FIRST' | 'SAME' | 'NEW' }
  | { readonly kind: 'check' }
  | { readonly kind: 'statement' }
  | {
      readonly kind: 'wait';
      readonly until: Instant;
      readonly detail: StatusDetail;
      readonly reason: WaitReason;
      /** The payment's deadline has passed while it may have been sent: people are told "not approved", once. */
      readonly netCancel: boolean;
    }
  | { readonly kind: 'settled'; readonly settlement: Settlement };

/** A step that does nothing for a while. */
export type Wait = Extract<Step, { kind: 'wait' }>;

/** A moment, and the numbers of the procedure. */
export interface Moment {
  readonly now: Instant;
  readonly settings: MovementSettings;
}

/** The moment itself, or the end of the closed hours it lies in. */
export function whenOpen(at: Instant, settings: Pick<MovementSettings, 'closedHours'>): Instant {
  return endOfPeriodAround(at, settings.closedHours) ?? at;
}

/** How often a movement held by operators looks whether the bank may be used again. */
export const HELD_POLL_MS = 15_000;

/** A person is waited for; the movement is looked at again every few minutes. */
export function forPerson({ now, settings }: Moment, reason: WaitReason): Step {
  return wait(now + settings.operatorAskMs, 'WAITING_FOR_OPERATOR', reason);
}

/** Ours: a bank held by operators gets no money to move; it is looked at again soon. */
export function heldBank({ now }: Moment, detail: StatusDetail): Wait {
  return wait(now + HELD_POLL_MS, detail, 'BANK_HELD');
}

/** Nothing is done until then. */
export function wait(until: Instant, detail: StatusDetail, reason: WaitReason): Wait {
  return { kind: 'wait', until, detail, reason, netCancel: false };
}

/** The certain end. */
export function settled(settlement: Settlement): Step {
  return { kind: 'settled', settlement };
}
