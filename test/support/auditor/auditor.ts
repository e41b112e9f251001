import { OTHER_SHOP, SHOP } from '../customers';
import { eventually } from '../eventually';
import type { System } from '../system';
import { canary, judge } from './audit';
import { heldTables, readBook, readOpenRuns } from './collect';
import { everythingEnds } from './ending';
import type { Facts, Message, Violation } from './facts';
import { drainQueues } from './queues';

/** Reads the bank's ledger and log, the book, the queues and the clients' journal, and applies the invariants. */
export interface Auditor {
  /** Names a payment, refund or account that a journey leaves to an operator on purpose. */
  leaveToOperator(id: string): void;
  /** Waits until nothing is open any more, then audits; rejects if the auditor misses a bank row hidden from it. */
  audit(): Promise<readonly Violation[]>;
}

/** All work must end within this after the last fault; the window of the slowest scenario is inside. */
const LIVENESS_MS = 75_000;

/** One auditor per system: it remembers the messages it has taken from the queues. */
export function createAuditor(system: System): Auditor {
  const { bank, places, journal } = system;
  const waitingForOperator = new Set<string>();
  const messages: Message[] = [];

  async function collect(): Promise<Facts> {
    const openRuns = await readOpenRuns(places);
    const drained = await drainQueues(places.rabbitmqUrl, [SHOP, OTHER_SHOP]);
    messages.push(...drained.messages);
    return {
      book: await readBook(places),
      heldTables: await heldTables(places),
      ledger: await bank.ledger(),
      requests: await bank.requests(),
      bankAccounts: await bank.accounts(),
      sums: await bank.sums(),
      given: bank.given,
      messages,
      deadLetters: drained.deadLetters,
      calls: journal.calls,
      openRuns,
      waitingForOperator,
      windowMs: system.windowMs,
      leaks: [],
    };
  }

  async function untilQuiet(): Promise<void> {
    let open: readonly Violation[] = [];
    const isQuiet = async (): Promise<boolean> => {
      open = everythingEnds(await collect());
      return open.length === 0 && (await bank.scheduled()) === 0;
    };
    const waited = { what: 'all work ends', timeoutMs: LIVENESS_MS, everyMs: 500 };
    // What is still open then is a violation like any other, and told with the rest.
    await eventually(isQuiet, waited).catch((error: unknown) => {
      if (open.length === 0) throw error;
    });
  }

  return {
    leaveToOperator: (id) => void waitingForOperator.add(id),
    async audit() {
      await untilQuiet();
      const facts = await collect();
      if (facts.ledger.length === 0) throw new Error('an audit of a bank that moved no money');
      if (canary(facts, Math.random).length <= judge(facts).length) {
        throw new Error('the audit is void: a hidden bank row was not missed');
      }
      return judge(facts);
    },
  };
}
