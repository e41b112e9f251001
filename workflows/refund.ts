import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import { answerCallers } from './callers';
import type { Outcome, RefundInput } from './contract';
import { credits, ledger } from './proxies';
import { historyIsLong, showAndSleep, showEnd } from './waiting';

/**
 * One refund, from accepted to a certain end. It has no deadline: in doubt it stays open until the bank, or a
 * person, says what became of the money.
 */
export async function refund(input: RefundInput): Promise<Outcome> {
  const callers = answerCallers();

  return CancellationScope.nonCancellable(async () => {
    let step = await credits.advanceCredit({ refundId: input.refundId });
    while (step.kind === 'wait') {
      await showAndSleep(step);
      if (historyIsLong()) {
        await callers.stillWorking();
        await continueAsNew<typeof refund>(input);
      }
      step = await credits.advanceCredit({ refundId: input.refundId });
    }

    const outcome = await ledger.settleRefund({ refundId: input.refundId });
    showEnd(outcome);
    await callers.settled();
    return outcome;
  });
}
