import { koreanDay, type Instant } from '../../src/domain/korean-time';
import type {
  Exchange,
  Movement,
  MovementSettings,
  TransferDecision,
} from '../../src/domain/movement';
import { nextStep, type Settlement, type Step } from '../../src/domain/next-step';
import { createModelBank, type Draw, type Habits, type ModelBank } from './movement-bank';
import { found, LEASE_MS, rows, sent } from './movement-builder';
import { operatorsDecide } from './movement-operators';
import { checkQuestion, checkWait, leftOf } from './movement-promises';

/** One random history: where it begins, and the decisions of chance. */
export interface Scene {
  readonly kind: Movement['kind'];
  readonly start: Instant;
  readonly deadlineMs: number;
  /** When the shop cancels, if it does. */
  readonly cancelAfterMs: number | null;
  /** Refunds only: money we owe. */
  readonly owed: boolean;
  readonly settings: MovementSettings;
  readonly habits: Habits;
  /** Decisions of chance, 0 to 99 each; after the last one everything works. */
  readonly chances: readonly number[];
  /** One for every decision operators get to, 0 to 99: how they take it. After the last one they are on leave. */
  readonly operators: readonly number[];
}

/** How a history went. */
export interface Ending {
  readonly settlement: Settlement | null;
  readonly endedAt: Instant;
  readonly bank: ModelBank;
  readonly movement: Movement;
  /** Decisions of operators that were not true. */
  readonly errors: number;
}

/** More steps than this are a loop that turns without getting anywhere. */
const MAX_STEPS = 1200;
/** A person who is waited for so often in a row, with a bank that answers: it ends there. */
const ENOUGH_WAITS = 4;

interface Draft {
  tsymd: ReturnType<typeof koreanDay>;
  exchanges: Exchange[];
  decisions: TransferDecision[];
}

/** The movement as its book changes. */
type Book = { -readonly [key in Exclude<keyof Movement, 'transfers'>]: Movement[key] } & {
  transfers: Draft[];
};

/** An outcome that a worker who was held up records later. */
interface Late {
  readonly at: Instant;
  apply(): void;
}

/** One history as it is played. */
interface Play {
  readonly scene: Scene;
  readonly book: Book;
  readonly bank: ModelBank;
  readonly draw: Draw;
  readonly operators: Iterator<number, unknown>;
  now: Instant;
  late: Late[];
  heldUntil: Instant;
  errors: number;
}

/**
 * Plays one history: the rule decides, a bank with a truth of its own answers, workers die or are held up, operators
 * hold the bank and decide, the shop cancels, time passes. Throws as soon as a promise of the rule is broken.
 */
export function play(scene: Scene): Ending {
  const { settings, habits } = scene;
  const windowMs = settings.checkIntervalMs * settings.checkTries;
  const { readTimeoutMs, bookingLagMs } = settings;
  const bank = createModelBank({ windowMs, readTimeoutMs, bookingLagMs, habits });
  const chances = scene.chances.values();
  let healed = false;
  const draw: Draw = () => {
    const next = chances.next();
    if (next.done) healed = true;
    return next.done ? 0 : next.value;
  };
  const operators = scene.operators.values();
  const times = { now: scene.start, late: [], heldUntil: 0 };
  const it: Play = { scene, book: open(scene), bank, draw, operators, ...times, errors: 0 };
  let waits = 0;

  for (let steps = 1; steps <= MAX_STEPS; steps += 1) {
    passTime(it, healed);
    const step = nextStep(it.book, it.now, settings);
    const ending = { endedAt: it.now, bank, movement: it.book, errors: it.errors };
    if (step.kind === 'settled') return { ...ending, settlement: step.settlement };
    if (step.kind !== 'wait') {
      checkQuestion(step, { ...it, movement: it.book, settings });
      work(it, step);
      continue;
    }
    checkWait(step, { movement: it.book, now: it.now, settings });
    waits = healed && step.detail === 'WAITING_FOR_OPERATOR' ? waits + 1 : 0;
    if (waits >= ENOUGH_WAITS) return { ...ending, settlement: null };
    standBy(it, step);
  }
  throw new Error(`no end after ${MAX_STEPS} steps: a loop`);
}

function open({ kind, start, deadlineMs, owed }: Scene): Book {
  return {
    kind,
    decisionDeadline: kind === 'PAYMENT' ? start + deadlineMs : null,
    netCanceledAt: null,
    owed: kind === 'REFUND' && owed,
    sendingHeld: false,
    transfers: [],
  };
}

