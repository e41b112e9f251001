import { createMovementBook } from '../../../src/adapters/mysql/movements';
import type { MovementFile, MovementRef } from '../../../src/adapters/mysql/movement-types';
import type { DecisionRow } from '../../../src/adapters/mysql/models/deciding';
import { insertRow } from '../../../src/adapters/mysql/rows';
import type { Book } from '../../../src/adapters/mysql/types';
import { LEASE_MS } from '../../support/movement-builder';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenAccount, givenCustomer, type Customer } from './givens';

describe('what operators decided, and whether they hold the bank', () => {
  let store: TestStore;
  let book: Book;
  let customer: Customer;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
    const { memberId, ...rest } = await givenCustomer(store, book);
    const accountId = await givenAccount(book, store, { memberId, alias: '0082010999999001' });
    customer = { ...rest, memberId, accountId };
  });

  afterEach(() => hold('RUNNING'));

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  function hold(state: string) {
    return store.units.unit((tx) =>
      tx.change(`UPDATE bank_state SET state = :state WHERE name = 'nh'`, { state }),
    );
  }

  /** A payment with one pair, in a detail. */
  async function sentPayment(detail: string): Promise<MovementRef> {
    const order = customer.order({ accountId: customer.accountId });
    const { resource } = await book.payments.accept(order);
    const ref = { kind: 'PAYMENT', id: resource.paymentId } as const;
    const file = await book.movements.load(ref);
    await book.movements.claimSend({ file, pair: 'FIRST', now: NOON, leaseMs: LEASE_MS });
    await store.units.unit((tx) =>
      tx.change('UPDATE payments SET status_detail = :detail WHERE payment_id = :id', {
        ...{ detail, id: ref.id },
      }),
    );
    return ref;
  }

  function given(decision: Partial<DecisionRow> & Pick<DecisionRow, 'subject_id'>) {
    const row: DecisionRow = {
      decision_id: store.ids.id('event').replace('evt', 'dec'),
      ...{ transfer_id: null, decision: 'NOT_EXECUTED', state: 'APPROVED', reason: 'by telephone' },
      ...{ evidence_kind: 'BANK_CALL', evidence_reference: '1588-2100' },
      ...{ proposed_by: 'stf_1', proposed_at: new Date(NOON), decided_by: 'stf_2' },
      ...{ decided_at: new Date(NOON + 1_000), open_slot: null },
      ...decision,
    };
    return store.units.unit((tx) => insertRow(tx, tx.models.decisions, row));
  }

  const decisionsOf = ({ movement }: MovementFile) =>
    movement.transfers.map(({ decisions }) => decisions);

  it.each(['BANK_RESULT_UNKNOWN', 'NET_CANCELING', 'WAITING_FOR_OPERATOR'])(
    'are read with a movement that is in %s: the approved ones, each with its pair, oldest first',
    async (detail) => {
      const ref = await sentPayment(detail);
      const about = { subject_id: ref.id, transfer_id: `${ref.id}.1` };
      await given({ ...about, decision: 'EXECUTED', decided_at: new Date(NOON + 9_000) });
      await given({ ...about, decision: 'ASK_AGAIN' });
      await given({ ...about, state: 'PROPOSED', decided_at: null, decided_by: null });
      await given({ ...about, state: 'REJECTED' });
      await given({ ...about, transfer_id: `${ref.id}.2` });
      expect(decisionsOf(await book.movements.load(ref))).toEqual([
        [
          { kind: 'ASK_AGAIN', at: NOON + 1_000 },
          { kind: 'EXECUTED', at: NOON + 9_000 },
        ],
      ]);
    },
  );

  it('cost the way of a payment without trouble no statement', async () => {
    const ref = await sentPayment('WAITING_FOR_BANK');
    const statements: string[] = [];
    store.sequelize.addHook('beforeQuery', 'count', (_options, query) => {
      statements.push((query as unknown as { sql?: string }).sql ?? 'statement');
    });
    const nextSequence = () => Promise.resolve(1);
    const file = await createMovementBook({ ...store, nextSequence }).load(ref);
    store.sequelize.removeHook('beforeQuery', 'count');
    expect(file.transfer?.exchangeCount).toBe(1);
    expect(statements).toHaveLength(4); // payment, account, pairs, exchanges
  });

  it('hold every movement while the bank is paused, and no longer', async () => {
    const ref = await sentPayment('WAITING_FOR_BANK');
    expect((await book.movements.load(ref)).movement.sendingHeld).toBe(false);
    await hold('PAUSED');
    expect((await book.movements.load(ref)).movement.sendingHeld).toBe(true);
    await hold('RUNNING');
    expect((await book.movements.load(ref)).movement.sendingHeld).toBe(false);
  });

  it('reach an opening of an account likewise', async () => {
    const { accountId } = customer;
    await store.units.unit((tx) =>
      tx.change(
        `UPDATE accounts SET status_detail = 'WAITING_FOR_OPERATOR' WHERE account_id = :accountId`,
        { accountId },
      ),
    );
    await given({ subject_id: accountId });
    await hold('PAUSED');
    expect((await book.openings.load(accountId)).opening).toMatchObject({
      ...{ sendingHeld: true, decisions: [{ kind: 'NOT_EXECUTED', at: NOON + 1_000 }] },
    });
  });
});
