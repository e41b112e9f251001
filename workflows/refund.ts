import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import type { Outcome, RefundInput } from './contract';
import { credits, ledger } from './proxies';
import { openRun } from './waiting';

/**
 * One refund, from accepted to a certain end. It has no deadline: in doubt it stays open until the bank, or a
 * person, says what became of the money.
 */
export async function refund(input: RefundInput): Promise<Outcome> {
  const { refundId } = input;
  const run = openRun();

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      const step = await credits.advanceCredit({ refundId });
      const ended = step.kind === 'settled' ? await ledger.settleRefund({ refundId }) : null;
      if (ended) return run.end(ended);
      await run.rest(step);
      await run.handOverIfLong(() => continueAsNew<typeof refund>(input));
    }
  });
}
