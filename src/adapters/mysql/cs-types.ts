import type { FailureCode } from '../../domain/failure';
import type { Instant } from '../../domain/korean-time';
import type { PaymentStatus, StatusDetail } from '../../domain/states';
import type { Page, PaymentFile } from './types';

/** What staff may look for; null: anything. Those given must all hold. */
export interface CsFilter {
  readonly from: Instant | null;
  /** Exclusive. */
  readonly to: Instant | null;
  readonly statuses: readonly PaymentStatus[] | null;
  readonly statusDetail: StatusDetail | null;
  readonly paymentId: string | null;
  /** The payment it belongs to. */
  readonly refundId: string | null;
  readonly orderId: string | null;
  readonly partnerId: string | null;
  readonly memberId: string | null;
  /** Compared as at sign-in: case aside. */
  readonly email: string | null;
  /** Last four digits of the account that paid. */
  readonly accountTail: string | null;
  /** The 11 characters our text in a passbook begins with, of the payment or of one of its refunds. */
  readonly passbookReference: string | null;
  /** Both ends included. */
  readonly amountMin: number | null;
  readonly amountMax: number | null;
  readonly failureCode: FailureCode | null;
}

/** What customer service looks up; it reads only. */
export interface CsBook {
  /** Newest first, from behind `after`. */
  search(query: {
    filter: CsFilter;
    after: string | null;
    limit: number;
  }): Promise<Page<PaymentFile>>;
}
