import { CancellationScope, continueAsNew } from '@temporalio/workflow';
import type { AccountOpeningInput, Outcome } from './contract';
import { ledger, openings } from './proxies';
import { openRun } from './waiting';

/** One account opening: the holder, the two steps at the bank, and a certain end. */
export async function accountOpening(input: AccountOpeningInput): Promise<Outcome> {
  const run = openRun();

  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      const step = await openings.advanceOpening(input);
      const ended = step.kind === 'settled' ? await ledger.settleOpening(input) : null;
      if (ended) return run.end(ended);
      await run.rest(step);
      await run.handOverIfLong(() => continueAsNew<typeof accountOpening>(input));
    }
  });
}
