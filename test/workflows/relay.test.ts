import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { QUEUES } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { services } from '../support/services';

jest.setTimeout(120_000);

interface Round {
  readonly roundSeconds: number;
}
type RoundActivity = (input: Round) => Promise<object>;

describe('the relay workflow', () => {
  let env: TestWorkflowEnvironment;
  beforeAll(async () => {
    Runtime.install({ logger: new DefaultLogger('ERROR') });
    const path = services().temporalTestServerPath;
    const executable = { type: 'existing-path', path } as const;
    env = await TestWorkflowEnvironment.createTimeSkipping({ server: { executable } });
  });
  afterAll(() => env.teardown());

  const workflowsPath = require.resolve('../../workflows/relay');

  /** Runs the relay over these activities while the test looks on, then cancels it. */
  async function withRelay(
    activities: Record<'relayEvents' | 'refreshBalances' | 'sendAlerts', RoundActivity>,
    test: (relay: WorkflowHandle) => Promise<void>,
  ): Promise<void> {
    const { nativeConnection: connection, client } = env;
    const workflows = await Worker.create({
      connection,
      taskQueue: QUEUES.payments,
      workflowsPath,
    });
    const telling = await Worker.create({ connection, taskQueue: QUEUES.notify, activities });
    await workflows.runUntil(
      telling.runUntil(async () => {
        const start = { workflowId: 'relay', taskQueue: QUEUES.payments };
        const relay = await client.workflow.start('relay', start);
        await test(relay);
        await client.workflow.getHandle('relay').cancel();
        const ended = client.workflow.getHandle('relay').result();
        await expect(ended).rejects.toThrow(WorkflowFailedError);
        expect((await client.workflow.getHandle('relay').describe()).status.name).toBe('CANCELLED');
        // The run that was looked at replays on the code that made it.
        const history = await relay.fetchHistory();
        await Worker.runReplayHistory({ workflowsPath }, history, 'relay');
      }),
    );
  }

  /** An activity that counts its rounds; `how` decides each of them. */
  function counted(how: (round: number) => Promise<object>) {
    const seen: Round[] = [];
    const activity = (input: Round) => {
      seen.push(input);
      return how(seen.length);
    };
    return { seen, activity };
  }
  /** Fast, but not at once: three endless loops must leave the machine some air. */
  const quick = () => new Promise<object>((resolve) => setTimeout(resolve, 20, {}));

  it('goes round all three side by side, and survives the end of any of them', async () => {
    const dies = (message: string) => async (round: number) => {
      if (round === 1) throw ApplicationFailure.nonRetryable(message);
      return quick();
    };
    const publishing = counted(dies('publishing'));
    const balances = counted(dies('balances'));
    const alerts = counted(dies('alerts'));
    const activities = {
      relayEvents: publishing.activity,
      refreshBalances: balances.activity,
      sendAlerts: alerts.activity,
    };
    await withRelay(activities, async () => {
      await env.sleep('10 seconds'); // the pause after the failures
      await eventually(() => [publishing, balances, alerts].every(({ seen }) => seen.length > 2), {
        what: 'rounds after the failures',
      });
    });
    expect(publishing.seen[0]).toEqual({ roundSeconds: 240 });
  });

  it('continues as new with a bounded history, and publishes on while the others end', async () => {
    const publishing = counted(quick);
    let endAlerts: () => void = () => undefined;
    const alertsEnd = new Promise<object>((resolve) => (endAlerts = () => resolve({})));
    const alerts = counted((round) => (round === 1 ? alertsEnd : quick()));
    const activities = {
      relayEvents: publishing.activity,
      refreshBalances: counted(quick).activity,
      sendAlerts: alerts.activity,
    };
    await withRelay(activities, async (relay) => {
      const { client } = env;
      const runOf = async () => (await client.workflow.getHandle('relay').describe()).runId;
      const first = await runOf();
      await eventually(() => publishing.seen.length > 40, {
        what: 'many rounds',
        timeoutMs: 60_000,
      });
      endAlerts();
      await eventually(async () => (await runOf()) !== first, {
        what: 'a new run',
        timeoutMs: 60_000,
      });
      await eventually(() => alerts.seen.length > 1, { what: 'the new run alerts again' });
      const { events } = await client.workflow.getHandle('relay', first).fetchHistory();
      expect(events?.length).toBeLessThan(2_000);
      expect(relay.workflowId).toBe('relay');
    });
  });
});
