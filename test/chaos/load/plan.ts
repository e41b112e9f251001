import type { Random } from '../random';

/** What one customer's errand is about. */
export type ErrandKind =
  /** A payment, and nothing odd about it. */
  | 'pay'
  /** The same request several times at once under one key. */
  | 'double-tap'
  /** The key again with another body: must be refused. */
  | 'other-body'
  /** A payment that is cancelled before its outcome can be known. */
  | 'cancel'
  /** A payment whose silence outlasts its deadline, and whose compensation fails once. */
  | 'net-cancel'
  /** A payment about which the bank never says anything definite: two operators settle it. */
  | 'left-to-people'
  /** A payment that the bank executes only after the settling window: reconciliation finds it. */
  | 'too-late'
  /** Payments of one account at the same moment, more than its day has room for. */
  | 'rush';

/** One errand of the load. */
export interface Errand {
  readonly number: number;
  /** Milliseconds after the load began. */
  readonly atMs: number;
  readonly kind: ErrandKind;
  /** Refunds asked for when it is paid, all at once if there are several; each a share of the amount. */
  readonly refunds: readonly number[];
  readonly looksAtBalance: boolean;
  /** Answers at once with "still open". */
  readonly isAsync: boolean;
}

const DOUBLE_TAP_SHARE = 0.03;
const OTHER_BODY_SHARE = 0.02;
const CANCEL_SHARE = 0.03;
/** One errand in so many. */
const RUSH_EVERY = 75;
const RUSH_PLACE = 31;
const TOO_LATE_EVERY = 100;
const TOO_LATE_PLACE = 20;
const BALANCE_SHARE = 0.06;
const ASYNC_SHARE = 0.3;
/** Some payments are refused or end too late for their refunds. */
const SPARE = 2;
/** Net cancels take longer than anything else, so they begin in the first part of a run. */
const NET_CANCEL_UNTIL = 0.6;
/** Of the refunds, so many come in races. */
const RACED_SHARE = 0.6;

/** Draws all errands of a run: the payments spread over its time, the refunds over the payments. */
export function planErrands(of: {
  payments: number;
  refunds: number;
  netCancels: number;
  durationMs: number;
  random: Random;
}): readonly Errand[] {
  const { payments, durationMs, random } = of;
  const refundPlans = planRefunds(of);
  const places = random.shuffle(Array.from({ length: payments }, (_, i) => i));
  const withRefunds = new Map(refundPlans.map((plan, i) => [places[i] ?? 0, plan]));
  const beginnings = payments * NET_CANCEL_UNTIL;
  const every = Math.max(1, Math.floor(beginnings / Math.max(1, of.netCancels)));
  return Array.from({ length: payments }, (_, number): Errand => {
    const refunds = withRefunds.get(number) ?? [];
    const isNetCancel = of.netCancels > 0 && number < beginnings && number % every === 0;
    const isLeft = number === Math.floor(every / 2) || number === Math.floor(every / 2) + every;
    const isRush = number % RUSH_EVERY === RUSH_PLACE;
    const isTooLate = number < beginnings && number % TOO_LATE_EVERY === TOO_LATE_PLACE;
    const special =
      (isNetCancel && 'net-cancel') ||
      (isLeft && 'left-to-people') ||
      (isTooLate && 'too-late') ||
      (isRush && 'rush');
    const kind = special || kindOf(random, refunds.length > 0);
    return {
      ...{ number, kind, refunds: kind === 'pay' || kind === 'double-tap' ? refunds : [] },
      atMs: ((number + random.next()) / payments) * durationMs,
      looksAtBalance: random.chance(BALANCE_SHARE),
      isAsync: random.chance(ASYNC_SHARE),
    };
  });
}

function kindOf(random: Random, isRefunded: boolean): ErrandKind {
  const drawn = random.next();
  if (drawn < DOUBLE_TAP_SHARE) return 'double-tap';
  if (isRefunded) return 'pay';
  if (drawn < DOUBLE_TAP_SHARE + OTHER_BODY_SHARE) return 'other-body';
  return drawn < DOUBLE_TAP_SHARE + OTHER_BODY_SHARE + CANCEL_SHARE ? 'cancel' : 'pay';
}

/** Races of two to four, part of which cannot all fit, and single ones, whole or in part. */
function planRefunds({ refunds, random }: { refunds: number; random: Random }): number[][] {
  const plans: number[][] = [];
  let left = Math.ceil(refunds * SPARE);
  while (left > 0) {
    if (random.chance(RACED_SHARE)) {
      const size = random.whole(2, 4);
      const share = random.pick([0.25, 0.4, 0.6]);
      plans.push(Array.from({ length: size }, () => share));
      left -= Math.min(size, Math.floor(1 / share));
      continue;
    }
    plans.push([random.pick([1, 1, 0.5, 0.1])]);
    left -= 1;
  }
  return plans;
}
