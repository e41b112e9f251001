import { QUEUES } from '../../workflows/contract';
import { scripted, startWorkflowEnv, type Fakes, type WorkflowEnv } from '../support/workflow-env';
import type { AccountPage, ReconciliationRef } from '../../activities/reconciliation';

jest.setTimeout(120_000);

let env: WorkflowEnv;
beforeAll(async () => {
  env = await startWorkflowEnv();
});
afterAll(() => env.close());

const REF: ReconciliationRef = { reconciliationId: 'rec_1', day: '20261122' };

interface Asked extends ReconciliationRef {
  readonly after: string | null;
}

/** A day with so many accounts, of which some are not answered so many times. */
function aDay(of: {
  accounts: number;
  unanswered?: (accountId: string, ask: number) => boolean;
  silent?: true;
}) {
  const read = new Set<string>();
  const asks = new Map<string, number>();
  const ids = Array.from({ length: of.accounts }, (_, at) => `acc_${String(at).padStart(4, '0')}`);
  const accountsToReconcile = async ({ after, limit }: Asked & { limit: number }) => {
    const page = ids.filter((id) => after === null || id > after).slice(0, limit);
    const next = page.length < limit ? null : (page.at(-1) ?? null);
    return { accountIds: page.filter((id) => !read.has(id)), next } satisfies AccountPage;
  };
  const readStatements = async ({ accountIds }: { accountIds: readonly string[] }) => {
    let unanswered = 0;
    for (const id of accountIds) {
      const ask = (asks.get(id) ?? 0) + 1;
      asks.set(id, ask);
      if (of.unanswered?.(id, ask)) unanswered += 1;
      else read.add(id);
    }
    const silent = of.silent === true && unanswered > 0 && unanswered === accountIds.length;
    return { unanswered, silent };
  };
  const endReconciliation = scripted<{ unanswered: number }, { state: string }>({ state: 'ENDED' });
  const tellReconciliation = scripted<object, undefined>(undefined);
  const fakes: Fakes = {
    payments: { accountsToReconcile, endReconciliation },
    bankAsk: { readStatements },
    notify: { tellReconciliation },
  };
  return { fakes, read, asks, endReconciliation, tellReconciliation };
}

async function run(workflowId: string, fakes: Fakes): Promise<unknown> {
  return env.withWorkers(fakes, async () => {
    const start = { workflowId, taskQueue: QUEUES.payments, args: [REF] };
    const result = await (
      await env.temporal.client.workflow.start('reconciliation', start)
    ).result();
    return result as unknown;
  });
}

