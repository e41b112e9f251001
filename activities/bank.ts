import type { Clock } from '../src/domain/clock';
import { endOfKoreanDay, koreanDay, type Instant } from '../src/domain/korean-time';
import type { Exchange, Movement, MovementSettings } from '../src/domain/movement';
import { transferStateOf } from '../src/domain/movement-story';
import { DAY_END_MARGIN_MS, nextStep, type Step } from '../src/domain/next-step';
import type { StatusDetail } from '../src/domain/states';
import type {
  Claim,
  ExchangeOutcome,
  MovementBook,
  MovementFile,
  MovementRef,
  Standing,
} from '../src/adapters/mysql/movement-types';
import type { BankStateBook } from '../src/adapters/mysql/ops-types';
import type { SequenceBook } from '../src/adapters/mysql/types';
import type { NhBank } from '../src/adapters/nh-bank/types';
import { beating } from './beating';
import { askCheck, sendTransfer } from './bank-calls';
import type { CrashPoints } from '../src/domain/crash-points';
import { createConfigGuard, type ConfigGuard } from './config-guard';
import { standingOf, toWait } from './standing';
import { READING_MS, readStatement } from './statement';

/** What a workflow hears after one step: settled, or wait so long. */
export type Advanced =
  | {
      readonly kind: 'wait';
      readonly afterMs: number;
      readonly detail: StatusDetail;
      /** Why, in a few words for operators. */
      readonly because: string;
    }
  | { readonly kind: 'settled' };

/** What the bank activities need. */
export interface BankDeps {
  readonly movements: MovementBook;
  readonly sequences: SequenceBook;
  readonly bankState: Pick<BankStateBook, 'pause'>;
  readonly bank: NhBank;
  readonly clock: Clock;
  readonly settings: MovementSettings;
  readonly leaseMs: number;
  /** Places where tests kill the process; none in production. */
  readonly crashPoints: CrashPoints;
}

/** A claim may be lost to another worker, and AC081 asks for a check at once; more rounds than this are a new activity. */
const MAX_ROUNDS = 4;

/** What one process needs: the configured parts, and its own count of rejected settings. */
type Parts = BankDeps & { readonly guard: ConfigGuard };

/** The activities that ask the bank about money. */
export function createBankActivities(given: BankDeps) {
  const deps: Parts = { ...given, guard: createConfigGuard(given.bankState) };
  return {
    /** Does the one next thing about a payment's debit. */
    advanceDebit: ({ paymentId }: { paymentId: string }) =>
      beating(() => advance(deps, { kind: 'PAYMENT', id: paymentId })),
    /** Does the one next thing about a refund's credit. */
    advanceCredit: ({ refundId }: { refundId: string }) =>
      beating(() => advance(deps, { kind: 'REFUND', id: refundId })),
  };
}

/** Loads the rows, asks `nextStep`, does the one thing, stores the exchange, and answers what comes next. */
async function advance(deps: Parts, ref: MovementRef): Promise<Advanced> {
  const { movements, clock, settings, crashPoints } = deps;
  crashPoints.reach('W1');
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const file = await movements.load(ref);
    if (!file.open) return { kind: 'settled' };
    const now = clock.now();
    const step = nextStep(file.movement, now, settings);
    if (step.kind === 'settled') return { kind: 'settled' };
    if (step.kind === 'wait') {
      const standing = standingOf(step, now);
      await telling(deps, { file, standing }, () => movements.stand({ file, standing, at: now }));
      return toWait(step, now);
    }
    const claim = await claimFor(deps, { file, step, now });
    if (!claim) continue;
    const after = await askAndRecord(deps, { file, step, claim });
    if (after.kind === 'settled') return { kind: 'settled' };
    if (after.kind === 'wait') return toWait(after, clock.now());
  }
  return { kind: 'wait', afterMs: 0, detail: 'WAITING_FOR_BANK', because: 'going on' };
}

function claimFor(
  { movements, leaseMs }: BankDeps,
  { file, step, now }: { file: MovementFile; step: Asking; now: Instant },
): Promise<Claim | null> {
  if (step.kind === 'check') return movements.claimCheck({ file, now, leaseMs });
  if (step.kind === 'send') return movements.claimSend({ file, pair: step.pair, now, leaseMs });
  return movements.claimReading({ file, now, leaseMs: READING_MS });
}

