import type { End } from '../../../src/adapters/mysql/movement-types';
import type { Decided, Decision } from '../../../src/adapters/mysql/ops-types';
import { findRow, insertRow } from '../../../src/adapters/mysql/rows';
import type { Book } from '../../../src/adapters/mysql/types';
import type { DecisionKind } from '../../../src/domain/decision';
import { LEASE_MS } from '../../support/movement-builder';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenAccount, givenCustomer, givenPayment, type Customer } from './givens';

const FIRST = 'stf_01JDEM0STAFF00000000000002';
const SECOND = 'stf_01JDEM0STAFF00000000000003';
/** Over the doubt limit of half an hour after the send. */
const LATER = NOON + 3_600_000;
const EVIDENCE = { kind: 'BANK_CALL', reference: '농협 16:45' } as const;
const NOBODYS = '01JD8QK3V5M7N9P1R3T5W7Y9Z1';

describe('decisions of operators', () => {
  let store: TestStore;
  let book: Book;
  let customer: Customer;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
    const { memberId, ...rest } = await givenCustomer(store, book, { limitPerDay: 50_000_000 });
    const of = { memberId, alias: '0082010999999001', limitPerDay: 50_000_000 };
    customer = { ...rest, memberId, accountId: await givenAccount(book, store, of) };
  });

  beforeEach(() => store.clock.set(NOON));

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  /** A payment that was sent, never answered, and waits for a person an hour later. */
  async function waitingPayment(detail = 'WAITING_FOR_OPERATOR'): Promise<string> {
    const order = customer.order({ accountId: customer.accountId });
    const { resource } = await book.payments.accept(order);
    const ref = { kind: 'PAYMENT', id: resource.paymentId } as const;
    const file = await book.movements.load(ref);
    await book.movements.claimSend({ file, pair: 'FIRST', now: NOON, leaseMs: LEASE_MS });
    await store.units.unit((tx) =>
      tx.change(
        'UPDATE payments SET status_detail = :detail, decision_deadline = :late WHERE payment_id = :id',
        { detail, id: ref.id, late: new Date(LATER + 900_000) },
      ),
    );
    store.clock.set(LATER);
    return ref.id;
  }

  const wish = (subjectIds: readonly string[], decision: DecisionKind = 'EXECUTED') => ({
    subjects: subjectIds.map((subjectId, i) => ({ subjectId, pointer: `/subjectIds/${i}` })),
    ...{ decision, reason: '전화로 확인했습니다', evidence: EVIDENCE, operatorId: FIRST },
  });
  const propose = async (subjectId: string, decision?: DecisionKind): Promise<Decision> => {
    const [made] = await book.decisions.propose(wish([subjectId], decision));
    return (made as Decided).decision;
  };
  const rowOf = (paymentId: string) =>
    store.units.read((db) => findRow(db, db.models.payments, { payment_id: paymentId }));
  const stored = async (subjectId: string) =>
    (await book.decisions.list({ subjectId, state: null, after: null, limit: 10 })).items;

  it('take effect on approval by another: the row is due, and history says who decided', async () => {
    const id = await waitingPayment();
    const before = await rowOf(id);
    const { decisionId } = await propose(id);
    expect(await rowOf(id)).toEqual(before);
    const approved = await book.decisions.approve({ decisionId, operatorId: SECOND });
    expect(approved).toMatchObject({
      decision: { state: 'APPROVED', proposedBy: FIRST, decidedBy: SECOND, decidedAt: LATER },
      run: { kind: 'payment', id, partnerId: customer.partnerId, amount: 15_000 },
    });
    const after = await rowOf(id);
    expect(after?.version).toBe((before?.version ?? 0) + 1);
    expect(after?.next_action_at?.getTime()).toBe(LATER);
    const [newest] = await store.units.read((db) =>
      db.rows('SELECT * FROM history WHERE subject_id = :id ORDER BY history_id DESC LIMIT 1', {
        id,
      }),
    );
    expect(newest).toMatchObject({
      actor: SECOND,
      reason: decisionId,
      detail: 'WAITING_FOR_OPERATOR',
    });
    const { movement } = await book.movements.load({ kind: 'PAYMENT', id });
    expect(movement.transfers[0]?.decisions).toEqual([{ kind: 'EXECUTED', at: LATER }]);
  });

  it('are approved once by two who approve at the same moment', async () => {
    const id = await waitingPayment();
    const { decisionId } = await propose(id);
    const before = await rowOf(id);
    const third = 'stf_01JDEM0STAFF00000000000009';
    const other = testBook(store);
    const all = await Promise.all([
      book.decisions.approve({ decisionId, operatorId: SECOND }),
      other.decisions.approve({ decisionId, operatorId: third }),
    ]);
    await other.close();
    expect(all[0].decision).toEqual(all[1].decision);
    expect((await rowOf(id))?.version).toBe((before?.version ?? 0) + 1);
  });

  it('are not one’s own to approve or reject, and nothing changes by trying', async () => {
    const id = await waitingPayment();
    const { decisionId } = await propose(id);
    const own = { decisionId, operatorId: FIRST };
    const refusal = { code: 'SECOND_OPERATOR_REQUIRED' };
    await expect(book.decisions.approve(own)).rejects.toMatchObject(refusal);
    await expect(book.decisions.reject(own)).rejects.toMatchObject(refusal);
    expect((await book.decisions.byId(decisionId))?.state).toBe('PROPOSED');
  });

  it('may be repeated, and not turned round', async () => {
    const approve = {
      decisionId: (await propose(await waitingPayment())).decisionId,
      operatorId: SECOND,
    };
    const first = await book.decisions.approve(approve);
    store.clock.set(LATER + 1_000);
    expect(await book.decisions.approve(approve)).toEqual(first);
    const conflict = { code: 'STATE_CONFLICT' };
    await expect(book.decisions.reject(approve)).rejects.toMatchObject(conflict);

    const reject = {
      decisionId: (await propose(await waitingPayment())).decisionId,
      operatorId: SECOND,
    };
    const rejected = await book.decisions.reject(reject);
    expect(rejected.state).toBe('REJECTED');
    expect(await book.decisions.reject(reject)).toEqual(rejected);
    await expect(book.decisions.approve(reject)).rejects.toMatchObject(conflict);
    await expect(propose(rejected.subjectId)).resolves.toMatchObject({ state: 'PROPOSED' });
  });

  it('are refused where nothing waits, one is open, or another decision would fit', async () => {
    const conflict = { code: 'STATE_CONFLICT', facts: { errors: [{ pointer: '/subjectIds/0' }] } };
    const done = await givenPayment(store, customer);
    await expect(propose(done)).rejects.toMatchObject(conflict);
    await expect(propose(await waitingPayment('BANK_RESULT_UNKNOWN'))).rejects.toMatchObject(
      conflict,
    );
    const id = await waitingPayment();
    for (const wrong of ['SEND_AGAIN', 'SETTLED_OUTSIDE', 'CORRECTIVE_REFUND'] as const) {
      await expect(propose(id, wrong)).rejects.toMatchObject(conflict);
    }
    await propose(id);
    await expect(propose(id)).rejects.toMatchObject(conflict);
    await expect(propose(id, 'ASK_AGAIN')).rejects.toMatchObject(conflict);
    expect(await stored(id)).toHaveLength(1);
  });

  it('are stored once by two who propose at the same moment', async () => {
    const id = await waitingPayment();
    const other = testBook(store);
    const all = await Promise.allSettled([
      book.decisions.propose(wish([id])),
      other.decisions.propose({ ...wish([id], 'NOT_EXECUTED'), operatorId: SECOND }),
    ]);
    await other.close();
    expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await stored(id)).toHaveLength(1);
  });

  it.each([
    ['pay', 'NOT_FOUND_PAYMENT'],
    ['rfd', 'NOT_FOUND_REFUND'],
    ['acc', 'NOT_FOUND_ACCOUNT'],
    ['wrk', 'NOT_FOUND'],
  ])('about a %s that is not there are %s', async (prefix, code) => {
    await expect(propose(`${prefix}_${NOBODYS}`)).rejects.toMatchObject({ code });
  });

  it('about many are stored for all or for none, and the refusal names the one', async () => {
    const ids = [await waitingPayment(), await waitingPayment(), await waitingPayment()];
    const done = await givenPayment(store, customer);
    await expect(book.decisions.propose(wish([ids[0]!, ids[1]!, done]))).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
      facts: { errors: [{ pointer: '/subjectIds/2' }] },
    });
    for (const id of ids) expect(await stored(id)).toEqual([]);
    const made = await book.decisions.propose(wish(ids));
    expect(made.map(({ decision }) => decision.subjectId)).toEqual(ids);
  });

  it('to ask again take effect at once, by one operator', async () => {
    const id = await waitingPayment();
    const [made] = await book.decisions.propose({ ...wish([id], 'ASK_AGAIN'), evidence: null });
    expect(made).toMatchObject({
      decision: { state: 'APPROVED', proposedBy: FIRST, decidedBy: FIRST, evidence: null },
      run: { kind: 'payment', id },
    });
    expect((await rowOf(id))?.next_action_at?.getTime()).toBe(LATER);
  });

  it('do not take effect on what has moved since: another pair, or an end', async () => {
    const id = await waitingPayment();
    const { decisionId } = await propose(id);
    const known = { failureCode: null, bank: null, effectiveAt: LATER, knownAt: LATER };
    const end: End = { result: 'EXECUTED', by: 'RESULT_CHECK', ...known };
    await book.settlements.settlePayment({ paymentId: id, end, at: LATER });
    await expect(book.decisions.approve({ decisionId, operatorId: SECOND })).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    expect((await book.decisions.byId(decisionId))?.state).toBe('PROPOSED');

    const other = await waitingPayment();
    const about = await propose(other);
    await store.units.unit((tx) =>
      tx.change(`UPDATE decisions SET transfer_id = '${other}.0' WHERE subject_id = '${other}'`),
    );
    await expect(
      book.decisions.approve({ decisionId: about.decisionId, operatorId: SECOND }),
    ).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  });

  it('about a case give the money back by a refund of their own, once', async () => {
    const paymentId = await givenPayment(store, customer, { status: 'ABORTED', refundable_won: 0 });
    const caseId = await aCase(paymentId, 15_000);
    const { decisionId } = await propose(caseId, 'CORRECTIVE_REFUND');
    const approve = { decisionId, operatorId: SECOND };
    const approved = await book.decisions.approve(approve);
    expect(approved.run).toMatchObject({ kind: 'refund', amount: 15_000 });
    expect(await book.decisions.approve(approve)).toEqual(approved);
    const refunds = await store.units.read((db) =>
      db.rows('SELECT * FROM refunds WHERE payment_id = :paymentId', { paymentId }),
    );
    expect(refunds).toMatchObject([
      {
        refund_id: approved.run?.id,
        cause: 'CORRECTION',
        requested_by: 'OPERATOR',
        status: 'IN_PROGRESS',
      },
    ]);
    expect((await rowOf(paymentId))?.status).toBe('ABORTED');
    await expect(propose(caseId, 'CORRECTIVE_REFUND')).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
  });

  it('about several cases of one row of the bank give back what it took, and no more', async () => {
    const paymentId = await givenPayment(store, customer, { status: 'ABORTED', refundable_won: 0 });
    const row = JSON.stringify({ bankNumber: 'T1', amount: 20_000 });
    const surplus = await aCase(paymentId, 5_000, row);
    const whole = await aCase(paymentId, 20_000, row);
    const elsewhere = await aCase(paymentId, 20_000, row.replace('T1', 'T2'));
    const [first, second, other] = await Promise.all(
      [surplus, whole, elsewhere].map((caseId) => propose(caseId, 'CORRECTIVE_REFUND')),
    );
    const approve = (proposal: typeof first) =>
      book.decisions.approve({ decisionId: proposal?.decisionId ?? '', operatorId: SECOND });
    await approve(first);
    await expect(approve(second)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect((await approve(other)).run).toMatchObject({ amount: 20_000 });
  });

  it('about a case close it where the money went back by another way, or none is owed', async () => {
    const paymentId = await givenPayment(store, customer, { status: 'ABORTED', refundable_won: 0 });
    const caseId = await aCase(paymentId, null);
    await expect(propose(caseId, 'CORRECTIVE_REFUND')).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
    });
    const { decisionId } = await propose(caseId, 'SETTLED_OUTSIDE');
    const { run } = await book.decisions.approve({ decisionId, operatorId: SECOND });
    expect(run).toBeNull();
    const row = await store.units.read((db) => findRow(db, db.models.cases, { case_id: caseId }));
    expect(row).toMatchObject({ state: 'CLOSED', closed_at: new Date(NOON) });
  });

  it('list newest first, page by page', async () => {
    const id = await waitingPayment();
    for (const ms of [1, 2, 3]) {
      store.clock.set(LATER + ms);
      await propose(id, 'ASK_AGAIN');
    }
    const query = { subjectId: id, state: 'APPROVED', after: null, limit: 2 } as const;
    const page = await book.decisions.list(query);
    expect(page.items.map(({ proposedAt }) => proposedAt)).toEqual([LATER + 3, LATER + 2]);
    const rest = await book.decisions.list({ ...query, after: page.next });
    expect([rest.items.map(({ proposedAt }) => proposedAt), rest.next]).toEqual([
      [LATER + 1],
      null,
    ]);
  });

  async function aCase(
    paymentId: string,
    owed: number | null,
    bankRow: string | null = null,
  ): Promise<string> {
    const caseId = store.ids.id('workItem');
    await store.units.unit((tx) =>
      insertRow(tx, tx.models.cases, {
        ...{ case_id: caseId, finding_key: caseId, kind: 'MISSING_WITH_US', day: '20261122' },
        ...{
          payment_id: paymentId,
          refund_id: null,
          owed_won: owed,
          transfer: null,
          bank_row: bankRow,
        },
        ...{
          state: 'OPEN',
          opened_at: new Date(NOON),
          closed_at: null,
          corrective_refund_id: null,
        },
      }),
    );
    return caseId;
  }
});
