import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import { QUEUES } from './contract';

/** How every activity is called: where, how long, how often again. Retries are decided in activities/failures. */

/** Attempts go on for ever, since giving up would strand money; each wait is bounded. */
const patient = {
  // One lost claim or a short database outage is over in well under a second.
  initialInterval: '200ms',
  // Doubling reaches the ceiling after eight attempts.
  backoffCoefficient: 2,
  // A database that is away for hours is asked twice a minute and per run.
  maximumInterval: '30s',
} as const;

/** One question to the bank. */
const bankCall = {
  // Connect 3 s, answer 10 s, and the units of work around them with their retries.
  startToCloseTimeout: '40s',
  // The activity beats every 2 s; a killed worker is noticed after three missed beats.
  heartbeatTimeout: '7s',
  retry: patient,
} as const;

/** The payment's debit. */
export const debits = proxyActivities<Pick<Activities, 'advanceDebit'>>({
  ...bankCall,
  taskQueue: QUEUES.bankDebit,
  summary: 'ask or send the debit',
});

/** The refund's credit. */
export const credits = proxyActivities<Pick<Activities, 'advanceCredit'>>({
  ...bankCall,
  taskQueue: QUEUES.bankCredit,
  summary: 'ask or send the credit',
});

/** The steps of an account opening. */
export const openings = proxyActivities<Pick<Activities, 'advanceOpening'>>({
  ...bankCall,
  taskQueue: QUEUES.bankAsk,
  summary: 'holder, opening and its check',
});

/** Balance inquiries: one try, since a newer question is better than a repeated one. */
export const balanceAsk = proxyActivities<Pick<Activities, 'askBalance'>>({
  ...bankCall,
  taskQueue: QUEUES.bankAsk,
  // The caller waits; whoever wants to know again asks again.
  retry: { maximumAttempts: 1 },
  summary: 'ask the balance',
});

/** Our own account's balance: one try, the schedule comes again soon. */
export const contractAsk = proxyActivities<Pick<Activities, 'askContractAccount'>>({
  ...bankCall,
  taskQueue: QUEUES.bankAsk,
  // A repeated question would only come late.
  retry: { maximumAttempts: 1 },
  summary: 'ask the balance of the contract account',
});

/** Writing the outcome to the book; on the workflow's own queue. */
export const ledger = proxyActivities<
  Pick<Activities, 'settlePayment' | 'settleRefund' | 'settleOpening'>
>({
  // One short transaction with at most five retries of the unit.
  startToCloseTimeout: '15s',
  retry: patient,
  summary: 'write the outcome to the book',
});

/** Starting again what is overdue. */
export const sweeper = proxyActivities<Pick<Activities, 'sweepOverdue'>>({
  // Some thousand starts of up to 20 ms each, after an outage.
  startToCloseTimeout: '5m',
  // No sweep begins while one runs: that of a killed worker must not keep the others away for those minutes.
  heartbeatTimeout: '7s',
  // The schedule comes again soon; a failed sweep is not worth repeating.
  retry: { maximumAttempts: 1 },
  summary: 'start again what is overdue',
});

/** Telling people: long rounds that beat; none of them can hold up a payment. */
export const notify = proxyActivities<
  Pick<Activities, 'relayEvents' | 'refreshBalances' | 'sendAlerts'>
>({
  taskQueue: QUEUES.notify,
  // A round ends by itself after five minutes at most.
  startToCloseTimeout: '6m',
  // A stalled relay loses its lease row after 15 s; it is started elsewhere soon after.
  heartbeatTimeout: '20s',
  retry: patient,
});