describe('a reconciliation', () => {
  it('reads every account once, ends it, and tells people', async () => {
    const day = aDay({ accounts: 45 });
    expect(await run('reconciliation-1', day.fakes)).toEqual({ state: 'ENDED' });
    expect([...day.asks.values()]).toEqual(Array.from({ length: 45 }, () => 1));
    expect(day.endReconciliation.asked).toEqual([{ reconciliationId: 'rec_1', unanswered: 0 }]);
    expect(day.tellReconciliation.asked).toEqual([{ reconciliationId: 'rec_1' }]);
    await env.replayed('reconciliation-1');
  });

  it('of a day without accounts is done at once', async () => {
    const day = aDay({ accounts: 0 });
    await run('reconciliation-2', day.fakes);
    expect(day.endReconciliation.asked).toEqual([{ reconciliationId: 'rec_1', unanswered: 0 }]);
  });

  it('asks again, after pauses, for accounts whose statement did not come, and only for those', async () => {
    const slow = new Map([
      ['acc_0003', 3],
      ['acc_0021', 2],
    ]);
    const day = aDay({ accounts: 30, unanswered: (id, ask) => ask < (slow.get(id) ?? 1) });
    await run('reconciliation-3', day.fakes);
    expect(day.read.size).toBe(30);
    expect(day.asks.get('acc_0003')).toBe(3);
    expect(day.asks.get('acc_0021')).toBe(2);
    expect(day.asks.get('acc_0000')).toBe(1);
    expect(day.endReconciliation.asked).toEqual([{ reconciliationId: 'rec_1', unanswered: 0 }]);
    await env.replayed('reconciliation-3');
  });

  it('is never silently done: what was not answered to the last is what it fails with', async () => {
    const day = aDay({ accounts: 25, unanswered: (id) => id === 'acc_0007' });
    await run('reconciliation-4', day.fakes);
    expect(day.asks.get('acc_0007')).toBe(7);
    expect(day.endReconciliation.asked).toEqual([{ reconciliationId: 'rec_1', unanswered: 1 }]);
    expect(day.tellReconciliation.asked).toHaveLength(1);
  });

  it('does not walk on over thousands of accounts while the bank answers none', async () => {
    const later = aDay({
      accounts: 200,
      silent: true,
      unanswered: (id, ask) => id < 'acc_0020' && ask < 3,
    });
    await run('reconciliation-5', later.fakes);
    expect(later.read.size).toBe(200);
    expect(later.endReconciliation.asked).toEqual([{ reconciliationId: 'rec_1', unanswered: 0 }]);
    const away = aDay({ accounts: 200, silent: true, unanswered: () => true });
    await run('reconciliation-6', away.fakes);
    expect(away.asks.size).toBe(20);
    expect(away.endReconciliation.asked).toEqual([{ reconciliationId: 'rec_1', unanswered: 20 }]);
  });

  it('walks on over accounts that the bank refuses to show, and reads all others', async () => {
    const day = aDay({ accounts: 60, unanswered: (id) => id < 'acc_0020' });
    await run('reconciliation-9', day.fakes);
    expect(day.read.size).toBe(40);
    expect(day.endReconciliation.asked).toEqual([{ reconciliationId: 'rec_1', unanswered: 20 }]);
  });

  it('hands over to a next run before its history grows long', async () => {
    const day = aDay({ accounts: 2_100 });
    await run('reconciliation-7', day.fakes);
    expect(day.read.size).toBe(2_100);
    expect([...day.asks.values()].every((asks) => asks === 1)).toBe(true);
    const runs = await env.replayed('reconciliation-7');
    expect(runs.length).toBe(2);
    for (const { events } of runs) expect(events).toBeLessThan(2_000);
  });

  it('is done although Slack cannot be told for a day', async () => {
    const day = aDay({ accounts: 1 });
    const tellReconciliation = scripted(new Error('SLACK_AWAY'));
    const state = await run('reconciliation-8', { ...day.fakes, notify: { tellReconciliation } });
    expect(state).toEqual({ state: 'ENDED' });
    expect(tellReconciliation.asked.length).toBeGreaterThan(10);
  });
});

it('begins what is due, a run per day, and joins one that a person has begun', async () => {
  const days = ['20261120', '20261121', '20261122'];
  const due = days.map((day) => ({ reconciliationId: `rec_${day}`, day }));
  const gate: { open?: () => void } = {};
  const opened = new Promise<void>((resolve) => (gate.open = resolve));
  const asked: string[] = [];
  const accountsToReconcile = async ({ day }: Asked): Promise<AccountPage> => {
    asked.push(day);
    if (day === '20261121') await opened;
    return { accountIds: [], next: null };
  };
  const payments = {
    ...{ accountsToReconcile, beginDueReconciliations: async () => due },
    endReconciliation: async () => ({ state: 'DONE' }),
  };
  const notify = { tellReconciliation: async () => undefined };
  await env.withWorkers({ payments, notify }, async () => {
    const { workflow } = env.temporal.client;
    const taskQueue = QUEUES.payments;
    const begun = await workflow.start('reconciliation', {
      ...{ workflowId: 'reconciliation-rec_20261121', taskQueue, args: [due[1]!] },
    });
    const daily = await workflow.start('reconcileDue', { workflowId: 'due-1', taskQueue });
    expect(await daily.result()).toEqual({ days });
    gate.open?.();
    await begun.result();
    for (const day of days) await workflow.getHandle(`reconciliation-rec_${day}`).result();
  });
  expect(asked.toSorted()).toEqual(days);
  await env.replayed('due-1');
});
