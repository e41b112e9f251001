import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowStartOptions,
} from '@temporalio/client';
import {
  LONGEST_WAIT_MS,
  QUEUES,
  WORKFLOWS,
  outcomeUpdate,
  workflowIds,
} from '../../workflows/contract';
import { searchAttributes } from '../../workflows/search-attributes';
import type { Logger } from '../log';
import type { BalanceRefresh, Engine, Waited } from './types';

/** What is left of a caller's patience for the way there and back. */
const ROUND_TRIP_MS = 300;
/** A start that nobody waits for still gets this long to reach Temporal. */
const SHORTEST_START_MS = 1_000;

interface Start {
  readonly workflow: string;
  readonly workflowId: string;
  readonly input: object;
  readonly summary: string;
  readonly attributes: WorkflowStartOptions['typedSearchAttributes'];
}

/** The only caller of workflows. Whatever goes wrong here, the committed row is found and started by the sweep. */
export function createEngine({ client, log }: { client: Client; log: Logger }): Engine {
  const run = (start: Start, waitMs: number) => startAndWait({ client, log }, start, waitMs);
  return {
    startPayment: ({ paymentId, partnerId, amountWon }, waitMs) =>
      run(
        {
          workflow: WORKFLOWS.payment,
          workflowId: workflowIds.payment(paymentId),
          input: { paymentId, partnerId, amountWon },
          summary: `payment of ${amountWon} won`,
          attributes: money({ partnerId, amountWon }),
        },
        waitMs,
      ),

    startRefund: ({ refundId, paymentId, partnerId, amountWon }, waitMs) =>
      run(
        {
          workflow: WORKFLOWS.refund,
          workflowId: workflowIds.refund(refundId),
          input: { refundId, paymentId, partnerId, amountWon },
          summary: `refund of ${amountWon} won for ${paymentId}`,
          attributes: money({ partnerId, amountWon }),
        },
        waitMs,
      ),

    startAccountOpening: ({ accountId }, waitMs) =>
      run(
        {
          workflow: WORKFLOWS.accountOpening,
          workflowId: workflowIds.accountOpening(accountId),
          input: { accountId },
          summary: 'account opening',
          attributes: [],
        },
        waitMs,
      ),

    async refreshBalance({ accountId, sandboxFault }, waitMs) {
      try {
        return await client.withDeadline(Date.now() + waitMs, () =>
          client.workflow.execute<(input: object) => Promise<BalanceRefresh>>(WORKFLOWS.balance, {
            workflowId: workflowIds.balance(accountId),
            taskQueue: QUEUES.payments,
            args: [{ accountId, sandboxFault }],
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            staticSummary: 'balance',
          }),
        );
      } catch (error) {
        log.warn({ err: error, accountId }, 'no balance from the bank in time');
        return null;
      }
    },

    async ping() {
      await client.withDeadline(Date.now() + SHORTEST_START_MS, () =>
        client.connection.workflowService.getSystemInfo({}),
      );
    },

    close: () => client.connection.close(),
  };
}

/** Update-with-Start: one call that starts the run, or finds it, and waits for the outcome. */
async function startAndWait(
  { client, log }: { client: Client; log: Logger },
  start: Start,
  waitMs: number,
): Promise<Waited> {
  const patience = Math.min(waitMs, LONGEST_WAIT_MS);
  const now = Date.now();
  try {
    return await client.withDeadline(now + Math.max(patience, SHORTEST_START_MS), () =>
      client.workflow.executeUpdateWithStart(outcomeUpdate, {
        args: [{ waitMs: Math.max(0, patience - ROUND_TRIP_MS) }],
        // Callers of the same five seconds share one update: a run may have only so many at a time.
        updateId: `${start.workflowId}-${Math.floor(now / LONGEST_WAIT_MS)}`,
        startWorkflowOperation: operation(start),
      }),
    );
  } catch (error) {
    // A closed run that completed may not start again; its outcome is in the book.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { settled: true };
    // The run ended, or handed over to its next one, while the update was on its way.
    if (error instanceof WorkflowUpdateFailedError) return { settled: false };
    log.warn(
      { err: error, workflowId: start.workflowId },
      'not answered in time; the sweep will see to it',
    );
    return { settled: false };
  }
}

/** Failed and terminated runs may start again, completed ones may not: MySQL's key is the first guard, this the second. */
function operation(start: Start) {
  return new WithStartWorkflowOperation(start.workflow, {
    workflowId: start.workflowId,
    taskQueue: QUEUES.payments,
    args: [start.input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
    staticSummary: start.summary,
    typedSearchAttributes: start.attributes,
  });
}

function money({ partnerId, amountWon }: { partnerId: string; amountWon: number }) {
  return [
    { key: searchAttributes.paymentStatus, value: 'IN_PROGRESS' },
    { key: searchAttributes.partnerId, value: partnerId },
    { key: searchAttributes.amount, value: amountWon },
  ];
}
