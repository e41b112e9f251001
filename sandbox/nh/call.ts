import type { ChosenFault } from '../faults/choose';
import type { Body, Pair, PairKey } from '../ledger/model';
import { REFUSAL } from '../ledger/refusals';
import type { LedgerContext } from '../ledger/transfers';

/** One checked call on its way through the bank, inside its transaction. */
export interface Call extends LedgerContext {
  readonly api: string;
  readonly body: Body;
  readonly pair: PairKey;
  /** What the bank knew of the pair before this call, if it had recorded it. */
  readonly earlier: Pair | undefined;
  readonly fault: ChosenFault | null;
  readonly iscd: string;
}

/** What a used pair is answered: the public code, or on the test bed the text seen there. */
export function duplicateCode(call: Call): string {
  const isTestBed = call.state.settings.mode === 'testbed';
  return isTestBed ? REFUSAL.duplicateOnTestBed : REFUSAL.duplicate;
}
