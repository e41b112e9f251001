import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import { decideUpdate, QUEUES } from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { PATHS, type Path } from '../support/workflow-paths';
import { scripted, startWorkflowEnv, type Fakes, type WorkflowEnv } from '../support/workflow-env';

jest.setTimeout(120_000);

/** Set to 1 to keep the histories of paths that have none yet. What is kept is never written again. */
const RECORDS = process.env['ONJEON_RECORD_HISTORIES'] === '1';
const FOLDER = join(__dirname, '../histories');

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

const DONE: Ended = { status: 'DONE', failureCode: null };

function fakesOf({ workflow, steps, end, owes }: Path): Fakes {
  const advance = scripted(...steps);
  const settle = owes ? scripted(owes, end) : scripted(end);
  if (workflow === 'payment') {
    return {
      bankDebit: { advanceDebit: advance },
      bankCredit: { advanceCredit: scripted({ kind: 'settled' }) },
      payments: { settlePayment: settle, settleRefund: scripted(DONE) },
    };
  }
  if (workflow === 'refund')
    return { bankCredit: { advanceCredit: advance }, payments: { settleRefund: settle } };
  return { bankAsk: { advanceOpening: advance }, payments: { settleOpening: settle } };
}

it.each(PATHS)('$name ends as it should, replays, and its history is kept', async (path) => {
  const outcome = await env.withWorkers(fakesOf(path), async () => {
    const { workflow, workflowId, input, decided } = path;
    const options = { workflowId, taskQueue: QUEUES.payments, args: [input] };
    const handle = await env.temporal.client.workflow.start(workflow, options);
    // Refused until the run waits for a person; what is refused leaves nothing in its history.
    if (decided)
      await eventually(() => handle.executeUpdate(decideUpdate, { args: [decided] }), {
        what: 'the decision is taken up',
      });
    return handle.result();
  });
  expect(outcome).toEqual(path.end);
  const [run] = await env.replayed(path.workflowId);
  const file = join(FOLDER, `${path.name}.json`);
  if (RECORDS && !existsSync(file)) writeFileSync(file, `${run?.json}\n`);
  expect(existsSync(file)).toBe(true);
});
