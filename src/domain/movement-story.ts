import type { FailureCode } from './failure';
import type { Check, Exchange, MovementSettings, Reading, Send, TransferHistory } from './movement';
import { timeInsidePeriods, type Instant } from './korean-time';
import type { TransferState } from './states';

/** A question to a witness: a result check, or a reading of the statement. */
export type Question = Check | Reading;

/** What the exchanges of one pair amount to. */
export interface Story {
  /** Sends that reached the bank, or may have. Attempts that never left are none. */
  readonly sends: readonly Send[];
  readonly questions: readonly Question[];
  /** Start of the settling window: the end of the last send that could have executed. */
  readonly windowStart: Instant;
  readonly windowEnd: Instant;
  readonly windowMs: number;
  /** How much longer than the window absence from the statement has to last: rows are booked late. */
  readonly bookingLagMs: number;
}

/** What is proven about one pair. */
export type Verdict =
  | { readonly kind: 'EXECUTED'; readonly by: Exchange }
  | {
      readonly kind: 'REFUSED';
      readonly failureCode: FailureCode;
      readonly closed: boolean;
      readonly by: Exchange;
    }
  | { readonly kind: 'NOT_EXECUTED'; readonly by: Question }
  | { readonly kind: 'FAILED_UNLISTED'; readonly by: Check };

/** The end of an exchange: its answer or time-out, or the end of its lease where no outcome is recorded. */
export function endOf(exchange: Exchange): Instant {
  return exchange.endedAt ?? exchange.leaseUntil;
}

/** A send whose outcome is silence, recorded or not: the only thing after which a pair may be sent again. */
export function isSilent(send: Send): boolean {
  return send.outcome === null || isUnknown(send, 'NO_ANSWER');
}

/** A send that was answered "this pair was used already": it executed nothing itself. */
export function isDuplicate(send: Send): boolean {
  return isUnknown(send, 'DUPLICATE');
}

/** A question whose answer counts as a try. */
export function isAnswered(question: Question): boolean {
  return question.outcome !== null && question.outcome.finding !== 'NOT_ANSWERED';
}

/** Every attempt to send a pair, also those that never left. */
export function attemptsOf(transfer: TransferHistory): readonly Send[] {
  return transfer.exchanges.filter((one): one is Send => one.kind === 'SEND');
}

/** Reads the exchanges of one pair. */
export function readStory(transfer: TransferHistory, settings: MovementSettings): Story {
  const sends = attemptsOf(transfer).filter((send) => send.outcome?.class !== 'NEVER_LEFT');
  const windowStart = Math.max(0, ...thatCouldExecute(sends).map(endOf));
  const windowMs = settings.checkIntervalMs * settings.checkTries;
  return {
    sends,
    questions: transfer.exchanges.filter((one): one is Question => one.kind !== 'SEND'),
    windowStart,
    windowEnd: windowStart + windowMs,
    windowMs,
    bookingLagMs: settings.bookingLagMs,
  };
}

/**
 * What the evidence proves, or null. Yes counts from anyone, whatever else was said; a refusal counts from the only send
 * of the pair or from a check; absence and an unlisted failure only if asked when the window was over.
 */
export function verdictOf(story: Story): Verdict | null {
  const executed = firstYes(story);
  if (executed) return { kind: 'EXECUTED', by: executed };
  if (isForeign(story)) return null;
  return refusalOf(story) ?? absenceOf(story);
}

/** The yes that was there first. Of a pair that someone else holds only a row with our own reference is about us. */
function firstYes(story: Story): Exchange | null {
  const bank = story.sends.filter((send) => send.outcome?.class === 'SUCCEEDED');
  const witnesses = story.questions.filter(
    (one) => one.outcome?.finding === 'EXECUTED' && (one.kind === 'STATEMENT' || !isForeign(story)),
  );
  const all: readonly Exchange[] = [...bank, ...witnesses];
  return all.reduce<Exchange | null>(
    (first, one) => (first === null || endOf(one) < endOf(first) ? one : first),
    null,
  );
}

