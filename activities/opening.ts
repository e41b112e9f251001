import type { OpeningBook, OpeningClaim, OpeningFile } from '../src/adapters/mysql/movement-types';
import type { NhBank } from '../src/adapters/nh-bank/types';
import type { BankOutcome } from '../src/domain/bank-outcome';
import type { Clock } from '../src/domain/clock';
import type { MovementSettings } from '../src/domain/movement';
import {
  nextOpeningStep,
  type Opening,
  type OpeningOutcome,
  type OpeningStep,
} from '../src/domain/next-opening-step';
import { SCENARIOS } from '../src/domain/scenarios';
import type { Advanced } from './bank';
import { beating } from './beating';
import type { CrashPoints } from '../src/domain/crash-points';
import { standingOf, toWait } from './standing';

/** What the opening activity needs. */
export interface OpeningDeps {
  readonly openings: OpeningBook;
  readonly bank: NhBank;
  readonly clock: Clock;
  readonly settings: MovementSettings;
  readonly leaseMs: number;
  readonly crashPoints: CrashPoints;
}

/** Holder, opening and its check usually follow each other at once; more rounds than this are a new activity. */
const MAX_ROUNDS = 6;

type Asking = Extract<OpeningStep, { kind: 'ask' | 'open' }>;
type Question = 'HOLDER' | 'OPEN' | 'ISSUE';

/** What an answer brought. */
interface Answer {
  readonly outcome: OpeningOutcome;
  readonly registrationNumber: string | null;
  readonly finAcno: string | null;
}

/** The activity that opens accounts. */
export function createOpeningActivities(deps: OpeningDeps) {
  return {
    /** Does the next things about an account opening until there is something to wait for. */
    advanceOpening: ({ accountId }: { accountId: string }) =>
      beating(() => advance(deps, accountId)),
  };
}

async function advance(deps: OpeningDeps, accountId: string): Promise<Advanced> {
  const { openings, clock, settings, crashPoints, leaseMs } = deps;
  crashPoints.reach('W1');
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const file = await openings.load(accountId);
    if (file.status !== 'PENDING') return { kind: 'settled' };
    const now = clock.now();
    const step = nextOpeningStep(file.opening, now, settings);
    if (step.kind === 'settled') return { kind: 'settled' };
    if (step.kind === 'wait') {
      await openings.stand({ file, standing: standingOf(step, now), at: now });
      return toWait(step, now);
    }
    const kind = step.kind === 'open' ? 'OPEN' : step.what;
    const pair = step.kind === 'open' ? step.pair : null;
    const claim = await openings.claim({ file, kind, pair, now, leaseMs });
    if (claim) await askAndRecord(deps, { file, step, kind, claim });
  }
  return { kind: 'wait', afterMs: 0, detail: 'WAITING_FOR_BANK', because: 'going on' };
}

async function askAndRecord(
  deps: OpeningDeps,
  ask: { file: OpeningFile; step: Asking; kind: Question; claim: OpeningClaim },
): Promise<void> {
  const { openings, clock, settings, crashPoints } = deps;
  const { file, step, kind, claim } = ask;
  const startedAt = performance.now();
  const sends = kind === 'OPEN';
  crashPoints.reach(sends ? 'W2' : 'W7');
  const answer = await askBank(deps, ask, startedAt);
  crashPoints.reach(sends ? 'W4' : 'W8');
  const endedAt = clock.now();
  const { markedAt, leaseUntil } = claim;
  const exchange = { kind, markedAt, leaseUntil, endedAt, outcome: answer.outcome };
  const minted = step.kind === 'open' && step.pair === 'MINT';
  const after: Opening = {
    ...file.opening,
    tsymd: minted ? claim.callPair.tsymd : file.opening.tsymd,
    exchanges: [...file.opening.exchanges, exchange],
  };
  await openings.record({
    file,
    claim,
    ...answer,
    endedAt,
    durationMs: Math.round(performance.now() - startedAt),
    standing: standingOf(nextOpeningStep(after, endedAt, settings), endedAt),
  });
}

/** One question to the bank. The holder's name is compared here and goes no further. */
async function askBank(
  { bank, clock, leaseMs }: OpeningDeps,
  { file, kind, claim }: { file: OpeningFile; kind: Question; claim: OpeningClaim },
  startedAt: number,
): Promise<Answer> {
  const { account } = file;
  const { bankCode, accountNumber, birthDate } = account;
  const mayStillSend = () =>
    performance.now() - startedAt < leaseMs && clock.now() < claim.leaseUntil;
  const call = { pair: claim.callPair, mayStillSend, sandboxFault: faultFor(file, kind) };
  if (kind === 'HOLDER') {
    const outcome = await bank.inquireHolder({ ...call, bankCode, accountNumber });
    const found =
      outcome.class === 'SUCCEEDED' && sameName(outcome.value.holderName, file.holderName);
    return { outcome: keep(outcome, found), registrationNumber: null, finAcno: null };
  }
  if (kind === 'OPEN') {
    const outcome = await bank.openFinAccount({ ...call, bankCode, accountNumber, birthDate });
    const registrationNumber =
      outcome.class === 'SUCCEEDED' ? outcome.value.registrationNumber : null;
    return {
      outcome: keep(outcome, registrationNumber !== null),
      registrationNumber,
      finAcno: null,
    };
  }
  const registrationNumber = file.registrationNumber ?? '';
  const outcome = await bank.checkOpenFinAccount({ ...call, registrationNumber, birthDate });
  const finAcno = outcome.class === 'SUCCEEDED' ? outcome.value.finAcno : null;
  return { outcome: keep(outcome, finAcno !== null), registrationNumber: null, finAcno };
}

/** `holder-mismatch` is a fault of the holder inquiry; every other scenario goes along with the opening itself. */
function faultFor(file: OpeningFile, kind: Question): string | null {
  const fault = file.testCode === null ? null : (SCENARIOS[file.testCode]?.fault ?? null);
  const asksHolder = fault === 'holder-mismatch';
  if (kind === 'HOLDER') return asksHolder ? fault : null;
  return kind === 'OPEN' && !asksHolder ? fault : null;
}

/** Names are compared in NFC without outer blanks. */
function sameName(atBank: string, ours: string): boolean {
  return atBank.normalize('NFC').trim() === ours.normalize('NFC').trim();
}

function keep(outcome: BankOutcome<unknown>, found: boolean): OpeningOutcome {
  const refused = outcome.class === 'REFUSED';
  return {
    class: outcome.class,
    because: outcome.class === 'UNKNOWN' ? outcome.because : null,
    failureCode: refused ? outcome.failureCode : null,
    closed: refused && outcome.closed,
    found: outcome.class === 'SUCCEEDED' ? (found ? 'YES' : 'NO') : null,
    code: outcome.code,
    message: outcome.message,
  };
}
