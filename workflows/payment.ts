import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import { answerCallers } from './callers';
import type { Outcome, PaymentInput } from './contract';
import { debits, ledger } from './proxies';
import { historyIsLong, showAndSleep, showEnd } from './waiting';

/**
 * One payment, from accepted to a certain end. Everything it knows is in the book; a lost run starts again from
 * there. Cancelling the run in Temporal UI does nothing: it must not strand money.
 */
export async function payment(input: PaymentInput): Promise<Outcome> {
  const callers = answerCallers();

  return CancellationScope.nonCancellable(async () => {
    let step = await debits.advanceDebit({ paymentId: input.paymentId });
    while (step.kind === 'wait') {
      await showAndSleep(step);
      if (historyIsLong()) {
        await callers.stillWorking();
        await continueAsNew<typeof payment>(input);
      }
      step = await debits.advanceDebit({ paymentId: input.paymentId });
    }

    const outcome = await ledger.settlePayment({ paymentId: input.paymentId });
    showEnd(outcome);
    await callers.settled();
    return outcome;
  });
}
