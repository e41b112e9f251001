import { koreanDay, timeInsidePeriods, type Instant } from '../../src/domain/korean-time';
import type {
  Exchange,
  Movement,
  MovementSettings,
  Send,
  TransferHistory,
} from '../../src/domain/movement';
import {
  MAX_PAIRS,
  MAX_SENDS,
  nextStep,
  type Settlement,
  type Step,
} from '../../src/domain/next-step';
import { createModelBank, lastSend, type Draw, type Habits, type ModelBank } from './movement-bank';
import { found, LEASE_MS, rows, sent } from './movement-builder';

/** One random history: where it begins, and the decisions of chance. */
export interface Scene {
  readonly kind: Movement['kind'];
  readonly start: Instant;
  readonly deadlineMs: number;
  readonly settings: MovementSettings;
  readonly habits: Habits;
  /** Decisions of chance, 0 to 99 each; after the last one everything works. */
  readonly chances: readonly number[];
}

/** How a history went. */
export interface Ending {
  readonly settlement: Settlement | null;
  readonly steps: number;
  readonly bank: ModelBank;
  readonly movement: Movement;
}

/** More steps than this are a loop that turns without getting anywhere. */
const MAX_STEPS = 600;
/** A person who is waited for so often in a row, with a bank that answers: it ends there. */
const ENOUGH_WAITS = 4;
/** A wait may be noticed so much later than the doubt limit: the longest pause, or a lease. */
const SLACK_MS = 61_000 + LEASE_MS;

interface Draft {
  tsymd: ReturnType<typeof koreanDay>;
  exchanges: Exchange[];
  decisions: TransferHistory['decisions'];
}

/** An outcome that a worker who was held up records later. */
interface Late {
  readonly at: Instant;
  apply(): void;
}

/**
 * Plays one history: the rule decides, a bank with a truth of its own answers, workers die or are held up, time
 * passes. Throws as soon as a promise of the rule is broken.
 */
export function play(scene: Scene): Ending {
  const { settings, kind } = scene;
  const windowMs = settings.checkIntervalMs * settings.checkTries;
  const { readTimeoutMs } = settings;
  const bank = createModelBank({ windowMs, readTimeoutMs, habits: scene.habits });
  const drafts: Draft[] = [];
  const decisionDeadline = kind === 'PAYMENT' ? scene.start + scene.deadlineMs : null;
  const held = { netCanceledAt: null, owed: false, sendingHeld: false };
  const movement: Movement = { ...held, kind, decisionDeadline, transfers: drafts };
  const chances = scene.chances.values();
  let healed = false;
  const draw: Draw = () => {
    const next = chances.next();
    if (next.done) healed = true;
    return next.done ? 0 : next.value;
  };
  let late: Late[] = [];
  let now = scene.start;
  let waits = 0;

  for (let steps = 1; steps <= MAX_STEPS; steps += 1) {
    for (const one of late.filter((each) => each.at <= now)) one.apply();
    late = late.filter((each) => each.at > now);
    const step = nextStep(movement, now, settings);
    const end = (settlement: Settlement | null) => ({ settlement, steps, bank, movement });
    if (step.kind === 'settled') return end(step.settlement);
    if (step.kind === 'wait') {
      checkWait(step, { movement, now, settings });
      waits = healed && step.detail === 'WAITING_FOR_OPERATOR' ? waits + 1 : 0;
      if (waits >= ENOUGH_WAITS) return end(null);
      now = step.until + oversleep(draw);
      continue;
    }
    checkQuestion(step, { movement, now, settings, bank });
    if (step.kind === 'send' && step.pair !== 'SAME')
      drafts.push({ tsymd: koreanDay(now), exchanges: [], decisions: [] });
    const draft = drafts.at(-1);
    if (!draft) throw new Error('a check of nothing');
    const index = draft.exchanges.length;
    const fate = draw();
    const plain = fate < 75 && leftOf(movement).length === 0;
    // Whoever dies or is held up may have written as late as the end of the lease.
    const arrivesAt = fate < 75 ? now : now + draw() * 50;
    const outcome = ask(step, { bank, pair: drafts.length, arrivesAt, draw, plain });
    const claim = { markedAt: now, leaseUntil: now + LEASE_MS, endedAt: null, outcome: null };
    draft.exchanges.push({ kind: step.kind.toUpperCase(), ...claim } as Exchange);
    const endedAt = arrivesAt + outcome.tookMs;
    const apply = (recordedAt: Instant) => () => {
      const whole = { ...claim, ...outcome.kept, endedAt: recordedAt };
      draft.exchanges[index] = { kind: draft.exchanges[index]?.kind, ...whole } as Exchange;
    };
    if (fate < 75) {
      apply(endedAt)();
      now = endedAt;
      continue;
    }
    // The worker died, or is held up and records much later; another one goes on after its lease.
    if (fate >= 88) {
      const heldUp = endedAt + draw() * 1000;
      late.push({ at: heldUp, apply: apply(heldUp) });
    }
    now += 50;
  }
  throw new Error(`no end after ${MAX_STEPS} steps: a loop`);
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
  if (step.kind === 'statement') return { kept: { outcome: rows.notFound }, tookMs: 200 };
  if (step.kind === 'check') {
    const outcome = neverLeft ? found.notAnswered : bank.check(pair, now, draw);
    return { kept: { outcome }, tookMs: 200 };
  }
  if (neverLeft) return { kept: { outcome: sent.neverLeft }, tookMs: 3_000 };
  const { outcome, tookMs } = bank.send({ pair, now, draw, plain });
  return { kept: { outcome }, tookMs };
}

