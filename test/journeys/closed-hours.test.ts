import { aCustomer, settledAs, type Customer } from '../support/customers';
import { eventually } from '../support/eventually';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import type { System } from '../support/system';

/** Hours in which the bank is known to be closed. */
const CLOSED = '23:40-23:50';
const stage = setStage(() => ({ env: { NH_BREAKER: '5/3', NH_CLOSED_HOURS: CLOSED } }));

/** Another amount than that of the payments that only show whether the bank is open. */
const PRICE = 1_000;

/** Accepted payments of one customer, whatever the bank says to them. */
async function acceptedPayments(customer: Customer, count: number): Promise<string[]> {
  const asked = Array.from({ length: count }, () =>
    customer.pay(PRICE, { prefer: 'respond-async' }),
  );
  const answers = await Promise.all(asked);
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: count }, () => 202));
  return answers.map(({ body }) => `/v1/payments/${String(body['paymentId'])}`);
}

async function debitsAsked({ bank }: System, before: number): Promise<number> {
  const rows = (await bank.requests()).slice(before);
  return rows.filter(({ api }) => api === 'DrawingTransfer').length;
}

async function untilClock({ bank }: System, at: number): Promise<void> {
  await eventually(async () => Date.parse(await bank.now()) >= at, { what: 'time passes' });
}

async function allPaidOnce(system: System, customer: Customer, paths: string[]): Promise<void> {
  for (const path of paths) {
    expect(await settledAs(customer.client, path, ['DONE', 'ABORTED', 'EXPIRED'])).toMatchObject({
      status: 'DONE',
    });
  }
  const { accountNumber } = customer;
  const rows = (await system.bank.ledger()).filter(
    (row) => row.accountNumber === accountNumber && row.amount === PRICE,
  );
  expect(rows).toHaveLength(paths.length);
}

journey(stage, 'a closed bank is not asked, and nothing is lost', async ({ system }) => {
  const { bank } = system;
  const customer = await aCustomer(system, { balance: 1_000_000 });
  const day = (await bank.now()).slice(0, 10);
  const at = (time: string) => Date.parse(`${day}T${time}+09:00`);
  const to = (time: string) => bank.setClock({ now: `${day}T${time}+09:00` });
  const settings = await fetch(`${bank.url}/sandbox/settings`, {
    method: 'PUT',
    body: JSON.stringify({ closedHours: [CLOSED] }),
  });
  expect(settings.status).toBe(200);

  await to('23:39:45');
  const asksAt = async () => String((await customer.pay(1)).body['requestedAt']).slice(11, 16);
  await eventually(async () => (await asksAt()) === '23:39', { what: 'the API follows' });
  const fault = { api: 'DrawingTransfer', times: 0, fault: 'lost-before' };
  const silent = await aCustomer(system, { balance: 1_000_000 });
  await bank.plant({ ...fault, accountNumber: silent.accountNumber });
  const sent = (await bank.requests()).length;
  const paths = await acceptedPayments(silent, 5);
  // A first send that meets the closed bank would be a definite refusal.
  const allSent = async () => (await debitsAsked(system, sent)) >= 5;
  await eventually(allSent, { what: 'all are in doubt', everyMs: 10 });
  await to('23:40:05');
  await bank.liftFaults();
  const refused = async () => (await silent.pay(1)).body['code'];
  await eventually(async () => (await refused()) === 'BANK_MAINTENANCE', { what: 'closed' });
  expect((await silent.pay(1)).status).toBe(503);
  // What was on its way when the clock moved has been answered by now.
  await untilClock(system, at('23:40:15'));
  const before = (await bank.requests()).length;
  await untilClock(system, at('23:40:25'));
  const moved = ['DrawingTransfer', 'CheckOnDrawingTransfer'];
  const asked = (await bank.requests()).slice(before).map(({ api }) => api);
  expect(asked.filter((api) => moved.includes(api))).toEqual([]);
  for (const path of paths) {
    expect((await silent.client.get(path)).body).toMatchObject({ status: 'IN_PROGRESS' });
  }

  await to('23:50:01');
  await allPaidOnce(system, silent, paths);
});

auditAtTheEnd(stage);
