import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import { outcomeUpdate, QUEUES, searchAttributes, workflowIds } from '../../workflows/contract';
import { scripted, startWorkflowEnv, type WorkflowEnv } from '../support/workflow-env';

jest.setTimeout(120_000);

const SETTLED: Advanced = { kind: 'settled' };
const CLOSED: Advanced = {
  kind: 'wait',
  afterMs: 1_800_000,
  detail: 'WAITING_FOR_BANK',
  because: 'BANK_CLOSED',
};
const SHORT: Advanced = {
  kind: 'wait',
  afterMs: 600_000,
  detail: 'WAITING_FOR_OPERATOR',
  because: 'CONTRACT_ACCOUNT_SHORT',
};

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

function aRun(refundId: string) {
  const input = { refundId, partnerId: 'prt_1', amountWon: 5_000 };
  const workflowId = workflowIds.refund(refundId);
  const options = { workflowId, taskQueue: QUEUES.payments, args: [input] };
  return { workflowId, start: () => env.temporal.client.workflow.start('refund', options) };
}

describe('a refund', () => {
  it('asks on the queue of credits until the money is back, and writes that to the book', async () => {
    const run = aRun('rfd_1');
    const advanceCredit = scripted<{ refundId: string }, Advanced>(CLOSED, SETTLED);
    const settleRefund = scripted<{ refundId: string }, Ended>({
      status: 'DONE',
      failureCode: null,
    });
    const queues = { bankCredit: { advanceCredit }, payments: { settleRefund } };
    const outcome = await env.withWorkers(queues, async () => (await run.start()).result());
    expect(outcome).toEqual({ status: 'DONE', failureCode: null });
    expect(advanceCredit.asked).toEqual([{ refundId: 'rfd_1' }, { refundId: 'rfd_1' }]);
    expect(settleRefund.asked).toEqual([{ refundId: 'rfd_1' }]);
    await env.replayed(run.workflowId);
  });

  it('that a person must see to stays open and visible, and shows its failure at the end', async () => {
    const run = aRun('rfd_2');
    const advanceCredit = scripted<object, Advanced>(SHORT, SHORT, SHORT, SETTLED);
    const settleRefund = scripted<object, Ended>({
      status: 'ABORTED',
      failureCode: 'ACCOUNT_CLOSED_AT_BANK',
    });
    const queues = { bankCredit: { advanceCredit }, payments: { settleRefund } };
    await env.withWorkers(queues, async () => {
      const handle = await run.start();
      const waiting = handle.executeUpdate(outcomeUpdate, { args: [{ waitMs: 5_000 }] });
      await env.temporal.sleep(900_000);
      expect(await waiting).toEqual({ settled: false });
      const open = await handle.describe();
      expect(open.status.name).toBe('RUNNING');
      expect(open.typedSearchAttributes.get(searchAttributes.needsOperator)).toBe(true);
      await handle.result();
      const { typedSearchAttributes: shown } = await handle.describe();
      expect(shown.get(searchAttributes.paymentStatus)).toBe('ABORTED');
      expect(shown.get(searchAttributes.failureCode)).toBe('ACCOUNT_CLOSED_AT_BANK');
      expect(shown.get(searchAttributes.needsOperator)).toBe(false);
    });
    await env.replayed(run.workflowId);
  });

  it('is not stopped by a cancellation', async () => {
    const run = aRun('rfd_3');
    const advanceCredit = scripted<object, Advanced>(CLOSED, SETTLED);
    const settleRefund = scripted<object, Ended>({ status: 'DONE', failureCode: null });
    const queues = { bankCredit: { advanceCredit }, payments: { settleRefund } };
    await env.withWorkers(queues, async () => {
      const handle = await run.start();
      await handle.cancel();
      expect(await handle.result()).toEqual({ status: 'DONE', failureCode: null });
    });
    await env.replayed(run.workflowId);
  });
});
