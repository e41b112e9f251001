import type { BankEvent, CallFacts } from './events';
import type {
  Account,
  Body,
  BootOptions,
  Effect,
  FinAccount,
  LedgerRow,
  Pair,
  PairKey,
} from './model';
import { emptyState, type BankState } from './state';

type Appliers = {
  readonly [E in BankEvent['e']]: (state: BankState, event: Extract<BankEvent, { e: E }>) => void;
};

/** Adds one event to the state. Pure bookkeeping: every decision was made before the event was written. */
export function apply(state: BankState, event: BankEvent): void {
  const applier = APPLIERS[event.e] as (state: BankState, event: BankEvent) => void;
  applier(state, event);
}

const APPLIERS: Appliers = {
  genesis: (state, { boot, accounts }) => {
    Object.assign(state, emptyState(boot));
    for (const account of accounts) addAccount(state, account);
  },
  started: applyBoot,
  account: (state, { account }) => addAccount(state, account),
  'account-changed': (state, { accountNumber, changes }) => {
    const account = known(state.accounts.get(accountNumber));
    state.expectedTotalWon += (changes.balance ?? account.balance) - account.balance;
    Object.assign(account, changes);
  },
  call: applyCall,
  answered: (state, { pair }) => {
    known(state.pairs.get(pair)).status = 'ANSWERED';
  },
  opened: (state, event) => {
    addFinAccount(state, event.fin);
    settlePair(state, event, 'EXECUTED');
  },
  'fin-closed': (state, event) => {
    known(state.finAccounts.get(event.body.FinAcno ?? '')).closedDay = event.day;
    settlePair(state, event, 'EXECUTED');
  },
  refused: (state, event) => {
    const pair = settlePair(state, event, 'REFUSED');
    pair.code = event.code;
    pair.processedAt = event.processedAt;
    state.scheduled.delete(event.pair);
  },
  executed: applyExecuted,
  scheduled: (state, event) => {
    const pair = settlePair(state, event, 'SCHEDULED');
    pair.executesAtMs = event.executesAtMs;
    pair.until = event.until;
    state.scheduled.add(event.pair);
  },
  void: (state, event) => {
    settlePair(state, event, 'VOID');
  },
  lag: (state, { pair, bookingLagMs, polls }) => {
    const lagging = known(state.pairs.get(pair));
    lagging.bookingLagMs = bookingLagMs;
    lagging.lagPolls = polls;
  },
  settled: (state, { count }) => {
    for (const { amountWon } of state.settlements.splice(0, count)) {
      state.pendingWon -= amountWon;
      state.contractWon += amountWon;
    }
  },
  effect: (state, { effect }) => addEffect(state, { ...effect }),
  polled: (state, { pair, effectId }) => {
    if (effectId === null) {
      known(state.pairs.get(pair)).lagPolls -= 1;
      return;
    }
    const effect = known(state.effects.get(effectId));
    if (effect.pollsLeft !== null) effect.pollsLeft -= 1;
    if (effect.pollsLeft === 0) endEffect(state, effect);
  },
  'effect-ended': (state, { id }) => endEffect(state, known(state.effects.get(id))),
  planted: (state, { fault }) => {
    state.planted.set(fault.id, { ...fault });
    state.nextFaultId += 1;
  },
  lifted: (state, { id }) => {
    state.planted.delete(id);
  },
  clock: (state, { offsetMs }) => {
    state.clockOffsetMs = offsetMs;
  },
  settings: (state, { settings }) => {
    state.settings = settings;
  },
  profile: (state, { profile }) => {
    state.profile = profile;
  },
};

/** Only what differs from the last start overrides; what was set by hand since stays otherwise. */
function applyBoot(state: BankState, { boot }: { readonly boot: BootOptions }): void {
  if (boot.mode !== state.boot.mode) state.settings = { ...state.settings, mode: boot.mode };
  if (boot.seed !== state.boot.seed) state.profile = { ...state.profile, seed: boot.seed };
  if (boot.profile !== state.boot.profile) state.profile = { ...state.profile, name: boot.profile };
  state.boot = boot;
}

