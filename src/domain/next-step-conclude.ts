import type { DecidedBy } from './bank-outcome';
import { endOfKoreanDay, koreanDay, timeInsidePeriods, type Instant } from './korean-time';
import type { Exchange, Movement, MovementSettings } from './movement';
import { endOf, readStory, verdictOf, type Story, type Verdict } from './movement-story';
import { question } from './next-step-ask';
import {
  DAY_END_MARGIN_MS,
  forPerson,
  heldBank,
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
/** The longest pause between new pairs of a refund that is refused again and again. */
const MAX_REFUSED_PAUSE_MS = 600_000;

type Refusal = Extract<Verdict, { kind: 'REFUSED' }>;

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
  switch (verdict.kind) {
    case 'EXECUTED':
      return concludePayment(verdict);
    case 'FAILED_UNLISTED':
      return unlistedFailure(story, moment);
    case 'NOT_EXECUTED':
      return newPairOrPerson(movement, moment.now, moment);
    case 'REFUSED':
      if (verdict.failureCode === 'CONTRACT_ACCOUNT_SHORT')
        return forPerson(moment, 'CONTRACT_ACCOUNT_SHORT');
      if (verdict.closed) return afterClosed(movement, story, moment);
      return movement.owed ? afterOwedRefusal(movement, story, moment) : concludePayment(verdict);
  }
}

/** A new pair after proof, not before the given moment: at most three of them, then a person. */
export function newPairOrPerson(movement: Movement, notBefore: Instant, moment: Moment): Step {
  const { settings } = moment;
  const sent = movement.transfers.filter((one) => readStory(one, settings).sends.length > 0);
  const used = sent.length - refusalsOf(movement, settings).length;
  return used >= MAX_PAIRS
    ? forPerson(moment, 'PAIRS_USED_UP')
    : sendNew(movement, notBefore, moment);
}

/** The first evidence of an earlier pair, given up for proven, having been executed after all. */
export function executedEarlier(movement: Movement, settings: MovementSettings): Exchange | null {
  for (const transfer of movement.transfers.slice(0, -1)) {
    const verdict = verdictOf(readStory(transfer, settings));
    if (verdict?.kind === 'EXECUTED') return verdict.by;
  }
  return null;
}

/** A new pair, not before the given moment, within hours and day, and not while operators hold the bank. */
export function sendNew(movement: Movement, notBefore: Instant, moment: Moment): Step {
  const { now, settings } = moment;
  const open = whenOpen(Math.max(now, notBefore), settings);
  const dayEnd = endOfKoreanDay(koreanDay(open));
  const due = open >= dayEnd - DAY_END_MARGIN_MS ? dayEnd : open;
  if (due > now) {
    const reason = notBefore > now ? 'WINDOW_BEFORE_NEW_PAIR' : 'BANK_CLOSED';
    return wait(due, 'WAITING_FOR_BANK', reason);
  }
  if (movement.sendingHeld) return heldBank(moment, 'WAITING_FOR_BANK');
  return { kind: 'send', pair: 'NEW' };
}

/** The bank was closed: a new pair after the window, with pauses that double. */
function afterClosed(movement: Movement, story: Story, moment: Moment): Step {
  const refusals = refusalsOf(movement, moment.settings);
  const counted = movement.owed ? refusals : refusals.filter((one) => one.closed);
  if (counted.length >= MAX_CLOSED_PAIRS) return forPerson(moment, 'PAIRS_USED_UP');
  return sendNew(movement, pausedUntil(story, counted.length), moment);
}

/**
 * Money we owe is not refused for good: a new pair after the window, with pauses that double, and a person once the bank
 * has refused for as long as a doubt may last. Ours: NH has no rule for it.
 */
function afterOwedRefusal(movement: Movement, story: Story, moment: Moment): Step {
  const { now, settings } = moment;
  const refusals = refusalsOf(movement, settings);
  const first = refusals.find((one) => !one.closed);
  const from = first ? endOf(first.by) : now;
  const closedMs = timeInsidePeriods({ from, to: Math.max(from, now) }, settings.closedHours);
  if (now - from - closedMs >= settings.doubtLimitMs)
    return forPerson(moment, 'OWED_MONEY_REFUSED');
  return sendNew(movement, pausedUntil(story, refusals.length), moment);
}

/** The end of the window and of a pause that doubles with every refusal, up to ten minutes. */
function pausedUntil({ windowStart, windowEnd, windowMs }: Story, refusals: number): Instant {
  const doubling = Math.min(MAX_REFUSED_PAUSE_MS, windowMs * 2 ** (refusals - 1));
  return Math.max(windowEnd, windowStart + doubling);
}

/** A person looks; meanwhile the bank is asked every few minutes, and a definite answer still settles it. */
function unlistedFailure(story: Story, { now, settings }: Moment): Step {
  const last = story.questions.at(-1);
  const wanted = last ? endOf(last) + settings.operatorAskMs : now;
  const due = whenOpen(Math.max(now, wanted), settings);
  if (due <= now) return question(story, settings);
  return wait(due, 'WAITING_FOR_OPERATOR', 'UNLISTED_FAILURE');
}

/** What the bank refused of a movement, pair by pair. */
function refusalsOf(movement: Movement, settings: MovementSettings): readonly Refusal[] {
  return movement.transfers.flatMap((transfer) => {
    const verdict = verdictOf(readStory(transfer, settings));
    return verdict?.kind === 'REFUSED' ? [verdict] : [];
  });
}

function witness(exchange: Exchange): DecidedBy {
  const witnesses = { SEND: 'BANK_ANSWER', CHECK: 'RESULT_CHECK', STATEMENT: 'STATEMENT' } as const;
  return witnesses[exchange.kind];
}
