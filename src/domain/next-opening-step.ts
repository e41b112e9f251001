import type { OutcomeClass, UnknownBecause } from './bank-outcome';
import type { FailureCode } from './failure';
import {
  endOfKoreanDay,
  endOfPeriodAround,
  koreanDay,
  timeInsidePeriods,
  type Instant,
  type KoreanDay,
} from './korean-time';
import type { MovementSettings, TransferDecision } from './movement';
import { HELD_POLL_MS } from './next-step-types';
import type { StatusDetail } from './states';

/** No opening is sent in the last 30 s of its Korean day: the pair would be spent on the way. */
const DAY_END_MARGIN_MS = 30_000;

/** One question of an opening: who holds the account, open it, has it been issued. */
export interface OpeningExchange {
  readonly kind: 'HOLDER' | 'OPEN' | 'ISSUE';
  readonly markedAt: Instant;
  readonly leaseUntil: Instant;
  readonly endedAt: Instant | null;
  /** Null while no outcome is recorded. */
  readonly outcome: OpeningOutcome | null;
}

/** What is kept of an answer. `found`: the holder's name matched, the registration number or fin-account came. */
export interface OpeningOutcome {
  readonly class: OutcomeClass;
  readonly because: UnknownBecause | null;
  readonly failureCode: FailureCode | null;
  readonly closed: boolean;
  readonly found: 'YES' | 'NO' | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** An account opening as the book holds it. */
export interface Opening {
  /** We hold this member's alias for the number from an earlier opening. */
  readonly aliasHeld: boolean;
  /** Korean day of the opening's pair, null before it is minted. */
  readonly tsymd: KoreanDay | null;
  readonly exchanges: readonly OpeningExchange[];
  /** What operators decided about it: approved ones only, oldest first. */
  readonly decisions: readonly TransferDecision[];
  /** The bank is held by an operator: nothing is opened, questions go on. */
  readonly sendingHeld: boolean;
}

/** Why an opening waits; shown to operators. */
export type OpeningWait =
  | 'ANOTHER_WORKER_HOLDS_THE_LEASE'
  | 'PAUSE_BEFORE_ASKING'
  | 'BANK_CLOSED'
  | 'DAY_IS_ENDING'
  | 'DOUBT_LIMIT'
  | 'PAIR_SPENT'
  | 'PAIR_HELD_BY_ANOTHER'
  | 'REGISTERED_UNDER_OUR_PAIR'
  | 'BANK_HELD';

/** What to do next about an opening. */
export type OpeningStep =
  | { readonly kind: 'ask'; readonly what: 'HOLDER' | 'ISSUE' }
  | { readonly kind: 'open'; readonly pair: 'MINT' | 'SAME' }
  | {
      readonly kind: 'wait';
      readonly until: Instant;
      readonly detail: StatusDetail;
      readonly reason: OpeningWait;
    }
  | { readonly kind: 'settled'; readonly settlement: OpeningSettlement };

/** How an opening ends. */
export type OpeningSettlement =
  | { readonly result: 'ACTIVE'; readonly evidence: OpeningExchange | null }
  | {
      readonly result: 'FAILED';
      readonly failureCode: FailureCode;
      /** Null where operators decided. */
      readonly evidence: OpeningExchange | null;
    };

interface Moment {
  readonly now: Instant;
  readonly settings: MovementSettings;
}

/**
 * What to do next about an account opening. Simpler than a transfer: no money moves, and the bank answers the same
 * pair with the same registration number, so doubt is settled by asking again with the same pair.
 */
export function nextOpeningStep(
  opening: Opening,
  now: Instant,
  settings: MovementSettings,
): OpeningStep {
  if (opening.aliasHeld) return settled({ result: 'ACTIVE', evidence: null });

  const held = opening.exchanges.find((one) => one.outcome === null && now < one.leaseUntil);
  if (held) {
    const until = held.leaseUntil;
    return wait({ until, detail: detailOf(opening), reason: 'ANOTHER_WORKER_HOLDS_THE_LEASE' });
  }
  const moment = { now, settings };
  return decided(opening, stepByEvidence(opening, moment), moment);
}

/** What the bank's answers alone say. */
function stepByEvidence(opening: Opening, moment: Moment): OpeningStep {
  const holder = of(opening, 'HOLDER');
  if (!holder.some(isFound)) return askHolder(opening, holder, moment);
  const opens = of(opening, 'OPEN');
  if (!opens.some(isFound)) return open(opening, opens, moment);
  return askIssue(opening, of(opening, 'ISSUE'), moment);
}

/** What operators decided, unless the bank has settled it: FAILED, or one question more while a person is waited for. */
function decided(opening: Opening, step: OpeningStep, moment: Moment): OpeningStep {
  if (step.kind === 'settled') return step;
  if (opening.decisions.some((one) => one.kind === 'NOT_EXECUTED')) {
    return settled({ result: 'FAILED', failureCode: 'NOT_EXECUTED', evidence: null });
  }
  const wish = opening.decisions.findLast((one) => one.kind === 'ASK_AGAIN');
  if (!wish || step.kind !== 'wait' || step.detail !== 'WAITING_FOR_OPERATOR') return step;
  if (opening.exchanges.some((one) => one.markedAt >= wish.at)) return step;
  return askNow(opening, step, moment);
}

/** The question that is open, at once but in opening hours. A spent pair can be asked about no more: opening is with it. */
function askNow(
  opening: Opening,
  step: Extract<OpeningStep, { kind: 'wait' }>,
  { now, settings }: Moment,
): OpeningStep {
  const opens = endOfPeriodAround(now, settings.closedHours);
  if (opens !== null) return { ...step, until: Math.min(step.until, opens) };
  if (!of(opening, 'HOLDER').some(isFound)) return { kind: 'ask', what: 'HOLDER' };
  if (of(opening, 'OPEN').some(isFound)) return { kind: 'ask', what: 'ISSUE' };
  const today = koreanDay(now);
  const sendable = opening.tsymd === today && now < endOfKoreanDay(today) - DAY_END_MARGIN_MS;
  if (!sendable || opening.sendingHeld) return step;
  return { kind: 'open', pair: 'SAME' };
}

/** The holder is asked before anything is opened. */
function askHolder(
  opening: Opening,
  asked: readonly OpeningExchange[],
  moment: Moment,
): OpeningStep {
  const last = asked.at(-1);
  if (last?.outcome?.class === 'SUCCEEDED') {
    return failed('ACCOUNT_HOLDER_MISMATCH', last);
  }
  if (last?.outcome?.class === 'REFUSED') return failed(last.outcome.failureCode, last);
  return askWhenDue(opening, asked, moment) ?? { kind: 'ask', what: 'HOLDER' };
}

/** Opening proper: the same pair again until a registration number comes, within the pair's day. */
function open(opening: Opening, opens: readonly OpeningExchange[], moment: Moment): OpeningStep {
  const left = opens.filter((one) => one.outcome?.class !== 'NEVER_LEFT');
  const last = left.at(-1);
  const isOnly = left.length === 1;
  if (last?.outcome?.class === 'REFUSED' && !(last.outcome.closed && !isOnly)) {
    const ours = last.outcome.failureCode === 'ALREADY_REGISTERED_AT_BANK' && !isOnly;
    return ours
      ? forPerson(moment, 'REGISTERED_UNDER_OUR_PAIR')
      : failed(last.outcome.failureCode, last);
  }
  if (left[0]?.outcome?.because === 'DUPLICATE') return forPerson(moment, 'PAIR_HELD_BY_ANOTHER');

  const today = koreanDay(moment.now);
  const spent = opening.tsymd !== null && opening.tsymd !== today;
  if (spent && left.length > 0) return forPerson(moment, 'PAIR_SPENT');
  const dayEnd = endOfKoreanDay(today);
  if (moment.now >= dayEnd - DAY_END_MARGIN_MS) {
    return wait({ until: dayEnd, detail: detailOf(opening), reason: 'DAY_IS_ENDING' });
  }
  const due = askWhenDue(opening, opens, moment);
  if (due) return due;
  if (opening.sendingHeld) {
    const until = moment.now + HELD_POLL_MS;
    return wait({ until, detail: detailOf(opening), reason: 'BANK_HELD' });
  }
  return { kind: 'open', pair: opening.tsymd === null || spent ? 'MINT' : 'SAME' };
}

/** The registration number is known: ask until the fin-account is issued. */
function askIssue(
  opening: Opening,
  asked: readonly OpeningExchange[],
  moment: Moment,
): OpeningStep {
  const last = asked.at(-1);
  if (last && isFound(last)) return settled({ result: 'ACTIVE', evidence: last });
  if (last?.outcome?.class === 'REFUSED' && !last.outcome.closed) {
    return failed(last.outcome.failureCode, last);
  }
  return askWhenDue(opening, asked, moment) ?? { kind: 'ask', what: 'ISSUE' };
}

/** Null if it is time to ask; otherwise the wait, a person's from the doubt limit on. */
function askWhenDue(
  opening: Opening,
  asked: readonly OpeningExchange[],
  { now, settings }: Moment,
): OpeningStep | null {
  const doubtful = doubtMs(opening, now, settings) >= settings.doubtLimitMs;
  const last = asked.at(-1);
  const pauses = settings.silencePausesMs;
  const pause = doubtful
    ? settings.operatorAskMs
    : (pauses[Math.min(asked.length, pauses.length) - 1] ?? 0);
  const due = Math.max(now, last ? (last.endedAt ?? last.leaseUntil) + pause : 0);
  const opens = endOfPeriodAround(due, settings.closedHours) ?? due;
  if (opens <= now) return null;
  if (doubtful)
    return wait({ until: opens, detail: 'WAITING_FOR_OPERATOR', reason: 'DOUBT_LIMIT' });
  const reason = opens > due ? 'BANK_CLOSED' : 'PAUSE_BEFORE_ASKING';
  return wait({ until: opens, detail: detailOf(opening), reason });
}

/** How long the bank has been asked in vain; closed hours do not count. */
function doubtMs({ exchanges }: Opening, now: Instant, settings: MovementSettings): number {
  const [first] = exchanges;
  if (!first) return 0;
  const from = first.endedAt ?? first.leaseUntil;
  return now - from - timeInsidePeriods({ from, to: Math.max(from, now) }, settings.closedHours);
}

function of(opening: Opening, kind: OpeningExchange['kind']): readonly OpeningExchange[] {
  return opening.exchanges.filter((one) => one.kind === kind);
}

function isFound(exchange: OpeningExchange): boolean {
  return exchange.outcome?.class === 'SUCCEEDED' && exchange.outcome.found === 'YES';
}

/** In doubt once an opening may have reached the bank without a usable answer. */
function detailOf(opening: Opening): StatusDetail {
  const doubtful = of(opening, 'OPEN').some((one) => one.outcome?.class === 'UNKNOWN');
  return doubtful && !of(opening, 'OPEN').some(isFound)
    ? 'BANK_RESULT_UNKNOWN'
    : 'WAITING_FOR_BANK';
}

function failed(failureCode: FailureCode | null, evidence: OpeningExchange): OpeningStep {
  return settled({ result: 'FAILED', failureCode: failureCode ?? 'BANK_REFUSED', evidence });
}

function forPerson({ now, settings }: Moment, reason: OpeningWait): OpeningStep {
  return wait({ until: now + settings.operatorAskMs, detail: 'WAITING_FOR_OPERATOR', reason });
}

function wait(facts: Omit<Extract<OpeningStep, { kind: 'wait' }>, 'kind'>): OpeningStep {
  return { kind: 'wait', ...facts };
}

function settled(settlement: OpeningSettlement): OpeningStep {
  return { kind: 'settled', settlement };
}
