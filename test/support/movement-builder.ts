import type { BankWords } from '../../src/domain/bank-outcome';
import type { DecisionKind } from '../../src/domain/decision';
import type { FailureCode } from '../../src/domain/failure';
import { koreanDay, type DailyPeriod, type Instant } from '../../src/domain/korean-time';
import type {
  Check,
  CheckedOutcome,
  Exchange,
  Movement,
  MovementSettings,
  Reading,
  ReadOutcome,
  Send,
  SendOutcome,
  TransferDecision,
  TransferHistory,
} from '../../src/domain/movement';
import { nextStep, type Step } from '../../src/domain/next-step';

/** Two in the afternoon in Seoul: far from midnight and from closed hours. Seconds in stories count from here. */
export const START: Instant = Date.parse('2026-03-02T14:00:00.000+09:00');

/** Who marks may send within this time. */
export const LEASE_MS = 5_000;

/** NH's published schedule, and the product's defaults around it. */
export const SETTINGS: MovementSettings = {
  silencePausesMs: [2_000, 10_000, 30_000, 60_000],
  checkPausesMs: [10_000, 30_000, 60_000],
  checkIntervalMs: 160_000,
  checkTries: 5,
  witness: 'RESULT_CHECK',
  bookingLagMs: 0,
  readTimeoutMs: 10_000,
  doubtLimitMs: 1_800_000,
  operatorAskMs: 600_000,
  closedHours: [],
};

/** Half an hour after midnight, as one client of NH observes it. */
export const NIGHT: DailyPeriod = { fromMinute: 0, toMinute: 30 };

const NO_WORDS: BankWords = { code: null, message: null, httpStatus: null };

/** A moment, in seconds after START. */
export const at = (seconds: number): Instant => START + seconds * 1000;

/** Outcomes of a send. */
export const sent = {
  succeeded: { class: 'SUCCEEDED', ...NO_WORDS, code: '00000' },
  neverLeft: { class: 'NEVER_LEFT', ...NO_WORDS },
  silence: { class: 'UNKNOWN', because: 'NO_ANSWER', retryAfterSeconds: null, ...NO_WORDS },
  undecided: { class: 'UNKNOWN', because: 'UNDECIDED', retryAfterSeconds: null, ...NO_WORDS },
  duplicate: { class: 'UNKNOWN', because: 'DUPLICATE', retryAfterSeconds: null, ...NO_WORDS },
  processing: { class: 'STILL_PROCESSING', ...NO_WORDS, code: 'A0050' },
  closed: { class: 'REFUSED', failureCode: 'BANK_MAINTENANCE', closed: true, ...NO_WORDS },
  /** No outcome was recorded: the worker died. */
  nothing: null,
} as const satisfies Record<string, SendOutcome | null>;

/** A definite refusal. */
export function refused(failureCode: FailureCode = 'INSUFFICIENT_BALANCE'): SendOutcome {
  return { class: 'REFUSED', failureCode, closed: false, ...NO_WORDS };
}

/** HTTP 429 or 503 with a `Retry-After`. */
export function slowDown(retryAfterSeconds: number): SendOutcome {
  return { ...sent.silence, retryAfterSeconds, httpStatus: 429 };
}

/** What a result check found. */
export const found = {
  executed: { finding: 'EXECUTED', processedAt: null, ...NO_WORDS },
  notFound: { finding: 'NOT_FOUND', ...NO_WORDS },
  otherFailure: { finding: 'OTHER_FAILURE', ...NO_WORDS, code: 'ZZ002' },
  processing: { finding: 'PROCESSING', ...NO_WORDS },
  notAnswered: { finding: 'NOT_ANSWERED', ...NO_WORDS },
  refused: {
    finding: 'REFUSED',
    failureCode: 'INSUFFICIENT_BALANCE',
    closed: false,
    ...NO_WORDS,
  },
  closed: { finding: 'REFUSED', failureCode: 'BANK_MAINTENANCE', closed: true, ...NO_WORDS },
  contractShort: {
    finding: 'REFUSED',
    failureCode: 'CONTRACT_ACCOUNT_SHORT',
    closed: false,
    ...NO_WORDS,
  },
  /** No outcome was recorded: the worker died. */
  nothing: null,
} as const satisfies Record<string, CheckedOutcome | null>;

/** A send marked at a second, its outcome there at `endS` (one second later by default). */
export function send(atS: number, outcome: SendOutcome | null, endS = atS + 1): Send {
  return { kind: 'SEND', ...marked(atS, outcome === null ? null : endS), outcome };
}

/** A result check asked at a second, answered one second later. */
export function check(atS: number, outcome: CheckedOutcome | null, endS = atS + 1): Check {
  return { kind: 'CHECK', ...marked(atS, outcome === null ? null : endS), outcome };
}

