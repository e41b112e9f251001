import { ApplicationFailure } from '@temporalio/common';
import { OnjeonError } from '../src/domain/errors';
import type { Logger } from '../src/log';

/**
 * The one place that decides what Temporal tries again. Everything an activity throws is tried again for ever, with
 * bounded pauses: a payment in flight must never be given up because of an error of ours. What a retry cannot mend
 * (a bug) stays visible in Temporal UI as a failing activity until it is mended. Messages carry codes only: an
 * error's text could hold personal data.
 */
export function toFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  const type = error instanceof OnjeonError ? error.code : nameOf(error);
  return ApplicationFailure.create({ message: type, type, nonRetryable: false });
}

/** Wraps every activity: its error is logged once with its cause, and leaves as a failure without personal data. */
export function withFailures<T extends Record<string, (input: never) => Promise<unknown>>>(
  activities: T,
  log: Logger,
): T {
  const wrapped = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never) => {
      try {
        return await activity(input);
      } catch (error) {
        log.error({ err: error, activity: name }, 'activity failed; Temporal tries again');
        throw toFailure(error);
      }
    },
  ]);
  return Object.fromEntries(wrapped) as T;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'UnknownError';
}
