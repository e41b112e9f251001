import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import {
  lookAgainSignal,
  outcomeUpdate,
  QUEUES,
  searchAttributes,
  WORKFLOWS,
  workflowIds,
} from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { scripted, startWorkflowEnv, type WorkflowEnv } from '../support/workflow-env';

jest.setTimeout(120_000);

const SETTLED: Advanced = { kind: 'settled' };
const NET_CANCELING: Advanced = {
  ...{ kind: 'wait', afterMs: 160_000, detail: 'NET_CANCELING', because: 'PAUSE_BEFORE_CHECK' },
};
const CANCELED: Ended = { status: 'CANCELED', failureCode: 'NET_CANCELED' };
const ABORTED: Ended = { status: 'ABORTED', failureCode: 'NOT_EXECUTED' };
const DONE: Ended = { status: 'DONE', failureCode: null };

let env: WorkflowEnv;
// A server for each test: after a child that outlived its parent the test server skips no more time.
beforeEach(async () => {
  env = await startWorkflowEnv();
});
afterEach(() => env.close());

let serial = 0;
/** A payment whose book owes a refund until that is done: `isBack` says so. */
function aRun(
  given: {
    steps?: readonly [Advanced, ...Advanced[]];
    refundSteps?: readonly [Advanced, ...Advanced[]];
  } = {},
) {
  serial += 1;
  const input = { paymentId: `pay_${serial}`, partnerId: 'prt_1', amountWon: 15_000 };
  const refundId = `rfd_${serial}`;
  const book = { isBack: false };
  const owed: Ended = {
    ...{ status: 'IN_PROGRESS', failureCode: null },
    compensation: { refundId, amountWon: 15_000 },
  };
  const looks: object[] = [];
  const settlePayment = (asked: object): Promise<Ended> => {
    looks.push(asked);
    return Promise.resolve(book.isBack ? CANCELED : owed);
  };
  const advanceDebit = scripted<object, Advanced>(...(given.steps ?? [NET_CANCELING, SETTLED]));
  const advanceCredit = scripted<object, Advanced>(...(given.refundSteps ?? [SETTLED]));
  const settleRefund = (): Promise<Ended> => {
    book.isBack = true;
    return Promise.resolve(DONE);
  };
  const queues = {
    bankDebit: { advanceDebit },
    bankCredit: { advanceCredit },
    payments: { settlePayment, settleRefund },
  };
  const { client } = env.temporal;
  const workflowId = workflowIds.payment(input.paymentId);
  const refundRun = workflowIds.refund(refundId);
  const args = [input];
  return {
    ...{ input, book, looks, queues, advanceDebit, advanceCredit, workflowId, refundRun, refundId },
    start: () =>
      client.workflow.start(WORKFLOWS.payment, { workflowId, taskQueue: QUEUES.payments, args }),
    refund: () => client.workflow.getHandle(refundRun),
  };
}

const LONG: Advanced = {
  ...{ kind: 'wait', afterMs: 3_600_000, detail: 'WAITING_FOR_BANK', because: 'BANK_CLOSED' },
};

describe('a net-cancelled payment', () => {
  it('that was not executed ends without a refund', async () => {
    const run = aRun();
    const settlePayment = scripted<object, Ended>(ABORTED);
    const payments = { ...run.queues.payments, settlePayment };
    const outcome = await env.withWorkers({ ...run.queues, payments }, async () =>
      (await run.start()).result(),
    );
    expect(outcome).toEqual(ABORTED);
    expect(run.advanceCredit.asked).toEqual([]);
    await env.replayed(run.workflowId);
  });

  it('whose money was taken pays it back through a run of the refund, then ends', async () => {
    const run = aRun();
    await env.withWorkers(run.queues, async () => {
      const handle = await run.start();
      expect(await handle.result()).toEqual(CANCELED);
      const shown = (await run.refund().describe()).typedSearchAttributes;
      expect(shown.get(searchAttributes.partnerId)).toBe('prt_1');
      expect(shown.get(searchAttributes.amount)).toBe(15_000);
      const ended = (await handle.describe()).typedSearchAttributes;
      expect(ended.get(searchAttributes.paymentStatus)).toBe('CANCELED');
      expect(ended.get(searchAttributes.failureCode)).toBe('NET_CANCELED');
    });
    expect(run.advanceCredit.asked).toEqual([{ refundId: run.refundId }]);
    await env.replayed(run.workflowId);
    await env.replayed(run.refundRun);
  });

  it('tells those who wait "still working" while its money is on the way back', async () => {
    const run = aRun({ steps: [SETTLED], refundSteps: [LONG, SETTLED] });
    await env.withWorkers(run.queues, async () => {
      const handle = await run.start();
      const waiting = handle.executeUpdate(outcomeUpdate, { args: [{ waitMs: 500 }] });
      expect(await waiting).toEqual({ settled: false });
      expect(await handle.result()).toEqual(CANCELED);
    });
    await env.replayed(run.workflowId);
  });

  it('leaves a refund that runs already to whoever started it, and looks at the book meanwhile', async () => {
    const run = aRun({ steps: [SETTLED], refundSteps: [LONG, SETTLED] });
    await env.withWorkers(run.queues, async () => {
      const { refundId, refundRun: workflowId, input } = run;
      const sweeps = await env.temporal.client.workflow.start(WORKFLOWS.refund, {
        ...{ workflowId, taskQueue: QUEUES.payments },
        args: [{ ...input, refundId }],
      });
      expect(await (await run.start()).result()).toEqual(CANCELED);
      expect((await sweeps.describe()).runId).toBe(sweeps.firstExecutionRunId);
    });
    expect(run.looks.length).toBeGreaterThan(10);
    expect(run.advanceCredit.asked).toHaveLength(2);
    await env.replayed(run.workflowId);
  });

  it('ends as soon as it is told to look at a book where the money is back', async () => {
    const run = aRun({ steps: [SETTLED], refundSteps: [LONG, LONG] });
    await env.withWorkers(run.queues, async () => {
      const before = await env.temporal.currentTimeMs();
      const handle = await run.start();
      await eventually(() => run.advanceCredit.asked.length === 1, {
        what: 'the refund runs',
      });
      run.book.isBack = true;
      await handle.signal(lookAgainSignal);
      await eventually(async () => (await handle.describe()).status.name === 'COMPLETED', {
        what: 'the payment has ended',
      });
      expect((await env.temporal.currentTimeMs()) - before).toBeLessThan(60_000);
      // It outlives its parent: only the book ends it.
      expect((await run.refund().describe()).status.name).toBe('RUNNING');
      await run.refund().terminate();
    });
    await env.replayed(run.workflowId);
  });

  it('stays open for hours in which the bank takes no credit, in short runs', async () => {
    const hours = 4;
    const closed = Array.from({ length: hours - 1 }, () => LONG);
    const run = aRun({ steps: [SETTLED], refundSteps: [LONG, ...closed, SETTLED] });
    await env.withWorkers(run.queues, async () => {
      expect(await (await run.start()).result()).toEqual(CANCELED);
    });
    const runs = await env.replayed(run.workflowId);
    expect(runs.length).toBeGreaterThan(1);
    expect(Math.max(...runs.map(({ events }) => events))).toBeLessThan(2_000);
    expect(run.advanceCredit.asked).toHaveLength(hours + 1);
  });
});
