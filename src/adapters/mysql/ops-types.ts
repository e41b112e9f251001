import type { DecisionKind } from '../../domain/decision';
import type { Instant, KoreanDay } from '../../domain/korean-time';
import type { Won } from '../../domain/money';
import type { Role } from '../../domain/records';
import type { ReconciliationBook } from './reconciliation-types';
import type { Page } from './types';

/** One decision, as operators read it. */
export interface Decision {
  readonly decisionId: string;
  /** Payment, refund, account, or the work item of a case. */
  readonly subjectId: string;
  readonly decision: DecisionKind;
  readonly state: 'PROPOSED' | 'APPROVED' | 'REJECTED';
  readonly reason: string;
  readonly evidence: DecisionEvidence | null;
  readonly proposedBy: string;
  readonly proposedAt: Instant;
  readonly decidedBy: string | null;
  readonly decidedAt: Instant | null;
}

/** Where the operator read or heard it. */
export interface DecisionEvidence {
  readonly kind: 'BANK_CALL' | 'STATEMENT' | 'BANK_LETTER';
  readonly reference: string;
}

/** What an approved decision sets in motion; told to its workflow after the commit. */
export interface Decided {
  readonly decision: Decision;
  /** The run that has to look at the book again, or be started: a corrective refund is new. Null: none waits. */
  readonly run: {
    readonly kind: 'payment' | 'refund' | 'account';
    readonly id: string;
    readonly partnerId: string | null;
    readonly amount: Won | null;
  } | null;
}

/** What is to be decided, and where the request names it. */
export interface DecisionSubject {
  readonly subjectId: string;
  /** JSON pointer into the request. */
  readonly pointer: string;
}

/** Decisions of operators. Every method is one transaction; refusals are OnjeonErrors of the API's codes. */
export interface DecisionBook {
  /**
   * Locks the subjects, checks that each waits and that the decision fits; if it does not for one, none is stored, and the
   * refusal names its pointer. One decision each, in their order. ASK_AGAIN is APPROVED at once.
   */
  propose(wish: {
    subjects: readonly DecisionSubject[];
    decision: DecisionKind;
    reason: string;
    evidence: DecisionEvidence | null;
    operatorId: string;
  }): Promise<readonly Decided[]>;
  /** By another operator. Repeating it answers the same. */
  approve(wish: { decisionId: string; operatorId: string }): Promise<Decided>;
  reject(wish: { decisionId: string; operatorId: string }): Promise<Decision>;
  byId(decisionId: string): Promise<Decision | null>;
  list(query: {
    subjectId: string | null;
    state: Decision['state'] | null;
    after: string | null;
    limit: number;
  }): Promise<Page<Decision>>;
}

/** One call of staff: who, what, about what, with which outcome. */
export interface AuditEntry {
  readonly entry: number;
  readonly at: Instant;
  readonly actorId: string;
  readonly role: Role;
  /** Method and route template. */
  readonly action: string;
  readonly subjectId: string | null;
  /** HTTP status of the answer. */
  readonly outcome: number;
  readonly requestId: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly hash: string;
}

/** The hash-chained log of what staff looked at and did. */
export interface AuditBook {
  append(entry: Omit<AuditEntry, 'entry' | 'hash'>): Promise<void>;
  list(query: {
    actorId: string | null;
    subjectId: string | null;
    after: string | null;
    limit: number;
  }): Promise<Page<AuditEntry>>;
  /**
   * Reads the whole chain: how many entries hold together, the hash of the last of them (kept elsewhere, it shows later
   * that none was cut off the end), and the first entry that was edited, removed or swapped, or null.
   */
  verify(): Promise<{
    readonly entries: number;
    readonly hash: string;
    readonly brokenAt: number | null;
  }>;
}

/** Whether money may be sent to the bank, and what is known of our own account there. */
export interface BankState {
  readonly state: 'RUNNING' | 'PAUSED';
  /** Who held it: a person, or the engine after three rejected settings in a row. */
  readonly cause: 'OPERATOR' | 'BANK_CONFIG_ERROR' | null;
  readonly reason: string | null;
  readonly actor: string | null;
  readonly since: Instant | null;
  readonly contractBalance: Won | null;
  readonly contractAskedAt: Instant | null;
}

