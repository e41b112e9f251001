import type { BookParts } from './book-parts';
import { lockRow, updateRows } from './rows';
import type { SequenceBook } from './types';

/**
 * One round trip and one lock per so many pairs; what a process leaves unused is skipped, which
 * does no harm.
 */
const BLOCK = 100;
const PAIRS = 'bank-pair';

/** Numbers for transaction numbers at the bank, never given out twice by any process. */
export function createSequences({ units }: Pick<BookParts, 'units'>): SequenceBook {
  let next = 0;
  let end = 0;
  let fetching: Promise<void> | null = null;

  async function fetchBlock(): Promise<void> {
    next = await units.unit(async (tx) => {
      const row = await lockRow(tx, tx.models.sequences, { name: PAIRS });
      if (!row) throw new Error('the sequence of pairs is missing: migrations have not run');
      const first = Number(row.next_value);
      const set = { next_value: first + BLOCK };
      await updateRows(tx, tx.models.sequences, { where: { name: PAIRS }, set });
      return first;
    });
    end = next + BLOCK;
  }

  return {
    async nextSequence() {
      while (next >= end) {
        fetching ??= fetchBlock().finally(() => {
          fetching = null;
        });
        await fetching;
      }
      next += 1;
      return next - 1;
    },
  };
}
