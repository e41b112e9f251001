import { QUEUES } from '../../workflows/contract';
import { scripted, startWorkflowEnv, type WorkflowEnv } from '../support/workflow-env';

jest.setTimeout(60_000);

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

describe('the sweep', () => {
  const run = (workflowId: string) =>
    env.temporal.client.workflow.start('sweep', { workflowId, taskQueue: QUEUES.payments });

  it('looks for overdue rows once', async () => {
    const sweepOverdue = scripted<undefined, { started: number }>({ started: 3 });
    const result = await env.withWorkers({ payments: { sweepOverdue } }, async () =>
      (await run('sweep-1')).result(),
    );
    expect(result).toEqual({ started: 3 });
    expect(sweepOverdue.asked).toHaveLength(1);
    await env.replayed('sweep-1');
  });

  it('is not repeated when it fails: its schedule comes again in seconds', async () => {
    const sweepOverdue = scripted<undefined, { started: number }>(new Error('the book is away'));
    await env.withWorkers({ payments: { sweepOverdue } }, async () => {
      await expect((await run('sweep-2')).result()).rejects.toThrow('Workflow execution failed');
    });
    expect(sweepOverdue.asked).toHaveLength(1);
    await env.replayed('sweep-2');
  });
});
