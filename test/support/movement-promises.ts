import { koreanDay, timeInsidePeriods, type Instant } from '../../src/domain/korean-time';
import type { Movement, MovementSettings, Send, TransferHistory } from '../../src/domain/movement';
import { MAX_PAIRS, MAX_SENDS, type Step } from '../../src/domain/next-step';
import { lastSend, type ModelBank } from './movement-bank';
import { LEASE_MS } from './movement-builder';

/** A wait may be noticed so much later than the doubt limit: the longest pause, or a lease. */
const SLACK_MS = 61_000 + LEASE_MS;

/** A step is judged by what the book held when it was taken. */
export interface Scenery {
  readonly movement: Movement;
  readonly now: Instant;
  readonly settings: MovementSettings;
}

type Wait = Extract<Step, { kind: 'wait' }>;

/** What every wait keeps to. Throws if it does not. */
export function checkWait(step: Wait, scenery: Scenery): void {
  const { movement, now, settings } = scenery;
  // What people have to hear at once is no pause.
  const isFirstWord = step.netCancel && movement.netCanceledAt === null;
  if (step.until <= now && !(isFirstWord && step.until === now))
    broken('a wait ends in the future', step);
  checkNetCancel(step, scenery);
  const first = leftOf(movement)[0];
  if (first === undefined || step.detail === 'WAITING_FOR_OPERATOR') return;
  const doubtMs = openTime(endOf(first), scenery);
  const isHeld = step.reason === 'ANOTHER_WORKER_HOLDS_THE_LEASE';
  const isDoubt = step.detail === 'BANK_RESULT_UNKNOWN' || step.detail === 'NET_CANCELING';
  if (isDoubt && !isHeld && doubtMs > settings.doubtLimitMs + SLACK_MS)
    broken('after the doubt limit a person is asked', step);
}

/** People are told "not approved" exactly from the deadline on, if anything may have been sent; never anything else then. */
function checkNetCancel(step: Wait, { movement, now }: Scenery): void {
  const { decisionDeadline: deadline, transfers } = movement;
  const maySent = transfers.some((one) => leftOf({ transfers: [one] }).length > 0);
  const isPast = deadline !== null && now >= deadline;
  if (step.netCancel !== (isPast && maySent)) broken('net cancel from the deadline on', step);
  if (deadline !== null && !isPast && step.until > deadline)
    broken('no wait reaches over the deadline', step);
  const shown = step.detail === 'NET_CANCELING' || step.detail === 'WAITING_FOR_OPERATOR';
  if (step.netCancel && !shown) broken('net cancelling is shown', step);
  if (!step.netCancel && step.detail === 'NET_CANCELING') broken('net cancel is told', step);
}

/** What every send and every question keeps to. Throws if it does not. */
export function checkQuestion(
  step: Exclude<Step, { kind: 'wait' | 'settled' }>,
  scenery: Scenery & { readonly bank: ModelBank; readonly errors: number },
): void {
  const { movement, now, settings } = scenery;
  const transfer = movement.transfers.at(-1);
  const live = transfer?.exchanges.some((one) => one.outcome === null && now < one.leaseUntil);
  if (live) broken('nobody asks while another holds the lease', step);
  if (timeInsidePeriods({ from: now, to: now + 1 }, settings.closedHours) > 0)
    broken('nothing is asked while the bank is closed', step);
  const { decisionDeadline, netCanceledAt } = movement;
  const isPast = decisionDeadline !== null && now >= decisionDeadline;
  if (step.kind !== 'send' && isPast && netCanceledAt === null)
    broken('people hear of a net cancel before the bank is asked on', step);
  if (step.kind === 'check' && settings.witness === 'STATEMENT')
    broken('no result check where none can be called', step);
  const first = leftOf(movement)[0];
  if (
    step.kind === 'statement' &&
    settings.witness !== 'STATEMENT' &&
    !(first && isDuplicate(first))
  )
    broken('the statement under contract only for a pair of somebody else', step);
  if (step.kind !== 'send') return;

  if (movement.sendingHeld) broken('no send while operators hold the bank', step);
  if (now >= lastSend(koreanDay(now))) broken('no send in the last 30 s of a day', step);
  const everLeft = movement.transfers.some((one) => leftOf({ transfers: [one] }).length > 0);
  const roomMs = everLeft ? 1 : settings.readTimeoutMs + 5_000;
  if (decisionDeadline !== null && now + roomMs > decisionDeadline)
    broken('no send without room before the deadline', step);
  if (netCanceledAt !== null) broken('no send after "not approved"', step);
  if (step.pair === 'SAME') return checkSame(step, scenery);
  if (everLeft && movement.kind === 'PAYMENT') broken('a payment has one pair', step);
  if (transfer) checkNew(step, transfer, scenery);
}

