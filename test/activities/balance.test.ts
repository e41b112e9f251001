import { MockActivityEnvironment } from '@temporalio/testing';
import pino from 'pino';
import { createBalance, type BalanceAnswer, type BalanceDeps } from '../../activities/balance';
import type { CachedBalance } from '../../src/adapters/redis/types';
import { mintPair } from '../../src/domain/pair';
import { won } from '../../src/domain/money';
import { eventually } from '../support/eventually';
import { aStoredEvent, createFakeEvents } from './fake-events';

const NOW = Date.parse('2026-11-22T16:31:30.501+09:00');
const words = { code: '00000', message: null, httpStatus: 200 };
const silence: BalanceAnswer = {
  class: 'UNKNOWN',
  because: 'NO_ANSWER',
  retryAfterSeconds: null,
  code: null,
  message: 'timed out',
  httpStatus: null,
};
const says = (amount: number): BalanceAnswer => ({
  class: 'SUCCEEDED',
  value: { available: won(amount) },
  ...words,
});

/** Everything around the activity, with a diary of what happened in which order. */
function aWorld(
  over: { answer?: (finAcno: string) => BalanceAnswer; finAcno?: string | null } = {},
) {
  const diary: string[] = [];
  const cached = new Map<string, CachedBalance>();
  const fake = createFakeEvents();
  const stopping = new AbortController();
  const deps: BalanceDeps = {
    bank: {
      inquireBalance: async ({ finAcno, pair, sandboxFault }) => {
        diary.push(`ask ${finAcno} ${pair.isTuno} ${String(sandboxFault)}`);
        return (over.answer ?? (() => says(985_000)))(finAcno);
      },
    },
    balances: {
      begin: async ({ accountId }) => {
        diary.push(`begin ${accountId}`);
        const finAcno = over.finAcno === undefined ? `fin-${accountId}` : over.finAcno;
        const bank = { bankCode: '011', accountNumber: '302', birthDate: '19900101' } as const;
        return { exchangeId: 17, secrets: { ...bank, finAcno }, pair: mintPair(NOW, 1) };
      },
      finish: async ({ exchangeId, outcome, endedAt }) =>
        void diary.push(`finish ${exchangeId} ${outcome.class} ${endedAt - NOW}`),
    },
    cache: {
      write: async (accountId, balance) => {
        diary.push(`cache ${accountId}`);
        cached.set(accountId, balance);
        return true;
      },
    },
    events: fake.book,
    clock: { now: () => NOW },
    stopping: stopping.signal,
    log: pino({ level: 'silent' }),
  };
  return { deps, diary, cached, fake, stopping };
}

const question = { accountId: 'acc_1', sandboxFault: null as string | null };
const run = (deps: BalanceDeps, input = question) =>
  new MockActivityEnvironment().run(createBalance(deps).askBalance, input);

