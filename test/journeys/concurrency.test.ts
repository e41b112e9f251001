import { randomUUID } from 'node:crypto';
import type { Answer } from '../support/client';
import { aCustomer, anOrderId, settledAs } from '../support/customers';
import { auditAtTheEnd, journey, setStage } from '../support/journey';

/** Everybody at once, over two processes of the API. */
const stage = setStage();
beforeAll(() => stage().system.processes.otherApi.start(), 60_000);

/** What clients are told to do with "in progress" and "cannot accept now": the same request with the same key again. */
async function insist(ask: (key: string) => Promise<Answer>, key = randomUUID()): Promise<Answer> {
  for (;;) {
    const answer = await ask(key);
    const { code } = answer.body;
    if (code !== 'IDEMPOTENT_REQUEST_PROCESSING' && code !== 'SERVICE_UNAVAILABLE') return answer;
  }
}

/** Runs `work` for each item, so many at a time. */
async function inLanes<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const left = [...items.entries()];
  const results: Result[] = [];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}

journey(stage, '50 keys x 20 requests at once make 50 debits', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 1_000_000 });
  const elsewhere = customer.client.at(system.otherApiUrl);
  const before = (await system.bank.ledger()).length;
  const keys = Array.from({ length: 50 }, (_, i) => ({ key: randomUUID(), amount: 1_000 + i }));
  // 20 requests race under each key, and 10 keys are raced for at a time.
  const ids = await inLanes(keys, 10, async ({ key, amount }) => {
    const { accountId } = customer;
    const partnerId = 'prt_01JDEM0SH0P000000000000001';
    const body = { accountId, partnerId, orderId: anOrderId(), orderName: '한 번만', amount };
    const tries = Array.from({ length: 20 }, (_, i) => {
      const client = i % 2 === 0 ? customer.client : elsewhere;
      const options = { key, timeoutMs: 60_000 };
      return insist(() => client.post('/v1/payments', body, options));
    });
    return (await Promise.all(tries)).map((answer) => answer.body['paymentId']);
  });
  for (const [first, ...others] of ids) {
    expect(first).toMatch(/^pay_/);
    expect(new Set(others)).toEqual(new Set([first]));
  }
  for (const [first] of ids) {
    await settledAs(customer.client, `/v1/payments/${String(first)}`, ['DONE']);
  }
  expect(await system.bank.ledger()).toHaveLength(before + 50);
});

journey(stage, '20 payments against a limit for one: one is paid', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 10_000_000 });
  await customer.pay(2_000_000);
  await customer.pay(1_500_000);
  const race = Array.from({ length: 20 }, () => {
    const orderId = anOrderId();
    return insist((key) => customer.pay(1_000_000, { key, orderId }));
  });
  const answers = await Promise.all(race);
  const paid = answers.filter(({ status }) => status === 201 || status === 202);
  expect(paid).toHaveLength(1);
  await settledAs(customer.client, `/v1/payments/${String(paid[0]?.body['paymentId'])}`, ['DONE']);
  const refused = answers.filter(({ status }) => status === 422);
  expect(refused.map(({ body }) => body['code'])).toEqual(
    Array.from({ length: 19 }, () => 'EXCEED_DAILY_LIMIT'),
  );
});

journey(
  stage,
  '100 payments x 16 partial refunds at once never give too much',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 1_000_000 });
    const paymentIds = await inLanes(Array.from({ length: 100 }), 20, async () => {
      const { body } = await customer.pay(1_000, { timeoutMs: 60_000 });
      const paymentId = String(body['paymentId']);
      await settledAs(customer.client, `/v1/payments/${paymentId}`, ['DONE']);
      return paymentId;
    });
    const elsewhere = customer.client.at(system.otherApiUrl);
    // 16 requests race for each payment, and 10 payments are raced for at a time.
    const accepted = await inLanes(paymentIds, 10, async (paymentId) => {
      const path = `/v1/payments/${paymentId}/refunds`;
      const wish = { reason: '동시에', amount: 400 };
      const race = Array.from({ length: 16 }, (_, i) =>
        insist((key) => {
          const client = i % 2 === 0 ? customer.client : elsewhere;
          return client.post(path, wish, { key, prefer: 'respond-async', timeoutMs: 60_000 });
        }),
      );
      const answers = await Promise.all(race);
      return answers.filter(({ status }) => status === 201 || status === 202).length;
    });
    // 400 won fit twice into 1,000.
    expect(accepted).toEqual(Array.from({ length: 100 }, () => 2));
    for (const paymentId of paymentIds) {
      const { body } = await customer.client.get(`/v1/payments/${paymentId}`);
      expect(body).toMatchObject({ balanceAmount: 200 });
    }
  },
);

auditAtTheEnd(stage);
