import { koreanDay } from '../../../src/domain/korean-time';
import type { Book } from '../../../src/adapters/mysql/types';
import { toAccountSecrets } from '../../../src/adapters/mysql/mappers';
import { findRow } from '../../../src/adapters/mysql/rows';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import {
  anAccountNumber,
  anOpening,
  givenAccount,
  givenCustomer,
  givenMember,
  givenPayment,
} from './givens';
import { aRefundRow } from './rows-builder';

describe('accounts', () => {
  let store: TestStore;
  let book: Book;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
  });

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  const rowOf = (accountId: string) =>
    store.units.read((db) => findRow(db, db.models.accounts, { account_id: accountId }));

  it('are PENDING at first, masked, in the member’s name, with the default limits', async () => {
    const memberId = await givenMember(store, book);
    const { resource } = await book.accounts.accept(anOpening(memberId, '3021234567901'));
    expect(resource).toMatchObject({
      ...{ status: 'PENDING', statusDetail: 'WAITING_FOR_BANK', maskedNumber: '302*******901' },
      ...{ holderName: '김하늘', limitPerPayment: 2_000_000, limitPerDay: 5_000_000 },
    });
  });

  it('hold number, birth date, alias and name encrypted only', async () => {
    const memberId = await givenMember(store, book);
    const accountNumber = '3029998887901';
    const accountId = await givenAccount(book, store, {
      ...{ memberId, accountNumber, alias: 'ALIAS-00820100' },
    });
    const row = await rowOf(accountId);
    const member = await store.units.read((db) =>
      findRow(db, db.models.members, { member_id: memberId }),
    );
    const stored = JSON.stringify([row, member]);
    for (const secret of [accountNumber, '19900101', 'ALIAS-00820100', '김하늘']) {
      expect(stored).not.toContain(secret);
    }
    expect(row && toAccountSecrets(row, store.crypto)).toEqual({
      ...{ bankCode: '011', accountNumber, birthDate: '19900101', finAcno: 'ALIAS-00820100' },
    });
  });

  it('are opened once per member and number, also by 10 requests at once', async () => {
    const memberId = await givenMember(store, book);
    const number = anAccountNumber();
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, () => book.accounts.accept(anOpening(memberId, number))),
    );
    const [opened] = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of tries) {
      if (each.status === 'rejected') {
        expect(each.reason).toMatchObject({
          code: 'ALREADY_OPENED_ACCOUNT',
          facts: { resource: `/v1/accounts/${opened?.resource.accountId}` },
        });
      }
    }
  });

  it('may be opened by two members, and again after they were closed or refused', async () => {
    const number = anAccountNumber();
    const memberId = await givenMember(store, book);
    await givenAccount(book, store, { memberId, accountNumber: number, status: 'FAILED' });
    await givenAccount(book, store, { memberId, accountNumber: number, status: 'CLOSED' });
    await book.accounts.accept(anOpening(memberId, number));
    await book.accounts.accept(anOpening(await givenMember(store, book), number));
  });

  it('keep the alias when the same member opens the number again, and only then', async () => {
    const accountNumber = anAccountNumber();
    const memberId = await givenMember(store, book);
    const alias = '00820100000000000000001';
    await givenAccount(book, store, { memberId, accountNumber, status: 'CLOSED', alias });
    const again = await book.accounts.accept(anOpening(memberId, accountNumber));
    const row = await rowOf(again.resource.accountId);
    expect(row && toAccountSecrets(row, store.crypto).finAcno).toBe(alias);

    const stranger = await givenMember(store, book);
    const theirs = await book.accounts.accept(anOpening(stranger, accountNumber));
    expect((await rowOf(theirs.resource.accountId))?.fin_acno_encrypted).toBeNull();
  });

  it('are seen, renamed and closed by their member only', async () => {
    const memberId = await givenMember(store, book);
    const accountId = await givenAccount(book, store, { memberId });
    const stranger = { accountId, memberId: await givenMember(store, book) };
    expect(await book.accounts.byId(stranger)).toBeNull();
    expect(await book.accounts.rename({ ...stranger, nickname: 'x' })).toBeNull();
    expect(await book.accounts.close(stranger)).toBeNull();
    expect(await book.accounts.listOf(stranger.memberId)).toEqual([]);
    expect(await book.accounts.rename({ accountId, memberId, nickname: '월급통장' })).toMatchObject(
      {
        nickname: '월급통장',
      },
    );
    expect(await book.accounts.listOf(memberId)).toMatchObject([
      { accountId, nickname: '월급통장', status: 'ACTIVE' },
    ]);
  });

  it('are CLOSED once, with history and one event, whatever is asked twice', async () => {
    const memberId = await givenMember(store, book);
    const accountId = await givenAccount(book, store, { memberId });
    const closed = await book.accounts.close({ accountId, memberId });
    expect(closed).toMatchObject({ status: 'CLOSED', closedAt: NOON, eventSequence: 1 });
    expect(await book.accounts.close({ accountId, memberId })).toEqual(closed);
    const events = await store.units.read((db) =>
      db.rows('SELECT type, publish_due FROM events WHERE subject_key = :accountId', { accountId }),
    );
    expect(events).toEqual([{ type: 'account.closed', publish_due: 0 }]);
  });

  it('cannot be closed with a payment or a refund open, nor before they are active', async () => {
    const customer = await givenCustomer(store, book);
    const { accountId, memberId } = customer;
    const inUse = { code: 'ACCOUNT_IN_USE' };
    const paymentId = await givenPayment(store, customer, { status: 'IN_PROGRESS' });
    await expect(book.accounts.close({ accountId, memberId })).rejects.toMatchObject(inUse);
    await store.units.unit(async (tx) => {
      await tx.change("UPDATE payments SET status = 'DONE' WHERE payment_id = :paymentId", {
        paymentId,
      });
      await tx.models.refunds.bulkCreate([aRefundRow(store.ids, { payment_id: paymentId })], {
        transaction: tx.transaction,
      });
    });
    await expect(book.accounts.close({ accountId, memberId })).rejects.toMatchObject(inUse);

    const pending = await givenAccount(book, store, { memberId, status: 'PENDING' });
    await expect(book.accounts.close({ accountId: pending, memberId })).rejects.toMatchObject({
      code: 'ACCOUNT_NOT_ACTIVE',
    });
  });

  it('either are closed or take the payment, when both are asked at the same moment', async () => {
    for (let round = 0; round < 10; round += 1) {
      const customer = await givenCustomer(store, book);
      const { accountId, memberId } = customer;
      const [paid, closed] = await Promise.allSettled([
        book.payments.accept(customer.order()),
        book.accounts.close({ accountId, memberId }),
      ]);
      expect([paid.status, closed.status].sort()).toEqual(['fulfilled', 'rejected']);
    }
  });

  it('tell what is reserved of a day, and nothing where nothing is', async () => {
    const customer = await givenCustomer(store, book);
    const { accountId } = customer;
    await book.payments.accept(customer.order());
    expect(await book.accounts.usedOn({ accountId, day: koreanDay(NOON) })).toBe(15_000);
    const tomorrow = koreanDay(NOON + 86_400_000);
    expect(await book.accounts.usedOn({ accountId, day: tomorrow })).toBe(0);
  });
});