/** Late outcomes are stored, the shop cancels, operators hold the bank for up to twenty minutes. */
function passTime(it: Play, healed: boolean): void {
  const { book, scene, draw } = it;
  for (const one of it.late.filter((each) => each.at <= it.now)) one.apply();
  it.late = it.late.filter((each) => each.at > it.now);
  const cancels = scene.cancelAfterMs !== null && it.now >= scene.start + scene.cancelAfterMs;
  if (cancels && book.decisionDeadline !== null && it.now < book.decisionDeadline) {
    book.decisionDeadline = it.now;
  }
  if (it.now >= it.heldUntil && draw() >= 97) it.heldUntil = it.now + draw() * 12_000;
  if (healed) it.heldUntil = 0;
  book.sendingHeld = it.now < it.heldUntil;
}

/** The book notes a net cancel; operators may decide; then time passes, mostly not more than it should. */
function standBy(it: Play, step: Extract<Step, { kind: 'wait' }>): void {
  const { book, draw, scene } = it;
  if (step.netCancel) book.netCanceledAt ??= it.now;
  const newest = book.transfers.at(-1);
  const taken = newest && step.detail === 'WAITING_FOR_OPERATOR' ? it.operators.next() : null;
  if (!newest || !taken || taken.done) {
    it.now = step.until + oversleep(draw);
    return;
  }
  const { now, bank } = it;
  const desk = { movement: book, now, settings: scene.settings, bank };
  const decided = operatorsDecide(step, desk, taken.value);
  newest.decisions.push({ kind: decided.kind, at: now });
  it.errors += decided.isError ? 1 : 0;
  checkTakesEffect(it, { before: step, kind: decided.kind });
}

/** No decision that fits is without effect. */
function checkTakesEffect(
  { book, now, scene }: Play,
  { before, kind }: { before: Extract<Step, { kind: 'wait' }>; kind: TransferDecision['kind'] },
): void {
  const after = nextStep(book, now, scene.settings);
  const isAsking = kind === 'ASK_AGAIN' && (leftOf(book).length === 0 || now < before.until);
  if (after.kind === 'wait' && after.reason === before.reason && !isAsking)
    throw new Error(`broken: ${kind} takes effect, but ${JSON.stringify(after)}`);
}

/** A send or a question; its worker may die, or record the answer long after. */
function work(it: Play, step: Exclude<Step, { kind: 'wait' | 'settled' }>): void {
  const { book, bank, draw, now } = it;
  if (step.kind === 'send' && step.pair !== 'SAME')
    book.transfers.push({ tsymd: koreanDay(now), exchanges: [], decisions: [] });
  const draft = book.transfers.at(-1);
  if (!draft) throw new Error('a question about nothing');
  const index = draft.exchanges.length;
  const fate = draw();
  const plain = fate < 75 && leftOf(book).length === 0;
  // Whoever dies or is held up may have written as late as the end of the lease.
  const arrivesAt = fate < 75 ? now : now + draw() * 50;
  const outcome = ask(step, { bank, pair: book.transfers.length, arrivesAt, draw, plain });
  const claim = { markedAt: now, leaseUntil: now + LEASE_MS, endedAt: null, outcome: null };
  draft.exchanges.push({ kind: step.kind.toUpperCase(), ...claim } as Exchange);
  const endedAt = arrivesAt + outcome.tookMs;
  const apply = (recordedAt: Instant) => () => {
    const whole = { ...claim, ...outcome.kept, endedAt: recordedAt };
    draft.exchanges[index] = { kind: draft.exchanges[index]?.kind, ...whole } as Exchange;
  };
  if (fate < 75) {
    apply(endedAt)();
    it.now = endedAt;
    return;
  }
  // The worker died, or is held up and records much later; another one goes on after its lease.
  if (fate >= 88) {
    const heldUp = endedAt + draw() * 1000;
    it.late.push({ at: heldUp, apply: apply(heldUp) });
  }
  it.now += 50;
}

/** Mostly on time; sometimes nobody was there for a while. */
function oversleep(draw: Draw): number {
  const fate = draw();
  if (fate < 80) return 0;
  return fate < 95 ? draw() * 100 : draw() * 60_000;
}

function ask(
  step: Exclude<Step, { kind: 'wait' | 'settled' }>,
  call: { bank: ModelBank; pair: number; arrivesAt: Instant; draw: Draw; plain: boolean },
) {
  const { bank, pair, arrivesAt: now, draw, plain } = call;
  const neverLeft = draw() >= 85;
  if (step.kind === 'check') {
    const outcome = neverLeft ? found.notAnswered : bank.check(pair, now, draw);
    return { kept: { outcome }, tookMs: 200 };
  }
  if (step.kind === 'statement') {
    const outcome = neverLeft ? rows.notAnswered : bank.read(pair, now, draw);
    return { kept: { outcome }, tookMs: 2_000 };
  }
  if (neverLeft) return { kept: { outcome: sent.neverLeft }, tookMs: 3_000 };
  const { outcome, tookMs } = bank.send({ pair, now, draw, plain });
  return { kept: { outcome }, tookMs };
}
