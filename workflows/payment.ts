import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import { createCompensation } from './compensation';
import type { Outcome, PaymentInput } from './contract';
import { debits, ledger } from './proxies';
import { openRun } from './waiting';

/**
 * One payment, from accepted to a certain end. Everything it knows is in the book; a lost run starts again from
 * there. Cancelling the run in Temporal UI does nothing: it must not strand money.
 */
export async function payment(input: PaymentInput): Promise<Outcome> {
  const { paymentId } = input;
  const run = openRun();
  const compensation = createCompensation(run, input);

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      const step = await debits.advanceDebit({ paymentId });
      const ended = step.kind === 'settled' ? await ledger.settlePayment({ paymentId }) : null;
      // Taken, but only after people had been told "not approved": it ends when the money is back.
      const owed = ended?.compensation;
      if (ended && !owed) return run.end(ended);
      await (owed ? compensation.goOn(owed) : run.rest(step));
      await run.handOverIfLong(() => continueAsNew<typeof payment>(input));
    }
  });
}
