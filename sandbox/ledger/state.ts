import type {
  Account,
  BootOptions,
  Effect,
  FinAccount,
  LedgerRow,
  Pair,
  PairKey,
  PlantedFault,
  Profile,
  Settings,
} from './model';
import { NO_QUIRKS } from './quirks';

/** The whole bank in memory: nothing but the sum of the journal's events. */
export interface BankState {
  readonly accounts: Map<string, Account>;
  contractWon: number;
  pendingWon: number;
  /** What accounts, contract and pending must add up to: the opening sums and an administrator's changes. */
  expectedTotalWon: number;
  readonly settlements: { readonly settlesOn: string; readonly amountWon: number }[];
  readonly finAccounts: Map<string, FinAccount>;
  readonly finAcnoByRgno: Map<string, string>;
  /** Per account, oldest first. */
  readonly finAccountsOf: Map<string, FinAccount[]>;
  readonly pairs: Map<PairKey, Pair>;
  readonly ordinals: Map<string, number>;
  readonly rows: LedgerRow[];
  readonly rowsByAccount: Map<string, LedgerRow[]>;
  readonly scheduled: Set<PairKey>;
  readonly effects: Map<string, Effect>;
  readonly planted: Map<string, PlantedFault>;
  readonly faultCounts: Map<string, number>;
  nextFaultId: number;
  clockOffsetMs: number;
  settings: Settings;
  profile: Profile;
  boot: BootOptions;
}

/** What the company's own account holds at the start, in won. */
const CONTRACT_START_WON = 10_000_000_000;

/** An empty bank, before the first event. */
export function emptyState(boot: BootOptions): BankState {
  return {
    accounts: new Map(),
    contractWon: CONTRACT_START_WON,
    pendingWon: 0,
    expectedTotalWon: CONTRACT_START_WON,
    settlements: [],
    finAccounts: new Map(),
    finAcnoByRgno: new Map(),
    finAccountsOf: new Map(),
    pairs: new Map(),
    ordinals: new Map(),
    rows: [],
    rowsByAccount: new Map(),
    scheduled: new Set(),
    effects: new Map(),
    planted: new Map(),
    faultCounts: new Map(),
    nextFaultId: 1,
    clockOffsetMs: 0,
    settings: {
      mode: boot.mode,
      quirks: NO_QUIRKS,
      closedHours: [],
      issueSeconds: 1,
      bookingLagSeconds: 1,
      settlementDays: 0,
    },
    profile: { name: boot.profile, seed: boot.seed, maxFaultsPerPair: 3, lateSeconds: [5, 60] },
    boot,
  };
}

/** The three places money can be in, and what they must add up to. */
export function sums(state: BankState): {
  readonly accounts: number;
  readonly contract: number;
  readonly pending: number;
  readonly total: number;
  readonly expectedTotal: number;
} {
  let accounts = 0;
  for (const account of state.accounts.values()) accounts += account.balance;
  return {
    accounts,
    contract: state.contractWon,
    pending: state.pendingWon,
    total: accounts + state.contractWon + state.pendingWon,
    expectedTotal: state.expectedTotalWon,
  };
}

/** Fin-account state as NH reports it: 0 still being issued, 1 usable, 9 closed. */
export function finAccountStatus(
  state: BankState,
  fin: FinAccount,
  nowMs: number,
): '0' | '1' | '9' {
  if (fin.closedDay !== null) return '9';
  const pending = (state.pairs.get(fin.pairKey)?.effects ?? []).some((it) => isActive(it, nowMs));
  return pending || nowMs < fin.issuesAtMs ? '0' : '1';
}

/** Whether an effect still changes answers. */
export function isActive(effect: Effect, nowMs: number): boolean {
  return effect.pollsLeft !== 0 && (effect.untilMs === null || nowMs < effect.untilMs);
}
