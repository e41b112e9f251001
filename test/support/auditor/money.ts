import type { LedgerRow } from '../bank-admin';
import { approvedFor, groupBy, pairOf, pairOfRequest, rowsByMovement } from './facts';
import type { Check, Facts, PaymentRow, RefundRow, Violation } from './facts';

const PAID: ReadonlySet<string> = new Set(['DONE', 'PARTIAL_CANCELED', 'CANCELED']);

/** I2: a payment that was paid has exactly one debit, of its amount, on its account. */
export const oneDebit: Check = (facts) => {
  const rows = rowsByMovement(facts);
  const numbers = accountNumbers(facts);
  return facts.book.payments
    .filter(({ status }) => PAID.has(status))
    .flatMap((payment) => {
      const { payment_id: id, status, amount_won: amount } = payment;
      const debits = rows.get(id) ?? [];
      const [debit] = debits;
      if (debits.length !== 1 || debit?.kind !== 'DEBIT') {
        return [of('I2', id, `${status} with ${debits.length} debits`)];
      }
      return wrongMovement('I2', id, { row: debit, amount, number: numbers(payment.account_id) });
    });
};

/**
 * I3: CANCELED leaves net 0, EXPIRED not even a request, ABORTED no debit: one that came after the settling window is named
 * by a case, and given back. What was settled outside counts as given back.
 */
export const noMoneyForANo: Check = (facts) => {
  const rows = rowsByMovement(facts);
  const refunds = groupBy(facts.book.refunds, (refund) => refund.payment_id);
  const transfers = groupBy(facts.book.transfers, (transfer) => transfer.payment_id);
  const asked = new Set(facts.requests.map(pairOfRequest));
  const cases = new Set(facts.book.cases.map((one) => one.payment_id));
  return facts.book.payments.flatMap(({ payment_id: id, status }): Violation[] => {
    const own = rows.get(id) ?? [];
    const back = (refunds.get(id) ?? []).flatMap((one) => rows.get(one.refund_id) ?? []);
    const outside = (refunds.get(id) ?? []).filter((one) => settledOutside(facts, one));
    const paidOutside = outside.reduce((total, one) => total + one.amount_won, 0);
    const net = sum(own) + sum(back) - paidOutside;
    if (status === 'CANCELED' && net !== 0) return [of('I3', id, `CANCELED, but net is ${net}`)];
    if (status === 'ABORTED' && own.length > 0 && !(cases.has(id) && net === 0)) {
      return [of('I3', id, `ABORTED, but debited`)];
    }
    const wasAsked = (transfers.get(id) ?? []).some((one) => asked.has(pairOf(one)));
    if (status === 'EXPIRED' && wasAsked) return [of('I3', id, 'EXPIRED, but the bank was asked')];
    return [];
  });
};

/** I4: a refund that is done has exactly one credit, of its amount, to the account that paid; a refused one has none. */
export const oneCredit: Check = (facts) => {
  const rows = rowsByMovement(facts);
  const numbers = accountNumbers(facts);
  const payments = new Map(facts.book.payments.map((one) => [one.payment_id, one]));
  const cases = new Set(facts.book.cases.map((one) => one.refund_id));
  return facts.book.refunds.flatMap((refund): Violation[] => {
    const { refund_id: id, status, amount_won: amount } = refund;
    const credits = rows.get(id) ?? [];
    if (credits.length === 0 && settledOutside(facts, refund)) return [];
    if (status === 'ABORTED' && credits.length > 0 && !cases.has(id))
      return [of('I4', id, 'ABORTED, but credited')];
    if (status !== 'DONE') return [];
    const [credit] = credits;
    if (credits.length !== 1 || credit?.kind !== 'CREDIT') {
      return [of('I4', id, `DONE with ${credits.length} credits`)];
    }
    const accountId = payments.get(refund.payment_id)?.account_id ?? '';
    return wrongMovement('I4', id, { row: credit, amount, number: numbers(accountId) });
  });
};

/** I5: at every row of the ledger a payment has given back at most what it took; also what the book says is left. */
export const neverOverRefunded: Check = (facts) => {
  const paymentOf = new Map(facts.book.transfers.map((one) => [pairOf(one), one.payment_id]));
  const net = new Map<string, number>();
  const overdrawn = facts.ledger.flatMap((row): Violation[] => {
    const id = paymentOf.get(pairOf(row));
    if (id === undefined) return [];
    const now = (net.get(id) ?? 0) + sum([row]);
    net.set(id, now);
    return now < 0 ? [of('I5', id, `row ${row.seq}: ${-now} won more given back than taken`)] : [];
  });
  const refunds = groupBy(facts.book.refunds, (refund) => refund.payment_id);
  return [...overdrawn, ...facts.book.payments.flatMap((one) => wrongRest(one, refunds))];
};

/** The refundable rest of a payment is its amount less its refunds that were not refused. */
function wrongRest(
  payment: PaymentRow,
  refunds: ReadonlyMap<string, readonly RefundRow[]>,
): Violation[] {
  const { payment_id: id, status, amount_won: amount, refundable_won: rest } = payment;
  const ended = status === 'ABORTED' || status === 'EXPIRED';
  const given = (refunds.get(id) ?? []).filter(
    (refund) => refund.status !== 'ABORTED' && refund.cause !== 'CORRECTION',
  );
  const reserved = given.reduce((total, refund) => total + refund.amount_won, 0);
  const expected = ended ? 0 : amount - reserved;
  if (rest === expected && rest >= 0) return [];
  return [of('I5', id, `${rest} won can be refunded, it should be ${expected}`)];
}

/** The money went back by another way, as two operators say. */
function settledOutside({ book }: Facts, { refund_id: id, status }: RefundRow): boolean {
  if (status !== 'DONE') return false;
  return approvedFor(book, id).some(({ decision }) => decision === 'SETTLED_OUTSIDE');
}

function wrongMovement(
  invariant: string,
  id: string,
  { row, amount, number }: { row: LedgerRow; amount: number; number: string | undefined },
): Violation[] {
  const found: Violation[] = [];
  if (row.amount !== amount) found.push(of(invariant, id, `${row.amount} won, not ${amount}`));
  if (number !== undefined && row.accountNumber !== number) {
    found.push(of(invariant, id, 'on another account'));
  }
  return found;
}

/** Account numbers as the members named them when they opened their accounts; the book has them encrypted. */
function accountNumbers({ calls }: Facts): (accountId: string) => string | undefined {
  const numbers = new Map<string, string>();
  for (const { method, path, answer, body } of calls) {
    if (method !== 'POST' || path !== '/v1/accounts' || body === null) continue;
    const { accountId } = (answer ?? {}) as { accountId?: string };
    const { accountNumber } = JSON.parse(body) as { accountNumber: string };
    if (accountId !== undefined) numbers.set(accountId, accountNumber);
  }
  return (accountId) => numbers.get(accountId);
}

/** What rows took from the customer, net. */
function sum(rows: readonly LedgerRow[]): number {
  return rows.reduce((total, { kind, amount }) => total + (kind === 'DEBIT' ? amount : -amount), 0);
}

function of(invariant: string, subject: string, message: string): Violation {
  return { invariant, subject, message };
}
