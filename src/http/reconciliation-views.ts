import type { Finding } from '../adapters/mysql/ops-types';
import type {
  ReconciliationReport,
  ReconciliationState,
} from '../adapters/mysql/reconciliation-types';
import { koreanIso, type KoreanDay } from '../domain/korean-time';
import type { CsvTable } from './csv';

/** A reconciliation as the API shows it. */
export function viewReconciliation(one: ReconciliationState) {
  return {
    reconciliationId: one.reconciliationId,
    day: shownDay(one.day),
    state: one.state,
    requestedBy: one.requestedBy,
    startedAt: koreanIso(one.startedAt),
    endedAt: one.endedAt === null ? null : koreanIso(one.endedAt),
    accounts: one.accounts,
    bankRows: one.bankRows,
    matched: one.matched,
    failure: one.failure,
  };
}

/** The same with what it found. */
export function viewReport(report: ReconciliationReport) {
  return { ...viewReconciliation(report), findings: report.findings.map(viewFinding) };
}

/** One line per finding, for the sheet one talks to the bank with. */
export function reportTable(report: ReconciliationReport): CsvTable<Finding> {
  return {
    name: `reconciliation-${shownDay(report.day)}`,
    rows: report.findings,
    columns: {
      kind: ({ kind }) => kind,
      caseId: ({ caseId }) => caseId,
      transferKind: ({ transfer }) => transfer?.kind ?? null,
      tsymd: ({ transfer }) => transfer?.tsymd ?? null,
      isTuno: ({ transfer }) => transfer?.isTuno ?? null,
      amount: ({ transfer }) => transfer?.amount ?? null,
      paymentId: ({ transfer }) => transfer?.paymentId ?? null,
      refundId: ({ transfer }) => transfer?.refundId ?? null,
      bankDay: ({ row }) => row && shownDay(row.day),
      bankTime: ({ row }) => row?.time ?? null,
      bankDirection: ({ row }) => row?.direction ?? null,
      bankAmount: ({ row }) => row?.amount ?? null,
      bankText: ({ row }) => row?.text ?? null,
      bankNumber: ({ row }) => row?.bankNumber ?? null,
    },
  };
}

function viewFinding({ kind, transfer, row, caseId }: Finding) {
  return { kind, transfer, row: row && { ...row, day: shownDay(row.day) }, caseId };
}

/** `2026-11-22`. */
function shownDay(day: KoreanDay): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
}
