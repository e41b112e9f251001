import type { Finding } from '../src/adapters/mysql/ops-types';
import type { ReconciliationReport } from '../src/adapters/mysql/reconciliation-types';
import type { SlackMessage } from '../src/adapters/slack/types';
import { FINDING_KINDS, type FindingKind } from '../src/domain/reconcile-types';
import type { AlertPlaces } from './alert-messages';

/** Cases that are named one by one; the report has all of them. */
const NAMED = 10;

/** What operators read first. */
const MEANINGS: Readonly<Record<FindingKind, string>> = {
  MISSING_AT_BANK: 'we say it happened, the bank has no row',
  MISSING_WITH_US: 'the bank has a row that our book denies or does not know',
  OTHER_AMOUNT: 'the bank booked another amount',
  DOUBLED: 'the bank booked it twice',
  OTHER_ACCOUNT: 'the bank booked it on another account',
};

/** The one message about a reconciliation: the day, what matched, and what a person has to look at. */
export function summaryOf(report: ReconciliationReport, places: AlertPlaces): SlackMessage {
  const { findings } = report;
  const day = `${report.day.slice(0, 4)}-${report.day.slice(4, 6)}-${report.day.slice(6)}`;
  const verdict = report.state === 'FAILED' ? 'FAILED' : verdictOf(findings.length);
  const counts = FINDING_KINDS.map((kind) => ({ kind, found: findings.filter(is(kind)) }));
  return {
    title: `Reconciliation (대사) of ${day}: ${verdict}`,
    lines: [
      ...(report.failure === null ? [] : [`Not complete: ${report.failure}.`]),
      `${report.accounts} accounts, ${report.bankRows} rows of the bank, ${report.matched} transfers matched.`,
      ...counts
        .filter(({ found }) => found.length > 0)
        .map(({ kind, found }) => `${kind}: ${found.length} (${MEANINGS[kind]})`),
      ...findings.slice(0, NAMED).map(lineOf),
      ...(findings.length > NAMED ? [`and ${findings.length - NAMED} more in the report`] : []),
      ...(findings.length > 0 ? ['What to do: docs/reconciliation.md'] : []),
    ],
    links: [
      { label: `reconciliation-${report.reconciliationId}`, url: workflowUrl(report, places) },
    ],
  };
}

function verdictOf(findings: number): string {
  if (findings === 0) return 'everything matches';
  return findings === 1 ? '1 mismatch' : `${findings} mismatches`;
}

function is(kind: FindingKind) {
  return (finding: Finding) => finding.kind === kind;
}

function lineOf({ kind, transfer, row, caseId }: Finding): string {
  const about = transfer ? (transfer.refundId ?? transfer.paymentId) : 'no transfer of ours';
  const amount = row?.amount ?? transfer?.amount ?? 0;
  return `${caseId ?? 'no case yet'}: ${kind}, ${about}, ${amount} won`;
}

function workflowUrl(
  { reconciliationId }: ReconciliationReport,
  { uiUrl, namespace }: AlertPlaces,
): string {
  const runs = `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows`;
  return `${runs}/reconciliation-${reconciliationId}`;
}
