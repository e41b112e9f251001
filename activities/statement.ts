import type { Claim, MovementFile } from '../src/adapters/mysql/movement-types';
import type { SequenceBook } from '../src/adapters/mysql/types';
import type { NhBank, StatementPage, StatementRow } from '../src/adapters/nh-bank/types';
import type { BankOutcome, BankWords } from '../src/domain/bank-outcome';
import type { Clock } from '../src/domain/clock';
import {
  endOfKoreanDay,
  koreanDay,
  startOfKoreanDay,
  type Instant,
  type KoreanDay,
} from '../src/domain/korean-time';
import type { ReadOutcome } from '../src/domain/movement';
import { mintPair, type Pair } from '../src/domain/pair';

/** One whole reading, all its pages together, may take so long: rows move on while one reads. */
export const READING_MS = 25_000;
/** A statement of two days with more pages than this is not believed. */
const MAX_PAGES = 200;
/** Our reference comes first in the passbook text; what follows may be cut by a printer. */
const REFERENCE_LENGTH = 11;
/** Width of the column that keeps the words. */
const LONGEST_MESSAGE = 200;

/** What a reading needs. */
export interface StatementDeps {
  readonly bank: Pick<NhBank, 'readStatementPage'>;
  readonly sequences: SequenceBook;
  readonly clock: Clock;
}

/** All pages of a statement, or the words of the page that failed. */
type Pages =
  | { readonly rows: readonly StatementRow[]; readonly words: BankWords }
  | { readonly rows: null; readonly words: BankWords };

/**
 * Reads the customer's statement from the transfer's day to the next, though not beyond today, and looks for the
 * transfer's own reference. What is not read whole proves nothing, in either direction.
 */
export async function readStatement(
  deps: StatementDeps,
  { file, claim, startedAt }: { file: MovementFile; claim: Claim; startedAt: number },
): Promise<ReadOutcome> {
  const { rows, words } = await readPages(deps, { file, claim, startedAt });
  if (rows === null) return { finding: 'NOT_ANSWERED', ...words };
  const reference = referenceOf(claim.passbookText);
  const ours = rows.filter(({ text }) => referenceOf(text) === reference);
  const [only] = ours;
  if (!only) return { finding: 'NOT_FOUND', ...words, message: `not among ${rows.length} rows` };
  const message = ours.map(wordsOf).join('; ').slice(0, LONGEST_MESSAGE);
  const isProof = ours.length === 1 && isOurs(only, file);
  if (!isProof) return { finding: 'AMBIGUOUS', ...words, message };
  return { finding: 'EXECUTED', bookedAt: bookedAt(only), ...words, message };
}

/** Page after page, each under a pair of its own; the first one's is the claim's. */
async function readPages(
  deps: StatementDeps,
  { file, claim, startedAt }: { file: MovementFile; claim: Claim; startedAt: number },
): Promise<Pages> {
  const { bankCode, accountNumber } = file.account;
  const period = periodOf(claim.transferPair.tsymd, deps.clock.now());
  const inTime = () => performance.now() - startedAt < READING_MS;
  const rows: StatementRow[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const pair = page === 1 ? claim.callPair : await freshPair(deps);
    const call = { pair, bankCode, accountNumber, ...period, page, mayStillSend: inTime };
    const answer = await deps.bank.readStatementPage(call);
    const words = wordsOfPage(answer, page);
    if (answer.class !== 'SUCCEEDED') return { rows: null, words };
    rows.push(...answer.value.rows.filter((row) => !isRepeated(row, rows)));
    if (!inTime()) return { rows: null, words: { ...words, message: 'not read whole in time' } };
    if (!answer.value.hasMore) return { rows, words };
  }
  const message = `more than ${MAX_PAGES} pages`;
  return { rows: null, words: { code: null, message, httpStatus: null } };
}

/** A row that moved on to the next page while we read: the bank's own number tells it from an equal one. */
function isRepeated(row: StatementRow, seen: readonly StatementRow[]): boolean {
  if (row.bankNumber === '') return false;
  const name = wordsOf(row);
  return seen.some((one) => one.bankNumber === row.bankNumber && wordsOf(one) === name);
}

function wordsOfPage(answer: BankOutcome<StatementPage>, page: number): BankWords {
  const { code, message, httpStatus } = answer;
  const told = `page ${page}: ${message ?? answer.class}`.slice(0, LONGEST_MESSAGE);
  return { code, message: told, httpStatus };
}

async function freshPair({ clock, sequences }: StatementDeps): Promise<Pair> {
  return mintPair(clock.now(), await sequences.nextSequence());
}

/** A transfer of the last minutes of its day may be booked on the next; the bank refuses days to come. */
function periodOf(tsymd: KoreanDay, now: Instant): { from: KoreanDay; to: KoreanDay } {
  const nextDay = koreanDay(endOfKoreanDay(tsymd));
  const today = koreanDay(now);
  return { from: tsymd, to: nextDay < today ? nextDay : today };
}

function referenceOf(text: string): string {
  return text.slice(0, REFERENCE_LENGTH);
}

/** Only a standing row of the right amount and direction proves the transfer. */
function isOurs(row: StatementRow, { ref, amount }: MovementFile): boolean {
  const direction = ref.kind === 'PAYMENT' ? 'OUT' : 'IN';
  return row.direction === direction && row.amount === amount && !row.cancelled;
}

/** The row as a person finds it again in the bank's own lists. */
function wordsOf({ day, time, direction, amount, cancelled, text, bankNumber }: StatementRow) {
  const standing = cancelled ? ' cancelled' : '';
  return `row ${day} ${time} ${direction} ${amount}${standing} "${text}" ${bankNumber}`;
}

function bookedAt({ day, time }: StatementRow): Instant {
  const [hours = 0, minutes = 0, seconds = 0] = [0, 2, 4].map((at) =>
    Number(time.slice(at, at + 2)),
  );
  return startOfKoreanDay(day) + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
