import { koreanDay, type Instant } from '../../src/domain/korean-time';
import type { MovementSettings } from '../../src/domain/movement';
import {
  nextOpeningStep,
  type Opening,
  type OpeningExchange,
  type OpeningOutcome,
} from '../../src/domain/next-opening-step';
import type { FailureCode } from '../../src/domain/failure';
import { at, LEASE_MS, SETTINGS, START } from './movement-builder';

const BLANK: OpeningOutcome = {
  class: 'UNKNOWN',
  because: null,
  failureCode: null,
  closed: false,
  found: null,
  code: null,
  message: null,
};

/** What the bank can say to a question of an opening. */
export const told = {
  /** The holder's name matches; a registration number, or a fin-account, came. */
  yes: { ...BLANK, class: 'SUCCEEDED', found: 'YES' },
  /** Another name; a success without the number it should bring. */
  no: { ...BLANK, class: 'SUCCEEDED', found: 'NO' },
  silence: { ...BLANK, because: 'NO_ANSWER' },
  undecided: { ...BLANK, because: 'UNDECIDED' },
  duplicate: { ...BLANK, because: 'DUPLICATE' },
  neverLeft: { ...BLANK, class: 'NEVER_LEFT' },
  processing: { ...BLANK, class: 'STILL_PROCESSING' },
  closed: { ...BLANK, class: 'REFUSED', failureCode: 'BANK_MAINTENANCE', closed: true },
  /** No outcome was recorded: the worker died. */
  nothing: null,
} as const satisfies Record<string, OpeningOutcome | null>;

/** A definite refusal. */
export function refusal(failureCode: FailureCode): OpeningOutcome {
  return { ...BLANK, class: 'REFUSED', failureCode };
}

type Kind = OpeningExchange['kind'];

/** A question marked at a second and answered one second later. */
export function asked(kind: Kind, atS: number, outcome: OpeningOutcome | null): OpeningExchange {
  const markedAt = at(atS);
  const endedAt = outcome === null ? null : at(atS + 1);
  return { kind, markedAt, leaseUntil: markedAt + LEASE_MS, endedAt, outcome };
}

/** An opening with what was asked so far; its pair is of the day of its first OPEN. */
export function opening(
  exchanges: readonly OpeningExchange[],
  changes: Partial<Opening> = {},
): Opening {
  const minted = exchanges.find((one) => one.kind === 'OPEN');
  const tsymd = minted ? koreanDay(minted.markedAt) : null;
  const nothingElse = { aliasHeld: false, decisions: [], sendingHeld: false };
  return { ...nothingElse, tsymd, exchanges, ...changes };
}

/** The rule's answer at a second; waits as seconds after START. */
export function openingStepAt(
  seconds: number,
  story: Opening,
  changes: Partial<MovementSettings> = {},
): object {
  const now: Instant = at(seconds);
  const step = nextOpeningStep(story, now, { ...SETTINGS, ...changes });
  if (step.kind === 'wait') {
    const { detail, reason } = step;
    return { waitUntilS: (step.until - START) / 1000, detail, reason };
  }
  if (step.kind !== 'settled') return step;
  const { evidence, ...settlement } = step.settlement;
  return { ...settlement, evidence: evidence?.kind ?? null };
}
