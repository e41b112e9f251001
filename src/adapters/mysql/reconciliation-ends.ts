import { withoutExplained } from '../../domain/reconcile';
import type { BookParts } from './book-parts';
import { toDate } from './mappers';
import type { FindingRow } from './models/deciding';
import type { FindingKind, FindingTransfer } from './ops-types';
import { toReport } from './reconciliation-mappers';
import type { ReconciliationBook, ReconciliationReport } from './reconciliation-types';
import { findRow, findRows, insertRow, lockRow, updateRows } from './rows';
import type { Tx } from './unit';

type EndDeps = Pick<BookParts, 'units' | 'ids'>;

/** Findings whose cases are opened in one transaction. */
const AT_ONCE = 100;

/** Every finding gets its case before the reconciliation is DONE, so that no report is without them. */
export async function finishReconciliation(
  deps: EndDeps,
  end: Parameters<ReconciliationBook['finish']>[0],
): Promise<ReconciliationReport> {
  await openCases(deps, end);
  return close(deps, { ...end, state: 'DONE', reason: null });
}

/** What was found before it failed is true all the same: it keeps its findings, and they get their cases. */
export async function failReconciliation(
  deps: EndDeps,
  end: Parameters<ReconciliationBook['fail']>[0],
): Promise<ReconciliationReport> {
  await openCases(deps, end);
  return close(deps, { ...end, state: 'FAILED' });
}

async function openCases(
  { units, ids }: EndDeps,
  { reconciliationId, at }: { reconciliationId: string; at: number },
): Promise<void> {
  const where = { reconciliation_id: reconciliationId };
  const found = await units.read((db) =>
    findRows(db, db.models.reconciliationFindings, { where, order: ['finding_id'], limit: null }),
  );
  const all = found.map((row) => ({ ...row, key: row.finding_key, kind: row.kind as FindingKind }));
  const meant = new Set(withoutExplained(all).map(({ key }) => key));
  for (const row of found.filter((one) => !meant.has(one.finding_key))) {
    const explained = { findingId: row.finding_id };
    await units.unit((tx) =>
      tx.change('DELETE FROM reconciliation_findings WHERE finding_id = :findingId', explained),
    );
  }
  const waiting = all.filter((row) => meant.has(row.key) && row.case_id === null);
  for (let from = 0; from < waiting.length; from += AT_ONCE) {
    const some = waiting.slice(from, from + AT_ONCE);
    await units.unit(async (tx) => {
      for (const finding of some) await openCase(tx, { finding, ids, reconciliationId, at });
    });
  }
}

/** One case per mismatch over all runs: a later run finds the case of an earlier one, closed or not. */
async function openCase(
  tx: Tx,
  one: { finding: FindingRow; ids: EndDeps['ids']; reconciliationId: string; at: number },
): Promise<void> {
  const { finding, ids, reconciliationId, at } = one;
  const { cases, reconciliations, reconciliationFindings } = tx.models;
  const key = { finding_key: finding.finding_key };
  const known = await findRow(tx, cases, key);
  const caseId = known?.case_id ?? ids.id('workItem');
  if (!known) {
    const run = await findRow(tx, reconciliations, { reconciliation_id: reconciliationId });
    if (!run) throw new Error(`no reconciliation ${reconciliationId} in the book`);
    const transfer = finding.transfer && (JSON.parse(finding.transfer) as FindingTransfer);
    await insertRow(tx, cases, {
      case_id: caseId,
      ...key,
      kind: finding.kind,
      day: run.day,
      payment_id: transfer ? transfer.paymentId : null,
      refund_id: transfer ? transfer.refundId : null,
      owed_won: finding.owed_won,
      transfer: finding.transfer,
      bank_row: finding.bank_row,
      state: 'OPEN',
      opened_at: toDate(at),
      closed_at: null,
      corrective_refund_id: null,
    });
  } else if (known.state === 'OPEN' && known.owed_won === null && finding.owed_won !== null) {
    // The payment has ended meanwhile: only now it is certain that the money is owed.
    const set = { owed_won: finding.owed_won };
    await updateRows(tx, cases, { where: { case_id: caseId, state: 'OPEN' }, set });
  }
  const where = { finding_id: finding.finding_id };
  await updateRows(tx, reconciliationFindings, { where, set: { case_id: caseId } });
}

async function close(
  { units }: EndDeps,
  end: { reconciliationId: string; at: number; state: 'DONE' | 'FAILED'; reason: string | null },
): Promise<ReconciliationReport> {
  const where = { reconciliation_id: end.reconciliationId };
  await units.unit(async (tx) => {
    const row = await lockRow(tx, tx.models.reconciliations, where);
    if (row?.state !== 'RUNNING') return;
    const [sums] = await tx.rows<{ accounts: number; bank_rows: string; matched: string }>(
      `SELECT COUNT(*) AS accounts, COALESCE(SUM(bank_rows), 0) AS bank_rows,
              COALESCE(SUM(matched), 0) AS matched
         FROM reconciliation_accounts WHERE reconciliation_id = :id`,
      { id: end.reconciliationId },
    );
    await updateRows(tx, tx.models.reconciliations, {
      where,
      set: {
        state: end.state,
        ended_at: toDate(end.at),
        accounts: Number(sums?.accounts ?? 0),
        bank_rows: Number(sums?.bank_rows ?? 0),
        matched: Number(sums?.matched ?? 0),
        failure: end.reason?.slice(0, 200) ?? null,
        open_slot: null,
      },
    });
  });
  const report = await units.read((db) => toReport(db, end.reconciliationId));
  if (!report) throw new Error(`no reconciliation ${end.reconciliationId} in the book`);
  return report;
}
