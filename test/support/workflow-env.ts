import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  bundleWorkflowCode,
  DefaultLogger,
  Runtime,
  Worker,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';
import { QUEUES, searchAttributes } from '../../workflows/contract';
import { services } from './services';

/** Fakes of single activities by the queue they belong to: one that is asked for on another queue is never run. */
export type Fakes = Partial<Record<keyof typeof QUEUES, object>>;

/** Temporal with time that can be skipped, and the workflows of the product bundled once. */
export interface WorkflowEnv {
  readonly temporal: TestWorkflowEnvironment;
  /** Runs workers with the workflows and these fakes while the test goes on, then stops them. */
  withWorkers<T>(fakes: Fakes, test: () => Promise<T>): Promise<T>;
  /** The histories of all runs of a workflow id, oldest first, each replayed on the code that made it. */
  replayed(workflowId: string): Promise<readonly RunHistory[]>;
  close(): Promise<void>;
}

/** One run, as it can be stored and replayed. */
export interface RunHistory {
  readonly runId: string;
  readonly events: number;
  /** Proto3 JSON. */
  readonly json: string;
}

/** Numbers of Temporal's `IndexedValueType`. */
const INDEXED = { KEYWORD: 2, INT: 3, BOOL: 5 } as const;

/** The test server lacks what the SDK would like to have, and the SDK says so for each worker. */
const QUIET = {
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } as const } },
};

let installed = false;

/** Keeps the SDK's own lines out of the tests; may be called more than once. */
export function beQuiet(): void {
  if (!installed) Runtime.install(QUIET);
  installed = true;
}

/** Bundles the workflows as a worker does. */
export function bundleWorkflows(): Promise<WorkflowBundleWithSourceMap> {
  const workflowsPath = require.resolve('../../workflows');
  return bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}

/** Starts a time-skipping server of its own for one test file. */
export async function startWorkflowEnv(): Promise<WorkflowEnv> {
  beQuiet();
  const path = services().temporalTestServerPath;
  const temporal = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path } },
    client: { identity: 'test-client' },
  });
  const attributes = Object.values(searchAttributes).map(
    ({ name, type }) => [name, INDEXED[type as keyof typeof INDEXED]] as const,
  );
  await temporal.connection.operatorService.addSearchAttributes({
    namespace: temporal.client.options.namespace,
    searchAttributes: Object.fromEntries(attributes),
  });
  const workflowBundle = await bundleWorkflows();
  const { nativeConnection: connection, client } = temporal;

  async function replayed(workflowId: string): Promise<readonly RunHistory[]> {
    const runs: RunHistory[] = [];
    // The first history read is that of the latest run: it names the first one, and each run names the next.
    let runId = (await historyOf(workflowId)).events?.[0]?.workflowExecutionStartedEventAttributes
      ?.firstExecutionRunId;
    while (runId) {
      const history = await historyOf(workflowId, runId);
      await Worker.runReplayHistory({ workflowBundle }, history, workflowId);
      const { events } = history;
      runs.push({ runId, events: events?.length ?? 0, json: historyToJSON(history) });
      const ended = events?.at(-1)?.workflowExecutionContinuedAsNewEventAttributes;
      runId = ended?.newExecutionRunId;
    }
    return runs;
  }

  function historyOf(workflowId: string, runId?: string) {
    return client.workflow.getHandle(workflowId, runId).fetchHistory();
  }

  return {
    temporal,
    async withWorkers(fakes, test) {
      const queues = { payments: {}, ...fakes };
      const workers = await Promise.all(
        Object.entries(queues).map(([name, activities]) =>
          Worker.create({
            connection,
            // Histories are kept in the repository: they name no machine.
            identity: 'test-worker',
            taskQueue: QUEUES[name as keyof typeof QUEUES],
            activities,
            ...(name === 'payments' ? { workflowBundle } : {}),
          }),
        ),
      );
      return workers.reduce<() => Promise<Awaited<ReturnType<typeof test>>>>(
        (inner, worker) => () => worker.runUntil(inner),
        test as () => Promise<Awaited<ReturnType<typeof test>>>,
      )();
    },
    replayed,
    close: () => temporal.teardown(),
  };
}

/** A fake activity that answers from a list, the last entry for ever, and keeps what it was asked. */
export function scripted<In, Out>(...answers: readonly [Out | Error, ...(Out | Error)[]]) {
  const asked: In[] = [];
  const activity = (input: In): Promise<Out> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] as Out | Error;
    asked.push(input);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  return Object.assign(activity, { asked });
}
