import type { CallRecord } from '../journal';
import { groupBy } from './facts';
import type { Check, Facts, Violation } from './facts';

/** I7: one resource per key, one id and amount in all its answers, another body refused, no key for two things. */
export const idempotency: Check = (facts) => [
  ...twoForOneKey(facts),
  ...boundTwice(facts),
  ...unkeyed(facts),
];

/** I8: what was refused, and only refused, has left nothing behind. */
export const noMeansNever: Check = ({ calls, book }) => {
  const bound = new Set(book.keys.map((row) => `${row.caller_id} ${row.idem_key}`));
  return keyed(calls).flatMap(([key, group]): Violation[] => {
    const onlyRefused = group.every(({ status }) => status !== null && isRefusal(status));
    if (!onlyRefused || !bound.has(`${group[0]?.callerId} ${group[0]?.key}`)) return [];
    return [{ invariant: 'I8', subject: key, message: 'was refused, but is bound to something' }];
  });
};

/** I9: every id that was ever answered with success is there at the end, with that amount. */
export const yesIsDurable: Check = (facts) => {
  const amounts = bookAmounts(facts);
  return facts.calls.flatMap((call): Violation[] => {
    if (call.outcome !== 'ok' || call.method !== 'POST') return [];
    const promised = resourceOf(call);
    if (!promised) return [];
    const amount = amounts.get(promised.id);
    const subject = promised.id;
    if (amount === undefined) {
      return [{ invariant: 'I9', subject, message: 'was answered, but is not in the book' }];
    }
    if (amount === promised.amount) return [];
    const message = `was answered with ${promised.amount} won, the book has ${amount}`;
    return [{ invariant: 'I9', subject, message }];
  });
};

function twoForOneKey({ calls }: Facts): Violation[] {
  return keyed(calls).flatMap(([subject, group]): Violation[] => {
    const accepted = group.filter(({ outcome }) => outcome === 'ok');
    const answers = new Set(accepted.map((call) => JSON.stringify(resourceOf(call))));
    const bodies = new Set(accepted.map(({ path, body }) => `${path} ${body}`));
    const found: Violation[] = [];
    if (answers.size > 1) {
      found.push({ invariant: 'I7', subject, message: `answered ${[...answers].join(' and ')}` });
    }
    if (bodies.size > 1) {
      found.push({ invariant: 'I7', subject, message: 'accepted with two bodies' });
    }
    return found;
  });
}

function boundTwice({ book }: Facts): Violation[] {
  const bound = groupBy(book.keys, (row) => `${row.caller_id} ${row.route} ${row.idem_key}`);
  return [...bound].flatMap(([subject, rows]): Violation[] =>
    rows.length === 1
      ? []
      : [{ invariant: 'I7', subject, message: `is bound ${rows.length} times` }],
  );
}

/**
 * Everything that was asked for was made under exactly one key. A key under which an open payment was cancelled is bound to the
 * payment as well; what the engine owes by itself has none.
 */
function unkeyed({ book }: Facts): Violation[] {
  const makers = book.keys.filter((row) => !row.route.endsWith('/cancel') || isRefundId(row));
  const keys = groupBy(makers, (row) => row.resource_id);
  const made = [
    ...book.payments.map((row) => ({ id: row.payment_id, wanted: 1 })),
    ...book.refunds.map((row) => ({
      id: row.refund_id,
      wanted: row.cause === 'REQUESTED' ? 1 : 0,
    })),
    ...book.accounts.map((row) => ({ id: row.account_id, wanted: 1 })),
  ];
  return made.flatMap(({ id, wanted }): Violation[] => {
    const count = keys.get(id)?.length ?? 0;
    if (count === wanted) return [];
    return [{ invariant: 'I7', subject: id, message: `was made under ${count} keys` }];
  });
}

function isRefundId({ resource_id: id }: { resource_id: string }): boolean {
  return id.startsWith('rfd_');
}

function keyed(calls: readonly CallRecord[]): [string, readonly CallRecord[]][] {
  const withKey = calls.filter(({ key }) => key !== null);
  return [...groupBy(withKey, ({ callerId, route, key }) => `${callerId} ${route} ${key}`)];
}

/** "No"; 409 while the first request with the key is at work says nothing about the key. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500;
}

/** The thing an answer is about, and its amount; 0 for what has none. */
function resourceOf({ path, answer }: CallRecord): { id: string; amount: number } | null {
  const said = (answer ?? {}) as Partial<Record<string, unknown>>;
  const { refundId, paymentId, accountId } = said;
  if (typeof refundId === 'string') return { id: refundId, amount: Number(said['amount']) };
  if (path.endsWith('/balance/refresh')) return null;
  if (typeof paymentId === 'string') return { id: paymentId, amount: Number(said['totalAmount']) };
  return typeof accountId === 'string' ? { id: accountId, amount: 0 } : null;
}

function bookAmounts({ book }: Facts): ReadonlyMap<string, number> {
  return new Map([
    ...book.payments.map((row) => [row.payment_id, row.amount_won] as const),
    ...book.refunds.map((row) => [row.refund_id, row.amount_won] as const),
    ...book.accounts.map((row) => [row.account_id, 0] as const),
  ]);
}
