import type { BankOutcome, CheckOutcome } from '../../domain/bank-outcome';
import type { Clock } from '../../domain/clock';
import type { FailureCode } from '../../domain/failure';
import type { DailyPeriod, Instant, KoreanDay } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import type { Pair } from '../../domain/pair';
import type { BreakerSettings, CircuitChange } from './breaker';

/**
 * How to reach NH and how to read its codes. All of it is configuration: NH publishes only part of
 * its codes.
 */
export interface NhBankConfig {
  /** Base URL without a trailing slash; may have a path. */
  readonly baseUrl: string;
  /** `.nh` on the test bed; comes with the contract in production. */
  readonly pathSuffix: string;
  readonly mode: 'contract' | 'testbed';
  readonly authMode: 'field' | 'bearer';
  readonly iscd: string;
  readonly fintechApsno: string;
  readonly accessToken: string;
  /** ApiNm to ApiSvcCd, defaults of the test bed already merged in. */
  readonly apiServiceCodes: Readonly<Record<string, string>>;
  /** Rpcd (or Pcrs) of a definite refusal to our failure code. */
  readonly refusalCodes: Readonly<Record<string, FailureCode>>;
  /** Codes that say "no such original transaction". */
  readonly notFoundCodes: readonly string[];
  /** Codes that say "this pair was used already", besides AC081. */
  readonly duplicateCodes: readonly string[];
  readonly closedHours: readonly DailyPeriod[];
  readonly connectTimeoutMs: number;
  /** Counted from the first byte written to the last byte of the answer. */
  readonly readTimeoutMs: number;
  /** When an operation is not tried for a while; null: always tried. */
  readonly breaker: BreakerSettings | null;
}

/** What every call carries besides its own fields. */
export interface NhCall {
  /** The call's own pair; a check or an inquiry never re-uses a transfer's. */
  readonly pair: Pair;
  /** A fault for the sandbox bank (`X-Sandbox-Fault`), never set in production. */
  readonly sandboxFault?: string | null;
  /**
   * Asked once a connection stands and right before the first byte is written (lease, Korean day,
   * deadline). If it answers false nothing is written and the outcome is NEVER_LEFT.
   */
  readonly mayStillSend?: () => boolean;
}

/** A withdrawal from the customer's fin-account: our payment. */
export interface DebitCall extends NhCall {
  readonly finAcno: string;
  readonly amount: Won;
  /** Passbook text, at most 20 EUC-KR bytes, our reference first. */
  readonly text: string;
}

/** A deposit to the customer's NH account: our refund. */
export interface CreditCall extends NhCall {
  readonly bankCode: '011' | '012';
  readonly accountNumber: string;
  readonly amount: Won;
  readonly text: string;
}

/** One row of the bank's statement. */
export interface StatementRow {
  readonly day: KoreanDay;
  readonly time: string;
  readonly direction: 'IN' | 'OUT';
  readonly amount: Won;
  readonly balanceAfter: Won | null;
  /** Ccyn: anything but a plain `0`, since only a plain `0` says that the row stands. */
  readonly cancelled: boolean;
  /** The bank's own number of the row (Tuno). */
  readonly bankNumber: string;
  /** BnprCntn: what is printed in the passbook. */
  readonly text: string;
}

/** One page of the statement. */
export interface StatementPage {
  readonly rows: readonly StatementRow[];
  readonly hasMore: boolean;
}

/**
 * One function per operation of NH that Onjeon calls. None of them throws for anything the bank or
 * the network does.
 */
export interface NhBank {
  /** OpenFinAccountDirect. A success without `Rgno` carries null: ask again. */
  openFinAccount(
    call: NhCall & {
      readonly bankCode: '011' | '012';
      readonly accountNumber: string;
      /** `YYYYMMDD` or `YYYY-MM-DD`. */
      readonly birthDate: string;
    },
  ): Promise<BankOutcome<{ readonly registrationNumber: string | null }>>;
  /** CheckOpenFinAccountDirect. A success without `FinAcno` carries null: ask again. */
  checkOpenFinAccount(
    call: NhCall & { readonly registrationNumber: string; readonly birthDate: string },
  ): Promise<BankOutcome<{ readonly finAcno: string | null }>>;
  /** CloseFinAccount, where the contract allows it. */
  closeFinAccount(
    call: NhCall & { readonly finAcno: string; readonly birthDate: string },
  ): Promise<BankOutcome>;
  /** InquireDepositorAccountNumber: who holds an NH account. */
  inquireHolder(
    call: NhCall & { readonly bankCode: '011' | '012'; readonly accountNumber: string },
  ): Promise<BankOutcome<{ readonly holderName: string }>>;
  /** InquireBalance. `consentUrl` is what AI001/AI002 point the customer to. */
  inquireBalance(
    call: NhCall & { readonly finAcno: string },
  ): Promise<BankOutcome<{ readonly available: Won }> & { readonly consentUrl?: string | null }>;
  /** DrawingTransfer. */
  debit(call: DebitCall): Promise<BankOutcome>;
  /** ReceivedTransferAccountNumber. */
  credit(call: CreditCall): Promise<BankOutcome>;
  /** CheckOnDrawingTransfer: what became of a debit. */
  checkDebit(
    call: NhCall & { readonly original: Pair; readonly finAcno: string; readonly amount: Won },
  ): Promise<CheckOutcome>;
  /** CheckOnReceivedTransfer: what became of a credit. */
  checkCredit(
    call: NhCall & {
      readonly original: Pair;
      readonly bankCode: '011' | '012';
      readonly accountNumber: string;
      readonly amount: Won;
    },
  ): Promise<CheckOutcome>;
  /** InquireTransactionHistory, one page of at most 100 rows. A0090 (no rows) is an empty page. */
  readStatementPage(
    call: NhCall & {
      readonly bankCode: '011' | '012';
      readonly accountNumber: string;
      readonly from: KoreanDay;
      readonly to: KoreanDay;
      readonly page: number;
    },
  ): Promise<BankOutcome<StatementPage>>;
  /** Closes idle connections. */
  close(): Promise<void>;
}

/** One finished call, for metrics and logs: no account number, no name, no token. */
export interface NhCallRecord {
  readonly api: string;
  readonly isTuno: string;
  readonly class: string;
  readonly code: string | null;
  readonly httpStatus: number | null;
  readonly durationMs: number;
}

/**
 * A wrong configuration of ours, as the bank's gateway tells it: HTTP 401, 403 or 404. Worth a
 * person at once.
 */
export interface NhAlarm {
  readonly api: string;
  readonly httpStatus: number;
  readonly message: string;
}

/**
 * What the client needs from outside. Callbacks must not throw; if one does, the call's outcome
 * still stands.
 */
export interface NhBankDeps {
  readonly config: NhBankConfig;
  readonly clock: Clock;
  /**
   * PEM of the authority to trust instead of the public ones, where the bank's line has its own.
   */
  readonly trustedCa?: string;
  /** Told when the gateway's answer says that our configuration is wrong. */
  readonly onAlarm?: (alarm: NhAlarm) => void;
  /** Told when an order (to move money, to open an account) has been written, before its answer is read. */
  readonly onOrderWritten?: () => void;
  /** Told when an operation's circuit opens, tries again, or closes. */
  readonly onCircuit?: (change: CircuitChange) => void;
  /** Told after every call. */
  readonly onCall?: (record: NhCallRecord) => void;
}

/** When the bank says a transfer took effect: `Prtm` (HHMMSS) on the day of the original. */
export type ProcessedAt = Instant | null;
