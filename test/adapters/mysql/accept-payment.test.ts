import { koreanDay, parseKoreanDay } from '../../../src/domain/korean-time';
import { won } from '../../../src/domain/money';
import type { Book } from '../../../src/adapters/mysql/types';
import { aRequest, NOON, testBook, testStore, type TestStore } from './book-setup';
import {
  countRows,
  givenAccount,
  givenCustomer,
  givenMember,
  givenPartner,
  givenPayment,
  patiently,
} from './givens';

describe('acceptance of a payment', () => {
  let store: TestStore;
  let book: Book;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
  });

  beforeEach(() => store.clock.set(NOON));

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  const usedBy = (accountId: string) =>
    book.accounts.usedOn({ accountId, day: koreanDay(store.clock.now()) });

  it('stores it READY with its deadline, its share of the day, its history and its key', async () => {
    const customer = await givenCustomer(store, book);
    const order = customer.order({ metadata: { cart: '7' }, decisionSeconds: 20 });
    const { resource: payment, replayed } = await book.payments.accept(order);
    expect(replayed).toBe(false);
    expect(payment).toMatchObject({
      ...{ status: 'READY', statusDetail: null, amount: 15_000, refundable: 15_000 },
      ...{ requestedAt: NOON, decisionDeadline: NOON + 20_000, eventSequence: 0 },
      ...{ bankMemo: '온전상점', metadata: { cart: '7' }, limitDay: '20261122' },
    });
    expect(await usedBy(customer.accountId)).toBe(15_000);
    const [step] = await book.payments.timeline(payment.paymentId);
    expect(step).toMatchObject({
      kind: 'STATE',
      facts: { from: null, to: 'READY', actor: customer.memberId },
    });
    expect(await book.findKeyed(order.request)).toBe(payment.paymentId);
    expect(await countRows(store, `events WHERE subject_key = '${payment.paymentId}'`)).toBe(0);
  });

  it('makes one payment of 20 requests with one key, and says so to all of them', async () => {
    const customer = await givenCustomer(store, book);
    const order = customer.order();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => book.payments.accept(order)),
    );
    expect(new Set(answers.map(({ resource }) => resource.paymentId)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(await usedBy(customer.accountId)).toBe(15_000);
  });

  it('makes 50 payments of 50 keys with 20 requests each', async () => {
    const customer = await givenCustomer(store, book);
    const orders = Array.from({ length: 50 }, () => customer.order({ amount: won(1_000) }));
    const paymentIds = new Set<string>();
    // Two keys at a time: forty requests on ten connections, so that each key is fought for and the pool never starves.
    const crowds = orders.values();
    const ask = async () => {
      for (const order of crowds) {
        const crowd = Array.from({ length: 20 }, () =>
          patiently(() => book.payments.accept(order)),
        );
        for (const { resource } of await Promise.all(crowd)) paymentIds.add(resource.paymentId);
      }
    };
    await Promise.all([ask(), ask()]);
    expect(paymentIds.size).toBe(50);
    expect(await countRows(store, `payments WHERE member_id = '${customer.memberId}'`)).toBe(50);
    expect(await usedBy(customer.accountId)).toBe(50_000);
  });

  it('answers a replayed key with the payment as it is now', async () => {
    const customer = await givenCustomer(store, book);
    const order = customer.order();
    const { resource } = await book.payments.accept(order);
    await store.units.unit((tx) =>
      tx.change(`UPDATE payments SET status = 'DONE' WHERE payment_id = :paymentId`, {
        paymentId: resource.paymentId,
      }),
    );
    expect(await book.payments.accept(order)).toMatchObject({
      replayed: true,
      resource: { paymentId: resource.paymentId, status: 'DONE' },
    });
  });

  it('refuses a key that was used with another body, with no effect', async () => {
    const customer = await givenCustomer(store, book);
    const order = customer.order();
    await book.payments.accept(order);
    const other = { ...order.request, fingerprint: 'other' };
    const again = book.payments.accept(customer.order({ request: other }));
    await expect(again).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(book.findKeyed(other)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await usedBy(customer.accountId)).toBe(15_000);
  });

  it('takes keys that differ in case, and keys of two callers, as different', async () => {
    const customer = await givenCustomer(store, book);
    const neighbour = await givenCustomer(store, book);
    const key = 'A-key-of-16-chars-or-more';
    const pay = (who: typeof customer, spelling: string) =>
      book.payments.accept(
        who.order({ request: aRequest({ callerId: who.memberId, key: spelling }) }),
      );
    const answers = [
      await pay(customer, key),
      await pay(customer, key.toLowerCase()),
      await pay(neighbour, key),
    ];
    expect(answers.map(({ replayed }) => replayed)).toEqual([false, false, false]);
    expect(new Set(answers.map(({ resource }) => resource.paymentId)).size).toBe(3);
  });

  it('lets one of 20 payments through where the day has room for one', async () => {
    const customer = await givenCustomer(store, book, { limitPerDay: 20_000 });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => book.payments.accept(customer.order())),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = tries.flatMap((each) =>
      each.status === 'rejected' ? [(each.reason as { code: string }).code] : [],
    );
    expect(new Set(codes)).toEqual(new Set(['EXCEED_DAILY_LIMIT']));
    expect(await usedBy(customer.accountId)).toBe(15_000);
  });

  it('counts the limit per number: two registrations share it, the next Korean day is fresh', async () => {
    const customer = await givenCustomer(store, book, { limitPerDay: 20_000 });
    await book.payments.accept(customer.order());
    const number = (await secretNumber(customer.accountId)) ?? '';
    const memberId = await givenMember(store, book);
    const twin = { memberId, accountNumber: number, limitPerDay: 20_000 };
    const accountId = await givenAccount(book, store, twin);
    const fromTwin = () =>
      customer.order({ memberId, accountId, request: aRequest({ callerId: memberId }) });
    await expect(book.payments.accept(fromTwin())).rejects.toMatchObject({
      code: 'EXCEED_DAILY_LIMIT',
    });
    store.clock.set(Date.parse('2026-11-23T00:00:00+09:00'));
    const next = await book.payments.accept(fromTwin());
    expect(next.resource.limitDay).toBe(parseKoreanDay('20261123'));
  });

  async function secretNumber(accountId: string): Promise<string | undefined> {
    const [row] = await store.units.read((db) =>
      db.rows<{ number_encrypted: string }>(
        'SELECT number_encrypted FROM accounts WHERE account_id = :accountId',
        { accountId },
      ),
    );
    const place = { table: 'accounts', column: 'number_encrypted', rowId: accountId };
    return row && store.crypto.decrypt(row.number_encrypted, place);
  }

  describe('refuses, and leaves nothing behind, the key included:', () => {
    const cases = {
      NOT_FOUND_ACCOUNT: async () => ({ accountId: store.ids.id('account') }),
      UNKNOWN_PARTNER: async () => ({ partnerId: store.ids.id('partner') }),
      EXCEED_PAYMENT_LIMIT: async () => ({ amount: won(2_000_001) }),
    };

    it.each(Object.entries(cases))('%s', async (code, changes) => {
      const customer = await givenCustomer(store, book);
      const order = customer.order(await changes());
      await expect(book.payments.accept(order)).rejects.toMatchObject({ code });
      expect(await book.findKeyed(order.request)).toBeNull();
      expect(await usedBy(customer.accountId)).toBe(0);
      expect(await countRows(store, `payments WHERE member_id = '${customer.memberId}'`)).toBe(0);
    });

    it('a suspended partner, another member’s account, an account that is not active', async () => {
      const customer = await givenCustomer(store, book);
      const partnerId = await givenPartner(store, { status: 'SUSPENDED' });
      await expect(book.payments.accept(customer.order({ partnerId }))).rejects.toMatchObject({
        code: 'UNKNOWN_PARTNER',
      });
      const { accountId } = await givenCustomer(store, book);
      await expect(book.payments.accept(customer.order({ accountId }))).rejects.toMatchObject({
        code: 'NOT_FOUND_ACCOUNT',
      });
      for (const status of ['PENDING', 'FAILED', 'CLOSED']) {
        const own = await givenAccount(book, store, { memberId: customer.memberId, status });
        const order = customer.order({ accountId: own });
        await expect(book.payments.accept(order)).rejects.toMatchObject({
          code: 'ACCOUNT_NOT_ACTIVE',
        });
      }
    });
  });

  describe('an order number', () => {
    it('is held by one payment; its owner is told by which, a stranger is not', async () => {
      const customer = await givenCustomer(store, book);
      const stranger = await givenCustomer(store, book);
      const { orderId } = customer.order();
      const { resource } = await book.payments.accept(customer.order({ orderId }));
      await expect(book.payments.accept(customer.order({ orderId }))).rejects.toMatchObject({
        code: 'DUPLICATED_ORDER_ID',
        facts: { resource: `/v1/payments/${resource.paymentId}` },
      });
      const { partnerId } = customer;
      const refused = book.payments.accept(stranger.order({ orderId, partnerId }));
      await expect(refused).rejects.toMatchObject({ code: 'DUPLICATED_ORDER_ID', facts: {} });
    });

    it('goes to one of 10 payments that ask for it at the same moment', async () => {
      const customer = await givenCustomer(store, book);
      const { orderId } = customer.order();
      const tries = await Promise.allSettled(
        Array.from({ length: 10 }, () => book.payments.accept(customer.order({ orderId }))),
      );
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const each of tries) {
        if (each.status === 'rejected') expect(each.reason.code).toBe('DUPLICATED_ORDER_ID');
      }
    });

    it('is free again once its payment has let go of it, and at another shop', async () => {
      const customer = await givenCustomer(store, book);
      const { orderId } = customer.order();
      const freed = { order_id: orderId, order_slot: null, status: 'ABORTED' };
      await givenPayment(store, customer, freed);
      await book.payments.accept(customer.order({ orderId }));
      const partnerId = await givenPartner(store);
      await book.payments.accept(customer.order({ orderId, partnerId }));
    });
  });
});
