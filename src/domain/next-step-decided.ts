import type { Movement, TransferDecision, TransferHistory } from './movement';
import { endOf, type Story, type Verdict } from './movement-story';
import { executedEarlier, newPairOrPerson, sendNew } from './next-step-conclude';
import { question } from './next-step-ask';
import { settled, wait, whenOpen, type Moment, type Step } from './next-step-types';

/** The newest pair of a movement, and what is known of it. */
export interface Known {
  readonly transfer: TransferHistory;
  readonly story: Story;
  readonly verdict: Verdict | null;
}

/**
 * What two operators decided about the newest pair, or null if they did not, or if the bank's own proof says otherwise:
 * that beats them. "Settled outside" contradicts nothing but a pair that was executed.
 */
export function decidedStep(movement: Movement, known: Known, moment: Moment): Step | null {
  const ruling = rulingOf(known.transfer);
  const { verdict } = known;
  if (!ruling || verdict?.kind === 'EXECUTED') return null;
  const isRefund = movement.kind === 'REFUND';
  // A refund's unlisted failure proves so little that a person was asked; a payment ends by it.
  const isOpenQuestion = verdict === null || (isRefund && verdict.kind === 'FAILED_UNLISTED');
  switch (ruling.kind) {
    case 'EXECUTED':
      return isOpenQuestion ? byOperators('EXECUTED', ruling) : null;
    case 'NOT_EXECUTED':
      if (!isOpenQuestion) return null;
      if (!isRefund) return byOperators('NOT_EXECUTED', ruling);
      return newPairOrPerson(movement, known.story.windowEnd, moment);
    case 'SETTLED_OUTSIDE':
      return isRefund ? byOperators('SETTLED_OUTSIDE', ruling) : null;
    case 'SEND_AGAIN':
      return isRefund && isProvenNotExecuted(known)
        ? sendNew(movement, known.story.windowEnd, moment)
        : null;
    default:
      return null;
  }
}

/**
 * A late answer says that an earlier pair was executed after all: nothing is sent any more, whatever the newest pair does,
 * until operators who could know that say how it ended.
 */
export function decidedAfterEarlierPair(movement: Movement, { settings }: Moment): Step | null {
  const earlier = executedEarlier(movement, settings);
  const transfer = movement.transfers.at(-1);
  const ruling = transfer && rulingOf(transfer);
  if (!earlier || !ruling || ruling.at < endOf(earlier)) return null;
  const { kind } = ruling;
  return kind === 'EXECUTED' || kind === 'SETTLED_OUTSIDE' ? byOperators(kind, ruling) : null;
}

/** An operator's ASK_AGAIN: while a person is waited for, one question now, unless one was asked since. */
export function askAgain(step: Step, known: Omit<Known, 'verdict'>, moment: Moment): Step {
  const { now, settings } = moment;
  const wish = known.transfer.decisions.findLast((one) => one.kind === 'ASK_AGAIN');
  if (!wish || step.kind !== 'wait' || step.detail !== 'WAITING_FOR_OPERATOR') return step;
  const { questions, sends } = known.story;
  if (sends.length === 0 || questions.some((one) => one.markedAt >= wish.at)) return step;
  const due = whenOpen(now, settings);
  if (due <= now) return question(known.story, settings);
  return wait(Math.min(due, step.until), step.detail, step.reason);
}

/** The newest decision that says more than "ask". */
function rulingOf({ decisions }: TransferHistory): TransferDecision | undefined {
  return decisions.findLast((one) => one.kind !== 'ASK_AGAIN');
}

/** The bank's definite no, absence after the window, or an earlier decision of two operators. */
function isProvenNotExecuted({ transfer, verdict }: Known): boolean {
  return verdict !== null || transfer.decisions.some((one) => one.kind === 'NOT_EXECUTED');
}

function byOperators(
  result: 'EXECUTED' | 'NOT_EXECUTED' | 'SETTLED_OUTSIDE',
  { at }: TransferDecision,
): Step {
  return settled({ result, by: 'OPERATOR', evidence: null, knownAt: at });
}
