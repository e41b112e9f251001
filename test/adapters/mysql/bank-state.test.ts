import type { Book } from '../../../src/adapters/mysql/types';
import { won } from '../../../src/domain/money';
import { NOON, testBook, testStore, type TestStore } from './book-setup';

describe('the bank’s state', () => {
  let store: TestStore;
  let book: Book;

  beforeEach(async () => {
    store = await testStore();
    book = testBook(store);
  });

  afterEach(async () => {
    await book.close();
    await store.close();
  });

  const operator = { cause: 'OPERATOR', reason: '농협 장애 공지', actor: 'stf_1' } as const;

  it('runs until somebody holds it, and says who, when and why', async () => {
    expect(await book.bankState.read()).toMatchObject({ state: 'RUNNING', cause: null });
    await book.bankState.pause(operator);
    expect(await book.bankState.read()).toMatchObject({
      state: 'PAUSED',
      ...operator,
      since: NOON,
    });
  });

  it('keeps the first reason when it is held again, and runs once it is let go', async () => {
    await book.bankState.pause({ cause: 'BANK_CONFIG_ERROR', reason: 'A0090', actor: 'engine' });
    store.clock.set(NOON + 1_000);
    const again = await book.bankState.pause(operator);
    expect(again).toMatchObject({ cause: 'BANK_CONFIG_ERROR', reason: 'A0090', since: NOON });
    const wish = { reason: '설정을 고쳤습니다', actor: 'stf_2' };
    const running = { state: 'RUNNING', cause: null, ...wish, since: NOON + 1_000 };
    expect(await book.bankState.resume(wish)).toMatchObject(running);
    store.clock.set(NOON + 2_000);
    expect(await book.bankState.resume({ ...wish, actor: 'stf_3' })).toMatchObject(running);
  });

  it('is held once by those who hold it at the same moment', async () => {
    const holders = Array.from({ length: 10 }, (_, i) =>
      book.bankState.pause({ ...operator, actor: `stf_${i}` }),
    );
    const actors = new Set((await Promise.all(holders)).map(({ actor }) => actor));
    expect(actors.size).toBe(1);
  });

  it('knows what our own account held when it was asked last', async () => {
    await book.bankState.noteContractBalance({ balance: won(9_000_000), at: NOON });
    expect(await book.bankState.read()).toMatchObject({
      ...{ state: 'RUNNING', contractBalance: 9_000_000, contractAskedAt: NOON },
    });
  });
});
