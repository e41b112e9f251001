import type {
  End,
  Ended,
  MovementBook,
  MovementRef,
  OpeningBook,
  OpeningEnd,
  SettlementBook,
} from '../src/adapters/mysql/movement-types';
import type { Clock } from '../src/domain/clock';
import type { Instant } from '../src/domain/korean-time';
import type { Exchange, MovementSettings } from '../src/domain/movement';
import { nextOpeningStep } from '../src/domain/next-opening-step';
import { nextStep, type Settlement } from '../src/domain/next-step';
import type { CrashPoints } from '../src/domain/crash-points';

/** What writing outcomes needs. */
export interface LedgerDeps {
  readonly movements: MovementBook;
  readonly openings: OpeningBook;
  readonly settlements: SettlementBook;
  readonly clock: Clock;
  readonly settings: MovementSettings;
  readonly crashPoints: CrashPoints;
}

/**
 * The activities that write how things ended. They derive the end from the book again: no workflow tells them. Null: by the
 * book it has not ended (any more), because evidence or time has moved; the workflow goes on asking.
 */
export function createLedgerActivities(deps: LedgerDeps) {
  const { settlements, clock, crashPoints } = deps;
  return {
    async settlePayment({ paymentId }: { paymentId: string }): Promise<Ended | null> {
      const end = await endOfMovement(deps, { kind: 'PAYMENT', id: paymentId });
      const ended = await settlements.settlePayment({ paymentId, end, at: clock.now() });
      crashPoints.reach(ended?.compensation ? 'N4' : 'W6');
      return ended;
    },

    async settleRefund({ refundId }: { refundId: string }): Promise<Ended | null> {
      const end = await endOfMovement(deps, { kind: 'REFUND', id: refundId });
      const ended = await settlements.settleRefund({ refundId, end, at: clock.now() });
      crashPoints.reach('W6');
      return ended;
    },

    async settleOpening({ accountId }: { accountId: string }): Promise<Ended | null> {
      const at = clock.now();
      const end = await endOfOpening(deps, { accountId, at });
      const ended = await settlements.settleOpening({ accountId, end, at });
      crashPoints.reach('W6');
      return ended;
    },
  };
}

async function endOfMovement(
  { movements, clock, settings }: LedgerDeps,
  ref: MovementRef,
): Promise<End | null> {
  const now = clock.now();
  const { movement, subjectVersion: version } = await movements.load(ref);
  const step = nextStep(movement, now, settings);
  if (step.kind !== 'settled') return null;
  const { settlement } = step;
  const said = settlement.evidence?.outcome ?? null;
  return {
    result: settlement.result,
    version,
    by: settlement.by,
    failureCode: settlement.result === 'REFUSED' ? settlement.failureCode : null,
    bank: said ? { code: said.code, message: said.message } : null,
    effectiveAt: effectiveAt(settlement),
    knownAt: settlement.knownAt,
  };
}

async function endOfOpening(
  { openings, settings }: LedgerDeps,
  { accountId, at }: { accountId: string; at: Instant },
): Promise<OpeningEnd | null> {
  const { opening } = await openings.load(accountId);
  const step = nextOpeningStep(opening, at, settings);
  if (step.kind !== 'settled') return null;
  const { settlement } = step;
  const said = settlement.evidence?.outcome ?? null;
  return {
    result: settlement.result,
    failureCode: settlement.result === 'FAILED' ? settlement.failureCode : null,
    bank: said ? { code: said.code, message: said.message } : null,
  };
}

/** When the money moved: the bank's time where a check or the statement told it, else when its answer was there. */
function effectiveAt({ evidence, knownAt }: Settlement): Instant {
  if (!evidence) return knownAt;
  return toldByBank(evidence) ?? evidence.endedAt ?? knownAt;
}

function toldByBank({ kind, outcome }: Exchange): Instant | null {
  if (kind === 'SEND' || outcome === null) return null;
  if ('processedAt' in outcome) return outcome.processedAt;
  return 'bookedAt' in outcome ? outcome.bookedAt : null;
}
