import type { Instant, KoreanDay } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import type { Account, Payment, Refund } from '../../domain/records';
import type { PaymentStatus } from '../../domain/states';
import type {
  Accepted,
  AccountOrder,
  Page,
  PaymentFile,
  PaymentOrder,
  RefundFile,
  RefundOrder,
  TimelineStep,
  TransferFile,
  Viewer,
} from './types';

/** Accounts. */
export interface AccountBook {
  accept(order: AccountOrder): Promise<Accepted<Account>>;
  /** Null if it is not there or not the member's. */
  byId(query: { accountId: string; memberId: string }): Promise<Account | null>;
  listOf(memberId: string): Promise<readonly Account[]>;
  rename(change: {
    accountId: string;
    memberId: string;
    nickname: string;
  }): Promise<Account | null>;
  /** Throws ACCOUNT_IN_USE or ACCOUNT_NOT_ACTIVE; closing a closed one answers it as it is. */
  close(query: { accountId: string; memberId: string }): Promise<Account | null>;
  /** Won already reserved for the account's number on the Korean day, open payments included. */
  usedOn(query: { accountId: string; day: KoreanDay }): Promise<Won>;
}

/** Filters of the payment list. */
export interface PaymentFilter {
  readonly from: Instant | null;
  /** Exclusive. */
  readonly to: Instant | null;
  readonly statuses: readonly PaymentStatus[] | null;
  readonly orderId: string | null;
}

/** What a cancel did: the deadline of an open payment is now, or a finished payment has a refund. */
export interface Canceled {
  readonly paymentId: string;
  /** Null: the payment was open; its run has to look at the book again. */
  readonly refundId: string | null;
}

/** Payments. */
export interface PaymentBook {
  /** The whole acceptance in one transaction: key, day's limit row locked, payment READY. */
  accept(order: PaymentOrder): Promise<Accepted<Payment>>;
  /**
   * Cancels under the payment's lock: one that is open and named without an amount is decided now (never sent: it
   * expires; else it is net cancelled), a finished one is refunded. A replayed key answers what it made.
   */
  cancel(order: RefundOrder): Promise<Accepted<Canceled>>;
  byId(query: { paymentId: string; viewer: Viewer }): Promise<PaymentFile | null>;
  /** The payment that holds the order, else the newest with that order id. */
  byOrder(query: {
    orderId: string;
    partnerId: string;
    viewer: Viewer;
  }): Promise<PaymentFile | null>;
  list(query: {
    viewer: Viewer;
    filter: PaymentFilter;
    after: string | null;
    limit: number;
  }): Promise<Page<PaymentFile>>;
  timeline(paymentId: string): Promise<readonly TimelineStep[]>;
  /** For staff: the pairs, and what the bank said to each. */
  transfersOf(paymentId: string): Promise<readonly TransferFile[]>;
}

/** Refunds. */
export interface RefundBook {
  /** Reserves the amount under the payment's row lock. */
  accept(order: RefundOrder): Promise<Accepted<Refund>>;
  byId(query: { refundId: string; viewer: Viewer }): Promise<RefundFile | null>;
}
