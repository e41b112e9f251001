import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import { answerCallers } from './callers';
import type { Outcome, RefundInput } from './contract';
import { credits, ledger } from './proxies';
import { BOOK_MOVED_ON, historyIsLong, showAndSleep, showEnd } from './waiting';

/**
 * One refund, from accepted to a certain end. It has no deadline: in doubt it stays open until the bank, or a
 * person, says what became of the money.
 */
export async function refund(input: RefundInput): Promise<Outcome> {
  const callers = answerCallers();

  return CancellationScope.nonCancellable(async () => {
    let outcome: Outcome | null = null;
    while (outcome === null) {
      const step = await credits.advanceCredit({ refundId: input.refundId });
      if (step.kind === 'settled')
        outcome = await ledger.settleRefund({ refundId: input.refundId });
      if (outcome !== null) break;
      await showAndSleep(step.kind === 'wait' ? step : BOOK_MOVED_ON);
      if (!historyIsLong()) continue;
      await callers.stillWorking();
      await continueAsNew<typeof refund>(input);
    }

    showEnd(outcome);
    await callers.settled();
    return outcome;
  });
}
