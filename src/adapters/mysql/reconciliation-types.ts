import type { Instant, KoreanDay } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import type { Pair } from '../../domain/pair';
import type { BankCode } from '../../domain/records';
import type { BookTransfer } from '../../domain/reconcile-types';
import type {
  Finding,
  FindingKind,
  FindingRow,
  FindingTransfer,
  Reconciliation,
} from './ops-types';
import type { Page } from './types';

/** A transfer as it is compared with the statement, and as a finding shows it. */
export interface ReconciledTransfer extends BookTransfer {
  readonly shown: FindingTransfer;
}

/** The account whose statement is read; for activities only, never in a workflow. */
export interface StatementPlace {
  readonly accountId: string;
  /** Equal for equal account numbers, whoever registered them. */
  readonly account: string;
  readonly bankCode: BankCode;
  readonly accountNumber: string;
}

/** A mismatch as it is stored. */
export interface FoundMismatch {
  readonly key: string;
  readonly kind: FindingKind;
  readonly transfer: FindingTransfer | null;
  readonly row: FindingRow | null;
  readonly owed: Won | null;
}

/** A reconciliation as it stands. */
export interface ReconciliationState extends Reconciliation {
  /** Why it FAILED, in a sentence without personal data; null otherwise. */
  readonly failure: string | null;
}

/** A reconciliation with all it found so far. */
export interface ReconciliationReport extends ReconciliationState {
  readonly findings: readonly Finding[];
}

/** Reconciliations and their findings. Every method may be repeated. */
export interface ReconciliationBook {
  /** Begins one, or answers the one that runs: there is one per Korean day at a time. */
  start(start: { day: KoreanDay; requestedBy: string; at: Instant }): Promise<ReconciliationState>;
  /** Days up to `last`, at most a week back, that had transfers and were not reconciled to the end; `last` in any case. */
  daysDue(last: KoreanDay): Promise<readonly KoreanDay[]>;
  /** Ids of the accounts that were touched on the day, in their order, one per account number. */
  accounts(query: {
    day: KoreanDay;
    after: string | null;
    limit: number;
  }): Promise<readonly string[]>;
  /** Those of them whose statement was not yet read to the end. */
  unread(query: {
    reconciliationId: string;
    accountIds: readonly string[];
  }): Promise<readonly string[]>;
  place(accountId: string): Promise<StatementPlace>;
  /** The transfers of the account on the day, and those (of any account and day) with one of the references. */
  transfers(query: {
    account: string;
    day: KoreanDay;
    references: readonly string[];
  }): Promise<readonly ReconciledTransfer[]>;
  /** Keeps a reading as evidence, whatever came of it. */
  noteReading(reading: {
    accountId: string;
    pair: Pair;
    askedAt: Instant;
    endedAt: Instant;
    answered: boolean;
    code: string | null;
    message: string;
    httpStatus: number | null;
  }): Promise<void>;
  /** Stores what the whole statement of one account led to. */
  store(result: {
    reconciliationId: string;
    accountId: string;
    bankRows: number;
    matched: number;
    findings: readonly FoundMismatch[];
  }): Promise<void>;
  /** Opens a case per finding that has none yet from any run, sums up, and ends it as DONE. */
  finish(end: { reconciliationId: string; at: Instant }): Promise<ReconciliationReport>;
  fail(end: {
    reconciliationId: string;
    reason: string;
    at: Instant;
  }): Promise<ReconciliationReport>;
  /** True once Slack has taken its summary. */
  isTold(reconciliationId: string): Promise<boolean>;
  noteTold(told: { reconciliationId: string; at: Instant }): Promise<void>;
  byId(reconciliationId: string): Promise<ReconciliationReport | null>;
  /** Newest first. */
  list(query: { after: string | null; limit: number }): Promise<Page<ReconciliationState>>;
}
