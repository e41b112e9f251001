/**
 * Every status of the product, with what it means, where it may go, and whether it is open: something has still to
 * happen by itself, so that somebody is told when it does not. A test walks all pairs.
 */

/** Payment.status; names are those Korean clients know from Toss Payments. */
export const PAYMENT_STATUSES = {
  READY: {
    means: 'accepted and stored, nothing sent',
    next: ['IN_PROGRESS', 'EXPIRED', 'ABORTED'],
    open: true,
  },
  IN_PROGRESS: {
    means: 'the bank was asked, or is about to be; statusDetail says which',
    next: ['DONE', 'ABORTED', 'CANCELED', 'EXPIRED'],
    open: true,
  },
  DONE: {
    means: 'exactly one debit at the bank',
    next: ['PARTIAL_CANCELED', 'CANCELED'],
    open: false,
  },
  PARTIAL_CANCELED: {
    means: 'part was refunded',
    next: ['PARTIAL_CANCELED', 'CANCELED'],
    open: false,
  },
  CANCELED: { means: 'all was given back', next: [], open: false },
  ABORTED: { means: 'the bank or a rule refused; no money moved', next: [], open: false },
  EXPIRED: { means: 'never sent in time; no money moved', next: [], open: false },
} as const;

/** Refund.status; the refundable amount drops at acceptance and comes back only on ABORTED. */
export const REFUND_STATUSES = {
  IN_PROGRESS: {
    means: 'accepted; the money is on its way or in doubt',
    next: ['DONE', 'ABORTED'],
    open: true,
  },
  DONE: { means: 'exactly one credit at the bank', next: [], open: false },
  ABORTED: { means: 'the bank refused; no money moved', next: [], open: false },
} as const;

/** Account.status. */
export const ACCOUNT_STATUSES = {
  PENDING: {
    means: 'the bank is being asked for the fin-account',
    next: ['ACTIVE', 'FAILED'],
    open: true,
  },
  ACTIVE: { means: 'payments may be made from it', next: ['CLOSED'], open: false },
  FAILED: { means: 'the bank or a rule refused the opening', next: [], open: false },
  CLOSED: { means: 'the member closed it here', next: [], open: false },
} as const;

/** State of one bank transfer: one pair of one movement. */
export const TRANSFER_STATES = {
  PREPARED: { means: 'minted; nothing has left', next: ['DISPATCHED'] },
  DISPATCHED: {
    means: 'marked: it may be on the wire',
    next: ['SUCCEEDED', 'REFUSED', 'UNKNOWN', 'PREPARED'],
  },
  UNKNOWN: { means: 'it may have reached the bank', next: ['SUCCEEDED', 'REFUSED', 'NOT_FOUND'] },
  SUCCEEDED: { means: 'the bank moved the money', next: [] },
  REFUSED: { means: 'the bank refused', next: [] },
  NOT_FOUND: { means: 'proven not executed', next: [] },
} as const;

export type PaymentStatus = keyof typeof PAYMENT_STATUSES;
export type RefundStatus = keyof typeof REFUND_STATUSES;
export type AccountStatus = keyof typeof ACCOUNT_STATUSES;
export type TransferState = keyof typeof TRANSFER_STATES;

/** What an open thing is waiting for; null once it ended. */
export type StatusDetail =
  'WAITING_FOR_BANK' | 'BANK_RESULT_UNKNOWN' | 'NET_CANCELING' | 'WAITING_FOR_OPERATOR';

/** Statuses of what has a run of its own; each says whether it is open. */
const STATUSES = {
  payment: PAYMENT_STATUSES,
  refund: REFUND_STATUSES,
  account: ACCOUNT_STATUSES,
} as const satisfies Record<string, Record<string, { open: boolean }>>;

type Open<Table> = {
  [S in keyof Table]: Table[S] extends { open: true } ? S : never;
}[keyof Table] &
  string;

/** Every open status, as `payment.READY`: derived from the tables, so that none can be forgotten elsewhere. */
export type OpenStatus = {
  [T in keyof typeof STATUSES]: `${T}.${Open<(typeof STATUSES)[T]>}`;
}[keyof typeof STATUSES];

const TABLES = {
  ...STATUSES,
  transfer: TRANSFER_STATES,
} as const satisfies Record<string, Record<string, { means: string; next: readonly string[] }>>;

/** A thing that has states. */
export type Stateful = keyof typeof TABLES;

/** True if the table allows the move. Staying in a state is no move, but for PARTIAL_CANCELED. */
export function isLegalMove(thing: Stateful, move: { from: string; to: string }): boolean {
  const table: Record<string, { next: readonly string[] }> = TABLES[thing];
  return table[move.from]?.next.includes(move.to) ?? false;
}

/** Throws if the table forbids the move: an illegal move is a bug and must fail loudly. */
export function assertLegalMove(thing: Stateful, move: { from: string; to: string }): void {
  if (!isLegalMove(thing, move)) {
    throw new Error(`illegal move of a ${thing}: ${move.from} -> ${move.to}`);
  }
}

/** Open payments still have something to do, whatever their detail says. */
export function isOpenPayment(status: PaymentStatus): boolean {
  return PAYMENT_STATUSES[status].open;
}