function checkSame(step: Step, { movement, now }: Scenery): void {
  const transfer = movement.transfers.at(-1);
  const left = leftOf(movement);
  const silent = left.every((one) => one.outcome === null || isUnknown(one, 'NO_ANSWER'));
  if (!silent) broken('no send after any answer but silence', step);
  if (left.length >= MAX_SENDS) broken('at most five sends', step);
  // A late record may tell that nothing left after all, when it was asked about already.
  if (left.length > 0 && transfer?.exchanges.some((one) => one.kind !== 'SEND'))
    broken('no send after a question', step);
  if (transfer?.tsymd !== koreanDay(now)) broken('no send after midnight', step);
}

function checkNew(
  step: Step,
  transfer: TransferHistory,
  scenery: Scenery & { readonly bank: ModelBank; readonly errors: number },
): void {
  const { movement, now, settings, bank, errors } = scenery;
  // The bank's own truth is the judge: a new pair while an old one moved money, or still may, pays twice.
  if (bank.executed().length > errors) broken('no new pair while the old one counts', step);
  const left = leftOf(movement);
  if (left.length === 0) {
    if (transfer.tsymd === koreanDay(now))
      broken('a pair of which nothing left is used until its day ends', step);
    return;
  }
  const windowMs = settings.checkIntervalMs * settings.checkTries;
  // An end that a stopped worker recorded later than any call takes may not take back what was proven by then.
  const endThen = (one: Send) =>
    endOf(one) > one.leaseUntil + settings.readTimeoutMs ? one.leaseUntil : endOf(one);
  const windowEnds = left.map((one) => endThen(one) + windowMs);
  const lastEnd = left.some(isDuplicate) ? 0 : Math.max(0, ...windowEnds);
  if (now < lastEnd) broken('no new pair before the window is over', step);
  if (!isAllowed(transfer, lastEnd + settings.bookingLagMs))
    broken('a new pair needs a proof or a decision', step);
  const granted = movement.transfers.filter((one) => isDecided(one, 'SEND_AGAIN')).length;
  const proven = movement.transfers.filter(isGone).length;
  if (proven >= MAX_PAIRS + granted) broken('at most three pairs', step);
}

/** A refusal, "no such transaction", no row after window and booking lag, or what operators decided. */
function isAllowed(transfer: TransferHistory, lastReading: Instant): boolean {
  if (isDecided(transfer, 'NOT_EXECUTED') || isDecided(transfer, 'SEND_AGAIN')) return true;
  return transfer.exchanges.some((one) => {
    if (one.kind === 'SEND') return one.outcome?.class === 'REFUSED';
    if (one.outcome?.finding === 'REFUSED') return true;
    const isLate = one.kind === 'CHECK' || one.markedAt >= lastReading;
    return one.outcome?.finding === 'NOT_FOUND' && isLate;
  });
}

/** Proven or decided not executed; what the bank refused in the end is not counted. */
function isGone(transfer: TransferHistory): boolean {
  const findings = transfer.exchanges.map((one) => one.kind !== 'SEND' && one.outcome?.finding);
  if (findings.includes('REFUSED')) return false;
  return findings.includes('NOT_FOUND') || isDecided(transfer, 'NOT_EXECUTED');
}

function isDecided({ decisions }: TransferHistory, kind: string): boolean {
  return decisions.some((one) => one.kind === kind);
}

/** Sends of the newest pair that may have left. */
export function leftOf({ transfers }: Pick<Movement, 'transfers'>): readonly Send[] {
  const exchanges = transfers.at(-1)?.exchanges ?? [];
  return exchanges.filter(
    (one): one is Send => one.kind === 'SEND' && one.outcome?.class !== 'NEVER_LEFT',
  );
}

function openTime(from: Instant, { now, settings }: Scenery): number {
  const closed = timeInsidePeriods({ from, to: Math.max(from, now) }, settings.closedHours);
  return now - from - closed;
}

function endOf(send: Send): Instant {
  return send.endedAt ?? send.leaseUntil;
}

function isDuplicate(send: Send): boolean {
  return isUnknown(send, 'DUPLICATE');
}

function isUnknown({ outcome }: Send, because: 'NO_ANSWER' | 'DUPLICATE'): boolean {
  return outcome?.class === 'UNKNOWN' && outcome.because === because;
}

function broken(promise: string, step: Step): never {
  throw new Error(`broken: ${promise}, but ${JSON.stringify(step)}`);
}
