import { groupBy } from './facts';
import type { Check, HistoryRow, Violation } from './facts';

/** The auditor's own copy of the legal moves: the product's table may be wrong. */
const LEGAL: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  payment: {
    READY: ['IN_PROGRESS', 'EXPIRED', 'ABORTED'],
    IN_PROGRESS: ['DONE', 'ABORTED', 'CANCELED', 'EXPIRED'],
    DONE: ['PARTIAL_CANCELED', 'CANCELED'],
    PARTIAL_CANCELED: ['PARTIAL_CANCELED', 'CANCELED'],
  },
  refund: { IN_PROGRESS: ['DONE', 'ABORTED'] },
  account: { PENDING: ['ACTIVE', 'FAILED'], ACTIVE: ['CLOSED'] },
  transfer: {
    PREPARED: ['DISPATCHED'],
    DISPATCHED: ['SUCCEEDED', 'REFUSED', 'UNKNOWN', 'PREPARED'],
    UNKNOWN: ['SUCCEEDED', 'REFUSED', 'NOT_FOUND'],
  },
};
/** Where each begins; a transfer's row is written with its mark. */
const FIRST: Readonly<Record<string, string>> = {
  payment: 'READY',
  refund: 'IN_PROGRESS',
  account: 'PENDING',
  transfer: 'DISPATCHED',
};
/** States in which only the detail may change. */
const OPEN: ReadonlySet<string> = new Set(['READY', 'IN_PROGRESS', 'PENDING']);

/** I10: the history of each thing is a path of legal moves that ends where the row stands. */
export const legalMoves: Check = ({ book }) => {
  const histories = groupBy(book.history, (row) => row.subject_id);
  const things = [
    ...book.payments.map((row) => ({ kind: 'payment', id: row.payment_id, state: row.status })),
    ...book.refunds.map((row) => ({ kind: 'refund', id: row.refund_id, state: row.status })),
    ...book.accounts.map((row) => ({ kind: 'account', id: row.account_id, state: row.status })),
    ...book.transfers.map((row) => ({ kind: 'transfer', id: row.transfer_id, state: row.state })),
  ];
  const known = new Set(things.map(({ id }) => id));
  const strangers = [...histories.keys()].filter((id) => !known.has(id));
  return [
    ...strangers.map((id) => broken(id, 'has a history, but does not exist')),
    ...things.flatMap((thing) => wrongPath(thing, histories.get(thing.id) ?? [])),
  ];
};

function wrongPath(
  { kind, id, state }: { kind: string; id: string; state: string },
  history: readonly HistoryRow[],
): Violation[] {
  const first = FIRST[kind] ?? '';
  let at: string | null = kind === 'transfer' ? first : null;
  const found: Violation[] = [];
  for (const { from_state: from, to_state: to } of history) {
    if (from !== at) found.push(broken(id, `was ${at}, moved from ${from}`));
    if (!isLegal(kind, { from, to })) found.push(broken(id, `${from} -> ${to} is no legal move`));
    at = to;
  }
  if (at !== state) found.push(broken(id, `is ${state}, its history ends at ${at}`));
  return found;
}

function isLegal(kind: string, { from, to }: { from: string | null; to: string }): boolean {
  if (from === null) return to === FIRST[kind];
  if (from === to && OPEN.has(from)) return true;
  return LEGAL[kind]?.[from]?.includes(to) ?? false;
}

function broken(subject: string, message: string): Violation {
  return { invariant: 'I10', subject, message };
}
