import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ParentClosePolicy, startChild } from '@temporalio/workflow';
import {
  QUEUES,
  shownAs,
  workflowIds,
  WORKFLOWS,
  type PaymentInput,
  type RefundInput,
} from './contract';
import type { Run, Wait } from './waiting';

/** How often the book is looked at meanwhile: the refund may be another run's child, or the sweep's. */
const LOOK_MS = 60_000;
/** A refund's run that was lost is started again after this; one that is lost at once makes no busy loop. */
const AFTER_LOSS_MS = 10_000;

/** The refund's run that we started. */
interface Child {
  state: 'RUNNING' | 'ENDED' | 'LOST';
}

/** The refund that a net cancel owes, as the book tells it. */
interface Owed {
  readonly refundId: string;
  readonly amountWon: number;
}

/**
 * The last step of a net-cancelled payment whose money was taken: its refund, in a run of its own that outlives this one.
 * Whether the money is back is read in the book, never from the child.
 */
export interface Compensation {
  /** Makes sure that the refund runs, then waits until it is worth looking at the book. */
  goOn(owed: Owed): Promise<void>;
}

/** See Compensation. */
export function createCompensation(run: Run, { partnerId }: PaymentInput): Compensation {
  let child: Child | null = null;
  return {
    async goOn({ refundId, amountWon }) {
      child ??= await startRefund({ refundId, partnerId, amountWon });
      const ours = child;
      const because = `net cancel: ${workflowIds.refund(refundId)} pays ${amountWon} won back`;
      await run.rest(waitFor(because, LOOK_MS), () => ours !== null && ours.state !== 'RUNNING');
      if (ours === null || ours.state === 'RUNNING') return;
      child = null;
      if (ours.state === 'LOST')
        await run.rest(waitFor(`${because}; its run was lost`, AFTER_LOSS_MS));
    },
  };
}

function waitFor(because: string, afterMs: number): Wait {
  return { kind: 'wait', afterMs, detail: 'NET_CANCELING', because };
}

/** Null if it runs already, or has ended: the book says which. */
async function startRefund(input: RefundInput): Promise<Child | null> {
  try {
    const handle = await startChild(WORKFLOWS.refund, {
      ...shownAs('refund', input),
      workflowId: workflowIds.refund(input.refundId),
      taskQueue: QUEUES.payments,
      args: [input],
      // Failed and terminated runs may start again, completed ones may not.
      workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY',
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
    const child: Child = { state: 'RUNNING' };
    handle.result().then(
      () => (child.state = 'ENDED'),
      () => (child.state = 'LOST'),
    );
    return child;
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}
