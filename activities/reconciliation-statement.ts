import type {
  ReconciliationBook,
  StatementPlace,
} from '../src/adapters/mysql/reconciliation-types';
import type { NhBank } from '../src/adapters/nh-bank/types';
import type { Clock } from '../src/domain/clock';
import { endOfKoreanDay, koreanDay, type KoreanDay } from '../src/domain/korean-time';
import { mintPair, type Pair } from '../src/domain/pair';
import type { BankRow } from '../src/domain/reconcile';

/** 20,000 rows in two days are no account of a customer; a list that never ends must end here. */
const MAX_PAGES = 200;

/** A row, and the call that showed it. */
export interface ReadRow extends BankRow {
  readonly callPair: Pair;
}

/** Every row of every page; else whether the bank said anything at all. */
export type Statement =
  | { readonly kind: 'WHOLE'; readonly rows: readonly ReadRow[] }
  | { readonly kind: 'REFUSED' | 'SILENT' };

interface StatementDeps {
  readonly bank: Pick<NhBank, 'readStatementPage'>;
  readonly reconciliations: Pick<ReconciliationBook, 'noteReading'>;
  readonly sequences: { nextSequence(): Promise<number> };
  readonly clock: Clock;
  readonly stopping: AbortSignal;
}

type PageAnswer = Awaited<ReturnType<NhBank['readStatementPage']>>;

/**
 * Reads the statement of an account to its last page, up to the day after `day` but not beyond today. Nothing if a page
 * is missing: half a statement would show everything behind it as missing. What came of it is kept as evidence.
 */
export async function readStatement(
  deps: StatementDeps,
  wish: { place: StatementPlace; from: KoreanDay; day: KoreanDay },
): Promise<Statement> {
  const { clock } = deps;
  const askedAt = clock.now();
  const rows: ReadRow[] = [];
  let first: Pair | null = null;
  let last: PageAnswer | null = null;
  let complete = false;
  for (let page = 1; page <= MAX_PAGES && !complete; page += 1) {
    if (deps.stopping.aborted) throw new Error('WORKER_STOPS');
    const callPair = mintPair(clock.now(), await deps.sequences.nextSequence());
    first ??= callPair;
    last = await readPage(deps, { ...wish, callPair, page });
    if (last.class !== 'SUCCEEDED') break;
    const { account } = wish.place;
    rows.push(...last.value.rows.map((row) => ({ ...row, account, callPair })));
    complete = !last.value.hasMore;
  }
  if (!first || !last) throw new Error('a statement has at least one page');
  const told = `statement of ${wish.from} to ${lastDay(wish.day, clock)}: ${rows.length} rows`;
  await deps.reconciliations.noteReading({
    ...{ accountId: wish.place.accountId, pair: first, askedAt, endedAt: clock.now() },
    answered: complete,
    code: last.code,
    message: complete ? told : (last.message ?? 'not read to its last page'),
    httpStatus: last.httpStatus,
  });
  if (complete) return { kind: 'WHOLE', rows };
  return { kind: last.code === null ? 'SILENT' : 'REFUSED' };
}

function readPage(
  { bank, clock }: StatementDeps,
  of: { place: StatementPlace; from: KoreanDay; day: KoreanDay; callPair: Pair; page: number },
): Promise<PageAnswer> {
  const { bankCode, accountNumber } = of.place;
  const { callPair: pair, from, page } = of;
  const to = lastDay(of.day, clock);
  return bank.readStatementPage({ pair, bankCode, accountNumber, from, to, page });
}

/** What is sent shortly before midnight may be booked after it. */
function lastDay(day: KoreanDay, clock: Clock): KoreanDay {
  const next = koreanDay(endOfKoreanDay(day));
  const today = koreanDay(clock.now());
  return next < today ? next : today;
}
