import { loadConfig } from '../../src/config';
import { limitsOf } from '../../src/worker-pool';
import { problemsOf, REQUIRED } from './environment';

const bankWith = (env: Record<string, string>) => loadConfig({ ...REQUIRED, ...env }).bank;

describe('the circuit breaker', () => {
  it('rests 30 s after five failures unless something else is set', () => {
    expect(bankWith({}).client.breaker).toEqual({ failures: 5, openMs: 30_000 });
    const given = bankWith({ NH_BREAKER: '12/3' });
    expect(given.client.breaker).toEqual({ failures: 12, openMs: 3_000 });
    expect(bankWith({ NH_BREAKER: 'off' }).client.breaker).toBeNull();
  });

  it.each(['5', '5/', '/30', '0/30', '5/0', '5/30s', '-1/30', '5/1000', 'on'])(
    'refuses %s',
    (text) => {
      const problems = problemsOf({ ...REQUIRED, NH_BREAKER: text });
      expect(problems).toEqual([expect.stringContaining('NH_BREAKER')]);
    },
  );
});

describe('the contract account', () => {
  it('is not watched unless its fin-account is named', () => {
    expect(bankWith({}).contract).toEqual({ finAcno: null, lowWon: 100_000_000 });
    const named = { NH_CONTRACT_FIN_ACNO: '0082010', CONTRACT_LOW_WON: '5' };
    expect(bankWith(named).contract).toEqual({ finAcno: '0082010', lowWon: 5 });
  });

  it('refuses what is no fin-account', () => {
    const problems = problemsOf({ ...REQUIRED, NH_CONTRACT_FIN_ACNO: '0082-010' });
    expect(problems).toEqual([expect.stringContaining('NH_CONTRACT_FIN_ACNO')]);
  });
});

describe('alarms by age', () => {
  it('have no common bound unless one is set', () => {
    expect(loadConfig(REQUIRED).alerts.stuckSeconds).toBeNull();
    const bounded = loadConfig({ ...REQUIRED, ALERT_STUCK_SECONDS: '20' });
    expect(bounded.alerts.stuckSeconds).toBe(20);
  });
});

describe('the calls a second', () => {
  const limits = { maxBankCalls: 7, ratePerSecond: 50 };
  const rateOf = (queue: string) => limitsOf(queue, limits).maxTaskQueueActivitiesPerSecond;

  it('are shared by the bank queues of all workers, and never more than set', () => {
    const shares = ['bank-debit', 'bank-credit', 'bank-ask'].map((queue) => rateOf(queue) ?? 0);
    expect(shares).toEqual([25, 12.5, 12.5]);
    expect(limitsOf('bank-ask', limits).maxConcurrentActivityTaskExecutions).toBe(7);
  });

  it.each(['payments', 'notify'])('do not hold up the queue %s, which asks no bank', (queue) => {
    expect(limitsOf(queue, limits)).toEqual({});
  });
});
