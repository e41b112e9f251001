import {
  ACCOUNT_STATUSES,
  assertLegalMove,
  isLegalMove,
  isOpenPayment,
  PAYMENT_STATUSES,
  REFUND_STATUSES,
  TRANSFER_STATES,
  type Stateful,
} from '../../src/domain/states';

/** Every allowed move as the rules of the product name them; each other pair is forbidden. */
const ALLOWED: Record<Stateful, Record<string, readonly string[]>> = {
  payment: {
    READY: ['IN_PROGRESS', 'EXPIRED', 'ABORTED'],
    IN_PROGRESS: ['DONE', 'ABORTED', 'CANCELED', 'EXPIRED'],
    DONE: ['PARTIAL_CANCELED', 'CANCELED'],
    PARTIAL_CANCELED: ['PARTIAL_CANCELED', 'CANCELED'],
    CANCELED: [],
    ABORTED: [],
    EXPIRED: [],
  },
  refund: { IN_PROGRESS: ['DONE', 'ABORTED'], DONE: [], ABORTED: [] },
  account: { PENDING: ['ACTIVE', 'FAILED'], ACTIVE: ['CLOSED'], FAILED: [], CLOSED: [] },
  transfer: {
    PREPARED: ['DISPATCHED'],
    DISPATCHED: ['SUCCEEDED', 'REFUSED', 'UNKNOWN', 'PREPARED'],
    UNKNOWN: ['SUCCEEDED', 'REFUSED', 'NOT_FOUND'],
    SUCCEEDED: [],
    REFUSED: [],
    NOT_FOUND: [],
  },
};

const TABLES = {
  payment: PAYMENT_STATUSES,
  refund: REFUND_STATUSES,
  account: ACCOUNT_STATUSES,
  transfer: TRANSFER_STATES,
};

const THINGS = Object.keys(ALLOWED) as Stateful[];

const pairs = THINGS.flatMap((thing) => {
  const states = Object.keys(ALLOWED[thing]);
  return states.flatMap((from) =>
    states.map((to) => ({ thing, from, to, legal: ALLOWED[thing][from]?.includes(to) ?? false })),
  );
});

it.each(pairs)('a $thing may move from $from to $to: $legal', ({ thing, from, to, legal }) => {
  expect(isLegalMove(thing, { from, to })).toBe(legal);
  const move = () => assertLegalMove(thing, { from, to });
  if (legal) expect(move).not.toThrow();
  else expect(move).toThrow(`illegal move of a ${thing}: ${from} -> ${to}`);
});

it.each(THINGS)('a %s has these states and no others, each with its meaning', (thing) => {
  expect(Object.keys(TABLES[thing]).sort()).toEqual(Object.keys(ALLOWED[thing]).sort());
  for (const { means } of Object.values(TABLES[thing])) expect(means.length).toBeGreaterThan(5);
});

it.each(['', 'done', 'FROZEN'])('no state is called %j', (state) => {
  for (const thing of THINGS) {
    expect(isLegalMove(thing, { from: state, to: 'DONE' })).toBe(false);
    expect(isLegalMove(thing, { from: 'IN_PROGRESS', to: state })).toBe(false);
  }
});

it('a payment is open while something is still to be done', () => {
  const open = Object.keys(PAYMENT_STATUSES).filter((one) => isOpenPayment(one as 'READY'));
  expect(open).toEqual(['READY', 'IN_PROGRESS']);
});
