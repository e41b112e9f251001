import {
  setCurrentDetails,
  sleep,
  upsertSearchAttributes,
  workflowInfo,
} from '@temporalio/workflow';
import type { Advanced } from '../activities/bank';
import { searchAttributes } from './contract';

/** A run hands over to a new one at this many events: far below the server's limit, and quick to replay. */
const LONG_HISTORY_EVENTS = 1_000;

/** A wait as an activity told it. */
export type Wait = Extract<Advanced, { kind: 'wait' }>;

/** By the book it had ended, and when the end was to be written it had not: a late answer, or another worker's clock. */
export const BOOK_MOVED_ON: Wait = {
  kind: 'wait',
  // Long enough to be no busy loop, short enough for a caller who waits.
  afterMs: 1_000,
  detail: 'BANK_RESULT_UNKNOWN',
  because: 'the book has moved on; looking again',
};

/** Shows operators what is being waited for, then sleeps until it is time to ask again. */
export async function showAndSleep(wait: Wait): Promise<void> {
  setCurrentDetails(
    `**Waiting**: ${wait.because}\n\nAgain in ${Math.ceil(wait.afterMs / 1000)} s.`,
  );
  const needsOperator = wait.detail === 'WAITING_FOR_OPERATOR';
  const shown = workflowInfo().typedSearchAttributes.get(searchAttributes.needsOperator) ?? false;
  if (shown !== needsOperator) {
    upsertSearchAttributes([{ key: searchAttributes.needsOperator, value: needsOperator }]);
  }
  await sleep(wait.afterMs);
}

/** Shows how it ended, to be searched by status and failure. */
export function showEnd(outcome: { status: string; failureCode: string | null }): void {
  setCurrentDetails(
    `**Ended**: ${outcome.status}${outcome.failureCode ? `, ${outcome.failureCode}` : ''}`,
  );
  upsertSearchAttributes([
    { key: searchAttributes.paymentStatus, value: outcome.status },
    { key: searchAttributes.failureCode, value: outcome.failureCode },
    { key: searchAttributes.needsOperator, value: false },
  ]);
}

/** True once the history is long enough to hand over to a new run. */
export function historyIsLong(): boolean {
  const info = workflowInfo();
  return info.continueAsNewSuggested || info.historyLength > LONG_HISTORY_EVENTS;
}
