import { subtractWon, type Won } from './money';
import { referencePart } from './passbook';
import type {
  BankRow,
  BookTransfer,
  Finding,
  FindingKind,
  Reconciled,
  ReconciliationDay,
} from './reconcile-types';

/** What our book says of a transfer: it happened, it may have, or it did not. */
export type Claim = 'HAPPENED' | 'IN_DOUBT' | 'DENIED';

/** One transfer (or none that we know) with all rows of its reference. */
interface Case<T, R> {
  readonly transfer: T | null;
  readonly rows: readonly R[];
  readonly at: ReconciliationDay;
}

/**
 * While its payment or refund is open, a row proves even a pair that was given up: the engine has to hear of it before a
 * further pair pays again. A doubt ends with them: what was settled outside the bank did not go through it.
 */
export function claimOf({ state, open }: Pick<BookTransfer, 'state' | 'open'>): Claim {
  if (state === 'SUCCEEDED') return 'HAPPENED';
  return open ? 'IN_DOUBT' : 'DENIED';
}

/** Compares one transfer with the rows that carry its reference. */
export function judge<T extends BookTransfer, R extends BankRow>({
  transfer,
  rows,
  at,
}: Case<T, R>): Reconciled<T, R> {
  if (transfer === null) return unknownToUs(rows, at);
  const standing = standingRows(rows);
  const here = standing.filter((row) => row.account === transfer.account);
  const findings = standing
    .filter((row) => row.account !== transfer.account)
    .map((row) => finding('OTHER_ACCOUNT', { transfer, row, owed: null }));
  const way = transfer.kind === 'DEBIT' ? 'OUT' : 'IN';
  const other = here.filter((row) => row.direction !== way);
  findings.push(...other.map((row) => finding('MISSING_WITH_US', { transfer, row, owed: null })));
  const own = here.filter((row) => row.direction === way).toSorted(bestFirst(transfer));
  const claim = claimOf(transfer);
  if (claim === 'DENIED') return none([...findings, ...own.map((row) => denied(transfer, row))]);

  const [first, ...more] = own;
  findings.push(...more.map((row) => doubled(transfer, row)));
  if (!first) {
    const isMissed = claim === 'HAPPENED' && isRead(transfer, at) && !isFresh(transfer, at);
    if (findings.length > 0 || !isMissed) return none(findings);
    // The row that was taken back is what a person has to see.
    const [row = null] = rows.filter((one) => one.account === transfer.account);
    return none([finding('MISSING_AT_BANK', { transfer, row, owed: null })]);
  }
  if (first.amount !== transfer.amount) return none([...findings, otherAmount(transfer, first)]);
  if (claim === 'HAPPENED') return { ...none(findings), matched: isOf(transfer, at) ? 1 : 0 };
  // Two rows, or one that was cancelled, prove nothing.
  const proven = rows.length === 1;
  return { ...none(findings), proofs: proven ? [{ transfer, row: first }] : [] };
}

/** Our form of reference, but no transfer: a restored book, or somebody else with our texts. Counted on its own day. */
function unknownToUs<T extends BookTransfer, R extends BankRow>(
  rows: readonly R[],
  at: ReconciliationDay,
): Reconciled<T, R> {
  const ofTheDay = standingRows(rows).filter((row) => row.day === at.day);
  return none<T, R>(
    ofTheDay.map((row) => finding<T, R>('MISSING_WITH_US', { transfer: null, row, owed: null })),
  );
}

/**
 * Rows that stand. One that was cancelled takes one standing row of the same account and amount with it, since a bank may
 * mark a row as cancelled or book a second one that cancels it.
 */
function standingRows<R extends BankRow>(rows: readonly R[]): readonly R[] {
  const standing = rows.filter((row) => !row.cancelled);
  for (const gone of rows.filter((row) => row.cancelled)) {
    const at = standing.findIndex(
      (row) => row.account === gone.account && row.amount === gone.amount,
    );
    if (at >= 0) standing.splice(at, 1);
  }
  return standing;
}

/** The row that fits comes first, then by time: what is left over is surplus. */
function bestFirst(transfer: BookTransfer) {
  const rank = (row: BankRow) =>
    `${row.amount === transfer.amount ? 0 : 1}${row.day}${row.time}${row.bankNumber}`;
  return (left: BankRow, right: BankRow) => (rank(left) < rank(right) ? -1 : 1);
}

/** What was taken although our book says that nothing was; owed once the payment has ended on that. */
function denied<T extends BookTransfer, R extends BankRow>(transfer: T, row: R): Finding<T, R> {
  const owed = transfer.kind === 'DEBIT' && !transfer.open ? row.amount : null;
  return finding('MISSING_WITH_US', { transfer, row, owed });
}

function doubled<T extends BookTransfer, R extends BankRow>(transfer: T, row: R): Finding<T, R> {
  const owed = transfer.kind === 'DEBIT' ? row.amount : null;
  return finding('DOUBLED', { transfer, row, owed });
}

/** Only what was taken too much can go back by a refund. */
function otherAmount<T extends BookTransfer, R extends BankRow>(
  transfer: T,
  row: R,
): Finding<T, R> {
  const surplus = transfer.kind === 'DEBIT' && row.amount > transfer.amount;
  const owed = surplus ? subtractWon(row.amount, transfer.amount) : null;
  return finding('OTHER_AMOUNT', { transfer, row, owed });
}

function isRead({ account }: BookTransfer, at: ReconciliationDay): boolean {
  return at.accounts.includes(account);
}

function isFresh(transfer: BookTransfer, at: ReconciliationDay): boolean {
  return at.readAt - transfer.changedAt < at.bookingLagMs;
}

function isOf(transfer: BookTransfer, at: ReconciliationDay): boolean {
  return transfer.tsymd === at.day;
}

function none<T, R>(findings: Finding<T, R>[]): Reconciled<T, R> {
  return { matched: 0, findings, proofs: [] };
}

function finding<T extends BookTransfer, R extends BankRow>(
  kind: FindingKind,
  facts: { readonly transfer: T | null; readonly row: R | null; readonly owed: Won | null },
): Finding<T, R> {
  const { transfer, row } = facts;
  const reference = transfer?.reference ?? referencePart(row?.text ?? '');
  const key = [kind, reference];
  if (row && kind !== 'MISSING_AT_BANK') key.push(rowName(row));
  return { key: key.join(':'), kind, ...facts };
}

/** The bank's number where it gives a plain one, else what the row says. */
function rowName({ bankNumber, day, time, direction, amount }: BankRow): string {
  if (/^[\x21-\x7e]{1,50}$/.test(bankNumber)) return bankNumber;
  return `${day}${time}${direction}${amount}`;
}
