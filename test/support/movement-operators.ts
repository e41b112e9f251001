import { permittedDecisions, type DecisionKind } from '../../src/domain/decision';
import type { Instant } from '../../src/domain/korean-time';
import type { Movement, MovementSettings } from '../../src/domain/movement';
import { whyAPersonIsNeeded, type Step } from '../../src/domain/next-step';
import type { ModelBank } from './movement-bank';

/** What operators see when they decide; `bank` is what it tells them on the telephone: the truth. */
export interface Desk {
  readonly movement: Movement;
  readonly now: Instant;
  readonly settings: MovementSettings;
  readonly bank: ModelBank;
}

/** One of the decisions that fit: mostly one that is true, now and then an error of both operators. */
export function operatorsDecide(
  step: Extract<Step, { kind: 'wait' }>,
  { movement, now, settings, bank }: Desk,
  chance: number,
): { readonly kind: DecisionKind; readonly isError: boolean } {
  const reason = whyAPersonIsNeeded(movement, now, settings);
  if (reason !== step.reason)
    throw new Error(`broken: a person is told why, ${step.reason}, but ${reason}`);
  const permitted = permittedDecisions({ kind: movement.kind, reason });
  const isTrue = (kind: DecisionKind) => fits(kind, { movement, bank });
  const choice = chance >= 80 ? permitted : permitted.filter(isTrue);
  const kind = choice[chance % choice.length] ?? 'ASK_AGAIN';
  return { kind, isError: !isTrue(kind) };
}

function fits(kind: DecisionKind, { movement, bank }: Pick<Desk, 'movement' | 'bank'>): boolean {
  const executed = bank.executed();
  switch (kind) {
    case 'EXECUTED':
      return executed.length > 0;
    case 'NOT_EXECUTED':
      return !executed.includes(movement.transfers.length);
    case 'SEND_AGAIN':
    case 'SETTLED_OUTSIDE':
      return executed.length === 0;
    case 'ASK_AGAIN':
      return true;
    case 'CORRECTIVE_REFUND':
      return false;
  }
}
