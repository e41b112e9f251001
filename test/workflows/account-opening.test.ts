import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import { outcomeUpdate, QUEUES, workflowIds } from '../../workflows/contract';
import { scripted, startWorkflowEnv, type WorkflowEnv } from '../support/workflow-env';

jest.setTimeout(120_000);

const SETTLED: Advanced = { kind: 'settled' };
const PENDING: Advanced = {
  kind: 'wait',
  afterMs: 2_000,
  detail: 'WAITING_FOR_BANK',
  because: 'PAUSE_BEFORE_ASKING',
};
const ACTIVE: Ended = { status: 'ACTIVE', failureCode: null };

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

function aRun(accountId: string) {
  const workflowId = workflowIds.accountOpening(accountId);
  const options = { workflowId, taskQueue: QUEUES.payments, args: [{ accountId }] };
  return { workflowId, options };
}

function fakes(...steps: [Advanced, ...Advanced[]]) {
  const advanceOpening = scripted<object, Advanced>(...steps);
  const settleOpening = scripted<object, Ended>(ACTIVE);
  const queues = { bankAsk: { advanceOpening }, payments: { settleOpening } };
  return { advanceOpening, settleOpening, queues };
}

describe('an account opening', () => {
  it('goes on until the fin-account is issued; whoever waits hears it', async () => {
    const { workflowId, options } = aRun('acc_1');
    const { advanceOpening, settleOpening, queues } = fakes(PENDING, SETTLED);
    await env.withWorkers(queues, async () => {
      const { workflow } = env.temporal.client;
      const answer = workflow.executeUpdateWithStart(outcomeUpdate, {
        args: [{ waitMs: 4_700 }],
        startWorkflowOperation: new WithStartWorkflowOperation('accountOpening', {
          ...options,
          workflowIdConflictPolicy: 'USE_EXISTING',
        }),
      });
      await env.temporal.sleep(3_000);
      expect(await answer).toEqual({ settled: true });
      expect(await workflow.getHandle(workflowId).result()).toEqual(ACTIVE);
    });
    expect(advanceOpening.asked).toEqual([{ accountId: 'acc_1' }, { accountId: 'acc_1' }]);
    expect(settleOpening.asked).toEqual([{ accountId: 'acc_1' }]);
    await env.replayed(workflowId);
  });

  it('is not stopped by a cancellation', async () => {
    const { workflowId, options } = aRun('acc_2');
    const { queues } = fakes(PENDING, PENDING, SETTLED);
    await env.withWorkers(queues, async () => {
      const handle = await env.temporal.client.workflow.start('accountOpening', options);
      await handle.cancel();
      expect(await handle.result()).toEqual(ACTIVE);
    });
    await env.replayed(workflowId);
  });
});
