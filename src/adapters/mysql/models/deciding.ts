import { DataTypes, type Sequelize } from 'sequelize';
import { column, defineTable } from './columns';

export interface DecisionRow {
  decision_id: string;
  subject_id: string;
  transfer_id: string | null;
  decision: string;
  state: string;
  reason: string;
  evidence_kind: string | null;
  evidence_reference: string | null;
  proposed_by: string;
  proposed_at: Date;
  decided_by: string | null;
  decided_at: Date | null;
  open_slot: string | null;
}

export interface AuditRow {
  entry: number;
  at: Date;
  actor_id: string;
  role: string;
  action: string;
  subject_id: string | null;
  outcome: number;
  request_id: string;
  details: string;
  previous_hash: string;
  hash: string;
}

export interface AuditHeadRow {
  name: string;
  entry: number;
  hash: string;
}

export interface BankStateRow {
  name: string;
  state: string;
  cause: string | null;
  reason: string | null;
  actor: string | null;
  since: Date | null;
  contract_balance_won: number | null;
  contract_asked_at: Date | null;
}

export interface ReconciliationRow {
  reconciliation_id: string;
  day: string;
  state: string;
  requested_by: string;
  started_at: Date;
  ended_at: Date | null;
  accounts: number;
  bank_rows: number;
  matched: number;
  failure: string | null;
  told_at: Date | null;
  open_slot: string | null;
}

export interface ReconciledAccountRow {
  reconciliation_id: string;
  account_id: string;
  bank_rows: number;
  matched: number;
}

export interface CaseRow {
  case_id: string;
  finding_key: string;
  kind: string;
  day: string;
  payment_id: string | null;
  refund_id: string | null;
  owed_won: number | null;
  transfer: string | null;
  bank_row: string | null;
  state: string;
  opened_at: Date;
  closed_at: Date | null;
  corrective_refund_id: string | null;
}

export interface NewFindingRow {
  reconciliation_id: string;
  finding_key: string;
  kind: string;
  transfer: string | null;
  bank_row: string | null;
  owed_won: number | null;
  case_id: string | null;
}

export interface FindingRow extends NewFindingRow {
  finding_id: number;
}

/** Decisions, the audit log, and the bank's state. */
export function defineDeciding(sequelize: Sequelize) {
  return {
    decisions: defineTable<DecisionRow>(sequelize, 'decisions', {
      decision_id: column.key,
      subject_id: column.text,
      transfer_id: column.text,
      decision: column.text,
      state: column.text,
      reason: column.text,
      evidence_kind: column.text,
      evidence_reference: column.text,
      proposed_by: column.text,
      proposed_at: column.instant,
      decided_by: column.text,
      decided_at: column.instant,
      open_slot: column.text,
    }),
    auditLog: defineTable<AuditRow>(sequelize, 'audit_log', {
      entry: { type: DataTypes.BIGINT, primaryKey: true },
      at: column.instant,
      actor_id: column.text,
      role: column.text,
      action: column.text,
      subject_id: column.text,
      outcome: column.number,
      request_id: column.text,
      details: column.longText,
      previous_hash: column.text,
      hash: column.text,
    }),
    auditHead: defineTable<AuditHeadRow>(sequelize, 'audit_head', {
      name: column.key,
      entry: column.bigNumber,
      hash: column.text,
    }),
    bankState: defineTable<BankStateRow>(sequelize, 'bank_state', {
      name: column.key,
      state: column.text,
      cause: column.text,
      reason: column.text,
      actor: column.text,
      since: column.instant,
      contract_balance_won: column.won,
      contract_asked_at: column.instant,
    }),
  };
}

/** Reconciliations, what they found, and the cases opened from that. */
export function defineReconciling(sequelize: Sequelize) {
  return {
    reconciliations: defineTable<ReconciliationRow>(sequelize, 'reconciliations', {
      reconciliation_id: column.key,
      day: column.text,
      state: column.text,
      requested_by: column.text,
      started_at: column.instant,
      ended_at: column.instant,
      accounts: column.number,
      bank_rows: column.number,
      matched: column.number,
      failure: column.text,
      told_at: column.instant,
      open_slot: column.text,
    }),
    reconciledAccounts: defineTable<ReconciledAccountRow>(sequelize, 'reconciliation_accounts', {
      reconciliation_id: column.key,
      account_id: column.key,
      bank_rows: column.number,
      matched: column.number,
    }),
    cases: defineTable<CaseRow>(sequelize, 'cases', {
      case_id: column.key,
      finding_key: column.text,
      kind: column.text,
      day: column.text,
      payment_id: column.text,
      refund_id: column.text,
      owed_won: column.won,
      transfer: column.longText,
      bank_row: column.longText,
      state: column.text,
      opened_at: column.instant,
      closed_at: column.instant,
      corrective_refund_id: column.text,
    }),
    reconciliationFindings: defineTable<FindingRow, NewFindingRow>(
      sequelize,
      'reconciliation_findings',
      {
        finding_id: column.numberedKey,
        reconciliation_id: column.text,
        finding_key: column.text,
        kind: column.text,
        transfer: column.longText,
        bank_row: column.longText,
        owed_won: column.won,
        case_id: column.text,
      },
    ),
  };
}