type Asking = Exclude<Step, { kind: 'wait' | 'settled' }>;

/** The call itself, then its outcome and what follows from it in one transaction. */
async function askAndRecord(
  deps: Parts,
  { file, step, claim }: { file: MovementFile; step: Asking; claim: Claim },
): Promise<Step> {
  const { movements, clock, settings, crashPoints } = deps;
  const startedAt = performance.now();
  crashPoints.reach(step.kind === 'send' ? 'W2' : 'W7');
  const outcome = await ask(deps, { file, step, claim, startedAt });
  crashPoints.reach(step.kind === 'send' ? 'W4' : 'W8');

  const endedAt = clock.now();
  const { markedAt, leaseUntil } = claim;
  const exchange = { kind: outcome.kind, markedAt, leaseUntil, endedAt, outcome } as Exchange;
  const movement = withExchange(file.movement, { exchange, claim, file });
  const after = nextStep(movement, endedAt, settings);
  const current = movement.transfers.at(-1);
  if (!current) throw new Error('a movement that was asked about has a transfer');
  const transferState = transferStateOf(current, settings);
  const standing = standingOf(after, endedAt);
  const durationMs = Math.round(performance.now() - startedAt);
  await telling(deps, { file, standing }, () =>
    movements.record({ file, claim, outcome, endedAt, durationMs, transferState, standing }),
  );
  if (outcome.kind === 'SEND') await deps.guard.note(outcome);
  return after;
}

/** One question to the bank. */
async function ask(
  deps: BankDeps,
  asked: { file: MovementFile; step: Asking; claim: Claim; startedAt: number },
): Promise<ExchangeOutcome> {
  const { kind } = asked.step;
  if (kind === 'statement') return { kind: 'STATEMENT', ...(await readStatement(deps, asked)) };
  const question = { ...asked, mayStillSend: stillMaySend(deps, asked) };
  if (kind === 'send') return { kind: 'SEND', ...(await sendTransfer(deps.bank, question)) };
  return { kind: 'CHECK', ...(await askCheck(deps.bank, question)) };
}

/** Stores what is waited for. A net cancel that people are told of by it has borders of its own. */
async function telling(
  { crashPoints }: BankDeps,
  { file, standing }: { file: MovementFile; standing: Standing },
  store: () => Promise<void>,
): Promise<void> {
  const tells = standing.netCancel && file.movement.netCanceledAt === null;
  if (tells) crashPoints.reach('N1');
  await store();
  if (tells) crashPoints.reach('N2');
}

/** Looked at again right before the first byte: the lease by elapsed time, the Korean day, the deadline. */
function stillMaySend(
  { clock, leaseMs }: BankDeps,
  { file, claim, startedAt }: { file: MovementFile; claim: Claim; startedAt: number },
): () => boolean {
  const deadline = file.movement.decisionDeadline;
  const isSend = claim.callPair.isTuno === claim.transferPair.isTuno;
  return () => {
    const now = clock.now();
    const leased = performance.now() - startedAt < leaseMs && now < claim.leaseUntil;
    if (!isSend) return leased;
    const { tsymd } = claim.transferPair;
    const sameDay = koreanDay(now) === tsymd && now < endOfKoreanDay(tsymd) - DAY_END_MARGIN_MS;
    return leased && sameDay && (deadline === null || now < deadline);
  };
}

/** A pair that was just minted. */
const NOTHING_YET = { exchanges: [], decisions: [] };

/** The movement as the book will have it once the exchange is stored. */
function withExchange(
  movement: Movement,
  { exchange, claim, file }: { exchange: Exchange; claim: Claim; file: MovementFile },
): Movement {
  const sameTransfer = file.transfer?.transferId === claim.transferId;
  const earlier = sameTransfer ? movement.transfers.slice(0, -1) : movement.transfers;
  const { exchanges, decisions } = (sameTransfer ? movement.transfers.at(-1) : null) ?? NOTHING_YET;
  const { tsymd } = claim.transferPair;
  return {
    ...movement,
    transfers: [...earlier, { tsymd, exchanges: [...exchanges, exchange], decisions }],
  };
}
