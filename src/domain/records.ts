import type { BankWords, DecidedBy } from './bank-outcome';
import type { FailureCode } from './failure';
import type { Instant, KoreanDay } from './korean-time';
import type { Won } from './money';
import type { AccountStatus, PaymentStatus, RefundStatus, StatusDetail } from './states';

/** Bank codes of accounts that can have a fin-account: NH Bank and its mutual finance. */
export type BankCode = '011' | '012';

/** Why something failed, when, and the bank's own words for staff. */
export interface Failure {
  readonly code: FailureCode;
  readonly at: Instant;
  readonly bank: Pick<BankWords, 'code' | 'message'> | null;
}

/** A payment as the book holds it. `version` is the lock version and never leaves the process. */
export interface Payment {
  readonly paymentId: string;
  readonly memberId: string;
  readonly partnerId: string;
  readonly accountId: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly amount: Won;
  readonly status: PaymentStatus;
  readonly statusDetail: StatusDetail | null;
  /** What can still be refunded: amount minus accepted refunds; 0 when ABORTED or EXPIRED. */
  readonly refundable: Won;
  readonly requestedAt: Instant;
  readonly decisionDeadline: Instant;
  readonly approvedAt: Instant | null;
  readonly netCanceledAt: Instant | null;
  readonly decidedBy: DecidedBy | null;
  readonly failure: Failure | null;
  /** What is printed after the reference in the passbook; at most 8 EUC-KR bytes. */
  readonly bankMemo: string;
  readonly passbookText: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  /** A scenario of X-Test-Code, outside production only. */
  readonly testCode: string | null;
  /** Korean day whose limit carries this payment. */
  readonly limitDay: KoreanDay;
  /** Sequence of its newest event; shown to clients as `version`. */
  readonly eventSequence: number;
  readonly version: number;
}

/** Why money goes back. */
export type RefundCause = 'REQUESTED' | 'NET_CANCEL' | 'CORRECTION';

/** Who asked for it. */
export type Requester = 'MEMBER' | 'PARTNER' | 'SYSTEM' | 'OPERATOR';

/** A refund as the book holds it. */
export interface Refund {
  readonly refundId: string;
  readonly paymentId: string;
  readonly amount: Won;
  /** Left on the payment once this one was accepted. */
  readonly refundableAfter: Won;
  readonly reason: string;
  readonly cause: RefundCause;
  readonly requestedBy: Requester;
  readonly status: RefundStatus;
  readonly statusDetail: StatusDetail | null;
  readonly requestedAt: Instant;
  readonly completedAt: Instant | null;
  readonly decidedBy: DecidedBy | null;
  readonly failure: Failure | null;
  readonly passbookText: string | null;
  readonly testCode: string | null;
  readonly version: number;
}

/** A member's bank account. Number, birth date and fin-account are decrypted only where they are needed. */
export interface Account {
  readonly accountId: string;
  readonly memberId: string;
  readonly bankCode: BankCode;
  /** First and last three digits, the rest masked. */
  readonly maskedNumber: string;
  readonly holderName: string;
  readonly nickname: string | null;
  readonly status: AccountStatus;
  readonly statusDetail: StatusDetail | null;
  readonly failure: Failure | null;
  readonly limitPerPayment: Won;
  readonly limitPerDay: Won;
  readonly requestedAt: Instant;
  readonly openedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly testCode: string | null;
  readonly eventSequence: number;
  readonly version: number;
}

/** What an activity needs to talk to the bank about an account; never logged, never in a workflow. */
export interface AccountSecrets {
  readonly bankCode: BankCode;
  readonly accountNumber: string;
  /** `YYYYMMDD` */
  readonly birthDate: string;
  readonly finAcno: string | null;
}

/** A person who pays. */
export interface Member {
  readonly memberId: string;
  readonly email: string;
  readonly name: string;
  readonly createdAt: Instant;
}

/** A shop where members pay. */
export interface Partner {
  readonly partnerId: string;
  readonly name: string;
  readonly passbookName: string;
  /** False: the partner keeps refunds to itself. */
  readonly memberRefunds: boolean;
  readonly scopes: readonly string[];
  readonly channels: readonly string[];
  readonly status: 'ACTIVE' | 'SUSPENDED';
  readonly createdAt: Instant;
}

/** Who may call. */
export type Role = 'member' | 'partner' | 'cs' | 'operator';
