import { ScheduleAlreadyRunning, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { QUEUES, WORKFLOWS, searchAttributes, workflowIds } from '../../workflows/contract';

/** Numbers of Temporal's `IndexedValueType`. */
const INDEXED_TYPES = { KEYWORD: 2, INT: 3, BOOL: 5 } as const;
/** gRPC status of a thing that is there already. */
const ALREADY_EXISTS = 6;
const SWEEP_SCHEDULE = 'sweep';

/**
 * Makes sure that what the product needs in Temporal is there: the search attributes (a run that sets an unregistered
 * one fails again and again), the sweep's schedule, and the one relay.
 */
export async function setUpTemporal(
  client: Client,
  options: { sweepSeconds: number },
): Promise<void> {
  await registerSearchAttributes(client);
  await ensureSweep(client, options.sweepSeconds);
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

async function ensureSweep(client: Client, sweepSeconds: number): Promise<void> {
  const spec = { intervals: [{ every: sweepSeconds * 1000 }] };
  try {
    await client.schedule.create({
      scheduleId: SWEEP_SCHEDULE,
      spec,
      action: { type: 'startWorkflow', workflowType: WORKFLOWS.sweep, taskQueue: QUEUES.payments },
      // A sweep that is still at it is enough; nothing is made up after an outage.
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1m' },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
    // It is there, perhaps with the interval of an earlier configuration.
    const schedule = client.schedule.getHandle(SWEEP_SCHEDULE);
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
