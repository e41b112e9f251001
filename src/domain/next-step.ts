import { endOfKoreanDay, koreanDay, type Instant } from './korean-time';
import type { Movement, MovementSettings, Send, TransferHistory } from './movement';
import {
  attemptsOf,
  doubtMs,
  endOf,
  isAnswered,
  isDuplicate,
  isForeign,
  isSilent,
  readStory,
  verdictOf,
  type Story,
} from './movement-story';
import { concludePayment, concludeRefund, isExecutedEarlier } from './next-step-conclude';
import {
  DAY_END_MARGIN_MS,
  forPerson,
  settled,
  wait,
  whenOpen,
  type Moment,
  type Step,
} from './next-step-types';
import type { StatusDetail } from './states';

export { MAX_CLOSED_PAIRS, MAX_PAIRS } from './next-step-conclude';
export { DAY_END_MARGIN_MS, type Settlement, type Step, type WaitReason } from './next-step-types';

/** At most this many sends of one pair may have left; NH's procedure counts five tries. */
export const MAX_SENDS = 5;
/** Room beside the read time-out that must be left before the deadline for a first send. */
export const DEADLINE_MARGIN_MS = 5_000;

/**
 * The one rule of the unknown outcome: what to do next about a movement, from what is in the book. Pure: the same
 * history and moment always give the same step, so a run that was lost goes on where it was.
 */
export function nextStep(movement: Movement, now: Instant, settings: MovementSettings): Step {
  const moment = { now, settings };
  const transfer = movement.transfers.at(-1);
  if (!transfer) return sendFirst(movement, null, moment);

  const held = transfer.exchanges.find((one) => one.outcome === null && now < one.leaseUntil);
  if (held) return wait(held.leaseUntil, detailOf(transfer), 'ANOTHER_WORKER_HOLDS_THE_LEASE');

  if (isExecutedEarlier(movement, settings)) return forPerson(moment, 'EARLIER_PAIR_EXECUTED');
  const story = readStory(transfer, settings);
  const verdict = verdictOf(story);
  if (verdict) {
    if (movement.kind === 'PAYMENT') return concludePayment(verdict);
    return concludeRefund(movement, { verdict, story }, moment);
  }
  if (story.sends.length === 0) return sendFirst(movement, transfer, moment);
  if (isForeign(story)) return foreign(story, moment);
  return sendAgain(movement, { transfer, story }, moment) ?? ask(story, moment);
}

/** Nothing has left yet: send as soon as hours, day and deadline allow, or let the payment expire. */
function sendFirst(movement: Movement, transfer: TransferHistory | null, moment: Moment): Step {
  const { now, settings } = moment;
  const attempts = transfer ? attemptsOf(transfer) : [];
  const newDay = transfer !== null && koreanDay(now) !== transfer.tsymd;
  // A pause that reaches over midnight ends there: the next day's pair need not wait for it.
  const pairEnds = transfer ? endOfKoreanDay(transfer.tsymd) : now;
  const earliest = Math.max(now, Math.min(dueAfterSilence(attempts, settings), pairEnds));
  const open = whenOpen(earliest, settings);
  const dayEnd = endOfKoreanDay(koreanDay(open));
  const due = open >= dayEnd - DAY_END_MARGIN_MS ? dayEnd : open;

  const deadline = movement.decisionDeadline;
  if (deadline !== null && due + settings.readTimeoutMs + DEADLINE_MARGIN_MS > deadline) {
    if (now < deadline) return wait(deadline, 'WAITING_FOR_BANK', 'DEADLINE_TOO_NEAR');
    return settled({ result: 'EXPIRED', by: 'RULE', evidence: null, knownAt: now });
  }
  if (due > now) {
    const calm = open > earliest ? 'BANK_CLOSED' : 'PAUSE_BEFORE_SENDING';
    return wait(due, 'WAITING_FOR_BANK', due > open ? 'DAY_IS_ENDING' : calm);
  }
  if (!transfer) return { kind: 'send', pair: 'FIRST' };
  return { kind: 'send', pair: newDay ? 'NEW' : 'SAME' };
}

