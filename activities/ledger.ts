import type {
  End,
  Ended,
  MovementBook,
  MovementRef,
  OpeningBook,
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

/** The activities that write how things ended. They derive the end from the book again: no workflow tells them. */
export function createLedgerActivities(deps: LedgerDeps) {
  const { openings, settlements, clock, settings, crashPoints } = deps;
  return {
    async settlePayment({ paymentId }: { paymentId: string }): Promise<Ended> {
      const end = await endOfMovement(deps, { kind: 'PAYMENT', id: paymentId });
      const ended = await settlements.settlePayment({ paymentId, end, at: clock.now() });
      crashPoints.reach('W6');
      return ended;
    },

    async settleRefund({ refundId }: { refundId: string }): Promise<Ended> {
      const end = await endOfMovement(deps, { kind: 'REFUND', id: refundId });
      const ended = await settlements.settleRefund({ refundId, end, at: clock.now() });
      crashPoints.reach('W6');
      return ended;
    },

    async settleOpening({ accountId }: { accountId: string }): Promise<Ended> {
      const { opening } = await openings.load(accountId);
      const at = clock.now();
      const step = nextOpeningStep(opening, at, settings);
      if (step.kind !== 'settled') throw new Error('an opening that is not settled cannot end');
      const { settlement } = step;
      const said = settlement.evidence?.outcome ?? null;
      const bank = said ? { code: said.code, message: said.message } : null;
      const { result } = settlement;
      const failureCode = settlement.result === 'FAILED' ? settlement.failureCode : null;
      const end = { result, failureCode, bank };
      const ended = await settlements.settleOpening({ accountId, end, at });
      crashPoints.reach('W6');
      return ended;
    },
  };
}

async function endOfMovement(
  { movements, clock, settings }: LedgerDeps,
  ref: MovementRef,
): Promise<End> {
  const now = clock.now();
  const { movement } = await movements.load(ref);
  const step = nextStep(movement, now, settings);
  if (step.kind !== 'settled') throw new Error('a movement that is not settled cannot end');
  const { settlement } = step;
  const said = settlement.evidence?.outcome ?? null;
  return {
    result: settlement.result,
    by: settlement.by,
    failureCode: settlement.result === 'REFUSED' ? settlement.failureCode : null,
    bank: said ? { code: said.code, message: said.message } : null,
    effectiveAt: effectiveAt(settlement, now),
  };
}

/** When the money moved: the bank's time where a check told it, else when its answer was there. */
function effectiveAt({ evidence }: Settlement, now: Instant): Instant {
  if (!evidence) return now;
  return processedAt(evidence) ?? evidence.endedAt ?? now;
}

function processedAt(evidence: Exchange): Instant | null {
  if (evidence.kind !== 'CHECK' || evidence.outcome?.finding !== 'EXECUTED') return null;
  return evidence.outcome.processedAt;
}