describe('asking a balance', () => {
  it('takes the version before the bank is asked, and keeps the answer under it', async () => {
    const { deps, diary, cached } = aWorld();
    expect(await run(deps)).toEqual({
      kind: 'REFRESHED',
      availableWon: 985_000,
      version: 17,
      at: '2026-11-22T16:31:30.501+09:00',
    });
    expect(diary).toEqual([
      'begin acc_1',
      `ask fin-acc_1 20261122163130000001 null`,
      'finish 17 SUCCEEDED 0',
      'cache acc_1',
    ]);
    expect(cached.get('acc_1')).toEqual({ amount: 985_000, asOf: NOW, version: 17 });
  });

  it.each<[string, BalanceAnswer, object]>([
    ['silence', silence, { failureCode: 'BANK_NO_ANSWER', consentUrl: null }],
    [
      'a missing consent',
      {
        class: 'REFUSED',
        failureCode: 'CONSENT_REQUIRED',
        closed: false,
        ...words,
        consentUrl: 'https://nh/c',
      },
      { failureCode: 'CONSENT_REQUIRED', consentUrl: 'https://nh/c' },
    ],
    [
      'no connection',
      { class: 'NEVER_LEFT', ...words },
      { failureCode: 'BANK_NO_ANSWER', consentUrl: null },
    ],
  ])(
    'answers %s as a failure, keeps the evidence, and leaves the last known value',
    async (_name, answer, failure) => {
      const { deps, diary, cached } = aWorld({ answer: () => answer });
      expect(await run(deps)).toEqual({ kind: 'FAILED', ...failure });
      expect(diary.at(-1)).toBe(`finish 17 ${answer.class} 0`);
      expect(cached.size).toBe(0);
    },
  );

  it('does not ask for an account without an alias', async () => {
    const { deps, diary } = aWorld({ finAcno: null });
    expect(await run(deps)).toMatchObject({ kind: 'FAILED', failureCode: 'INVALID_BANK_ACCOUNT' });
    expect(diary).toEqual(['begin acc_1']);
  });

  it('gives the answer although Redis is away', async () => {
    const { deps } = aWorld();
    const cache = { write: () => Promise.reject(new Error('away')) };
    expect(await run({ ...deps, cache })).toMatchObject({
      kind: 'REFRESHED',
      availableWon: 985_000,
    });
  });

  it('passes the scenario of a test on to the sandbox bank', async () => {
    const { deps, diary } = aWorld();
    await run(deps, { accountId: 'acc_1', sandboxFault: '03' });
    expect(diary[1]).toMatch(/ 03$/);
  });
});

describe('refreshing balances after money moved', () => {
  async function refreshTo(world: ReturnType<typeof aWorld>, position: number) {
    const { refreshBalances } = createBalance(world.deps);
    const counts = new MockActivityEnvironment().run(refreshBalances, { roundSeconds: 60 });
    await eventually(() => world.fake.cursors.get('balance') === position, { what: 'the cursor' });
    world.stopping.abort();
    return counts;
  }
  const asked = ({ diary }: ReturnType<typeof aWorld>) =>
    diary.filter((line) => line.startsWith('begin'));

  it('asks once per account and batch, and only for events that moved money', async () => {
    const world = aWorld();
    world.fake.tell(
      aStoredEvent({ type: 'payment.done', inAccount: 'acc_1' }),
      aStoredEvent({ type: 'payment.aborted', inAccount: 'acc_2' }),
      aStoredEvent({ type: 'refund.done', inAccount: 'acc_3' }),
      aStoredEvent({ type: 'payment.partial_canceled', inAccount: 'acc_3' }),
      aStoredEvent({ type: 'account.active', inAccount: 'acc_4' }),
      aStoredEvent({ type: 'payment.canceled', inAccount: 'acc_1' }),
    );
    expect(await refreshTo(world, 6)).toEqual({ refreshed: 2, skipped: 0 });
    expect(asked(world)).toEqual(['begin acc_1', 'begin acc_3']);
  });

  it('skips a refusal and goes on with the next account', async () => {
    const refusal = { class: 'REFUSED', failureCode: 'CONSENT_EXPIRED', closed: false } as const;
    const answer = (finAcno: string): BalanceAnswer =>
      finAcno === 'fin-acc_1' ? { ...refusal, ...words } : says(1);
    const world = aWorld({ answer });
    world.fake.tell(...['acc_1', 'acc_2', 'acc_3'].map((inAccount) => aStoredEvent({ inAccount })));
    expect(await refreshTo(world, 3)).toEqual({ refreshed: 2, skipped: 1 });
  });

  it('gives the rest of a batch up when the bank does not answer, and does not come back to it', async () => {
    const world = aWorld({ answer: () => silence });
    world.fake.tell(
      ...Array.from({ length: 50 }, (_, i) => aStoredEvent({ inAccount: `acc_${i}` })),
    );
    expect(await refreshTo(world, 50)).toEqual({ refreshed: 0, skipped: 50 });
    expect(asked(world).length).toBeLessThanOrEqual(2);
  });
});
