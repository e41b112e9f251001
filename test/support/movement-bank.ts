import { DAY_END_MARGIN_MS } from '../../src/domain/next-step';
import { endOfKoreanDay, type Instant, type KoreanDay } from '../../src/domain/korean-time';
import type { CheckedOutcome, ReadOutcome, SendOutcome } from '../../src/domain/movement';
import { found, refused, rows, sent, slowDown } from './movement-builder';

/** The next random decision, a number from 0 to 99; when the script is used up it answers 0: all is well. */
export type Draw = () => number;

/** What the simulated bank knows about one pair. */
interface Record {
  /** When the money moves, or moved; null: never. */
  readonly executesAt: Instant | null;
  /** What became of it if nothing was executed. */
  readonly failed: 'REFUSED' | 'SHORT' | 'UNLISTED' | 'VOID' | 'ANOTHERS' | null;
  /** Until then checks may lie about it, as they lag. */
  readonly lagsUntil: Instant;
  /** How long after the execution its row shows on the statement. */
  readonly bookedAfterMs: number;
}

/** What a bank does again and again throughout a history: the fate of every send, of every question; null: chance decides. */
export interface Habits {
  readonly send: number | null;
  readonly check: number | null;
}

/** One send as it reaches the bank. */
export interface Arrival {
  readonly pair: number;
  readonly now: Instant;
  readonly draw: Draw;
  /** True if the answer will be heard, and is about the first send of the pair. */
  readonly plain: boolean;
}

/** A send as it went for the caller. */
export interface Sent {
  readonly outcome: SendOutcome;
  /** From the connection to the answer or the time-out. */
  readonly tookMs: number;
}

/** A bank with a truth of its own; its answers may be lost, late or lag, but it executes a pair once and within the window. */
export interface ModelBank {
  send(arrival: Arrival): Sent;
  check(pair: number, now: Instant, draw: Draw): CheckedOutcome;
  /** One whole reading of the statement. */
  read(pair: number, now: Instant, draw: Draw): ReadOutcome;
  /** Pairs that moved money by then, or will. */
  executed(): readonly number[];
  /** True once any send has arrived. */
  wasAsked(): boolean;
}

const QUICK_MS = 300;

/** What becomes of a pair the bank has not seen. */
type Deed = 'EXECUTES' | 'EXECUTES_LATER' | 'NOTHING' | NonNullable<Record['failed']>;

/** What a bank does with a new pair, and what the caller hears; null: silence. Below each number of 100. */
const FATES: readonly (readonly [below: number, deed: Deed, answer: SendOutcome | null])[] = [
  [15, 'EXECUTES', sent.succeeded],
  [32, 'EXECUTES', null],
  [38, 'EXECUTES_LATER', null],
  [42, 'EXECUTES_LATER', sent.undecided],
  [46, 'REFUSED', refused()],
  [48, 'SHORT', refused('CONTRACT_ACCOUNT_SHORT')],
  [52, 'REFUSED', null],
  [58, 'UNLISTED', sent.undecided],
  [68, 'VOID', sent.undecided],
  [73, 'EXECUTES', sent.undecided],
  [78, 'EXECUTES', sent.processing],
  [82, 'NOTHING', sent.closed],
  [86, 'NOTHING', slowDown(17)],
  [90, 'ANOTHERS', sent.duplicate],
  [100, 'NOTHING', null],
];

/** The same pair again executes nothing: "used already", silence, or a complaint about something else first. */
const REPEATED: readonly (readonly [below: number, answer: SendOutcome | null])[] = [
  [60, sent.duplicate],
  [80, null],
  [90, refused()],
  [100, sent.closed],
];

/** Builds a bank that never executes or lags for longer than the window allows. */
export function createModelBank(rules: {
  windowMs: number;
  readTimeoutMs: number;
  bookingLagMs: number;
  habits: Habits;
}): ModelBank {
  const records = new Map<number, Record>();
  let asked = false;

  function hear(answer: SendOutcome | null): Sent {
    if (answer === null) return { outcome: sent.silence, tookMs: rules.readTimeoutMs };
    return { outcome: answer, tookMs: QUICK_MS };
  }

  /** That somebody else holds the pair shows only in the answer to its first send: if it is lost, nobody can know. */
  function first({ pair, now, draw, plain }: Arrival): SendOutcome | null {
    const drawn = rules.habits.send ?? draw();
    const fate = FATES.find(([below]) => drawn < below);
    if (fate === undefined || fate[1] === 'NOTHING') return fate?.[2] ?? null;
    const [, deed, answer] = fate;
    if (deed === 'ANOTHERS' && !plain) return null;
    const executes = deed === 'EXECUTES' || deed === 'EXECUTES_LATER';
    const laterMs = deed === 'EXECUTES_LATER' ? Math.floor((rules.windowMs * draw()) / 99) : 0;
    records.set(pair, {
      executesAt: executes ? now + laterMs : null,
      failed: executes ? null : deed,
      lagsUntil: now + rules.windowMs,
      bookedAfterMs: Math.floor((rules.bookingLagMs * draw()) / 99),
    });
    return answer;
  }

  return {
    send(arrival) {
      asked = true;
      if (!records.has(arrival.pair)) return hear(first(arrival));
      const drawn = arrival.draw();
      return hear(REPEATED.find(([below]) => drawn < below)?.[1] ?? null);
    },
    check: (pair, now, draw) => lookUp(records.get(pair), now, rules.habits.check ?? draw()),
    read: (pair, now, draw) => readRows(records.get(pair), now, rules.habits.check ?? draw()),
    executed: () =>
      [...records].flatMap(([pair, { executesAt }]) => (executesAt === null ? [] : [pair])),
    wasAsked: () => asked,
  };
}

/** What a check says: often nothing, or the truth, or, as long as the bank lags, not yet the truth. */
function lookUp(known: Record | undefined, now: Instant, fate: number): CheckedOutcome {
  if (fate >= 80) return found.notAnswered;
  if (fate >= 60) return found.processing;
  if (known === undefined) return found.notFound;
  const { executesAt, failed, lagsUntil } = known;
  if (executesAt !== null && executesAt > now)
    return fate % 2 === 0 ? found.notFound : found.processing;
  if (fate >= 45 && now < lagsUntil) return found.notFound;
  if (executesAt !== null || failed === 'ANOTHERS') return found.executed;
  if (failed === 'REFUSED') return found.refused;
  if (failed === 'SHORT') return found.contractShort;
  return failed === 'UNLISTED' ? found.otherFailure : found.notFound;
}

/** What the statement shows: a row once it is booked, now and then twice; of what was refused it knows nothing. */
function readRows(known: Record | undefined, now: Instant, fate: number): ReadOutcome {
  if (fate >= 80) return rows.notAnswered;
  const { executesAt, bookedAfterMs } = known ?? { executesAt: null, bookedAfterMs: 0 };
  if (executesAt === null || executesAt + bookedAfterMs > now) return rows.notFound;
  return fate >= 70 ? rows.ambiguous : rows.executed;
}

/** The moment from which on a pair of this day may not be sent. */
export function lastSend(tsymd: KoreanDay): Instant {
  return endOfKoreanDay(tsymd) - DAY_END_MARGIN_MS;
}
