import { ApplicationFailure } from '@temporalio/common';
import { condition, setHandler, sleep } from '@temporalio/workflow';
import { DECISIONS } from '../src/domain/decision';
import type { Callers } from './callers';
import { decideUpdate, LONGEST_WAIT_MS, lookAgainSignal, type DecisionNotice } from './contract';

/** Whoever decides hears what became of it within an API call's patience, the way there and back included. */
const DECISION_PATIENCE_MS = LONGEST_WAIT_MS - 300;
/** Ids are a prefix and 26 characters; anything else was not made by us. */
const DECISION_ID = /^[a-z]{2,5}_[0-9A-Za-z]{1,40}$/;
const LONGEST_REASON = 500;

/** What may end a wait before its time: word that the book has changed. */
export interface Nudges {
  /** Waits so long at most; not at all if word came since the last wait, or if `over` is true. */
  rest(waitMs: number, over?: () => boolean): Promise<void>;
}

/**
 * Registers the signal and the operators' update; must be called before the workflow's first await. Neither carries
 * anything that is believed: both only make the run look at the book, which holds the cancel or the approved decision.
 */
export function answerNudges(deps: {
  callers: Callers;
  /** Whether the run stands waiting for a person. */
  needsPerson: () => boolean;
}): Nudges {
  let nudged = false;
  let rests = 0;

  setHandler(lookAgainSignal, () => {
    nudged = true;
  });
  setHandler(
    decideUpdate,
    () => {
      nudged = true;
      const before = rests;
      // Answered once the run has looked at the book and rests again, or has ended.
      return deps.callers.answer(DECISION_PATIENCE_MS, () => rests > before);
    },
    {
      validator(notice) {
        if (!isWellFormed(notice)) throw refused('MALFORMED_DECISION');
        if (!deps.needsPerson()) throw refused('WAITS_FOR_NO_PERSON');
      },
    },
  );

  return {
    async rest(waitMs, over = () => false) {
      if (waitMs <= 0) return sleep(waitMs);
      if (!nudged) rests += 1;
      await condition(() => nudged || over(), waitMs);
      nudged = false;
    },
  };
}

function isWellFormed(notice: DecisionNotice): boolean {
  const { decisionId, decision, reason } = { ...notice };
  return (
    typeof decisionId === 'string' &&
    DECISION_ID.test(decisionId) &&
    DECISIONS.some((known) => known === decision) &&
    typeof reason === 'string' &&
    reason.trim() !== '' &&
    reason.length <= LONGEST_REASON
  );
}

function refused(type: string): ApplicationFailure {
  return ApplicationFailure.create({ type, message: type, nonRetryable: true });
}