/** The bank's one row. */
export interface BankStateBook {
  read(): Promise<BankState>;
  /** Repeating it changes nothing. */
  pause(wish: {
    cause: 'OPERATOR' | 'BANK_CONFIG_ERROR';
    reason: string;
    actor: string;
  }): Promise<BankState>;
  resume(wish: { reason: string; actor: string }): Promise<BankState>;
  noteContractBalance(note: { balance: Won; at: Instant }): Promise<void>;
}

/** Kinds of findings of a reconciliation. */
export type FindingKind =
  'MISSING_AT_BANK' | 'MISSING_WITH_US' | 'OTHER_AMOUNT' | 'DOUBLED' | 'OTHER_ACCOUNT';

/** Our side of a finding. */
export interface FindingTransfer {
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly tsymd: KoreanDay;
  readonly isTuno: string;
  readonly amount: number;
  readonly paymentId: string;
  readonly refundId: string | null;
}

/** The bank's side of a finding. */
export interface FindingRow {
  readonly day: KoreanDay;
  readonly time: string;
  readonly direction: 'IN' | 'OUT';
  readonly amount: number;
  readonly text: string;
  readonly bankNumber: string;
}

/** One mismatch between our book and the bank's statement. */
export interface Finding {
  readonly kind: FindingKind;
  readonly transfer: FindingTransfer | null;
  readonly row: FindingRow | null;
  readonly caseId: string | null;
}

/** One reconciliation of one Korean day. */
export interface Reconciliation {
  readonly reconciliationId: string;
  readonly day: KoreanDay;
  readonly state: 'RUNNING' | 'DONE' | 'FAILED';
  readonly requestedBy: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant | null;
  readonly accounts: number;
  readonly bankRows: number;
  readonly matched: number;
}

/** A case a reconciliation opened; its id is that of its work item. */
export interface Case {
  readonly caseId: string;
  readonly kind: FindingKind;
  readonly day: KoreanDay;
  readonly paymentId: string | null;
  readonly refundId: string | null;
  /** What a corrective refund would give back; null: none can. */
  readonly owed: Won | null;
  readonly transfer: FindingTransfer | null;
  readonly row: FindingRow | null;
  /** CORRECTING: its corrective refund is on its way. */
  readonly state: 'OPEN' | 'CORRECTING' | 'CLOSED';
  readonly openedAt: Instant;
  readonly closedAt: Instant | null;
  readonly correctiveRefundId: string | null;
}

/** Something that needs a person. */
export interface WorkItem {
  readonly workItemId: string;
  readonly kind:
    | 'PAYMENT'
    | 'REFUND'
    | 'ACCOUNT'
    | 'RECONCILIATION_CASE'
    | 'DELIVERY_PARKED'
    | 'DEAD_LETTER'
    | 'UNROUTABLE_EVENT'
    | 'BANK_CONFIG';
  readonly subjectId: string;
  readonly since: Instant;
  readonly reason: string;
  /** The proposal that waits for a second operator. */
  readonly proposedDecisionId: string | null;
  /** What the bank said to the newest pair, oldest first. */
  readonly evidence: readonly {
    readonly at: Instant;
    readonly kind: 'BANK_ANSWER' | 'RESULT_CHECK' | 'STATEMENT';
    readonly outcome: string;
    readonly code: string | null;
    readonly message: string | null;
  }[];
  /** Of a reconciliation case: what was found. */
  readonly finding: {
    readonly transfer: FindingTransfer | null;
    readonly row: FindingRow | null;
  } | null;
  /** For the sheet one asks the bank by telephone with. */
  readonly transfer: {
    /** DEBIT: from the customer to us; CREDIT: back. */
    readonly kind: 'DEBIT' | 'CREDIT';
    readonly tsymd: string;
    readonly isTuno: string;
    readonly amount: Won;
    readonly reference: string;
    readonly sentAt: Instant | null;
  } | null;
  readonly paymentId: string | null;
}

/** What needs a person, newest first. */
export interface WorkItemBook {
  list(query: {
    kind: WorkItem['kind'] | null;
    after: string | null;
    limit: number;
  }): Promise<Page<WorkItem>>;
}

/** What operators work with. */
export interface OpsBooks {
  readonly decisions: DecisionBook;
  readonly audit: AuditBook;
  readonly bankState: BankStateBook;
  readonly workItems: WorkItemBook;
  readonly reconciliations: ReconciliationBook;
}
