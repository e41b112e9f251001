import { WithStartWorkflowOperation } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import {
  outcomeUpdate,
  QUEUES,
  searchAttributes,
  workflowIds,
  type PaymentInput,
} from '../../workflows/contract';
import { scripted, startWorkflowEnv, type WorkflowEnv } from '../support/workflow-env';

jest.setTimeout(120_000);

type Asked = Pick<PaymentInput, 'paymentId'>;

const DONE: Ended = { status: 'DONE', failureCode: null };
const SETTLED: Advanced = { kind: 'settled' };
const wait = (
  afterMs: number,
  detail: 'BANK_RESULT_UNKNOWN' | 'WAITING_FOR_OPERATOR',
): Advanced => ({
  kind: 'wait',
  afterMs,
  detail,
  because: 'PAUSE_BEFORE_CHECK',
});
const DOUBT = wait(160_000, 'BANK_RESULT_UNKNOWN');
const PERSON = wait(600_000, 'WAITING_FOR_OPERATOR');

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

let serial = 0;
function aRun() {
  serial += 1;
  const paymentId = `pay_${serial}`;
  const input = { paymentId, partnerId: 'prt_1', amountWon: 15_000 };
  const workflowId = workflowIds.payment(paymentId);
  const options = { workflowId, taskQueue: QUEUES.payments, args: [input] };
  const start = () => env.temporal.client.workflow.start('payment', options);
  return { input, workflowId, options, start, asked: { paymentId } };
}

function fakes(...steps: readonly [Advanced | Error, ...(Advanced | Error)[]]) {
  const advanceDebit = scripted<Asked, Advanced>(...steps);
  const settlePayment = scripted<Asked, Ended>(DONE);
  return {
    advanceDebit,
    settlePayment,
    queues: { bankDebit: { advanceDebit }, payments: { settlePayment } },
  };
}

describe('a payment', () => {
  it('that the bank settles at once is one question and one entry in the book', async () => {
    const run = aRun();
    const { advanceDebit, settlePayment, queues } = fakes(SETTLED);
    const outcome = await env.withWorkers(queues, async () => (await run.start()).result());
    expect(outcome).toEqual(DONE);
    expect(advanceDebit.asked).toEqual([run.asked]);
    expect(settlePayment.asked).toEqual([run.asked]);
    const [history] = await env.replayed(run.workflowId);
    expect(history?.events).toBeLessThan(30);
  });

  it('in doubt sleeps as long as it is told and asks again until it is settled', async () => {
    const run = aRun();
    const { advanceDebit, settlePayment, queues } = fakes(DOUBT, DOUBT, PERSON, SETTLED);
    await env.withWorkers(queues, async () => {
      const before = await env.temporal.currentTimeMs();
      await (await run.start()).result();
      const passed = (await env.temporal.currentTimeMs()) - before;
      expect(passed).toBeGreaterThanOrEqual(160_000 + 160_000 + 600_000);
    });
    expect(advanceDebit.asked).toEqual([run.asked, run.asked, run.asked, run.asked]);
    expect(settlePayment.asked).toEqual([run.asked]);
    await env.replayed(run.workflowId);
  });

  it('tries failed activities again, for ever: giving up would strand money', async () => {
    const run = aRun();
    const away = ApplicationFailure.retryable('the book is away', 'SequelizeConnectionError');
    const failures = Array.from({ length: 12 }, () => away);
    const advanceDebit = scripted<Asked, Advanced>(away, ...failures, SETTLED);
    const settlePayment = scripted<Asked, Ended>(away, ...failures, DONE);
    const queues = { bankDebit: { advanceDebit }, payments: { settlePayment } };
    const outcome = await env.withWorkers(queues, async () => (await run.start()).result());
    expect(outcome).toEqual(DONE);
    expect(advanceDebit.asked).toHaveLength(14);
    expect(settlePayment.asked).toHaveLength(14);
    await env.replayed(run.workflowId);
  });

  it('goes on asking when the book says that it has not ended after all', async () => {
    const run = aRun();
    const { advanceDebit, queues } = fakes(SETTLED);
    const settlePayment = scripted<Asked, Ended | null>(null, null, DONE);
    const outcome = await env.withWorkers({ ...queues, payments: { settlePayment } }, async () =>
      (await run.start()).result(),
    );
    expect(outcome).toEqual(DONE);
    expect(settlePayment.asked).toHaveLength(3);
    expect(advanceDebit.asked).toHaveLength(3);
    await env.replayed(run.workflowId);
  });

  it('is not stopped by a cancellation: that must not strand money', async () => {
    const run = aRun();
    const { queues, settlePayment } = fakes(DOUBT, DOUBT, SETTLED);
    await env.withWorkers(queues, async () => {
      const handle = await run.start();
      await handle.cancel();
      expect(await handle.result()).toEqual(DONE);
      expect((await handle.describe()).status.name).toBe('COMPLETED');
    });
    expect(settlePayment.asked).toHaveLength(1);
    await env.replayed(run.workflowId);
  });

  it('still answers those who wait when it is cancelled', async () => {
    const run = aRun();
    const { queues } = fakes(DOUBT, SETTLED);
    await env.withWorkers(queues, async () => {
      const handle = await run.start();
      const waiting = handle.executeUpdate(outcomeUpdate, { args: [{ waitMs: 5_000 }] });
      await handle.cancel();
      await env.temporal.sleep(6_000);
      expect(await waiting).toEqual({ settled: false });
      const later = handle.executeUpdate(outcomeUpdate, { args: [{ waitMs: 5_000 }] });
      await env.temporal.sleep(6_000);
      expect(await later).toEqual({ settled: false });
      await handle.result();
    });
    await env.replayed(run.workflowId);
  });

  it('can be found by operators while it needs one, and by its end afterwards', async () => {
    const run = aRun();
    const { queues } = fakes(DOUBT, PERSON, DOUBT, SETTLED);
    const seen: unknown[] = [];
    const advanceDebit = scripted<Asked, Advanced>(DOUBT, PERSON, DOUBT, SETTLED);
    const look = async (input: Asked) => {
      const { typedSearchAttributes: shown } = await env.temporal.client.workflow
        .getHandle(run.workflowId)
        .describe();
      seen.push(shown.get(searchAttributes.needsOperator) ?? false);
      return advanceDebit(input);
    };
    await env.withWorkers({ ...queues, bankDebit: { advanceDebit: look } }, async () => {
      const handle = await run.start();
      await handle.result();
      const { typedSearchAttributes: shown } = await handle.describe();
      expect(seen).toEqual([false, false, true, false]);
      expect(shown.get(searchAttributes.paymentStatus)).toBe('DONE');
      expect(shown.get(searchAttributes.failureCode)).toBeUndefined();
      expect(shown.get(searchAttributes.needsOperator)).toBe(false);
    });
    await env.replayed(run.workflowId);
  });
});