interface Scenery {
  readonly movement: Movement;
  readonly now: Instant;
  readonly settings: MovementSettings;
}

function checkWait(
  step: Extract<Step, { kind: 'wait' }>,
  { movement, now, settings }: Scenery,
): void {
  if (!(step.until > now)) broken('a wait ends in the future', step);
  const left = leftOf(movement);
  const first = left[0];
  if (first === undefined || step.detail === 'WAITING_FOR_OPERATOR') return;
  const from = first.endedAt ?? first.leaseUntil;
  const closed = timeInsidePeriods({ from, to: Math.max(from, now) }, settings.closedHours);
  const doubtMs = now - from - closed;
  const isHeld = step.reason === 'ANOTHER_WORKER_HOLDS_THE_LEASE';
  if (
    step.detail === 'BANK_RESULT_UNKNOWN' &&
    !isHeld &&
    doubtMs > settings.doubtLimitMs + SLACK_MS
  )
    broken('after the doubt limit a person is asked', step);
}

function checkQuestion(
  step: Extract<Step, { kind: 'send' | 'check' | 'statement' }>,
  scenery: Scenery & { bank: ModelBank },
): void {
  const { movement, now, settings, bank } = scenery;
  const transfer = movement.transfers.at(-1);
  const live = transfer?.exchanges.some((one) => one.outcome === null && now < one.leaseUntil);
  if (live) broken('nobody asks while another holds the lease', step);
  if (timeInsidePeriods({ from: now, to: now + 1 }, settings.closedHours) > 0)
    broken('nothing is asked while the bank is closed', step);
  if (step.kind !== 'send') return;

  if (now >= lastSend(koreanDay(now))) broken('no send in the last 30 s of a day', step);
  const { decisionDeadline } = movement;
  const everLeft = movement.transfers.some((one) => leftOf({ transfers: [one] }).length > 0);
  const roomMs = everLeft ? 1 : settings.readTimeoutMs + 5_000;
  if (decisionDeadline !== null && now + roomMs > decisionDeadline)
    broken('no send without room before the deadline', step);

  if (step.pair === 'SAME') {
    const left = leftOf(movement);
    const silent = left.every((one) => one.outcome === null || isSilence(one));
    if (!silent) broken('no send after any answer but silence', step);
    if (left.length >= MAX_SENDS) broken('at most five sends', step);
    if (transfer?.exchanges.some((one) => one.kind === 'CHECK'))
      broken('no send after a check', step);
    if (transfer?.tsymd !== koreanDay(now)) broken('no send after midnight', step);
    return;
  }
  if (everLeft && movement.kind === 'PAYMENT') broken('a payment has one pair', step);
  // The bank's own truth is the judge: a new pair while an old one moved money, or still may, pays twice.
  if (bank.executed().length > 0) broken('no new pair while the old one counts', step);
  if (transfer === undefined) return;
  const left = leftOf(movement);
  if (left.length === 0 && transfer.tsymd === koreanDay(now))
    broken('a pair of which nothing left is used until its day ends', step);
  const windowMs = settings.checkIntervalMs * settings.checkTries;
  const windowEnds = left.map((one) => (one.endedAt ?? one.leaseUntil) + windowMs);
  const lastEnd = left.some((one) => isDuplicate(one)) ? 0 : Math.max(0, ...windowEnds);
  if (now < lastEnd) broken('no new pair before the window is over', step);
  if (movement.transfers.filter(isProven).length >= MAX_PAIRS) broken('at most three pairs', step);
}

function isProven({ exchanges }: Movement['transfers'][number]): boolean {
  return exchanges.some((one) => one.kind === 'CHECK' && one.outcome?.finding === 'NOT_FOUND');
}

function isDuplicate({ outcome }: Send): boolean {
  return outcome?.class === 'UNKNOWN' && outcome.because === 'DUPLICATE';
}

/** Sends of the newest pair that may have left. */
function leftOf({ transfers }: Pick<Movement, 'transfers'>): readonly Send[] {
  const exchanges = transfers.at(-1)?.exchanges ?? [];
  return exchanges.filter(
    (one): one is Send => one.kind === 'SEND' && one.outcome?.class !== 'NEVER_LEFT',
  );
}

function isSilence({ outcome }: Send): boolean {
  return outcome?.class === 'UNKNOWN' && outcome.because === 'NO_ANSWER';
}

function broken(promise: string, step: Step): never {
  throw new Error(`broken: ${promise}, but ${JSON.stringify(step)}`);
}
