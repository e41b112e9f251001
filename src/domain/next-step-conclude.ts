import type { DecidedBy } from './bank-outcome';
import { endOfKoreanDay, koreanDay, type Instant } from './korean-time';
import type { Check, Exchange, Movement, MovementSettings } from './movement';
import { endOf, readStory, verdictOf, type Story, type Verdict } from './movement-story';
import {
  DAY_END_MARGIN_MS,
  forPerson,
  settled,
  wait,
  whenOpen,
  type Moment,
  type Step,
} from './next-step-types';

/** A refund proven not executed gets a new pair at most so often; then a person looks at it. */
export const MAX_PAIRS = 3;
/** A refund the closed bank refuses is sent with new pairs at most so often (a day of 10-minute pauses). */
export const MAX_CLOSED_PAIRS = 144;
/** The longest pause between new pairs of a refund that the closed bank refuses. */
const MAX_CLOSED_PAUSE_MS = 600_000;

/** A payment ends with what is proven about its pair; it never gets a second pair that could pay twice. */
export function concludePayment(verdict: Verdict): Step {
  const by = witness(verdict.by);
  const known = { by, evidence: verdict.by, knownAt: endOf(verdict.by) };
  switch (verdict.kind) {
    case 'EXECUTED':
      return settled({ result: 'EXECUTED', ...known });
    case 'REFUSED':
      return settled({ result: 'REFUSED', failureCode: verdict.failureCode, ...known });
    case 'FAILED_UNLISTED':
      return settled({ result: 'REFUSED', failureCode: 'BANK_REFUSED', ...known });
    case 'NOT_EXECUTED':
      return settled({ result: 'NOT_EXECUTED', ...known });
  }
}

/** A refund proven not executed is tried again with a new pair; what money of ours or a person must mend waits for one. */
export function concludeRefund(
  movement: Movement,
  { verdict, story }: { verdict: Verdict; story: Story },
  moment: Moment,
): Step {
  const { now, settings } = moment;
  if (verdict.kind === 'EXECUTED') return concludePayment(verdict);
  if (verdict.kind === 'FAILED_UNLISTED')
    return unlistedFailure(story.checks.at(-1) ?? verdict.by, moment);
  if (verdict.kind === 'NOT_EXECUTED') {
    const pairs = movement.transfers.length - closedPairs(movement, settings);
    const used = pairs - unsentPairs(movement, settings);
    return used >= MAX_PAIRS ? forPerson(moment, 'PAIRS_USED_UP') : sendNew(now, moment);
  }
  if (verdict.failureCode === 'CONTRACT_ACCOUNT_SHORT')
    return forPerson(moment, 'CONTRACT_ACCOUNT_SHORT');
  if (!verdict.closed) return concludePayment(verdict);

  const refusedSoOften = closedPairs(movement, settings);
  if (refusedSoOften >= MAX_CLOSED_PAIRS) return forPerson(moment, 'PAIRS_USED_UP');
  const windowMs = settings.checkIntervalMs * settings.checkTries;
  const doubling = Math.min(MAX_CLOSED_PAUSE_MS, windowMs * 2 ** (refusedSoOften - 1));
  return sendNew(Math.max(story.windowEnd, story.windowStart + doubling), moment);
}

/** A person looks; meanwhile the bank is asked every few minutes, and a definite answer still settles it. */
function unlistedFailure(check: Check, { now, settings }: Moment): Step {
  const due = whenOpen(Math.max(now, endOf(check) + settings.operatorAskMs), settings);
  if (due <= now) return { kind: 'check' };
  return wait(due, 'WAITING_FOR_OPERATOR', 'UNLISTED_FAILURE');
}

/**
 * A late answer says that a pair we had given up for proven was executed after all. Whatever the newest pair does, a
 * person has to look: nothing may be sent any more.
 */
export function isExecutedEarlier(movement: Movement, settings: MovementSettings): boolean {
  return movement.transfers
    .slice(0, -1)
    .some((transfer) => verdictOf(readStory(transfer, settings))?.kind === 'EXECUTED');
}

/** A new pair, not before the given moment, within hours and day. */
function sendNew(notBefore: Instant, { now, settings }: Moment): Step {
  const open = whenOpen(Math.max(now, notBefore), settings);
  const dayEnd = endOfKoreanDay(koreanDay(open));
  const due = open >= dayEnd - DAY_END_MARGIN_MS ? dayEnd : open;
  if (due <= now) return { kind: 'send', pair: 'NEW' };
  return wait(due, 'WAITING_FOR_BANK', notBefore > now ? 'WINDOW_BEFORE_NEW_PAIR' : 'BANK_CLOSED');
}

/** Pairs the bank refused because it was closed. */
function closedPairs(movement: Movement, settings: MovementSettings): number {
  return movement.transfers.filter((transfer) => {
    const verdict = verdictOf(readStory(transfer, settings));
    return verdict?.kind === 'REFUSED' && verdict.closed;
  }).length;
}

/** Pairs of an earlier day of which nothing ever left. */
function unsentPairs(movement: Movement, settings: MovementSettings): number {
  return movement.transfers.filter((one) => readStory(one, settings).sends.length === 0).length;
}

function witness(exchange: Exchange): DecidedBy {
  const witnesses = { SEND: 'BANK_ANSWER', CHECK: 'RESULT_CHECK', STATEMENT: 'STATEMENT' } as const;
  return witnesses[exchange.kind];
}
