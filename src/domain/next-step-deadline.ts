import type { Instant } from './korean-time';
import type { Movement } from './movement';
import { attemptsOf } from './movement-story';
import type { Moment, Step } from './next-step-types';

/**
 * True from a payment's deadline on, or once people were told "not approved", by whatever clock: nothing is sent any more.
 * Refunds have no deadline.
 */
export function isPastDeadline(movement: Movement, now: Instant): boolean {
  const { decisionDeadline, netCanceledAt } = movement;
  return netCanceledAt !== null || (decisionDeadline !== null && now >= decisionDeadline);
}

/**
 * Net cancel, the practice of Korean payment networks: no wait of a payment reaches over its deadline; from then on, if
 * it may have been sent, people are told "not approved, money taken comes back", and the bank is asked on. That a person
 * is needed stays visible.
 */
export function withDeadline(step: Step, movement: Movement, { now }: Moment): Step {
  const { decisionDeadline: deadline } = movement;
  if (step.kind !== 'wait' || deadline === null) return step;
  if (!isPastDeadline(movement, now)) return { ...step, until: Math.min(step.until, deadline) };
  if (!mayHaveBeenSent(movement)) return step;
  const detail = step.detail === 'WAITING_FOR_OPERATOR' ? step.detail : 'NET_CANCELING';
  return { ...step, detail, netCancel: true };
}

/** A question to the bank. */
export type Asking = Extract<Step, { kind: 'check' | 'statement' }>;

/** A question takes its time: from the deadline on people are told before the bank is asked once more. */
export function tellsFirst(step: Step, movement: Movement, now: Instant): step is Asking {
  const { decisionDeadline: deadline, netCanceledAt } = movement;
  if (step.kind !== 'check' && step.kind !== 'statement') return false;
  return deadline !== null && netCanceledAt === null && now >= deadline;
}

/** Whether any send may have reached the bank; one without a recorded outcome may. */
function mayHaveBeenSent({ transfers }: Movement): boolean {
  return transfers.some((one) =>
    attemptsOf(one).some((send) => send.outcome?.class !== 'NEVER_LEFT'),
  );
}
