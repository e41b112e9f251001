import { Context } from '@temporalio/activity';
import { beating } from './beating';

/** What a step found: work (go on at once), nothing, or a reason to wait longer. */
export type Step = 'BUSY' | 'IDLE' | { readonly waitMs: number };

/** How a long-running activity goes round. */
export interface Rounds {
  /** The activity ends by itself after this time, so that its workflow's history tells that it lives. */
  readonly roundSeconds: number;
  /** How long to wait after a step that found nothing. */
  readonly idleMs: number;
  /** Aborted when the worker begins to shut down: a deploy must not wait for the round. */
  readonly stopping: AbortSignal;
}

/**
 * Repeats a step until the round is over, the workflow is cancelled or the worker shuts down, and beats meanwhile. An error
 * of a step ends the activity: Temporal starts it again after a pause.
 */
export async function inRounds(rounds: Rounds, step: () => Promise<Step>): Promise<void> {
  const signal = AbortSignal.any([Context.current().cancellationSignal, rounds.stopping]);
  const endsAt = performance.now() + rounds.roundSeconds * 1000;
  await beating(async () => {
    while (!signal.aborted && performance.now() < endsAt) {
      const found = await step();
      if (found === 'BUSY') continue;
      const wishMs = found === 'IDLE' ? rounds.idleMs : found.waitMs;
      await pause(Math.min(wishMs, endsAt - performance.now()), signal);
    }
  });
}

/** Ends early, without an error, when the signal is aborted. */
function pause(waitMs: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted || waitMs <= 0) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, waitMs);
    signal.addEventListener('abort', end);
  });
}
