import type { Instant } from './korean-time';
import type { MovementSettings } from './movement';
import {
  doubtMs,
  endOf,
  isAmbiguous,
  isAnswered,
  isDuplicate,
  isForeign,
  proofFrom,
  type Question,
  type Story,
} from './movement-story';
import {
  forPerson,
  wait,
  whenOpen,
  type Moment,
  type Step,
  type WaitReason,
} from './next-step-types';

/**
 * Asks the witness what became of the pair: on NH's schedule of result checks, which the statement follows where it takes
 * their place, then every few minutes while a person is waited for.
 */
export function ask(story: Story, moment: Moment): Step {
  const { now, settings } = moment;
  const doubt = doubtMs(story, now, settings);
  const person = whyPerson(story, { doubt, settings });
  const wanted = person ? dueForPerson(story, moment) : dueQuestion(story, settings);
  const due = whenOpen(Math.max(now, wanted), settings);
  if (due <= now) return question(story, settings);
  if (person) return wait(due, 'WAITING_FOR_OPERATOR', person);
  // While the bank is closed the doubt limit stands still.
  const doubtEnds = whenOpen(whenOpen(now, settings) + settings.doubtLimitMs - doubt, settings);
  return wait(Math.min(due, doubtEnds), 'BANK_RESULT_UNKNOWN', 'PAUSE_BEFORE_CHECK');
}

/**
 * Someone else holds our pair: no check about it is about us, only a row with our own reference is. After the window the
 * statement is read once; if the row is not there, nothing is proven and a person looks.
 */
export function askAboutForeign(story: Story, moment: Moment): Step {
  const { now, settings } = moment;
  const from = proofFrom(story, 'STATEMENT');
  if (now < from) return wait(from, 'BANK_RESULT_UNKNOWN', 'PAIR_HELD_BY_ANOTHER');
  const read = story.questions.filter((one) => one.kind === 'STATEMENT' && one.markedAt >= from);
  if (read.findLast(isAnswered) && !story.questions.some(isAmbiguous))
    return forPerson(moment, 'PAIR_HELD_BY_ANOTHER');

  const doubtful = doubtMs(story, now, settings) >= settings.doubtLimitMs;
  const person = personFor(story, doubtful ? 'PAIR_HELD_BY_ANOTHER' : null);
  const wanted = person ? dueForPerson(story, moment) : dueAfterUnanswered(read, settings);
  const due = whenOpen(Math.max(now, wanted), settings);
  if (due <= now) return question(story, settings);
  if (person) return wait(due, 'WAITING_FOR_OPERATOR', person);
  return wait(due, 'BANK_RESULT_UNKNOWN', 'PAIR_HELD_BY_ANOTHER');
}

/** The one who can know: the statement on NH's test bed and about a pair that someone else holds, else a result check. */
export function question(story: Story, settings: MovementSettings): Step {
  const isStatement = settings.witness === 'STATEMENT' || isForeign(story);
  return { kind: isStatement ? 'statement' : 'check' };
}

/** When the first or next question is due on NH's schedule. */
export function dueQuestion(story: Story, settings: MovementSettings): Instant {
  const { questions, sends, windowStart } = story;
  const lastSend = sends.at(-1);
  const last = questions.at(-1);
  if (lastSend && isDuplicate(lastSend) && !last) return endOf(lastSend);
  if (last && !isAnswered(last)) return dueAfterUnanswered(questions, settings);
  const slotsPassed = last
    ? Math.floor((last.markedAt - windowStart) / settings.checkIntervalMs)
    : 0;
  const slot = windowStart + settings.checkIntervalMs * (Math.max(0, slotsPassed) + 1);
  // The last try speaks for the whole window, and on the statement for the booking lag too: it waits for both.
  const proof = proofFrom(story, settings.witness === 'STATEMENT' ? 'STATEMENT' : 'CHECK');
  if (last && last.markedAt >= proof) return slot;
  return slot + settings.checkIntervalMs > proof ? proof : slot;
}

/** Why a person is needed beside the questions: nothing can be proven by asking, or it took too long. */
function whyPerson(
  story: Story,
  { doubt, settings }: { doubt: number; settings: MovementSettings },
): WaitReason | null {
  const answered = story.questions.filter(isAnswered);
  const last = answered.at(-1);
  // Tries that an outage ate are made up for: the first "still processing" after it is no reason to call people.
  const isUsedUp = answered.length >= settings.checkTries;
  if (last && isUsedUp && last.markedAt >= proofFrom(story, last.kind))
    return personFor(story, 'TRIES_USED_UP');
  return personFor(story, doubt >= settings.doubtLimitMs ? 'DOUBT_LIMIT' : null);
}

/** Rows that contradict each other need a person at once, whatever else would. */
function personFor(story: Story, otherwise: WaitReason | null): WaitReason | null {
  return story.questions.some(isAmbiguous) ? 'STATEMENT_AMBIGUOUS' : otherwise;
}

/** A question that got no answer is asked again after a pause and counts no try; at once if none was asked. */
function dueAfterUnanswered(asked: readonly Question[], settings: MovementSettings): Instant {
  const last = asked.at(-1);
  if (!last) return 0;
  const unanswered = asked.length - 1 - asked.findLastIndex(isAnswered);
  return endOf(last) + pauseAt(settings.checkPausesMs, unanswered);
}

/** While a person is waited for, the bank is asked every few minutes: a definite answer still settles it. */
function dueForPerson(story: Story, { now, settings }: Moment): Instant {
  const last = story.questions.at(-1);
  return last ? endOf(last) + settings.operatorAskMs : now;
}

/** The n-th pause of a list, counted from 1, the last one repeating. */
export function pauseAt(pauses: readonly number[], n: number): number {
  return pauses[Math.min(n, pauses.length) - 1] ?? 0;
}
