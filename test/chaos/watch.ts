import { setTimeout as pause } from 'node:timers/promises';
import { CHECKS } from '../support/auditor/audit';
import { readBook } from '../support/auditor/collect';
import type { Facts, Violation } from '../support/auditor/facts';
import type { Cluster } from './cluster';
import { sendsWithoutLease } from './leases';

/** An audit while the run goes on, of those rules that hold at every moment. */
export interface Watch {
  /** What was found first, and how many seconds after the watch began. */
  found(): { readonly violations: readonly Violation[]; readonly seconds: number } | null;
  stop(): Promise<void>;
}

const EVERY_MS = 12_000;
/** Judged by a ledger that was read after the book: it may know more, never less. */
const BY_LATER_LEDGER = ['I2', 'I3', 'I4', 'I5', 'I7', 'I10', 'I18'] as const;
/** Judged by a log that was read before the book. */
const BY_EARLIER_LOG = ['I17'] as const;

/** Looks again and again; at the first violation `onFound` is called, and it looks no more. */
export function startWatch(of: { cluster: Cluster; onFound: () => void }): Watch {
  const { cluster, onFound } = of;
  const stopping = new AbortController();
  const startedAt = performance.now();
  let found: ReturnType<Watch['found']> = null;

  async function look(): Promise<void> {
    while (!stopping.signal.aborted && !found) {
      await pause(EVERY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      const violations = await judgeNow(cluster).catch(() => []);
      if (violations.length === 0) continue;
      found = { violations, seconds: Math.round((performance.now() - startedAt) / 1000) };
      onFound();
    }
  }
  const looking = look();
  return {
    found: () => found,
    async stop() {
      stopping.abort();
      await looking;
    },
  };
}

async function judgeNow({ bank, places, journal, windowMs }: Cluster): Promise<Violation[]> {
  const earlier = { requests: await bank.requests(), ledger: await bank.ledger() };
  const book = await readBook(places);
  const later = { requests: await bank.requests(), ledger: await bank.ledger() };
  const rest: Omit<Facts, 'requests' | 'ledger'> = {
    ...{ book, given: bank.given, calls: journal.calls, windowMs, waitingForOperator: new Set() },
    ...{ bankAccounts: [], messages: [], deadLetters: 0, openRuns: [], heldTables: [], leaks: [] },
    sums: { accounts: 0, contract: 0, pending: 0, total: 0, expectedTotal: 0 },
  };
  return [
    ...BY_LATER_LEDGER.flatMap((name) => CHECKS[name]?.({ ...rest, ...later }) ?? []),
    ...BY_EARLIER_LOG.flatMap((name) => CHECKS[name]?.({ ...rest, ...earlier }) ?? []),
    ...sendsWithoutLease({ ...rest, ...earlier }),
  ];
}
