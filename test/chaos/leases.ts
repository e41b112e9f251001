import { callsOf, groupBy, pairOf } from '../support/auditor/facts';
import type { ExchangeRow, Facts, Violation } from '../support/auditor/facts';

/** A request may be on a slow line for so long after it left. */
const LONGEST_LINE_MS = 2_000;

/**
 * A part of I17: a send leaves only while its mark's lease is held, since another worker may go on after it. Judged only
 * where nobody moves the clock while payments are under way, for then bank and book tell the same time.
 */
export function sendsWithoutLease(facts: Facts): readonly Violation[] {
  const { book } = facts;
  const marks = groupBy(
    book.exchanges.filter((one) => one.kind === 'SEND'),
    (one) => one.subject_id,
  );
  return book.transfers.flatMap((transfer) => {
    const { transfer_id: subject } = transfer;
    const own = marks.get(subject) ?? [];
    return callsOf(facts, pairOf(transfer))
      .filter(({ at }) => !own.some((mark) => mayHaveSent(mark, Date.parse(at))))
      .map(({ at }) => ({
        ...{ invariant: 'I17', subject, message: `sent at ${at}, when nobody held the lease` },
      }));
  });
}

function mayHaveSent(mark: ExchangeRow, atMs: number): boolean {
  const [fromMs, untilMs] = [mark.marked_at, mark.lease_until].map((at) => new Date(at).getTime());
  return (fromMs ?? 0) <= atMs + LONGEST_LINE_MS && atMs <= (untilMs ?? 0) + LONGEST_LINE_MS;
}
