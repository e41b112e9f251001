/** Pages of docs/runbook, one per alarm. A test holds that each exists and that the code names each. */
export const RUNBOOK_PAGES = [
  'waiting-for-operator',
  'decision-waiting',
  'failures',
  'stuck-payment',
  'stuck-refund',
  'stuck-account-opening',
  'net-canceling',
  'compensation',
  'bank-configuration',
  'bank-held',
  'bank-away',
  'contract-account-low',
  'reconciliation',
  'unpublished-events',
  'dead-letters',
  'audit-log',
] as const;

/** One of RUNBOOK_PAGES. */
export type RunbookPage = (typeof RUNBOOK_PAGES)[number];

/** Where a page lies in the repository, as messages and work items name it. */
export function runbookFile(page: RunbookPage): string {
  return `docs/runbook/${page}.md`;
}