/** A listed refusal: in the answer to the only send, or told by a check. */
function refusalOf(story: Story): Verdict | null {
  const only = story.sends.length === 1 ? story.sends[0] : undefined;
  if (only?.outcome?.class === 'REFUSED') {
    const { failureCode, closed } = only.outcome;
    return { kind: 'REFUSED', failureCode, closed, by: only };
  }
  for (const check of checksOf(story)) {
    const said = check.outcome;
    if (said?.finding === 'REFUSED') {
      return { kind: 'REFUSED', failureCode: said.failureCode, closed: said.closed, by: check };
    }
  }
  return null;
}

/**
 * "No such transaction", or all pages of the statement without our row, still so after the window; or an unlisted
 * failure. Ours: a row that was seen once and is gone proves no absence.
 */
function absenceOf(story: Story): Verdict | null {
  const late = story.questions.filter((one) => isAfterWindow(one, story));
  const absent = late.find((one) => one.outcome?.finding === 'NOT_FOUND');
  if (absent && !story.questions.some(isAmbiguous)) return { kind: 'NOT_EXECUTED', by: absent };
  const failed = late.find(
    (one): one is Check => one.kind === 'CHECK' && one.outcome?.finding === 'OTHER_FAILURE',
  );
  return failed ? { kind: 'FAILED_UNLISTED', by: failed } : null;
}

/** A reading that found rows of ours but not exactly one standing row with amount and direction: proves nothing. */
export function isAmbiguous(question: Question): boolean {
  return question.outcome?.finding === 'AMBIGUOUS';
}

function checksOf(story: Story): readonly Check[] {
  return story.questions.filter((one): one is Check => one.kind === 'CHECK');
}

/** From when on the last try may be asked: the end of the window, and on the statement also of the booking lag. */
export function proofFrom(story: Story, kind: Question['kind']): Instant {
  return story.windowEnd + (kind === 'STATEMENT' ? story.bookingLagMs : 0);
}

/**
 * Whether the settling window was over when the question was asked. A send whose end was recorded only later counted by
 * its lease then, so that a stopped worker's late record cannot take back what was proven.
 */
function isAfterWindow(question: Question, story: Story): boolean {
  const { markedAt, kind } = question;
  const endThen = (send: Send) =>
    send.endedAt !== null && send.endedAt <= markedAt ? send.endedAt : send.leaseUntil;
  const start = Math.max(0, ...thatCouldExecute(story.sends).map(endThen));
  return markedAt >= start + story.windowMs + (kind === 'STATEMENT' ? story.bookingLagMs : 0);
}

/** A send answered "used already" executed nothing; if there is no other, it has to stand for all. */
function thatCouldExecute(sends: readonly Send[]): readonly Send[] {
  const able = sends.filter((send) => !isDuplicate(send));
  return able.length > 0 ? able : sends;
}

/** "Used already" to the very first send: someone else holds the pair, so no answer about it is about us. */
export function isForeign(story: Story): boolean {
  const first = story.sends[0];
  return first !== undefined && isDuplicate(first);
}

/** How long the pair has been in doubt; closed hours do not count. */
export function doubtMs(story: Story, now: Instant, settings: MovementSettings): number {
  const first = story.sends[0];
  if (!first) return 0;
  const from = endOf(first);
  return now - from - timeInsidePeriods({ from, to: Math.max(from, now) }, settings.closedHours);
}

function isUnknown(send: Send, because: 'NO_ANSWER' | 'DUPLICATE'): boolean {
  return send.outcome?.class === 'UNKNOWN' && send.outcome.because === because;
}

/**
 * The state of a transfer row that its exchanges amount to. What is proven by absence, and what operators decided, stays
 * UNKNOWN until something is concluded from it, an end or a new pair: until then a late yes may still come.
 */
export function transferStateOf(
  transfer: TransferHistory,
  settings: MovementSettings,
): TransferState {
  const story = readStory(transfer, settings);
  const verdict = verdictOf(story);
  if (verdict?.kind === 'EXECUTED') return 'SUCCEEDED';
  if (verdict?.kind === 'REFUSED') return 'REFUSED';
  return story.sends.length > 0 ? 'UNKNOWN' : 'PREPARED';
}
