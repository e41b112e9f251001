import { endOfKoreanDay, koreanDay, type Instant } from './korean-time';
import type { Movement, MovementSettings, Send, TransferHistory } from './movement';
import {
  attemptsOf,
  doubtMs,
  endOf,
  isForeign,
  isSilent,
  readStory,
  verdictOf,
  type Story,
} from './movement-story';
import { ask, askAboutForeign, dueQuestion, pauseAt } from './next-step-ask';
import { concludePayment, concludeRefund, executedEarlier } from './next-step-conclude';
import { isPastDeadline, tellsFirst, withDeadline, type Asking } from './next-step-deadline';
import { askAgain, decidedAfterEarlierPair, decidedStep } from './next-step-decided';
import {
  DAY_END_MARGIN_MS,
  forPerson,
  heldBank,
  settled,
  wait,
  whenOpen,
  type Moment,
  type Step,
  type WaitReason,
} from './next-step-types';
import { askedInVain, withoutAnswer } from './next-step-unanswered';
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
  const step = stepOf(movement, moment);
  const next = tellsFirst(step, movement, now) ? tellFirst(step, movement, moment) : step;
  return withDeadline(next, movement, moment);
}

/** A net cancel that nobody has heard of: told as it will stand if the question that is due gets no answer. */
function tellFirst(asking: Asking, movement: Movement, moment: Moment): Step {
  const step = stepOf(askedInVain(movement, QUESTIONS[asking.kind], moment.now), moment);
  const person = step.kind === 'wait' && step.detail === 'WAITING_FOR_OPERATOR';
  return person
    ? { ...step, until: moment.now }
    : wait(moment.now, 'NET_CANCELING', 'PAUSE_BEFORE_CHECK');
}

/** The question that a step asks. */
const QUESTIONS = { check: 'CHECK', statement: 'STATEMENT' } as const;

/**
 * Why a person is needed now, or null if none is. Also while the bank is just being asked again, or about to be: if that
 * question gets no answer, the person is still waited for.
 */
export function whyAPersonIsNeeded(
  movement: Movement,
  now: Instant,
  settings: MovementSettings,
): WaitReason | null {
  const asked = withoutAnswer(movement, now);
  let step = nextStep(asked, now, settings);
  if (step.kind === 'check' || step.kind === 'statement')
    step = nextStep(askedInVain(asked, QUESTIONS[step.kind], now), now, settings);
  return step.kind === 'wait' && step.detail === 'WAITING_FOR_OPERATOR' ? step.reason : null;
}

function stepOf(movement: Movement, moment: Moment): Step {
  const { now, settings } = moment;
  const transfer = movement.transfers.at(-1);
  if (!transfer) return sendFirst(movement, null, moment);

  const held = transfer.exchanges.find((one) => one.outcome === null && now < one.leaseUntil);
  if (held) return wait(held.leaseUntil, detailOf(transfer), 'ANOTHER_WORKER_HOLDS_THE_LEASE');

  const story = readStory(transfer, settings);
  return askAgain(judge(movement, { transfer, story }, moment), { transfer, story }, moment);
}

/** What the evidence, and then operators, say about the newest pair. */
function judge(
  movement: Movement,
  { transfer, story }: { transfer: TransferHistory; story: Story },
  moment: Moment,
): Step {
  if (executedEarlier(movement, moment.settings)) {
    return decidedAfterEarlierPair(movement, moment) ?? forPerson(moment, 'EARLIER_PAIR_EXECUTED');
  }
  const verdict = verdictOf(story);
  const decided = decidedStep(movement, { transfer, story, verdict }, moment);
  if (decided) return decided;
  if (verdict) {
    if (movement.kind === 'PAYMENT') return concludePayment(verdict);
    return concludeRefund(movement, { verdict, story }, moment);
  }
  if (story.sends.length === 0) return sendFirst(movement, transfer, moment);
  if (isForeign(story)) return askAboutForeign(story, moment);
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
  if (isPastDeadline(movement, now))
    return settled({ result: 'EXPIRED', by: 'RULE', evidence: null, knownAt: now });
  if (deadline !== null && due + settings.readTimeoutMs + DEADLINE_MARGIN_MS > deadline)
    return wait(deadline, 'WAITING_FOR_BANK', 'DEADLINE_TOO_NEAR');
  if (due > now) {
    const calm = open > earliest ? 'BANK_CLOSED' : 'PAUSE_BEFORE_SENDING';
    return wait(due, 'WAITING_FOR_BANK', due > open ? 'DAY_IS_ENDING' : calm);
  }
  if (movement.sendingHeld) return heldBank(moment, 'WAITING_FOR_BANK');
  if (!transfer) return { kind: 'send', pair: 'FIRST' };
  return { kind: 'send', pair: newDay ? 'NEW' : 'SAME' };
}

/** Silence, and nothing but silence: the same pair may be sent again, or null if it may not. */
function sendAgain(
  movement: Movement,
  { transfer, story }: { transfer: TransferHistory; story: Story },
  moment: Moment,
): Step | null {
  const { now, settings } = moment;
  const nothingButSilence = story.sends.every(isSilent) && story.questions.length === 0;
  if (!nothingButSilence || story.sends.length >= MAX_SENDS) return null;
  if (doubtMs(story, now, settings) >= settings.doubtLimitMs) return null;
  if (isPastDeadline(movement, now)) return null;

  const due = whenOpen(Math.max(now, dueAfterSilence(attemptsOf(transfer), settings)), settings);
  const lastMoment = Math.min(
    endOfKoreanDay(transfer.tsymd) - DAY_END_MARGIN_MS,
    movement.decisionDeadline ?? Infinity,
  );
  if (due >= lastMoment) return null;
  if (due > now) return wait(due, 'BANK_RESULT_UNKNOWN', 'PAUSE_BEFORE_SENDING');
  return movement.sendingHeld ? holdSilence(story, moment) : { kind: 'send', pair: 'SAME' };
}

/** Questions go on while operators hold the bank: on their schedule the pair is asked about instead, and then only that. */
function holdSilence(story: Story, moment: Moment): Step | null {
  const due = dueQuestion(story, moment.settings);
  if (due <= moment.now) return null;
  const held = heldBank(moment, 'BANK_RESULT_UNKNOWN');
  return { ...held, until: Math.min(held.until, due) };
}

/** When the pause after the last attempt is over; a bank that said how long to wait is obeyed. */
function dueAfterSilence(attempts: readonly Send[], settings: MovementSettings): Instant {
  const last = attempts.at(-1);
  if (!last) return 0;
  const asked = last.outcome?.class === 'UNKNOWN' ? last.outcome.retryAfterSeconds : null;
  if (asked !== null) return endOf(last) + asked * 1000;
  return endOf(last) + pauseAt(settings.silencePausesMs, attempts.length);
}

function detailOf(transfer: TransferHistory): StatusDetail {
  const inDoubt = transfer.exchanges.some(
    (one) => one.kind !== 'SEND' || (one.outcome !== null && one.outcome.class !== 'NEVER_LEFT'),
  );
  return inDoubt ? 'BANK_RESULT_UNKNOWN' : 'WAITING_FOR_BANK';
}
