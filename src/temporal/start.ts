import {
  WithStartWorkflowOperation,
  WorkflowExecutionAlreadyStartedError,
  WorkflowUpdateFailedError,
  type Client,
} from '@temporalio/client';
import {
  LONGEST_WAIT_MS,
  QUEUES,
  WORKFLOWS,
  decideUpdate,
  lookAgainSignal,
  outcomeUpdate,
  shownAs,
  workflowIds,
} from '../../workflows/contract';
import type { SearchAttributePair } from '@temporalio/common';
import type {
  AccountOpeningInput,
  DecisionNotice,
  PaymentInput,
  RefundInput,
} from '../../workflows/contract';
import { NO_CRASH_POINTS, type CrashPoints } from '../domain/crash-points';
import type { Logger } from '../log';
import type { BalanceRefresh, Engine, OpenRow, Waited } from './types';

export type { BalanceRefresh, Engine, OpenRow, Waited } from './types';

/** What is left of a caller's patience for the way there and back. */
const ROUND_TRIP_MS = 300;
/** A start that nobody waits for still gets this long to reach Temporal. */
const SHORTEST_START_MS = 1_000;

/** Five such spans of the longest waits run at a time, half of what Temporal allows per run. */
const SHARED_MS = 1_000;

/** Failed and terminated runs may start again, completed ones may not: MySQL's key is the first guard, this the second. */
const ONCE = {
  taskQueue: QUEUES.payments,
  workflowIdConflictPolicy: 'USE_EXISTING',
  workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
} as const;

interface Start {
  readonly workflow: string;
  readonly workflowId: string;
  readonly input: PaymentInput | RefundInput | AccountOpeningInput;
  readonly staticSummary: string;
  readonly typedSearchAttributes: SearchAttributePair[];
}

interface EngineDeps {
  readonly client: Client;
  readonly log: Logger;
  /** Places where tests kill the process; none unless given. */
  readonly crashPoints?: CrashPoints;
}

/** The only caller of workflows. Whatever goes wrong here, the committed row is found and started by the sweep. */
export function createEngine(deps: EngineDeps): Engine {
  const { client, log, crashPoints = NO_CRASH_POINTS } = deps;
  const run = (start: Start, waitMs: number) =>
    startAndWait({ client, log, crashPoints }, start, waitMs);
  return {
    startPayment: ({ paymentId, partnerId, amountWon }, waitMs) =>
      run(startOf({ kind: 'payment', id: paymentId, partnerId, amount: amountWon }), waitMs),

    startRefund: ({ refundId, partnerId, amountWon }, waitMs) =>
      run(startOf({ kind: 'refund', id: refundId, partnerId, amount: amountWon }), waitMs),

    startAccountOpening: ({ accountId }, waitMs) =>
      run(startOf({ kind: 'account', id: accountId, partnerId: null, amount: null }), waitMs),

    async startAgain(row) {
      const { workflow, input, ...options } = startOf(row);
      try {
        await client.workflow.start(workflow, { ...options, ...ONCE, args: [input] });
      } catch (error) {
        // Completed, although its row is open: the two disagree, and a person has to see it.
        if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        log.error({ workflowId: options.workflowId }, 'an open row has a completed run');
      }
    },

    lookAgain: (row) => lookAgain(client, row),

    decide: (row, notice) => decide({ client, log }, row, notice),

    async startReconciliation({ reconciliationId, day }) {
      await client.workflow.start(WORKFLOWS.reconciliation, {
        workflowId: workflowIds.reconciliation(reconciliationId),
        taskQueue: QUEUES.payments,
        args: [{ reconciliationId, day }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
        staticSummary: `reconciliation of ${day}`,
      });
    },

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

/** Signal-with-start: the run that lives looks again, a lost one begins anew; a completed one stays completed. */
async function lookAgain(client: Client, row: OpenRow): Promise<void> {
  const { workflow, input, ...options } = startOf(row);
  try {
    await client.workflow.signalWithStart(workflow, {
      ...options,
      ...ONCE,
      args: [input],
      signal: lookAgainSignal,
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/** An update, so that its validator has a say; what cannot take it is made to look at the book, which holds the decision. */
async function decide(
  { client, log }: Pick<EngineDeps, 'client' | 'log'>,
  row: OpenRow,
  notice: DecisionNotice,
): Promise<void> {
  const { workflowId } = startOf(row);
  const handle = client.workflow.getHandle(workflowId);
  try {
    await client.withDeadline(Date.now() + LONGEST_WAIT_MS, () =>
      handle.executeUpdate(decideUpdate, { args: [notice], updateId: notice.decisionId }),
    );
  } catch (error) {
    // The run is gone, hands over, or waits for something else.
    log.info({ err: error, workflowId }, 'decision not taken up at once; signalling');
    await lookAgain(client, row);
  }
}

/** Update-with-Start: one call that starts the run, or finds it, and waits for the outcome. */
async function startAndWait(
  { client, log, crashPoints }: Required<EngineDeps>,
  start: Start,
  waitMs: number,
): Promise<Waited> {
  const { workflow, input, ...options } = start;
  const patience = Math.min(waitMs, LONGEST_WAIT_MS);
  const now = Date.now();
  const startWorkflowOperation = new WithStartWorkflowOperation(workflow, {
    ...options,
    ...ONCE,
    args: [input],
  });
  startWorkflowOperation.workflowHandle().then(
    () => crashPoints.reach('A4'),
    () => undefined, // told by the update as well
  );
  crashPoints.reach('A3');
  try {
    const waited = await client.withDeadline(now + Math.max(patience, SHORTEST_START_MS), () =>
      client.workflow.executeUpdateWithStart(outcomeUpdate, {
        args: [{ waitMs: Math.max(0, patience - ROUND_TRIP_MS) }],
        // Callers of one second who wait equally long share one update: a run may have only so many at a time, and
        // whoever waits must not hear the "still working" of one who did not.
        updateId: `${start.workflowId}-${patience}-${Math.floor(now / SHARED_MS)}`,
        startWorkflowOperation,
      }),
    );
    crashPoints.reach('A5');
    return waited;
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

/** How the run of a payment, refund or opening is started. */
function startOf({ kind, id, partnerId, amount }: OpenRow): Start {
  if (kind === 'account') {
    return {
      workflow: WORKFLOWS.accountOpening,
      workflowId: workflowIds.accountOpening(id),
      input: { accountId: id },
      staticSummary: kind,
      typedSearchAttributes: [],
    };
  }
  if (partnerId === null || amount === null)
    throw new Error(`a ${kind} has a partner and an amount`);
  const about = { partnerId, amountWon: amount };
  const shown = shownAs(kind, about);
  if (kind === 'refund') {
    const input = { refundId: id, ...about };
    return { ...shown, workflow: WORKFLOWS.refund, workflowId: workflowIds.refund(id), input };
  }
  const input = { paymentId: id, ...about };
  return { ...shown, workflow: WORKFLOWS.payment, workflowId: workflowIds.payment(id), input };
}