describe('those who wait for a payment', () => {
  const within = (waitMs: number): { args: [{ waitMs: number }] } => ({ args: [{ waitMs }] });

  it('hear "settled" from the very call that starts it', async () => {
    const run = aRun();
    const { queues } = fakes(SETTLED);
    await env.withWorkers(queues, async () => {
      const startWorkflowOperation = new WithStartWorkflowOperation('payment', {
        ...run.options,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      const answer = await env.temporal.client.workflow.executeUpdateWithStart(outcomeUpdate, {
        ...within(4_700),
        startWorkflowOperation,
      });
      expect(answer).toEqual({ settled: true });
      expect(await env.temporal.client.workflow.getHandle(run.workflowId).result()).toEqual(DONE);
    });
    await env.replayed(run.workflowId);
  });

  it('are accepted before the first question to the bank is answered', async () => {
    const run = aRun();
    const answered: string[] = [];
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const { queues } = fakes(SETTLED);
    const advanceDebit = async () => {
      await held;
      answered.push('bank');
      return SETTLED;
    };
    await env.withWorkers({ ...queues, bankDebit: { advanceDebit } }, async () => {
      const startWorkflowOperation = new WithStartWorkflowOperation('payment', {
        ...run.options,
        workflowIdConflictPolicy: 'USE_EXISTING',
      });
      const update = await env.temporal.client.workflow.startUpdateWithStart(outcomeUpdate, {
        ...within(5_000),
        waitForStage: 'ACCEPTED',
        startWorkflowOperation,
      });
      expect(answered).toEqual([]);
      release();
      expect(await update.result()).toEqual({ settled: true });
    });
    await env.replayed(run.workflowId);
  });

  it('hear "still working" after 5 s at most, however patient they are', async () => {
    const run = aRun();
    const { queues } = fakes(DOUBT, SETTLED);
    await env.withWorkers(queues, async () => {
      const handle = await run.start();
      const patient = handle.executeUpdate(outcomeUpdate, within(3_600_000));
      expect(await handle.executeUpdate(outcomeUpdate, within(0))).toEqual({ settled: false });
      await env.temporal.sleep(6_000);
      expect(await patient).toEqual({ settled: false });
      await handle.result();
    });
    await env.replayed(run.workflowId);
  });

  it('all hear "settled" at the end, and the run ends after they have', async () => {
    const run = aRun();
    const short = wait(1_000, 'BANK_RESULT_UNKNOWN');
    const { queues } = fakes(short, SETTLED);
    await env.withWorkers(queues, async () => {
      const handle = await run.start();
      const waiting = [1, 2, 3].map(() => handle.executeUpdate(outcomeUpdate, within(5_000)));
      const outcome = handle.result();
      expect(await Promise.all(waiting)).toEqual(Array(3).fill({ settled: true }));
      expect(await outcome).toEqual(DONE);
    });
    await env.replayed(run.workflowId);
  });
});
