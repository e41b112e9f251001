import { groupBy } from './facts';
import type { Check, Facts, PaymentRow, Violation } from './facts';

const GIVEN_BACK: ReadonlySet<string> = new Set(['ABORTED', 'EXPIRED']);

/** A payment that was net-cancelled gives its share back as well: it was never approved. */
const givesBack = (payment: PaymentRow, status: string): boolean =>
  GIVEN_BACK.has(status) || (status === 'CANCELED' && payment.net_canceled_at !== null);

/** I18: at every moment what is reserved and spent on a day fits its limit; nobody is below zero by our doing. */
export const limits: Check = (facts) => [
  ...overLimit(facts),
  ...wrongReservation(facts),
  ...belowZero(facts),
];

/**
 * Replays the day of each account number in the order of the history's numbers, which are given out under the day's lock:
 * a payment takes its share when it begins and gives it back when it ends without money.
 */
function overLimit({ book }: Facts): Violation[] {
  const payments = new Map(book.payments.map((row) => [row.payment_id, row]));
  const limitOf = new Map(book.accounts.map((row) => [row.account_id, row.limit_per_day_won]));
  const most = new Map(book.accounts.map((row) => [row.account_id, row.limit_per_payment_won]));
  const used = new Map<string, number>();
  return book.history.flatMap(({ subject_id: id, from_state: from, to_state: to }): Violation[] => {
    const payment = payments.get(id);
    if (!payment) return [];
    const share = shareOf(payment);
    const before = used.get(share) ?? 0;
    if (givesBack(payment, to)) used.set(share, before - payment.amount_won);
    if (from !== null) return [];
    const now = before + payment.amount_won;
    used.set(share, now);
    const limit = limitOf.get(payment.account_id) ?? 0;
    if (now > limit) return [of(id, `${now} won on a day with a limit of ${limit}`)];
    return payment.amount_won > (most.get(payment.account_id) ?? 0)
      ? [of(id, `${payment.amount_won} won is over the limit per payment`)]
      : [];
  });
}

/** The guarded sum of each day is what its payments hold. */
function wrongReservation({ book }: Facts): Violation[] {
  const payments = groupBy(book.payments, shareOf);
  return book.days.flatMap(({ number_hash: hash, day, reserved_won: reserved }): Violation[] => {
    const holding = (payments.get(`${hash} ${day}`) ?? []).filter(
      (payment) => !givesBack(payment, payment.status),
    );
    const held = holding.reduce((sum, one) => sum + one.amount_won, 0);
    return held === reserved ? [] : [of(day, `${reserved} won reserved, payments hold ${held}`)];
  });
}

function belowZero({ ledger }: Facts): Violation[] {
  return ledger.flatMap((row) =>
    row.balanceAfter >= 0 ? [] : [of(row.accountNumber, `row ${row.seq}: ${row.balanceAfter} won`)],
  );
}

function shareOf(payment: PaymentRow): string {
  return `${payment.number_hash} ${payment.limit_day}`;
}

function of(subject: string, message: string): Violation {
  return { invariant: 'I18', subject, message };
}
