import type { Claim, MovementFile } from '../src/adapters/mysql/movement-types';
import type { StatementRow } from '../src/adapters/nh-bank/types';
import type { BankWords } from '../src/domain/bank-outcome';
import { startOfKoreanDay, type Instant } from '../src/domain/korean-time';
import type { ReadOutcome } from '../src/domain/movement';
import { referencePart } from '../src/domain/passbook';
import { MAX_PAGES, readStatementPages, type StatementDeps } from './statement-pages';

/** One whole reading, all its pages together, may take so long: rows move on while one reads. */
export const READING_MS = 25_000;
/** Width of the column that keeps the words. */
const LONGEST_MESSAGE = 200;

/**
 * Reads the customer's statement from the transfer's day to the next, though not beyond today, and looks for the
 * transfer's own reference. What is not read whole proves nothing, in either direction.
 */
export async function readStatement(
  deps: StatementDeps,
  { file, claim, startedAt }: { file: MovementFile; claim: Claim; startedAt: number },
): Promise<ReadOutcome> {
  const { rows, words } = await readWhole(deps, { file, claim, startedAt });
  if (rows === null) return { finding: 'NOT_ANSWERED', ...words };
  const reference = referencePart(claim.passbookText);
  const ours = rows.filter(({ text }) => referencePart(text) === reference);
  const [only] = ours;
  if (!only) return { finding: 'NOT_FOUND', ...words, message: `not among ${rows.length} rows` };
  const message = ours.map(wordsOf).join('; ').slice(0, LONGEST_MESSAGE);
  const isProof = ours.length === 1 && isOurs(only, file);
  if (!isProof) return { finding: 'AMBIGUOUS', ...words, message };
  return { finding: 'EXECUTED', bookedAt: bookedAt(only), ...words, message };
}

/** The whole statement, or the words of what kept us from it. */
async function readWhole(
  deps: StatementDeps,
  { file, claim, startedAt }: { file: MovementFile; claim: Claim; startedAt: number },
): Promise<{ readonly rows: readonly StatementRow[] | null; readonly words: BankWords }> {
  const day = claim.transferPair.tsymd;
  const inTime = () => performance.now() - startedAt < READING_MS;
  const { isWhole, rows, page, answer } = await readStatementPages(deps, {
    ...{ place: file.account, from: day, day, firstPair: claim.callPair },
    ...{ mayStillSend: inTime, goOn: inTime },
  });
  const { code, httpStatus } = answer;
  const told = `page ${page}: ${answer.message ?? answer.class}`.slice(0, LONGEST_MESSAGE);
  const words = { code, message: told, httpStatus };
  if (answer.class !== 'SUCCEEDED') return { rows: null, words };
  if (!inTime()) return { rows: null, words: { ...words, message: 'not read whole in time' } };
  if (isWhole) return { rows, words };
  const message = `more than ${MAX_PAGES} pages`;
  return { rows: null, words: { code: null, message, httpStatus: null } };
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
