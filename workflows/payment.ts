import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import { answerCallers } from './callers';
import type { Outcome, PaymentInput } from './contract';
import { debits, ledger } from './proxies';
import { BOOK_MOVED_ON, historyIsLong, showAndSleep, showEnd } from './waiting';

/**
 * One payment, from accepted to a certain end. Everything it knows is in the book; a lost run starts again from
 * there. Cancelling the run in Temporal UI does nothing: it must not strand money.
 */
export async function payment(input: PaymentInput): Promise<Outcome> {
  const callers = answerCallers();

  return CancellationScope.nonCancellable(async () => {
    let outcome: Outcome | null = null;
    while (outcome === null) {
      const step = await debits.advanceDebit({ paymentId: input.paymentId });
      if (step.kind === 'settled')
        outcome = await ledger.settlePayment({ paymentId: input.paymentId });
      if (outcome !== null) break;
      await showAndSleep(step.kind === 'wait' ? step : BOOK_MOVED_ON);
      if (!historyIsLong()) continue;
      await callers.stillWorking();
      await continueAsNew<typeof payment>(input);
    }

    showEnd(outcome);
    await callers.settled();
    return outcome;
  });
}
