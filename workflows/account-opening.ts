import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import { answerCallers } from './callers';
import type { AccountOpeningInput, Outcome } from './contract';
import { ledger, openings } from './proxies';
import { BOOK_MOVED_ON, historyIsLong, showAndSleep, showEnd } from './waiting';

/** One account opening: the holder, the two steps at the bank, and a certain end. */
export async function accountOpening(input: AccountOpeningInput): Promise<Outcome> {
  const callers = answerCallers();

  return CancellationScope.nonCancellable(async () => {
    let outcome: Outcome | null = null;
    while (outcome === null) {
      const step = await openings.advanceOpening(input);
      if (step.kind === 'settled') outcome = await ledger.settleOpening(input);
      if (outcome !== null) break;
      await showAndSleep(step.kind === 'wait' ? step : BOOK_MOVED_ON);
      if (!historyIsLong()) continue;
      await callers.stillWorking();
      await continueAsNew<typeof accountOpening>(input);
    }

    showEnd(outcome);
    await callers.settled();
    return outcome;
  });
}