function addAccount(state: BankState, account: Account): void {
  state.accounts.set(account.accountNumber, { ...account });
  state.expectedTotalWon += account.balance;
}

function applyCall(state: BankState, call: CallFacts): void {
  const seen = state.pairs.get(call.pair);
  // A swallowed call of another API left the pair free, so it begins anew with this one.
  const isAnother = seen?.status === 'SEEN' && seen.api !== call.api;
  const pair = seen && !isAnother ? seen : addPair(state, call);
  pair.attempts += 1;
  if (call.fault === null) return;
  pair.faults.push(call.fault);
  state.faultCounts.set(call.fault, (state.faultCounts.get(call.fault) ?? 0) + 1);
  const planted = call.plantedId === null ? undefined : state.planted.get(call.plantedId);
  if (!planted) return;
  planted.hits += 1;
  if (planted.timesLeft === null) return;
  planted.timesLeft -= 1;
  if (planted.timesLeft === 0) state.planted.delete(planted.id);
}

function addPair(state: BankState, call: CallFacts): Pair {
  const place = ordinalKey(call.api, call.accountNumber);
  const ordinal = (state.ordinals.get(place) ?? 0) + 1;
  state.ordinals.set(place, ordinal);
  const pair: Pair = {
    key: call.pair,
    api: call.api,
    accountNumber: call.accountNumber,
    ordinal,
    attempts: 0,
    faults: [],
    status: 'SEEN',
    body: null,
    code: null,
    processedAt: null,
    rowSeq: null,
    executesAtMs: null,
    until: 'not-found',
    bookingLagMs: 0,
    lagPolls: 0,
    effects: [],
  };
  state.pairs.set(pair.key, pair);
  return pair;
}

/** Under which name the pairs of one API on one account are counted. */
export function ordinalKey(api: string, accountNumber: string | null): string {
  return `${api}|${accountNumber ?? ''}`;
}

function settlePair(
  state: BankState,
  event: { readonly pair: PairKey; readonly body: Body },
  status: Pair['status'],
): Pair {
  const pair = known(state.pairs.get(event.pair));
  pair.status = status;
  pair.body = event.body;
  return pair;
}

function applyExecuted(state: BankState, event: Extract<BankEvent, { e: 'executed' }>): void {
  const { row, settlesOn } = event;
  known(state.accounts.get(row.accountNumber)).balance = row.balanceAfter;
  state.contractWon = row.contractAfter;
  state.pendingWon = row.pendingAfter;
  if (settlesOn !== null) {
    state.settlements.push({ settlesOn, amountWon: row.amount });
    state.settlements.sort((a, b) => a.settlesOn.localeCompare(b.settlesOn));
  }
  addRow(state, row);
  const pair = settlePair(state, event, 'EXECUTED');
  pair.rowSeq = row.seq;
  pair.processedAt = row.at;
  state.scheduled.delete(event.pair);
}

function addRow(state: BankState, row: LedgerRow): void {
  state.rows.push(row);
  const ofAccount = state.rowsByAccount.get(row.accountNumber) ?? [];
  ofAccount.push(row);
  state.rowsByAccount.set(row.accountNumber, ofAccount);
}

function addFinAccount(state: BankState, fin: FinAccount): void {
  const own = { ...fin };
  state.finAccounts.set(own.finAcno, own);
  state.finAcnoByRgno.set(own.rgno, own.finAcno);
  state.finAccountsOf.set(own.accountNumber, [
    ...(state.finAccountsOf.get(own.accountNumber) ?? []),
    own,
  ]);
}

function addEffect(state: BankState, effect: Effect): void {
  state.effects.set(effect.id, effect);
  known(state.pairs.get(effect.pairKey)).effects.push(effect);
  state.nextFaultId += 1;
}

function endEffect(state: BankState, effect: Effect): void {
  state.effects.delete(effect.id);
  const { effects } = known(state.pairs.get(effect.pairKey));
  effects.splice(effects.indexOf(effect), 1);
}

/** An event names only what earlier events made; anything else is a damaged journal. */
function known<T>(found: T | undefined): T {
  if (found === undefined) throw new Error('the journal names something it never created');
  return found;
}
