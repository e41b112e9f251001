import type { FailureCode } from './failure';
import type { Check, Exchange, MovementSettings, Send, TransferHistory } from './movement';
import { timeInsidePeriods, type Instant } from './korean-time';
import type { TransferState } from './states';

/** What the exchanges of one pair amount to. */
export interface Story {
  /** Sends that reached the bank, or may have. Attempts that never left are none. */
  readonly sends: readonly Send[];
  readonly checks: readonly Check[];
  /** Start of the settling window: the end of the last send that could have executed. */
  readonly windowStart: Instant;
  readonly windowEnd: Instant;
  readonly windowMs: number;
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
  | { readonly kind: 'NOT_EXECUTED'; readonly by: Check }
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

/** A check whose answer counts as a try. */
export function isAnswered(check: Check): boolean {
  return check.outcome !== null && check.outcome.finding !== 'NOT_ANSWERED';
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
    checks: transfer.exchanges.filter((one): one is Check => one.kind === 'CHECK'),
    windowStart,
    windowEnd: windowStart + windowMs,
    windowMs,
  };
}

/**
 * What the evidence proves, or null. Yes counts from anyone; a refusal counts from the only send of the pair or from
 * a check; "no such transaction" and an unlisted failure only from a check asked at or after the window's end.
 */
export function verdictOf(story: Story): Verdict | null {
  for (const send of story.sends) {
    if (send.outcome?.class === 'SUCCEEDED') return { kind: 'EXECUTED', by: send };
  }
  if (isForeign(story)) return null;
  for (const check of story.checks) {
    if (check.outcome?.finding === 'EXECUTED') return { kind: 'EXECUTED', by: check };
  }
  const only = story.sends.length === 1 ? story.sends[0] : undefined;
  if (only?.outcome?.class === 'REFUSED') {
    const { failureCode, closed } = only.outcome;
    return { kind: 'REFUSED', failureCode, closed, by: only };
  }
  for (const check of story.checks) {
    const said = check.outcome;
    if (said?.finding === 'REFUSED') {
      return { kind: 'REFUSED', failureCode: said.failureCode, closed: said.closed, by: check };
    }
  }
  const late = story.checks.filter((check) => isAfterWindow(check, story));
  const absent = late.find((check) => check.outcome?.finding === 'NOT_FOUND');
  if (absent) return { kind: 'NOT_EXECUTED', by: absent };
  const failed = late.find((check) => check.outcome?.finding === 'OTHER_FAILURE');
  return failed ? { kind: 'FAILED_UNLISTED', by: failed } : null;
}

/**
 * Whether the settling window was over when the check was asked. A send whose end was recorded only later counted by its
 * lease then, so that a stopped worker's late record cannot take back what was proven.
 */
function isAfterWindow(check: Check, story: Story): boolean {
  const endThen = (send: Send) =>
    send.endedAt !== null && send.endedAt <= check.markedAt ? send.endedAt : send.leaseUntil;
  const start = Math.max(0, ...thatCouldExecute(story.sends).map(endThen));
  return check.markedAt >= start + story.windowMs;
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
 * The state of a transfer row that its exchanges amount to. What is proven by absence stays UNKNOWN until something
 * is concluded from it, an end or a new pair: until then a late yes may still come.
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
