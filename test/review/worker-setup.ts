import { createBankActivities } from '../../activities/bank';
import { createLedgerActivities } from '../../activities/ledger';
import type { MovementRef } from '../../src/adapters/mysql/movement-types';
import type { Book } from '../../src/adapters/mysql/types';
import type { NhBank } from '../../src/adapters/nh-bank/types';
import { NO_CRASH_POINTS } from '../../src/domain/crash-points';
import { nextStep, type Step } from '../../src/domain/next-step';
import { NOON, testBook, testStore, type TestStore } from '../adapters/mysql/book-setup';
import { givenAccount, givenCustomer } from '../adapters/mysql/givens';
import { LEASE_MS, SETTINGS } from '../support/movement-builder';

/** A book of its own, and workers whose bank the test plays. */
export interface Stage {
  readonly store: TestStore;
  readonly book: Book;
  /** Sets business time to a second after the acceptance; answers it. */
  at(seconds: number): number;
  acceptPayment(changes?: { decisionSeconds?: number }): Promise<MovementRef>;
  /** What the rule says now. */
  step(ref: MovementRef): Promise<Step>;
  /** The bank activities of one worker process. */
  worker(bank: Partial<NhBank>): ReturnType<typeof createBankActivities>;
  readonly ledger: ReturnType<typeof createLedgerActivities>;
  close(): Promise<void>;
}

/** `linkTo` puts something between the book and its database. */
export async function aStage(linkTo?: (url: string) => Promise<string>): Promise<Stage> {
  const store = await testStore();
  const { clock, database } = store;
  const book = testBook(store, { url: linkTo ? await linkTo(database.url) : database.url });
  const shared = { ...book, clock, settings: SETTINGS, crashPoints: NO_CRASH_POINTS };
  return {
    ...{ store, book, ledger: createLedgerActivities(shared) },
    at(seconds) {
      clock.set(NOON + seconds * 1000);
      return clock.now();
    },
    async acceptPayment(changes = {}) {
      clock.set(NOON);
      const customer = await givenCustomer(store, book);
      const { memberId } = customer;
      const accountId = await givenAccount(book, store, { memberId, alias: '0082010999999001' });
      const { resource } = await book.payments.accept(customer.order({ accountId, ...changes }));
      return { kind: 'PAYMENT', id: resource.paymentId };
    },
    step: async (ref) => nextStep((await book.movements.load(ref)).movement, clock.now(), SETTINGS),
    worker: (bank) => createBankActivities({ ...shared, bank: bank as NhBank, leaseMs: LEASE_MS }),
    async close() {
      await book.close();
      await store.close();
    },
  };
}
