import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import {
  decideUpdate,
  lookAgainSignal,
  QUEUES,
  WORKFLOWS,
  type DecisionNotice,
} from '../../workflows/contract';
import { eventually } from '../support/eventually';
import { scripted, startWorkflowEnv, type WorkflowEnv } from '../support/workflow-env';
import { DECISION } from '../support/workflow-paths';

jest.setTimeout(120_000);

const DONE: Ended = { status: 'DONE', failureCode: null };
const SETTLED: Advanced = { kind: 'settled' };
const HOUR_MS = 3_600_000;
const wait = (detail: 'BANK_RESULT_UNKNOWN' | 'WAITING_FOR_OPERATOR'): Advanced => ({
  ...{ kind: 'wait', afterMs: HOUR_MS, because: 'PAUSE_BEFORE_CHECK' },
  detail,
});
const PERSON = wait('WAITING_FOR_OPERATOR');
const DOUBT = wait('BANK_RESULT_UNKNOWN');

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

type Story = 'payment' | 'refund' | 'accountOpening';
const STORIES: readonly Story[] = ['payment', 'refund', 'accountOpening'];

let serial = 0;
/** One run of a story whose steps are these. */
function aRun(story: Story, ...steps: readonly [Advanced, ...Advanced[]]) {
  serial += 1;
  const workflowId = `decide-${serial}`;
  const advance = scripted<object, Advanced>(...steps);
  const settle = scripted<object, Ended>(DONE);
  const queues = {
    bankDebit: { advanceDebit: advance },
    bankCredit: { advanceCredit: advance },
    bankAsk: { advanceOpening: advance },
    payments: { settlePayment: settle, settleRefund: settle, settleOpening: settle },
  };
  const args = [{ paymentId: 'pay_1', refundId: 'rfd_1', accountId: 'acc_1' }];
  const start = () =>
    env.temporal.client.workflow.start(WORKFLOWS[story], {
      ...{ workflowId, taskQueue: QUEUES.payments, args },
    });
  const asked = (times: number) =>
    eventually(() => advance.asked.length >= times, { what: `${times} looks at the book` });
  return { workflowId, advance, queues, start, asked };
}

/** How much of the run's time has passed: a test that skips none of it waits for nothing but word. */
async function passed(since: number): Promise<number> {
  return (await env.temporal.currentTimeMs()) - since;
}

describe.each(STORIES)('a run of %s that is told to look again', (story) => {
  it('looks now instead of at the end of its pause', async () => {
    const run = aRun(story, DOUBT, DOUBT, SETTLED);
    await env.withWorkers(run.queues, async () => {
      const since = await env.temporal.currentTimeMs();
      const handle = await run.start();
      await run.asked(1);
      await handle.signal(lookAgainSignal);
      await run.asked(2);
      expect(await passed(since)).toBeLessThan(HOUR_MS);
      await handle.result();
      expect(run.advance.asked).toHaveLength(3);
    });
    await env.replayed(run.workflowId);
  });

  it('takes up an approved decision while it waits for a person', async () => {
    const run = aRun(story, PERSON, SETTLED);
    await env.withWorkers(run.queues, async () => {
      const since = await env.temporal.currentTimeMs();
      const handle = await run.start();
      await run.asked(1);
      const answer = await eventually(
        () => handle.executeUpdate(decideUpdate, { args: [DECISION] }),
        { what: 'the decision is taken up' },
      );
      expect(answer).toEqual({ settled: true });
      // Before the result is waited for: that lets the server skip as much time as it likes.
      expect(await passed(since)).toBeLessThan(HOUR_MS);
      expect(await handle.result()).toEqual(DONE);
    });
    await env.replayed(run.workflowId);
  });
});

describe('a decision', () => {
  const decide = (workflowId: string, notice: object) =>
    env.temporal.client.workflow
      .getHandle(workflowId)
      .executeUpdate(decideUpdate, { args: [notice as DecisionNotice] });
  const refusal = async (told: Promise<unknown>): Promise<string> => {
    const error = await told.then(
      () => null,
      (thrown: unknown) => thrown as { cause?: { message?: string } },
    );
    return error?.cause?.message ?? 'it was taken';
  };

  it('that changes nothing is answered once the run has looked and rests again', async () => {
    const run = aRun('payment', PERSON, PERSON, SETTLED);
    await env.withWorkers(run.queues, async () => {
      const handle = await run.start();
      await run.asked(1);
      const answer = await eventually(() => decide(run.workflowId, DECISION), {
        what: 'the decision is taken up',
      });
      expect(answer).toEqual({ settled: false });
      expect(run.advance.asked).toHaveLength(2);
      await handle.result();
    });
    await env.replayed(run.workflowId);
  });

  it.each<[string, object]>([
    ['without an id', { ...DECISION, decisionId: '' }],
    ['with an id that is none', { ...DECISION, decisionId: 'dec_1; DROP' }],
    ['of a kind nobody knows', { ...DECISION, decision: 'GIVE_UP' }],
    ['without a reason', { ...DECISION, reason: '   ' }],
    ['with a reason that never ends', { ...DECISION, reason: 'x'.repeat(501) }],
    ['that is nothing', null as never],
  ])('%s is rejected', async (_, notice) => {
    const run = aRun('payment', PERSON, SETTLED);
    await env.withWorkers(run.queues, async () => {
      const handle = await run.start();
      await run.asked(1);
      expect(await refusal(decide(run.workflowId, notice))).toBe('MALFORMED_DECISION');
      expect(run.advance.asked).toHaveLength(1);
      await handle.result();
    });
    await env.replayed(run.workflowId);
  });

  it('is rejected while the run waits for the bank, before and after it waited for a person', async () => {
    const run = aRun('payment', DOUBT, PERSON, DOUBT, SETTLED);
    await env.withWorkers(run.queues, async () => {
      const handle = await run.start();
      await run.asked(1);
      expect(await refusal(decide(run.workflowId, DECISION))).toBe('WAITS_FOR_NO_PERSON');
      await handle.signal(lookAgainSignal);
      await run.asked(2);
      await handle.signal(lookAgainSignal);
      await run.asked(3);
      await eventually(
        async () => (await refusal(decide(run.workflowId, DECISION))) === 'WAITS_FOR_NO_PERSON',
        { what: 'nobody is waited for' },
      );
      await handle.result();
    });
    await env.replayed(run.workflowId);
  });

  it('after the end finds no run that could take it', async () => {
    const run = aRun('payment', SETTLED);
    await env.withWorkers(run.queues, async () => {
      await (await run.start()).result();
      await expect(decide(run.workflowId, DECISION)).rejects.toThrow(/completed|not found/i);
    });
  });
});
