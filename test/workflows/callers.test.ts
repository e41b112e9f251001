import { Connection, Client, WorkflowUpdateFailedError } from '@temporalio/client';
import { Context } from '@temporalio/activity';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import { outcomeUpdate, QUEUES, workflowIds } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { services } from '../support/services';
import { scripted, startWorkflowEnv, type WorkflowEnv } from '../support/workflow-env';

jest.setTimeout(240_000);

const DONE: Ended = { status: 'DONE', failureCode: null };
const SETTLED: Advanced = { kind: 'settled' };
const ask = (afterMs: number): Advanced => ({
  kind: 'wait',
  afterMs,
  detail: 'WAITING_FOR_OPERATOR',
  because: 'TRIES_USED_UP',
});

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

function aRun(paymentId: string) {
  const input = { paymentId, partnerId: 'prt_1', amountWon: 15_000 };
  const workflowId = workflowIds.payment(paymentId);
  const options = { workflowId, taskQueue: QUEUES.payments, args: [input] };
  return { workflowId, start: () => env.temporal.client.workflow.start('payment', options) };
}

/** A bank that is silent for so many questions; `onAsk` sees each question with the run it came from. */
function silentFor(
  questions: number,
  everyMs: number,
  onAsk: (question: number) => Promise<unknown> = () => Promise.resolve(),
) {
  const runs: string[] = [];
  const advanceDebit = async (): Promise<Advanced> => {
    runs.push(Context.current().info.workflowExecution?.runId ?? '');
    await onAsk(runs.length);
    return runs.length > questions ? SETTLED : ask(everyMs);
  };
  const settlePayment = scripted<object, Ended>(DONE);
  return { runs, queues: { bankDebit: { advanceDebit }, payments: { settlePayment } } };
}

const HOURS_72 = 72 * 6;

describe('a bank that is silent for 72 hours', () => {
  it('does not make any run of the payment longer than 2,000 events', async () => {
    const run = aRun('pay_long');
    const { runs, queues } = silentFor(HOURS_72, 600_000);
    await env.withWorkers(queues, async () => {
      const handle = await run.start();
      expect(await handle.result()).toEqual(DONE);
    });
    expect(runs).toHaveLength(HOURS_72 + 1);
    const histories = await env.replayed(run.workflowId);
    expect(histories.length).toBeGreaterThan(1);
    for (const { events } of histories) expect(events).toBeLessThan(2_000);
  });

  it('does not fail those who wait while one run hands over to the next', async () => {
    const counted = silentFor(200, 1_000);
    await env.withWorkers(counted.queues, async () => (await aRun('pay_count').start()).result());
    const questionsPerRun = counted.runs.lastIndexOf(counted.runs[0] ?? '') + 1;
    expect(questionsPerRun).toBeLessThan(200);

    const run = aRun('pay_hand_over');
    let waiting: Promise<{ settled: boolean }> | undefined;
    const joins = async (question: number) => {
      if (question !== questionsPerRun) return;
      const update = await env.temporal.client.workflow
        .getHandle(run.workflowId)
        .startUpdate(outcomeUpdate, { args: [{ waitMs: 5_000 }], waitForStage: 'ACCEPTED' });
      waiting = update.result();
    };
    const { runs, queues } = silentFor(questionsPerRun + 5, 1_000, joins);
    await env.withWorkers(queues, async () => {
      expect(await (await run.start()).result()).toEqual(DONE);
      expect(await waiting).toEqual({ settled: false });
    });
    expect(new Set(runs).size).toBe(2);
    await env.replayed(run.workflowId);
  });
});

describe('measured facts of Temporal', () => {
  /** The full server: the time-skipping one differs in these. */
  async function onServer<T>(
    test: (on: { client: Client; taskQueue: string; unique: string }) => Promise<T>,
  ): Promise<T> {
    const { temporalAddress: address, temporalNamespace: namespace } = services();
    const native = await NativeConnection.connect({ address });
    const client = new Client({ connection: await Connection.connect({ address }), namespace });
    const unique = `${process.pid}-${Date.now()}`;
    const taskQueue = `facts-${unique}`;
    const workflowsPath = require.resolve('../support/workflows-facts');
    const options = { connection: native, namespace, taskQueue, workflowsPath };
    const worker = await Worker.create(options);
    try {
      return await worker.runUntil(() => test({ client, taskQueue, unique }));
    } finally {
      await client.connection.close();
      await native.close();
    }
  }

  it('an update that waits across continue-as-new fails', () =>
    onServer(async ({ client, taskQueue, unique }) => {
      const handle = await client.workflow.start('careless', {
        ...{ workflowId: `careless-${unique}`, taskQueue, args: [{ runs: 2 }] },
      });
      const error = await handle.executeUpdate('careless').catch((one: unknown) => one);
      expect(error).toBeInstanceOf(WorkflowUpdateFailedError);
      const cause = (error as WorkflowUpdateFailedError).cause as { type?: string };
      expect(cause.type).toBe('AcceptedUpdateCompletedWorkflow');
      await handle.result();
    }));

  it('an unregistered search attribute makes workflow tasks fail again and again', () =>
    onServer(async ({ client, taskQueue, unique }) => {
      const workflowId = `unregistered-${unique}`;
      const handle = await client.workflow.start('unregistered', { workflowId, taskQueue });
      const failed = await eventually(
        async () => {
          const { events } = await handle.fetchHistory();
          const failures = events?.map((one) => one.workflowTaskFailedEventAttributes?.failure);
          return failures?.find((one) => one != null);
        },
        { what: 'a failed workflow task' },
      );
      expect(failed.message).toContain('NobodyRegisteredThis');
      expect((await handle.describe()).status.name).toBe('RUNNING');
      await handle.terminate();
    }));

  it('the time-skipping server has no schedules', async () => {
    const action = { type: 'startWorkflow', workflowType: 'sweep', taskQueue: 'x' } as const;
    const created = env.temporal.client.schedule.create({
      ...{ scheduleId: 'none', spec: { intervals: [{ every: '10s' }] }, action },
    });
    await expect(created).rejects.toMatchObject({ cause: { code: 12 } });
  });
});
