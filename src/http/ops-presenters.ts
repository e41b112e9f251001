import type { AuditEntry, BankState, Decision, WorkItem } from '../adapters/mysql/ops-types';
import { workflowIds } from '../../workflows/contract';
import {
  endOfPeriodAround,
  koreanIso,
  type DailyPeriod,
  type Instant,
} from '../domain/korean-time';
import { runbookFile, type RunbookPage } from '../domain/runbook';

/** Where the runbook tells what to do, by what needs a person. */
const RUNBOOK: Readonly<Record<WorkItem['kind'], RunbookPage>> = {
  PAYMENT: 'waiting-for-operator',
  REFUND: 'waiting-for-operator',
  ACCOUNT: 'waiting-for-operator',
  RECONCILIATION_CASE: 'reconciliation',
  DELIVERY_PARKED: 'unpublished-events',
  DEAD_LETTER: 'dead-letters',
  UNROUTABLE_EVENT: 'unpublished-events',
  BANK_CONFIG: 'bank-configuration',
};

/** A work item with where to look and what to read. */
export function presentWorkItem(
  item: WorkItem,
  { workflowUrl }: { workflowUrl: (workflowId: string) => string },
) {
  const { transfer, paymentId } = item;
  const run = workflowOf(item);
  return {
    workItemId: item.workItemId,
    kind: item.kind,
    subjectId: item.subjectId,
    since: koreanIso(item.since),
    reason: item.reason,
    proposedDecisionId: item.proposedDecisionId,
    transfer: transfer && { ...transfer, sentAt: isoOrNull(transfer.sentAt) },
    evidence: item.evidence.map((one) => ({ ...one, at: koreanIso(one.at) })),
    finding: item.finding,
    links: {
      timeline: paymentId && `/v1/cs/payments/${paymentId}/timeline`,
      workflow: run && workflowUrl(run),
      runbook: runbookFile(RUNBOOK[item.kind]),
    },
  };
}

function workflowOf({ kind, subjectId }: WorkItem): string | null {
  if (kind === 'PAYMENT') return workflowIds.payment(subjectId);
  if (kind === 'REFUND') return workflowIds.refund(subjectId);
  if (kind === 'ACCOUNT') return workflowIds.accountOpening(subjectId);
  return null;
}

/** The sheet to ask the bank by telephone with: what its staff can search by, a row each. */
export const TELEPHONE_SHEET = {
  workItemId: (item: WorkItem) => item.workItemId,
  subjectId: (item: WorkItem) => item.subjectId,
  pairDate: ({ transfer }: WorkItem) => transfer?.tsymd ?? null,
  pairNumber: ({ transfer }: WorkItem) => transfer?.isTuno ?? null,
  sentAt: ({ transfer }: WorkItem) => isoOrNull(transfer?.sentAt ?? null),
  amount: ({ transfer }: WorkItem) => transfer?.amount ?? null,
  direction: ({ transfer }: WorkItem) => transfer && DIRECTIONS[transfer.kind],
  reference: ({ transfer }: WorkItem) => transfer?.reference ?? null,
  since: (item: WorkItem) => koreanIso(item.since),
  reason: (item: WorkItem) => item.reason,
} as const;

/** In the words of the bank's staff: money out of the customer's account, or into it. */
const DIRECTIONS = { DEBIT: '출금', CREDIT: '입금' } as const;

/** A decision as the API shows it. */
export function presentDecision(decision: Decision) {
  return {
    ...decision,
    proposedAt: koreanIso(decision.proposedAt),
    decidedAt: isoOrNull(decision.decidedAt),
  };
}

/** One call of staff as the API shows it. */
export function presentAuditEntry({ hash, ...entry }: AuditEntry) {
  return { ...entry, at: koreanIso(entry.at), seal: hash };
}

/** A pause outlives closed hours, so it is shown before them. */
export function presentBank(
  bank: BankState,
  { now, closedHours }: { now: Instant; closedHours: readonly DailyPeriod[] },
) {
  const { state, reason } = bank;
  const known = { reason, since: isoOrNull(bank.since) };
  const opens = endOfPeriodAround(now, closedHours);
  if (state === 'PAUSED' || opens === null) return { state, ...known, until: null };
  return { state: 'CLOSED' as const, reason: null, since: null, until: koreanIso(opens) };
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : koreanIso(at);
}
