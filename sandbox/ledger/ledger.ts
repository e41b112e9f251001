import { koreanDay } from '../korean-time';
import { apply } from './apply';
import { demoAccounts } from './demo-accounts';
import type { BankEvent, Recorder } from './events';
import { openJournal, type Journal } from './journal';
import type { BootOptions } from './model';
import { emptyState, type BankState } from './state';
import { runScheduled } from './transfers';

/** The bank's truth: one state, changed only through transactions, each one line of the journal. */
export interface Ledger {
  readonly state: BankState;
  /** Real time, for delays and effects. */
  realMs(): number;
  /** Business time, for dates and hours. */
  businessMs(): number;
  /** Runs synchronous work; all events it records are applied at once and become durable together. */
  transact<T>(work: (record: Recorder) => T): T;
  /** Executes what has become due: scheduled transfers and settlements. */
  runDue(): void;
  /** Resolves when everything decided so far is on the disk: the earliest moment to answer. */
  synced(): Promise<void>;
  /** An empty journal, the demo accounts back, the settings of the start. */
  reset(boot: BootOptions): Promise<void>;
  failure(): Error | null;
  close(): Promise<void>;
}

/** The longest a timer may sleep; a further due time is looked at again then. */
const LONGEST_TIMER_MS = 60_000;

/** Opens the ledger of a folder and rebuilds its state; a new one starts with the demo accounts. */
export async function openLedger(options: {
  readonly path: string;
  readonly boot: BootOptions;
  readonly nowMs: () => number;
}): Promise<Ledger> {
  const state = emptyState(options.boot);
  let entries = 0;
  const journal = await openJournal(options.path, (entry) => {
    entries += 1;
    for (const event of entry as BankEvent[]) apply(state, event);
  });
  const ledger = createLedger({ state, journal, nowMs: options.nowMs });
  if (entries === 0) await ledger.reset(options.boot);
  ledger.transact((record) => record({ e: 'started', boot: options.boot }));
  ledger.runDue();
  await ledger.synced();
  return ledger;
}

function createLedger(deps: {
  readonly state: BankState;
  readonly journal: Journal;
  readonly nowMs: () => number;
}): Ledger {
  const { state, journal, nowMs } = deps;
  let timer: NodeJS.Timeout | undefined;
  const businessMs = (): number => nowMs() + state.clockOffsetMs;

  const transact = <T>(work: (record: Recorder) => T): T => {
    const failed = journal.failure();
    if (failed) throw failed;
    const events: string[] = [];
    const result = work((event) => {
      // Written down before it is applied: the state goes on changing the objects it is given.
      events.push(JSON.stringify(event));
      apply(state, event);
    });
    if (events.length > 0) journal.append(`[${events.join()}]`);
    return result;
  };

  const runDue = (): void => {
    const now = { realMs: nowMs(), businessMs: businessMs() };
    transact((record) => {
      settle(state, koreanDay(now.businessMs), record);
      runScheduled({ state, record, now });
    });
    clearTimeout(timer);
    const next = nextDueMs(state);
    if (next === null) return;
    timer = setTimeout(
      () => journal.failure() ?? runDue(),
      Math.min(LONGEST_TIMER_MS, Math.max(1, next - now.realMs)),
    );
    timer.unref();
  };

  return {
    state,
    realMs: nowMs,
    businessMs,
    transact,
    runDue,
    synced: journal.synced,
    reset: async (boot) => {
      const genesis: BankEvent = { e: 'genesis', boot, accounts: demoAccounts() };
      const restarted = journal.restart(JSON.stringify([genesis]));
      apply(state, genesis);
      await restarted;
    },
    failure: journal.failure,
    close: () => {
      clearTimeout(timer);
      return journal.close();
    },
  };
}

function settle(state: BankState, today: string, record: Recorder): void {
  const count = state.settlements.findIndex((it) => it.settlesOn > today);
  const due = count === -1 ? state.settlements.length : count;
  if (due > 0) record({ e: 'settled', count: due });
}

function nextDueMs(state: BankState): number | null {
  let next: number | null = null;
  for (const key of state.scheduled) {
    const at = state.pairs.get(key)?.executesAtMs ?? null;
    if (at !== null && (next === null || at < next)) next = at;
  }
  return next;
}