/** What a reading of the statement found. */
export const rows = {
  executed: { finding: 'EXECUTED', bookedAt: null, ...NO_WORDS },
  notFound: { finding: 'NOT_FOUND', ...NO_WORDS },
  ambiguous: { finding: 'AMBIGUOUS', ...NO_WORDS },
  notAnswered: { finding: 'NOT_ANSWERED', ...NO_WORDS },
  /** No outcome was recorded: the worker died. */
  nothing: null,
} as const satisfies Record<string, ReadOutcome | null>;

/** A reading of the statement begun at a second, answered one second later. */
export function reading(atS: number, outcome: ReadOutcome | null, endS = atS + 1): Reading {
  return { kind: 'STATEMENT', ...marked(atS, outcome === null ? null : endS), outcome };
}

/** What two operators decided, approved at a second. */
export function decision(atS: number, kind: DecisionKind): TransferDecision {
  return { kind, at: at(atS) };
}

/** The movement with what operators decided about its newest pair. */
export function decided(movement: Movement, ...decisions: readonly TransferDecision[]): Movement {
  const newest = movement.transfers.length - 1;
  const transfers = movement.transfers.map((one, index) =>
    index === newest ? { ...one, decisions } : one,
  );
  return { ...movement, transfers };
}

/** Checks with one and the same finding at each of the seconds. */
export function checks(atS: readonly number[], outcome: CheckedOutcome): readonly Check[] {
  return atS.map((one) => check(one, outcome));
}

function marked(atS: number, endS: number | null) {
  const markedAt = at(atS);
  const endedAt = endS === null ? null : at(endS);
  return { markedAt, leaseUntil: markedAt + LEASE_MS, endedAt };
}

/** One pair, minted on the day of its first exchange. */
export function pair(...exchanges: readonly Exchange[]): TransferHistory {
  return { tsymd: koreanDay(exchanges[0]?.markedAt ?? START), exchanges, decisions: [] };
}

/** Nothing out of the ordinary. */
const UNHELD = { netCanceledAt: null, owed: false, sendingHeld: false };

/** A payment that may take until a second (an hour by default, so that its deadline is out of the way). */
export function payment(
  exchanges: readonly Exchange[],
  { deadlineS = 3600 }: { deadlineS?: number } = {},
): Movement {
  const transfers = exchanges.length === 0 ? [] : [pair(...exchanges)];
  return { ...UNHELD, kind: 'PAYMENT', decisionDeadline: at(deadlineS), transfers };
}

/** A refund with the exchanges of each of its pairs. */
export function refund(...pairs: readonly (readonly Exchange[])[]): Movement {
  const transfers = pairs.map((exchanges) => pair(...exchanges));
  return { ...UNHELD, kind: 'REFUND', decisionDeadline: null, transfers };
}

/** The rule's answer at a second, in the form tests read best: waits as seconds after START. */
export function stepAt(
  seconds: number,
  movement: Movement,
  changes: Partial<MovementSettings> = {},
): object {
  return readable(nextStep(movement, at(seconds), { ...SETTINGS, ...changes }));
}

function readable(step: Step): object {
  if (step.kind === 'wait') {
    const { detail, reason, netCancel } = step;
    return { waitUntilS: (step.until - START) / 1000, detail, reason, netCancel };
  }
  if (step.kind !== 'settled') return step;
  const { evidence, knownAt: _knownAt, ...settlement } = step.settlement;
  const atS = evidence === null ? null : (evidence.markedAt - START) / 1000;
  return { ...settlement, evidence: evidence && `${evidence.kind} at ${atS}` };
}

/** When the proof of the end was there, in seconds after START; throws if it has not ended. */
export function knownAtS(seconds: number, movement: Movement): number {
  const step = nextStep(movement, at(seconds), SETTINGS);
  if (step.kind !== 'settled') throw new Error(`no end, but ${JSON.stringify(step)}`);
  return (step.settlement.knownAt - START) / 1000;
}

/** Shapes of steps, to compare with what `stepAt` answers. */
export const SEND_SAME = { kind: 'send', pair: 'SAME' };
export const SEND_NEW = { kind: 'send', pair: 'NEW' };
export const SEND_FIRST = { kind: 'send', pair: 'FIRST' };
export const CHECK = { kind: 'check' };
export const STATEMENT = { kind: 'statement' };

/** A wait of which a test cares only until when and how it is shown. */
export function until(waitUntilS: number, detail: string): object {
  return expect.objectContaining({ waitUntilS, detail });
}

/** Seconds from START to the coming midnight in Seoul. */
export const MIDNIGHT_S = 10 * 3600;
