import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createBankActivities, type Advanced } from '../../activities/bank';
import { createLedgerActivities } from '../../activities/ledger';
import { createOpeningActivities } from '../../activities/opening';
import type { Book } from '../../src/adapters/mysql/types';
import type { NhBank } from '../../src/adapters/nh-bank/types';
import { NO_CRASH_POINTS, type CrashPoint } from '../../src/domain/crash-points';
import { won } from '../../src/domain/money';
import type { MovementSettings } from '../../src/domain/movement';
import { aRequest, NOON, testBook, testStore, type TestStore } from '../adapters/mysql/book-setup';
import {
  anAccountNumber,
  anOpening,
  givenAccount,
  givenCustomer,
  givenMember,
} from '../adapters/mysql/givens';
import { LEASE_MS, SETTINGS } from './movement-builder';

/** The alias of every account here; it must never be seen outside the book and the calls. */
export const ALIAS = '0082010999999001';

/** A real book with the engine's activities over it, as one worker process has them. */
export interface Engine {
  readonly store: TestStore;
  readonly book: Book;
  /** Sets business time to a second after the acceptance. */
  at(seconds: number): void;
  acceptPayment(changes?: { decisionSeconds?: number }): Promise<string>;
  /** A refund of part of a payment that was paid here. */
  acceptRefund(paymentId: string, amountWon: number): Promise<string>;
  acceptOpening(): Promise<string>;
  worker(bank: Partial<NhBank>, options?: WorkerOptions): WorkerOfOne;
  rows<Row extends object>(sql: string, id: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

interface WorkerOptions {
  /** The border at which this worker dies. */
  readonly diesAt?: CrashPoint;
  readonly settings?: Partial<MovementSettings>;
}

/** The activities, each run in an environment of its own. */
export interface WorkerOfOne {
  debit(paymentId: string): Promise<Advanced>;
  credit(refundId: string): Promise<Advanced>;
  opening(accountId: string): Promise<Advanced>;
  readonly ledger: ReturnType<typeof createLedgerActivities>;
}

/** Deaths are the tests' own doing: nobody has to read about them. */
const SILENT = new DefaultLogger('ERROR');

/** Thrown where a worker dies: nothing after it happens. */
export class Died extends Error {}

/** Builds an engine over a database of its own. */
export async function startEngine(): Promise<Engine> {
  const store = await testStore();
  const { clock } = store;
  const book = testBook(store);
  const members = new Map<string, string>();
  return {
    ...{ store, book },
    at: (seconds) => clock.set(NOON + seconds * 1000),
    async acceptPayment(changes = {}) {
      clock.set(NOON);
      const customer = await givenCustomer(store, book);
      const { memberId } = customer;
      const accountId = await givenAccount(book, store, { memberId, alias: ALIAS });
      const { resource } = await book.payments.accept(customer.order({ accountId, ...changes }));
      members.set(resource.paymentId, memberId);
      return resource.paymentId;
    },
    async acceptRefund(paymentId, amountWon) {
      const caller = { role: 'member' as const, id: members.get(paymentId) ?? '' };
      const request = aRequest({ callerId: caller.id, route: 'POST refunds' });
      const amount = won(amountWon);
      const order = { request, paymentId, caller, amount, reason: '단순 변심', testCode: null };
      return (await book.refunds.accept(order)).resource.refundId;
    },
    async acceptOpening() {
      clock.set(NOON);
      const memberId = await givenMember(store, book);
      const wish = anOpening(memberId, anAccountNumber());
      return (await book.accounts.accept(wish)).resource.accountId;
    },
    worker(bank, options = {}) {
      const crashPoints = options.diesAt
        ? { reach: (point: CrashPoint) => die(point === options.diesAt) }
        : NO_CRASH_POINTS;
      const settings = { ...SETTINGS, ...options.settings };
      const deps = {
        ...book,
        clock,
        settings,
        crashPoints,
        bank: bank as NhBank,
        leaseMs: LEASE_MS,
      };
      const { advanceDebit, advanceCredit } = createBankActivities(deps);
      const { advanceOpening } = createOpeningActivities(deps);
      const run = <In>(activity: (input: In) => Promise<Advanced>, input: In): Promise<Advanced> =>
        new MockActivityEnvironment({}, { logger: SILENT }).run(activity, input);
      return {
        debit: (paymentId) => run(advanceDebit, { paymentId }),
        credit: (refundId) => run(advanceCredit, { refundId }),
        opening: (accountId) => run(advanceOpening, { accountId }),
        ledger: createLedgerActivities(deps),
      };
    },
    rows: <Row extends object>(sql: string, id: string) =>
      store.units.read((db) => db.rows<Row>(sql, { id })),
    async close() {
      await book.close();
      await store.close();
    },
  };
}

function die(here: boolean): void {
  if (here) throw new Died('the worker dies here');
}
