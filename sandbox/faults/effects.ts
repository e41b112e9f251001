import type { Effect, FaultParams, PairKey } from '../ledger/model';
import type { FaultName } from './catalogue';

/** What a fault leaves behind with its pair, or null. */
export function effectOf(
  fault: { readonly name: FaultName; readonly params: FaultParams },
  pair: {
    readonly id: string;
    readonly pairKey: PairKey;
    readonly accountNumber: string | null;
    readonly nowMs: number;
  },
): Effect | null {
  const { id, pairKey, accountNumber, nowMs } = pair;
  const common = { id, fault: fault.name, pairKey, accountNumber };
  const untilMs = nowMs + Number(fault.params.seconds ?? 0) * 1000;
  const pollsLeft = Number(fault.params.polls ?? 0);
  switch (fault.name) {
    case 'processing':
      return { ...common, checks: 'processing', pollsLeft, untilMs: null, hidesRow: true };
    case 'issue-pending':
      return { ...common, checks: 'processing', pollsLeft, untilMs: null, hidesRow: false };
    case 'undecided-forever':
      return { ...common, checks: 'processing', pollsLeft: null, untilMs: null, hidesRow: true };
    case 'check-lags':
      return { ...common, checks: 'not-found', pollsLeft: null, untilMs, hidesRow: true };
    case 'silent-past-deadline':
      return { ...common, checks: 'silent', pollsLeft: null, untilMs, hidesRow: true };
    default:
      return null;
  }
}
