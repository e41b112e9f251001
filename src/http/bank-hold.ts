import type { BankState, BankStateBook } from '../adapters/mysql/ops-types';

/** An operator's pause reaches every process within this time, and no payment asks the row for itself. */
const REMEMBER_MS = 1_000;

/** The bank's state as of a second ago at the most. A row that cannot be read rejects: then nothing can be accepted anyway. */
export function createBankHold(book: Pick<BankStateBook, 'read'>): () => Promise<BankState> {
  let last: { askedMs: number; answer: Promise<BankState> } | null = null;
  return () => {
    const askedMs = performance.now();
    if (last && askedMs - last.askedMs <= REMEMBER_MS) return last.answer;
    const asked = { askedMs, answer: book.read() };
    last = asked;
    // A failure is not remembered: the next request may find the database back.
    asked.answer.catch(() => {
      if (last === asked) last = null;
    });
    return asked.answer;
  };
}
