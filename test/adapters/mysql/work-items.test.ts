import { insertRow } from '../../../src/adapters/mysql/rows';
import type { WorkItem } from '../../../src/adapters/mysql/ops-types';
import type { Book } from '../../../src/adapters/mysql/types';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenAccount, givenCustomer, givenPayment, type Customer } from './givens';
import { aRefundRow } from './rows-builder';

const WAITING = { status: 'IN_PROGRESS', status_detail: 'WAITING_FOR_OPERATOR' } as const;

describe('work items', () => {
  let store: TestStore;
  let book: Book;
  let customer: Customer;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
    customer = await givenCustomer(store, book);
  });

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  const list = async (kind: WorkItem['kind'] | null = null) =>
    (await book.workItems.list({ kind, after: null, limit: 100 })).items;
  const numberOf = (id: string) => `wrk_${id.slice(4)}`;
  const change = (sql: string) => store.units.unit((tx) => tx.change(sql));

  function noteWait(
    subjectId: string,
    minutes: number,
    by: { actor?: string; reason?: string } = {},
  ) {
    const { actor = 'engine', reason = 'TRIES_USED_UP' } = by;
    return store.units.unit((tx) =>
      tx.change(
        `INSERT INTO history (subject_kind, subject_id, to_state, detail, reason, actor, at)
         VALUES ('payment', :subjectId, 'IN_PROGRESS', 'WAITING_FOR_OPERATOR', :reason, :actor, :at)`,
        { subjectId, reason, actor, at: new Date(NOON + minutes * 60_000) },
      ),
    );
  }

  it('are nothing on a good day', async () => {
    await givenPayment(store, customer);
    await givenPayment(store, customer, { ...WAITING, status_detail: 'BANK_RESULT_UNKNOWN' });
    expect(await list()).toEqual([]);
  });

  it('are payments, refunds, accounts, cases and a bank that rejects our settings, newest first', async () => {
    const payment = await givenPayment(store, customer, WAITING);
    await noteWait(payment, 1);
    const refund = aRefundRow(store.ids, {
      ...{ payment_id: await givenPayment(store, customer), ...WAITING },
      failure_code: 'CONTRACT_ACCOUNT_SHORT',
    });
    await store.units.unit((tx) => insertRow(tx, tx.models.refunds, refund));
    const account = await givenAccount(book, store, {
      memberId: customer.memberId,
      status: 'PENDING',
    });
    await change(`UPDATE accounts SET status_detail = 'WAITING_FOR_OPERATOR',
      next_action_at = requested_at WHERE account_id = '${account}'`);
    await noteWait(account, 2, { reason: 'PAIR_SPENT' });
    const row = { day: '20261122', time: '163130', direction: 'OUT', amount: 15_000, text: 'X' };
    const caseId = store.ids.id('workItem');
    await store.units.unit((tx) =>
      insertRow(tx, tx.models.cases, {
        ...{ case_id: caseId, finding_key: caseId, kind: 'MISSING_WITH_US', day: '20261122' },
        ...{ payment_id: payment, refund_id: null, owed_won: 15_000, transfer: null },
        ...{ bank_row: JSON.stringify(row), state: 'OPEN', opened_at: new Date(NOON + 180_000) },
        ...{ closed_at: null, corrective_refund_id: null },
      }),
    );
    store.clock.set(NOON + 240_000);
    await book.bankState.pause({ cause: 'BANK_CONFIG_ERROR', reason: 'A0090', actor: 'engine' });

    const items = await list();
    expect(items.map(({ kind, subjectId, reason }) => [kind, subjectId, reason])).toEqual([
      ['BANK_CONFIG', `wrk_${'0'.repeat(26)}`, 'A0090'],
      ['RECONCILIATION_CASE', caseId, 'MISSING_WITH_US'],
      ['ACCOUNT', account, 'PAIR_SPENT'],
      // Requested a minute after noon, and no move into the wait is known: the later of equal moments goes by its number.
      ...[
        ['REFUND', refund.refund_id, 'CONTRACT_ACCOUNT_SHORT'],
        ['PAYMENT', payment, 'TRIES_USED_UP'],
      ].sort((a, b) => (numberOf(a[1]!) < numberOf(b[1]!) ? 1 : -1)),
    ]);
    expect(items.find(({ kind }) => kind === 'RECONCILIATION_CASE')?.finding).toEqual({
      ...{ transfer: null, row },
    });
    expect((await list('ACCOUNT')).map(({ workItemId }) => workItemId)).toEqual([
      numberOf(account),
    ]);

    await book.bankState.resume({ reason: '설정을 고쳤습니다', actor: 'stf_1' });
    await change(`UPDATE cases SET state = 'CORRECTING' WHERE case_id = '${caseId}'`);
    expect((await list()).map(({ kind }) => kind)).not.toContain('BANK_CONFIG');
    expect((await list()).map(({ kind }) => kind)).not.toContain('RECONCILIATION_CASE');
  });

  it('are as old as the engine’s wait, whatever operators decided meanwhile', async () => {
    const payment = await givenPayment(store, customer, WAITING);
    await noteWait(payment, 5);
    await noteWait(payment, 9, { actor: 'stf_1', reason: 'dcs_1' });
    const item = (await list('PAYMENT')).find(({ subjectId }) => subjectId === payment);
    expect(item).toMatchObject({ since: NOON + 300_000, reason: 'TRIES_USED_UP' });
  });

  it('are shown by pages without one twice or none, also where many began together', async () => {
    for (let i = 0; i < 5; i += 1) await givenPayment(store, customer, WAITING);
    const all = (await list('PAYMENT')).map(({ workItemId }) => workItemId);
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await book.workItems.list({ kind: 'PAYMENT', after, limit: 2 });
      seen.push(...page.items.map(({ workItemId }) => workItemId));
      after = page.next;
    } while (after !== null);
    expect(seen).toEqual(all);
    expect(new Set(seen).size).toBe(seen.length);
  });
});