/** Silence, and nothing but silence: the same pair may be sent again, or null if it may not. */
function sendAgain(
  movement: Movement,
  { transfer, story }: { transfer: TransferHistory; story: Story },
  { now, settings }: Moment,
): Step | null {
  const nothingButSilence = story.sends.every(isSilent) && story.checks.length === 0;
  if (!nothingButSilence || story.sends.length >= MAX_SENDS) return null;
  if (doubtMs(story, now, settings) >= settings.doubtLimitMs) return null;

  const due = whenOpen(Math.max(now, dueAfterSilence(attemptsOf(transfer), settings)), settings);
  const lastMoment = Math.min(
    endOfKoreanDay(transfer.tsymd) - DAY_END_MARGIN_MS,
    movement.decisionDeadline ?? Infinity,
  );
  if (due >= lastMoment) return null;
  if (due <= now) return { kind: 'send', pair: 'SAME' };
  return wait(due, 'BANK_RESULT_UNKNOWN', 'PAUSE_BEFORE_SENDING');
}

/** Ask the bank what became of the pair: on NH's schedule, then every few minutes while a person is waited for. */
function ask(story: Story, { now, settings }: Moment): Step {
  const doubt = doubtMs(story, now, settings);
  const lastAnswered = story.checks.filter(isAnswered).at(-1);
  const usedUp = lastAnswered !== undefined && lastAnswered.markedAt >= story.windowEnd;
  const needsPerson = usedUp || doubt >= settings.doubtLimitMs;

  const wanted = needsPerson ? dueForPerson(story, now, settings) : dueCheck(story, settings);
  const due = whenOpen(Math.max(now, wanted), settings);
  if (due <= now) return { kind: 'check' };
  if (needsPerson)
    return wait(due, 'WAITING_FOR_OPERATOR', usedUp ? 'TRIES_USED_UP' : 'DOUBT_LIMIT');
  // While the bank is closed the doubt limit stands still.
  const doubtEnds = whenOpen(whenOpen(now, settings) + settings.doubtLimitMs - doubt, settings);
  return wait(Math.min(due, doubtEnds), 'BANK_RESULT_UNKNOWN', 'PAUSE_BEFORE_CHECK');
}

/** When the next check is due on the schedule. */
function dueCheck(story: Story, settings: MovementSettings): Instant {
  const { checks, sends, windowStart } = story;
  const lastSend = sends.at(-1);
  const lastCheck = checks.at(-1);
  if (lastSend && isDuplicate(lastSend) && !lastCheck) return endOf(lastSend);
  if (!lastCheck) return windowStart + settings.checkIntervalMs;
  if (!isAnswered(lastCheck)) {
    const unanswered = checks.length - 1 - checks.findLastIndex(isAnswered);
    return endOf(lastCheck) + pauseAt(settings.checkPausesMs, unanswered);
  }
  const slotsPassed = Math.floor((lastCheck.markedAt - windowStart) / settings.checkIntervalMs);
  return windowStart + settings.checkIntervalMs * (Math.max(0, slotsPassed) + 1);
}

/** While a person is waited for, the bank is asked every few minutes: a definite answer still settles it. */
function dueForPerson(story: Story, now: Instant, settings: MovementSettings): Instant {
  const lastCheck = story.checks.at(-1);
  return lastCheck ? endOf(lastCheck) + settings.operatorAskMs : now;
}

/** Someone else holds our pair: nothing the bank says about it is about us. After the window a person looks. */
function foreign(story: Story, { now, settings }: Moment): Step {
  if (now < story.windowEnd) {
    return wait(story.windowEnd, 'BANK_RESULT_UNKNOWN', 'PAIR_HELD_BY_ANOTHER');
  }
  return wait(now + settings.operatorAskMs, 'WAITING_FOR_OPERATOR', 'PAIR_HELD_BY_ANOTHER');
}

/** When the pause after the last attempt is over; a bank that said how long to wait is obeyed. */
function dueAfterSilence(attempts: readonly Send[], settings: MovementSettings): Instant {
  const last = attempts.at(-1);
  if (!last) return 0;
  const asked = last.outcome?.class === 'UNKNOWN' ? last.outcome.retryAfterSeconds : null;
  if (asked !== null) return endOf(last) + asked * 1000;
  return endOf(last) + pauseAt(settings.silencePausesMs, attempts.length);
}

/** The n-th pause of a list, counted from 1, the last one repeating. */
function pauseAt(pauses: readonly number[], n: number): number {
  return pauses[Math.min(n, pauses.length) - 1] ?? 0;
}

function detailOf(transfer: TransferHistory): StatusDetail {
  const inDoubt = transfer.exchanges.some(
    (one) => one.kind !== 'SEND' || (one.outcome !== null && one.outcome.class !== 'NEVER_LEFT'),
  );
  return inDoubt ? 'BANK_RESULT_UNKNOWN' : 'WAITING_FOR_BANK';
}
