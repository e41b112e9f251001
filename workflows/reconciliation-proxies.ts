import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import { QUEUES } from './contract';

/** A day may wait: nobody does. A database that is away is asked twice a minute. */
const patient = { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Reads and writes of our own database. */
export const reconciling = proxyActivities<
  Pick<Activities, 'beginDueReconciliations' | 'accountsToReconcile' | 'endReconciliation'>
>({
  // Ends with a case per finding: some hundred short transactions at most.
  startToCloseTimeout: '2m',
  retry: patient,
  summary: 'reconciliation in the book',
});

/** The bank's statements, some accounts at a time. */
export const statements = proxyActivities<Pick<Activities, 'readStatements'>>({
  taskQueue: QUEUES.bankAsk,
  // Twenty accounts of a page or two each; one that was read is not read again by a repeated try.
  startToCloseTimeout: '10m',
  // The activity beats every 2 s; a killed worker is noticed after three missed beats.
  heartbeatTimeout: '7s',
  retry: patient,
  summary: 'read the statements of the bank',
});

/** Telling people what was found. */
export const tellers = proxyActivities<Pick<Activities, 'tellReconciliation'>>({
  taskQueue: QUEUES.notify,
  // One post of 3 s at most, and two short reads.
  startToCloseTimeout: '15s',
  // Slack may be away for a night; after a day the report is older than the next one.
  scheduleToCloseTimeout: '24h',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10m' },
  summary: 'tell Slack',
});
