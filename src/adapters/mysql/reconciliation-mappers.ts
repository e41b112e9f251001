import { parseKoreanDay } from '../../domain/korean-time';
import { toInstant } from './mappers';
import type { FindingRow as StoredFinding, ReconciliationRow } from './models/deciding';
import type { Finding, Reconciliation } from './ops-types';
import type { ReconciliationReport, ReconciliationState } from './reconciliation-types';
import { findRow, findRows } from './rows';
import type { Reader } from './unit';

/** A reconciliation as it stands. */
export function toState(row: ReconciliationRow): ReconciliationState {
  return {
    reconciliationId: row.reconciliation_id,
    day: parseKoreanDay(row.day),
    state: row.state as Reconciliation['state'],
    requestedBy: row.requested_by,
    startedAt: row.started_at.getTime(),
    endedAt: toInstant(row.ended_at),
    accounts: row.accounts,
    bankRows: row.bank_rows,
    matched: row.matched,
    failure: row.failure,
  };
}

/** A reconciliation with its findings in the order in which they were found; null if there is none of that id. */
export async function toReport(
  db: Reader,
  reconciliationId: string,
): Promise<ReconciliationReport | null> {
  const where = { reconciliation_id: reconciliationId };
  const row = await findRow(db, db.models.reconciliations, where);
  if (!row) return null;
  const findings = await findRows(db, db.models.reconciliationFindings, {
    where,
    order: ['finding_id'],
    limit: null,
  });
  return { ...toState(row), findings: findings.map(toFinding) };
}

function toFinding(row: StoredFinding): Finding {
  return {
    kind: row.kind as Finding['kind'],
    transfer: row.transfer === null ? null : (JSON.parse(row.transfer) as Finding['transfer']),
    row: row.bank_row === null ? null : (JSON.parse(row.bank_row) as Finding['row']),
    caseId: row.case_id,
  };
}
