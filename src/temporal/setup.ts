import {
  ScheduleAlreadyRunning,
  ScheduleOverlapPolicy,
  type Client,
  type ScheduleOptions,
} from '@temporalio/client';
import { QUEUES, WORKFLOWS, searchAttributes, workflowIds } from '../../workflows/contract';

/** Numbers of Temporal's `IndexedValueType`. */
const INDEXED_TYPES = { KEYWORD: 2, INT: 3, BOOL: 5 } as const;
/** gRPC status of a thing that is there already. */
const ALREADY_EXISTS = 6;
const SWEEP_SCHEDULE = 'sweep';
const RECONCILIATION_SCHEDULE = 'reconciliation';
const CONTRACT_ACCOUNT_SCHEDULE = 'contract-account';
/** Often enough that a person has time to bring money before refunds fail. */
const CONTRACT_ACCOUNT_EVERY = '5m';

/** A time of day in Korea. */
export interface TimeOfDay {
  readonly hour: number;
  readonly minute: number;
}

/**
 * Makes sure that what the product needs in Temporal is there: the search attributes (a run that sets an unregistered
 * one fails again and again), the schedules of sweep, reconciliation and contract account, and the one relay.
 */
export async function setUpTemporal(
  client: Client,
  options: { sweepSeconds: number; reconciliationAt: TimeOfDay },
): Promise<void> {
  await registerSearchAttributes(client);
  await ensureSweep(client, options.sweepSeconds);
  await ensureReconciliation(client, options.reconciliationAt);
  await ensureContractAccount(client);
  await ensureRelay(client);
}

async function registerSearchAttributes(client: Client): Promise<void> {
  const { operatorService } = client.connection as unknown as {
    operatorService: { addSearchAttributes(request: object): Promise<unknown> };
  };
  for (const { name, type } of Object.values(searchAttributes)) {
    const indexed = INDEXED_TYPES[type as keyof typeof INDEXED_TYPES];
    try {
      await operatorService.addSearchAttributes({
        namespace: client.options.namespace,
        searchAttributes: { [name]: indexed },
      });
    } catch (error) {
      if ((error as { code?: unknown }).code !== ALREADY_EXISTS) throw error;
    }
  }
}

function ensureSweep(client: Client, sweepSeconds: number): Promise<void> {
  return ensureSchedule(client, {
    scheduleId: SWEEP_SCHEDULE,
    spec: { intervals: [{ every: sweepSeconds * 1000 }] },
    action: { type: 'startWorkflow', workflowType: WORKFLOWS.sweep, taskQueue: QUEUES.payments },
    // A sweep that is still at it is enough; nothing is made up after an outage.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
  });
}

function ensureReconciliation(client: Client, at: TimeOfDay): Promise<void> {
  return ensureSchedule(client, {
    scheduleId: RECONCILIATION_SCHEDULE,
    spec: { calendars: [at], timezone: 'Asia/Seoul' },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.reconcileDue,
      taskQueue: QUEUES.payments,
    },
    // A night without workers is made up; what was missed for longer is found by the next one, for a week.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '24h' },
  });
}

/** Always there: whether the account is watched is a setting of the worker that asks. */
function ensureContractAccount(client: Client): Promise<void> {
  return ensureSchedule(client, {
    scheduleId: CONTRACT_ACCOUNT_SCHEDULE,
    spec: { intervals: [{ every: CONTRACT_ACCOUNT_EVERY }] },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOWS.contractAccount,
      taskQueue: QUEUES.payments,
    },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
  });
}

/** Creates the schedule, or gives it the times of this configuration: it may be there with those of an earlier one. */
async function ensureSchedule(client: Client, options: ScheduleOptions): Promise<void> {
  try {
    await client.schedule.create(options);
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    const { spec } = options;
    const schedule = client.schedule.getHandle(options.scheduleId);
    await schedule.update((known) => ({ ...known, spec }));
  }
}

async function ensureRelay(client: Client): Promise<void> {
  await client.workflow.start(WORKFLOWS.relay, {
    workflowId: workflowIds.relay,
    taskQueue: QUEUES.payments,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: 'tells people what happened',
  });
}
