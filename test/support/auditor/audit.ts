import { conservation } from './conservation';
import { discipline } from './discipline';
import { everythingEnds } from './ending';
import { noOrphans } from './evidence';
import type { Check, Facts, Violation } from './facts';
import { limits } from './limits';
import { neverOverRefunded, noMoneyForANo, oneCredit, oneDebit } from './money';
import { legalMoves } from './moves';
import { idempotency, noMeansNever, yesIsDurable } from './promises';
import { noGaps, nothingInvented, sameIdSameBytes, toldAtLeastOnce } from './telling';
import { tenancy } from './tenancy';
import { cacheTruth, noFlicker, secrecy } from './views';

/** Every invariant that is checked, in the order of their numbers. */
export const CHECKS: Readonly<Record<string, Check>> = {
  I1: conservation,
  I2: oneDebit,
  I3: noMoneyForANo,
  I4: oneCredit,
  I5: neverOverRefunded,
  I6: noOrphans,
  I7: idempotency,
  I8: noMeansNever,
  I9: yesIsDurable,
  I10: legalMoves,
  I11: noFlicker,
  I12: toldAtLeastOnce,
  I13: nothingInvented,
  I14: sameIdSameBytes,
  I15: noGaps,
  I16: everythingEnds,
  I17: discipline,
  I18: limits,
  I19: cacheTruth,
  I21: tenancy,
  I22: secrecy,
};

/** Applies all invariants. */
export function judge(facts: Facts): readonly Violation[] {
  return Object.values(CHECKS).flatMap((check) => check(facts));
}

/**
 * The canary: an auditor who does not miss a bank row that was hidden from it would find nothing else either. Answers the
 * violations that the hidden row alone causes.
 */
export function canary(facts: Facts, pick: () => number): readonly Violation[] {
  const hidden = Math.floor(pick() * facts.ledger.length);
  return judge({ ...facts, ledger: facts.ledger.filter((_, i) => i !== hidden) });
}
