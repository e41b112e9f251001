import type { Standing } from '../src/adapters/mysql/movement-types';
import type { Instant } from '../src/domain/korean-time';
import type { OpeningStep } from '../src/domain/next-opening-step';
import type { Step } from '../src/domain/next-step';

/** Due this long ago, and nobody came: the sweep regards the run as lost. */
const OVERDUE_MS = 30_000;

const NOTHING_WAITED_FOR = { detail: null, failureCode: null, netCancel: false, reason: null };

/** What the book says is being waited for, and from when on the sweep may start the run again. */
export function standingOf(step: Step | OpeningStep, now: Instant): Standing {
  if (step.kind !== 'wait') {
    return { ...NOTHING_WAITED_FOR, nextActionAt: now + OVERDUE_MS };
  }
  const failureCode = step.reason === 'CONTRACT_ACCOUNT_SHORT' ? step.reason : null;
  // Whoever holds the lease says what follows from the answer; until then nothing has changed that anyone is told.
  const detail = step.reason === 'ANOTHER_WORKER_HOLDS_THE_LEASE' ? null : step.detail;
  const netCancel = 'netCancel' in step && step.netCancel;
  const nextActionAt = step.until + OVERDUE_MS;
  return { detail, nextActionAt, failureCode, netCancel, reason: step.reason };
}

/** The same wait as the workflow hears it: in milliseconds from now, since workflows know no business time. */
export function toWait(step: Extract<Step | OpeningStep, { kind: 'wait' }>, now: Instant) {
  const afterMs = Math.max(0, step.until - now);
  return { kind: 'wait', afterMs, detail: step.detail, because: step.reason } as const;
}
