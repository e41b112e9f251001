import { WorkflowFailedError } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { QUEUES, type BalanceInput } from '../../workflows/contract';
import { services } from '../support/services';

jest.setTimeout(60_000);

describe('the balance workflow', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const path = services().temporalTestServerPath;
    const executable = { type: 'existing-path', path } as const;
    env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  });
  afterAll(() => env.teardown());

  const workflowsPath = require.resolve('../../workflows/balance');

  async function ask(askBalance: (input: BalanceInput) => Promise<object>) {
    const { nativeConnection: connection, client } = env;
    const workflows = await Worker.create({
      connection,
      taskQueue: QUEUES.payments,
      workflowsPath,
    });
    const asking = await Worker.create({
      connection,
      taskQueue: QUEUES.bankAsk,
      activities: { askBalance },
    });
    const question = { accountId: 'acc_1', sandboxFault: '03' };
    return workflows.runUntil(
      asking.runUntil(async () => {
        const handle = await client.workflow.start('balance', {
          workflowId: 'balance-acc_1',
          taskQueue: QUEUES.payments,
          args: [question],
        });
        const outcome = await handle.result().catch((error: unknown) => error);
        const history = await handle.fetchHistory();
        await Worker.runReplayHistory({ workflowsPath }, history, 'balance-acc_1');
        return outcome;
      }),
    );
  }

  it('asks once, on the queue that keeps the rate of the bank, and hands the answer on', async () => {
    const asked: BalanceInput[] = [];
    const answer = { kind: 'FAILED', failureCode: 'BANK_NO_ANSWER', consentUrl: null };
    expect(
      await ask(async (input) => {
        asked.push(input);
        return answer;
      }),
    ).toEqual(answer);
    expect(asked).toEqual([{ accountId: 'acc_1', sandboxFault: '03' }]);
  });

  it('fails instead of asking a second time when the activity fails', async () => {
    let tries = 0;
    const outcome = await ask(() => {
      tries += 1;
      return Promise.reject(new Error('the book is away'));
    });
    expect(outcome).toBeInstanceOf(WorkflowFailedError);
    expect(tries).toBe(1);
  });
});
