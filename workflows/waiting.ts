import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { Advanced } from '../activities/bank';
import { answerCallers } from './callers';
import { searchAttributes, type Outcome } from './contract';
import { answerNudges } from './nudges';

/** A run hands over to a new one at this many events: far below the server's limit, and quick to replay. */
const LONG_HISTORY_EVENTS = 1_000;

/** A wait as an activity told it. */
export type Wait = Extract<Advanced, { kind: 'wait' }>;

/** By the book it had ended, and when the end was to be written it had not: a late answer, or another worker's clock. */
const BOOK_MOVED_ON: Wait = {
  kind: 'wait',
  // Long enough to be no busy loop, short enough for a caller who waits.
  afterMs: 1_000,
  detail: 'BANK_RESULT_UNKNOWN',
  because: 'the book has moved on; looking again',
};

/** What the runs of payments, refunds and openings have in common: they wait, are waited for, hand over, and end. */
export interface Run {
  /** Shows operators what is waited for, then waits: until it is time to ask again, word comes, or `over` is true. */
  rest(step: Advanced, over?: () => boolean): Promise<void>;
  /** Once the history is long: tells everyone "still working" and goes on as a new run. */
  handOverIfLong(goOn: () => Promise<never>): Promise<void>;
  /** Shows how it ended, to be searched by status and failure, and lets everyone who waits leave. */
  end(outcome: Outcome): Promise<Outcome>;
}

/** Registers all handlers; must be called before the workflow's first await. */
export function openRun(): Run {
  let needsPerson = false;
  const callers = answerCallers();
  const nudges = answerNudges({ callers, needsPerson: () => needsPerson });
  return {
    async rest(step, over) {
      const wait = step.kind === 'wait' ? step : BOOK_MOVED_ON;
      needsPerson = wait.detail === 'WAITING_FOR_OPERATOR';
      show(wait);
      await nudges.rest(wait.afterMs, over);
    },

    async handOverIfLong(goOn) {
      const info = workflowInfo();
      if (!info.continueAsNewSuggested && info.historyLength <= LONG_HISTORY_EVENTS) return;
      await callers.stillWorking();
      await goOn();
    },

    async end(outcome) {
      needsPerson = false;
      showEnd(outcome);
      await callers.settled();
      return outcome;
    },
  };
}

function show({ because, afterMs, detail }: Wait): void {
  setCurrentDetails(`**Waiting**: ${because}\n\nAgain in ${Math.ceil(afterMs / 1000)} s.`);
  const needsOperator = detail === 'WAITING_FOR_OPERATOR';
  const shown = workflowInfo().typedSearchAttributes.get(searchAttributes.needsOperator) ?? false;
  if (shown === needsOperator) return;
  upsertSearchAttributes([{ key: searchAttributes.needsOperator, value: needsOperator }]);
}

function showEnd({ status, failureCode }: Outcome): void {
  setCurrentDetails(`**Ended**: ${status}${failureCode ? `, ${failureCode}` : ''}`);
  upsertSearchAttributes([
    { key: searchAttributes.paymentStatus, value: status },
    { key: searchAttributes.failureCode, value: failureCode },
    { key: searchAttributes.needsOperator, value: false },
  ]);
}
