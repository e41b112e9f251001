import type { EventBook, StoredEvent } from '../src/adapters/mysql/types';
import type { NhBank } from '../src/adapters/nh-bank/types';
import type { BalanceCache } from '../src/adapters/redis/types';
import type { Clock } from '../src/domain/clock';
import { koreanIso, type Instant } from '../src/domain/korean-time';
import type { Pair } from '../src/domain/pair';
import type { AccountSecrets } from '../src/domain/records';
import type { Logger } from '../src/log';
import { beating } from './beating';
import { inRounds, type Step } from './relay-rounds';

/** Name of the cursor that remembers up to which event balances were refreshed. */
const READER = 'balance';
/** Events after which the bank has another balance than before. */
const MOVES_MONEY: ReadonlySet<string> = new Set([
  'payment.done',
  'payment.partial_canceled',
  'payment.canceled',
  'refund.done',
]);
/** Events per step. The more there are, the more of them belong to the same accounts. */
const BATCH = 200;
const IDLE_MS = 500;
/** Questions at a time: payments share the bank with us and come first. */
const AT_ONCE = 2;

/** An answer to a balance inquiry, as the book keeps it. */
export type BalanceAnswer = Awaited<ReturnType<NhBank['inquireBalance']>>;

/** What asking found out, in the shape in which the engine hands it to its callers. */
export type BalanceRefresh =
  | {
      readonly kind: 'REFRESHED';
      readonly availableWon: number;
      readonly version: number;
      readonly at: string;
    }
  | { readonly kind: 'FAILED'; readonly failureCode: string; readonly consentUrl: string | null };

/** The book's side of a balance inquiry. */
export interface BalanceAsking {
  /** Stores the exchange before the bank is asked: its id is the version of the answer. Null if there is no alias to ask with. */
  begin(query: { accountId: string }): Promise<{
    readonly exchangeId: number;
    readonly secrets: AccountSecrets;
    readonly pair: Pair;
  } | null>;
  finish(end: { exchangeId: number; outcome: BalanceAnswer; endedAt: Instant }): Promise<void>;
}

/** What balances need. */
export interface BalanceDeps {
  readonly bank: Pick<NhBank, 'inquireBalance'>;
  readonly balances: BalanceAsking;
  readonly cache: Pick<BalanceCache, 'write'>;
  readonly events: Pick<EventBook, 'after' | 'cursor' | 'moveCursor'>;
  readonly clock: Clock;
  /** Aborted when the worker begins to shut down. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

/** Activities about balances. */
export interface Balances {
  /** Asks the bank once and keeps the answer; a failure is an answer too. */
  askBalance(input: { accountId: string; sandboxFault: string | null }): Promise<BalanceRefresh>;
  /** Refreshes what payments and refunds have changed, once per account and batch, for one round. */
  refreshBalances(input: {
    roundSeconds: number;
  }): Promise<{ readonly refreshed: number; readonly skipped: number }>;
}

/** Balances: asked from the bank, kept in the cache under a version that was taken before the question. */
export function createBalance(deps: BalanceDeps): Balances {
  return {
    askBalance: (input) => beating(() => ask(deps, input)),
    async refreshBalances({ roundSeconds }) {
      const counts = { refreshed: 0, skipped: 0 };
      const rounds = { roundSeconds, idleMs: IDLE_MS, stopping: deps.stopping };
      await inRounds(rounds, () => refreshOnce(deps, counts));
      return counts;
    },
  };
}

async function ask(
  deps: BalanceDeps,
  { accountId, sandboxFault }: { accountId: string; sandboxFault: string | null },
): Promise<BalanceRefresh> {
  const asking = await deps.balances.begin({ accountId });
  const finAcno = asking?.secrets.finAcno;
  if (!asking || !finAcno) return failed('INVALID_BANK_ACCOUNT', null);
  const { exchangeId, pair } = asking;
  const outcome = await deps.bank.inquireBalance({ pair, finAcno, sandboxFault });
  const endedAt = deps.clock.now();
  await deps.balances.finish({ exchangeId, outcome, endedAt });
  if (outcome.class === 'REFUSED') return failed(outcome.failureCode, outcome.consentUrl ?? null);
  if (outcome.class !== 'SUCCEEDED') return failed('BANK_NO_ANSWER', null);

  const amount = outcome.value.available;
  await remember(deps, { accountId, balance: { amount, asOf: endedAt, version: exchangeId } });
  const at = koreanIso(endedAt);
  return { kind: 'REFRESHED', availableWon: amount, version: exchangeId, at };
}

function failed(failureCode: string, consentUrl: string | null): BalanceRefresh {
  return { kind: 'FAILED', failureCode, consentUrl };
}

/** The caller has the bank's answer; that Redis is away must not take it from them. */
async function remember(
  { cache, log }: BalanceDeps,
  { accountId, balance }: { accountId: string; balance: Parameters<BalanceCache['write']>[1] },
): Promise<void> {
  try {
    await cache.write(accountId, balance);
  } catch (error) {
    log.warn({ accountId, reason: String(error) }, 'a balance was not kept in the cache');
  }
}

async function refreshOnce(
  deps: BalanceDeps,
  counts: { refreshed: number; skipped: number },
): Promise<Step> {
  const position = await deps.events.cursor(READER);
  const batch = await deps.events.after({ position, limit: BATCH });
  const last = batch.at(-1)?.position;
  if (last === undefined || last === null) return 'IDLE';
  const accountIds = new Set(batch.filter(({ type }) => MOVES_MONEY.has(type)).map(accountOf));
  await refreshAll(deps, { waiting: [...accountIds], counts });
  // Only now: a worker that dies in between asks again, which costs nothing but a question.
  await deps.events.moveCursor({ reader: READER, position: last });
  return 'BUSY';
}

/** Failures are skipped, and a bank that does not answer ends the batch: whoever wants to know can still ask. */
async function refreshAll(
  deps: BalanceDeps,
  { waiting, counts }: { waiting: string[]; counts: { refreshed: number; skipped: number } },
): Promise<void> {
  const line = async (): Promise<void> => {
    for (let accountId = waiting.shift(); accountId; accountId = waiting.shift()) {
      const answer = await ask(deps, { accountId, sandboxFault: null });
      if (answer.kind === 'REFRESHED') {
        counts.refreshed += 1;
        continue;
      }
      const silent = answer.failureCode === 'BANK_NO_ANSWER';
      const given = silent ? waiting.splice(0).length : 0;
      counts.skipped += given + 1;
      deps.log.info({ accountId, given, code: answer.failureCode }, 'balance not refreshed');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, line));
}

/** Payment events name their account in the payment they tell. */
function accountOf(event: StoredEvent): string {
  if (event.accountId) return event.accountId;
  const { data } = JSON.parse(event.body) as { data: { payment: { accountId: string } } };
  return data.payment.accountId;
}
