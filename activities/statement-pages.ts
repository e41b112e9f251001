import type { SequenceBook } from '../src/adapters/mysql/types';
import type { NhBank, StatementRow } from '../src/adapters/nh-bank/types';
import type { Clock } from '../src/domain/clock';
import { endOfKoreanDay, koreanDay, type Instant, type KoreanDay } from '../src/domain/korean-time';
import { mintPair, type Pair } from '../src/domain/pair';
import type { AccountSecrets } from '../src/domain/records';

/** 20,000 rows in some days are no account of a customer; a list that never ends must end here. */
export const MAX_PAGES = 200;

/** What reading a statement needs. */
export interface StatementDeps {
  readonly bank: Pick<NhBank, 'readStatementPage'>;
  readonly sequences: SequenceBook;
  readonly clock: Clock;
}

/** Which statement, and how far. */
export interface StatementWish {
  readonly place: Pick<AccountSecrets, 'bankCode' | 'accountNumber'>;
  readonly from: KoreanDay;
  /** The statement goes to the day after it: what is sent shortly before midnight may be booked then. */
  readonly day: KoreanDay;
  /** The first page's pair, where the book has it already. */
  readonly firstPair?: Pair;
  /** Asked right before a page's first byte. */
  readonly mayStillSend?: () => boolean;
  /** Asked between two pages; false leaves the rest unread. */
  readonly goOn: () => boolean;
}

/** A row, and the call that showed it. */
export interface PageRow extends StatementRow {
  readonly callPair: Pair;
}

/** What came of it. Half a statement proves nothing: everything behind it would seem to be missing. */
export interface StatementPages {
  readonly isWhole: boolean;
  readonly rows: readonly PageRow[];
  readonly firstPair: Pair;
  readonly to: KoreanDay;
  /** The last page that was asked for, counted from 1, and the bank's answer. */
  readonly page: number;
  readonly answer: Awaited<ReturnType<NhBank['readStatementPage']>>;
}

/** Reads page after page, each under a pair of its own, until the last one, a failed one, or the limit. */
export async function readStatementPages(
  deps: StatementDeps,
  wish: StatementWish,
): Promise<StatementPages> {
  const { place, from, mayStillSend, goOn } = wish;
  const { bankCode, accountNumber } = place;
  const to = lastDay(wish.day, deps.clock.now());
  const firstPair = wish.firstPair ?? (await freshPair(deps));
  const rows: PageRow[] = [];
  const seen = new Set<string>();
  for (let page = 1; ; page += 1) {
    const pair = page === 1 ? firstPair : await freshPair(deps);
    const call = { pair, bankCode, accountNumber, from, to, page, mayStillSend };
    const answer = await deps.bank.readStatementPage(call);
    const read = { firstPair, to, page, answer };
    if (answer.class !== 'SUCCEEDED') return { ...read, isWhole: false, rows };
    const fresh = answer.value.rows.filter((row) => !seen.has(nameOf(row)));
    rows.push(...fresh.map((row) => ({ ...row, callPair: pair })));
    // A row that moves on to the next page meanwhile is one row: the bank's own number tells it from an equal one.
    for (const row of fresh.filter(({ bankNumber }) => bankNumber !== '')) seen.add(nameOf(row));
    if (!answer.value.hasMore) return { ...read, isWhole: true, rows };
    if (page === MAX_PAGES || !goOn()) return { ...read, isWhole: false, rows };
  }
}

async function freshPair({ clock, sequences }: StatementDeps): Promise<Pair> {
  return mintPair(clock.now(), await sequences.nextSequence());
}

/** The day after, but none to come: the bank refuses those. */
function lastDay(day: KoreanDay, now: Instant): KoreanDay {
  const next = koreanDay(endOfKoreanDay(day));
  const today = koreanDay(now);
  return next < today ? next : today;
}

/** All that a row says but the balance behind it. */
function nameOf({
  day,
  time,
  direction,
  amount,
  cancelled,
  text,
  bankNumber,
}: StatementRow): string {
  return JSON.stringify([day, time, direction, amount, cancelled, text, bankNumber]);
}
