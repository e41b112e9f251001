import type { CallRecord } from '../journal';
import { groupBy } from './facts';
import type { Check, Facts, Violation } from './facts';

const FINAL: ReadonlySet<unknown> = new Set(['CANCELED', 'ABORTED', 'EXPIRED']);
const ENDED: ReadonlySet<unknown> = new Set([...FINAL, 'DONE', 'PARTIAL_CANCELED']);

/** I11: who has seen a payment ended never sees it open again, and after a final state nothing else. */
export const noFlicker: Check = ({ calls }) => {
  const views = calls.flatMap(viewOf);
  const groups = groupBy(views, ({ callerId, id }) => `${callerId} ${id}`);
  return [...groups.values()].flatMap((group) => {
    const inOrder = [...group].sort((one, other) => one.call.endedMs - other.call.endedMs);
    return inOrder.flatMap((later, i): Violation[] => {
      // Only what had been heard before this was asked counts: two calls under way may overtake each other.
      const before = inOrder.slice(0, i).filter((one) => one.call.endedMs <= later.call.startedMs);
      const final = before.find(({ status }) => FINAL.has(status));
      if (final && final.status !== later.status) return [flicker(later, final.status)];
      const ended = before.find(({ status }) => ENDED.has(status));
      return ended && !ENDED.has(later.status) ? [flicker(later, ended.status)] : [];
    });
  });
};

interface View {
  readonly callerId: string;
  readonly id: string;
  readonly status: unknown;
  readonly call: CallRecord;
}

function viewOf(call: CallRecord): View[] {
  if (call.outcome !== 'ok') return [];
  const answer = (call.answer ?? {}) as Record<string, unknown>;
  // A refund's answer shows its payment.
  const payment = (answer['payment'] ?? answer) as Record<string, unknown>;
  const { paymentId: id, status, totalAmount } = payment;
  if (typeof id !== 'string' || totalAmount === undefined) return [];
  return [{ callerId: call.callerId, id, status, call }];
}

function flicker({ id, callerId, status }: View, before: unknown): Violation {
  const message = `${callerId} saw it ${String(before)}, then ${String(status)}`;
  return { invariant: 'I11', subject: id, message };
}

/** I19: what is shown as a balance was one, never goes back in time, and is ???? exactly where it is not known. */
export const cacheTruth: Check = (facts) => {
  const views = facts.calls.flatMap(balanceOf);
  return [
    ...views.flatMap(({ accountId, body }): Violation[] => {
      const { amount, display } = body;
      if ((amount === null) === (display === '????')) return [];
      return [stale(accountId, `${String(amount)} is shown as ${String(display)}`)];
    }),
    ...[...groupBy(views, ({ accountId }) => accountId).values()].flatMap(goingBack),
    ...neverHeld(facts, views),
  ];
};

interface BalanceView {
  readonly accountId: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly call: CallRecord;
}

function balanceOf(call: CallRecord): BalanceView[] {
  const accountId = /\/accounts\/(acc_[0-9A-Z]{26})\/balance(\/refresh)?$/.exec(call.path)?.[1];
  if (call.outcome !== 'ok' || accountId === undefined) return [];
  return [{ accountId, body: (call.answer ?? {}) as Record<string, unknown>, call }];
}

/** Of two looks one after the other the later one is not older. A cache that was flushed shows nothing, which is allowed. */
function goingBack(views: readonly BalanceView[]): Violation[] {
  const known = views.filter(({ body }) => typeof body['asOf'] === 'string');
  return known.flatMap((later): Violation[] => {
    const at = String(later.body['asOf']);
    const newer = known.find(
      ({ body, call }) =>
        call.endedMs <= later.call.startedMs && Date.parse(String(body['asOf'])) > Date.parse(at),
    );
    if (!newer) return [];
    return [stale(later.accountId, `shown as of ${at} after ${String(newer.body['asOf'])}`)];
  });
}

/** Each amount that was shown stood on that account after some row of the ledger, or at the start. */
function neverHeld({ ledger, given, calls }: Facts, views: readonly BalanceView[]): Violation[] {
  const held = new Map<string, Set<number>>();
  for (const [number, amount] of given) held.set(number, new Set([amount]));
  for (const { accountNumber, balanceAfter } of ledger) held.get(accountNumber)?.add(balanceAfter);
  const numbers = new Map(
    calls.flatMap(({ method, path, body, answer }) => {
      if (method !== 'POST' || path !== '/v1/accounts' || body === null) return [];
      const { accountId } = (answer ?? {}) as { accountId?: string };
      const { accountNumber } = JSON.parse(body) as { accountNumber: string };
      return accountId === undefined ? [] : [[accountId, accountNumber] as const];
    }),
  );
  return views.flatMap(({ accountId, body: { amount } }): Violation[] => {
    const amounts = held.get(numbers.get(accountId) ?? '');
    if (typeof amount !== 'number' || !amounts || amounts.has(amount)) return [];
    return [stale(accountId, `${amount} won were shown, and never held`)];
  });
}

function stale(subject: string, message: string): Violation {
  return { invariant: 'I19', subject, message };
}

/** I22: planted account numbers stand nowhere outside the book in plain text. */
export const secrecy: Check = ({ leaks }) =>
  leaks.map((place) => ({ invariant: 'I22', subject: place, message: 'holds an account number' }));
