import { ActivityFailure, continueAsNew, isCancellation, log, sleep } from '@temporalio/workflow';
import { notify } from './proxies';

/** A round ends by itself after this time; shorter than its activity's time-out in `proxies`. */
const ROUND_SECONDS = 240;
/** Rounds of all three together in one run: about two hours, and some thousand events of history at most. */
const ROUNDS_PER_RUN = 100;
/** Publishing may go this many rounds longer, while the others end theirs. */
const SPARE_ROUNDS = 20;
/** A round whose retries were given up; the next one begins after this. */
const PAUSE_AFTER_FAILURE = '10 seconds';

/**
 * Telling people, for ever: partners, the balance cache, and those who run the product. The three go round side by side, and
 * none of them can stop the others. One such workflow runs at a time; cancelling it ends its rounds and nothing else.
 */
export async function relay(): Promise<void> {
  let roundsLeft = ROUNDS_PER_RUN;
  let othersEnded = false;
  const again = async (round: (input: { roundSeconds: number }) => Promise<unknown>) => {
    roundsLeft -= 1;
    await survive(() => round({ roundSeconds: ROUND_SECONDS }));
  };
  const goRound = async (round: Parameters<typeof again>[0]) => {
    while (roundsLeft > 0) await again(round);
  };
  const others = Promise.all([goRound(notify.refreshBalances), goRound(notify.sendAlerts)]);
  const publishing = async () => {
    // Goes on until the others have ended their last round, so that partners do not wait for that.
    const hasSpare = () => !othersEnded && roundsLeft > -SPARE_ROUNDS;
    while (roundsLeft > 0 || hasSpare()) await again(notify.relayEvents);
  };
  await Promise.all([others.then(() => (othersEnded = true)), publishing()]);
  await continueAsNew<typeof relay>();
}

/** Whatever a round dies of, the next one is tried after a pause; only a cancellation ends it. */
async function survive(round: () => Promise<unknown>): Promise<void> {
  try {
    await round();
  } catch (error) {
    if (isCancellation(error)) throw error;
    log.error('a round of the relay failed', { reason: reasonOf(error) });
    await sleep(PAUSE_AFTER_FAILURE);
  }
}

/** The activity's own failure, which names a code, rather than the fact that it failed. */
function reasonOf(error: unknown): string {
  return String(error instanceof ActivityFailure ? error.cause : error);
}
