import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import { answerCallers } from './callers';
import type { AccountOpeningInput, Outcome } from './contract';
import { ledger, openings } from './proxies';
import { historyIsLong, showAndSleep, showEnd } from './waiting';

/** One account opening: the holder, the two steps at the bank, and a certain end. */
export async function accountOpening(input: AccountOpeningInput): Promise<Outcome> {
  const callers = answerCallers();

  return CancellationScope.nonCancellable(async () => {
    let step = await openings.advanceOpening(input);
    while (step.kind === 'wait') {
      await showAndSleep(step);
      if (historyIsLong()) {
        await callers.stillWorking();
        await continueAsNew<typeof accountOpening>(input);
      }
      step = await openings.advanceOpening(input);
    }

    const outcome = await ledger.settleOpening(input);
    showEnd(outcome);
    await callers.settled();
    return outcome;
  });
}
