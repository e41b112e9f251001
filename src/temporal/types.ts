import type { DecisionNotice } from '../../workflows/contract';

/** How the API sets work in motion and waits for it; the only thing HTTP knows of Temporal. */
export interface Engine {
  /**
   * Starts the payment's workflow (or finds the running one) and waits at most `waitMs` for it to settle. Never throws
   * when Temporal is away: the committed row is started by the sweep. Answers whether it settled.
   */
  startPayment(
    start: { paymentId: string; partnerId: string; amountWon: number },
    waitMs: number,
  ): Promise<Waited>;
  startRefund(
    start: { refundId: string; paymentId: string; partnerId: string; amountWon: number },
    waitMs: number,
  ): Promise<Waited>;
  startAccountOpening(start: { accountId: string }, waitMs: number): Promise<Waited>;
  /** Asks the bank for the balance through `balance-<accountId>` (single flight); null if no answer within `waitMs`. */
  refreshBalance(
    refresh: { accountId: string; sandboxFault: string | null },
    waitMs: number,
  ): Promise<BalanceRefresh | null>;
  /** Starts the run of an open row without waiting, or finds the one that runs. Throws if Temporal is away. */
  startAgain(row: OpenRow): Promise<void>;
  /**
   * Makes the run of an open row look at the book now, and starts it if there is none (signal with start). Throws if
   * Temporal is away: what is in the book is found at the run's next look, or by the sweep.
   */
  lookAgain(row: OpenRow): Promise<void>;
  /** Tells a waiting run of an approved decision; the same as `lookAgain` where the update is refused. Throws likewise. */
  decide(row: OpenRow, notice: DecisionNotice): Promise<void>;
  /** Starts the reconciliation of a Korean day (`YYYYMMDD`), or finds the one that runs. Throws if Temporal is away. */
  startReconciliation(start: { reconciliationId: string; day: string }): Promise<void>;
  /** Resolves if Temporal answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** An open row of the book, as the sweep finds it. */
export interface OpenRow {
  readonly kind: 'payment' | 'refund' | 'account';
  readonly id: string;
  readonly partnerId: string | null;
  readonly amount: number | null;
}

/** Whether the outcome was there in time; the book says what it is. */
export interface Waited {
  readonly settled: boolean;
}

/** What a balance refresh found out. The amount itself is in the cache. */
export type BalanceRefresh =
  | {
      readonly kind: 'REFRESHED';
      readonly availableWon: number;
      readonly version: number;
      readonly at: string;
    }
  | {
      readonly kind: 'FAILED';
      readonly failureCode: string;
      readonly consentUrl: string | null;
    };
