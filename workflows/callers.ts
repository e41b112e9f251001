import {
  allHandlersFinished,
  CancellationScope,
  condition,
  setHandler,
} from '@temporalio/workflow';
import { LONGEST_WAIT_MS, outcomeUpdate, type CallerAnswer } from './contract';

/** How a workflow answers those who wait for it. */
export interface Callers {
  /** Answers a handler's caller: at the end, when `enough` is true, or when the patience is over. */
  answer(patienceMs: number, enough?: () => boolean): Promise<CallerAnswer>;
  /** Tells everyone who waits that the outcome is in the book, and lets them leave. */
  settled(): Promise<void>;
  /** Tells everyone "still working"; needed before continue-as-new, which would fail a waiting update. */
  stillWorking(): Promise<void>;
}

/** Registers the update; must be called before the workflow's first await, or an early caller finds no handler. */
export function answerCallers(): Callers {
  let state: 'WORKING' | 'SETTLED' | 'HANDING_OVER' = 'WORKING';

  async function answer(patienceMs: number, enough = () => false): Promise<CallerAnswer> {
    const changed = () => condition(() => state !== 'WORKING' || enough(), patienceMs);
    // Handlers run in the run's own scope: a cancellation, which stops nothing here, would fail everyone who waits.
    if (patienceMs > 0) await CancellationScope.nonCancellable(changed);
    return { settled: state === 'SETTLED' };
  }

  async function leave(as: 'SETTLED' | 'HANDING_OVER'): Promise<void> {
    state = as;
    await condition(allHandlersFinished);
  }

  setHandler(outcomeUpdate, ({ waitMs }) => answer(Math.min(waitMs, LONGEST_WAIT_MS)));
  return {
    answer,
    settled: () => leave('SETTLED'),
    stillWorking: () => leave('HANDING_OVER'),
  };
}
