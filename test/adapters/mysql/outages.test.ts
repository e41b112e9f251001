import { createConnection, type Connection } from 'mysql2/promise';
import type { Book } from '../../../src/adapters/mysql/types';
import { koreanDay } from '../../../src/domain/korean-time';
import { freePort } from '../../support/services';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { countRows, givenCustomer, type Customer } from './givens';
import { linkTo, type Link } from './link';

describe('acceptance while the database fails', () => {
  let store: TestStore;
  let book: Book;
  let link: Link;
  let customer: Customer;

  beforeAll(async () => {
    store = await testStore();
  });

  beforeEach(async () => {
    link = await linkTo(store.database.url);
    book = testBook(store, { url: link.url, poolSize: 2 });
    customer = await givenCustomer(store, book);
    jest.spyOn(console, 'warn').mockReturnValue(); // Sequelize warns there of a failed COMMIT
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await book.close();
    await link.close();
  });

  afterAll(() => store.close());

  it('makes one payment when the answer to COMMIT is lost, and does not call it a replay', async () => {
    const order = customer.order();
    link.loseAnswerToNextCommit();
    const { resource, replayed } = await book.payments.accept(order);
    expect(link.lost()).toBe(1);
    expect(replayed).toBe(false);
    const { memberId, accountId } = customer;
    expect(await countRows(store, `payments WHERE member_id = '${memberId}'`)).toBe(1);
    expect(await book.accounts.usedOn({ accountId, day: koreanDay(NOON) })).toBe(15_000);
    expect(await book.payments.accept(order)).toMatchObject({
      replayed: true,
      resource: { paymentId: resource.paymentId },
    });
  });

  it('answers 503 with a time to come back while no connection can be made, and accepts nothing', async () => {
    link.cut();
    const order = customer.order();
    const unavailable = { code: 'SERVICE_UNAVAILABLE', facts: { retryAfterSeconds: 2 } };
    await expect(book.payments.accept(order)).rejects.toMatchObject(unavailable);
    await expect(book.ping()).rejects.toMatchObject(unavailable);
    const { memberId } = customer;
    expect(await countRows(store, `payments WHERE member_id = '${memberId}'`)).toBe(0);
  });

  it('answers 503 when the server falls silent, rather than wait for ever', async () => {
    link.swallow();
    await expect(book.ping()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  });

  it('asks for READ COMMITTED itself, whatever the server’s default is', async () => {
    await book.ping();
    expect(link.hasPassed('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED')).toBe(true);
  });

  it('answers 503 where nothing listens at all', async () => {
    const nowhere = new URL(store.database.url);
    nowhere.port = String(await freePort());
    const lonely = testBook(store, { url: nowhere.href });
    await expect(lonely.ping()).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await lonely.close();
  });

  it('goes on with new connections after the old ones were cut', async () => {
    await book.payments.accept(customer.order());
    const connections = await store.units.read((db) =>
      db.rows<{ id: number }>(
        `SELECT id FROM information_schema.processlist
         WHERE db = :name AND id <> CONNECTION_ID()`,
        { name: store.database.name },
      ),
    );
    await store.units.unit(async (tx) => {
      for (const { id } of connections) await tx.rows('KILL :id', { id }).catch(() => undefined);
    });
    await book.payments.accept(customer.order());
  });

  describe('with somebody else holding a lock', () => {
    let holder: Connection;

    beforeEach(async () => {
      holder = await createConnection({ uri: store.database.url });
      await holder.beginTransaction();
    });

    afterEach(() => holder.end());

    it('answers 409 if the key is another’s and not yet stored, and leaves nothing behind', async () => {
      const order = customer.order();
      const { callerId, route, key } = order.request;
      await holder.query(
        `INSERT INTO idempotency_keys VALUES (?, ?, ?, 'print', 'pay_1', UTC_TIMESTAMP(3))`,
        [callerId, route, key],
      );
      await expect(book.payments.accept(order)).rejects.toMatchObject({
        code: 'IDEMPOTENT_REQUEST_PROCESSING',
      });
      await holder.rollback();
      expect(await book.findKeyed(order.request)).toBeNull();
    });

    it('answers 503 if the day’s limit is locked, and leaves nothing behind', async () => {
      const { accountId, memberId } = customer;
      await book.payments.accept(customer.order());
      await holder.query(
        `SELECT * FROM account_days JOIN accounts USING (number_hash)
         WHERE account_id = ? FOR UPDATE`,
        [accountId],
      );
      const order = customer.order();
      await expect(book.payments.accept(order)).rejects.toMatchObject({
        code: 'SERVICE_UNAVAILABLE',
      });
      await holder.rollback();
      expect(await book.findKeyed(order.request)).toBeNull();
      expect(await countRows(store, `payments WHERE member_id = '${memberId}'`)).toBe(1);
      expect(await book.accounts.usedOn({ accountId, day: koreanDay(NOON) })).toBe(15_000);
    });
  });

  it('answers 20 requests with one key alike when it has to refuse, and binds nothing', async () => {
    const order = customer.order({ partnerId: store.ids.id('partner') });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => book.payments.accept(order)),
    );
    const codes = tries.map((each) => each.status === 'rejected' && each.reason.code);
    expect(new Set(codes)).toEqual(new Set(['UNKNOWN_PARTNER']));
    expect(await book.findKeyed(order.request)).toBeNull();
  });

  it('answers 503 when every connection is taken for too long', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const narrow = await testStoreOver(1);
    const holding = narrow.units.unit(() => held);
    await expect(narrow.units.read((db) => db.rows('SELECT 1'))).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
    release();
    await holding;
    await narrow.close();
  });

  const testStoreOver = (poolSize: number) => testStore({ poolSize });
});
