import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import type { Answer } from '../support/client';
import { aCustomer, anOrderId, settledAs, waitsWith } from '../support/customers';
import type { Customer } from '../support/customers';
import { eventually } from '../support/eventually';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import { freePort } from '../support/services';
import type { System } from '../support/system';

/** What happens when one of our own processes, the bank or Slack is gone, a run is lost, or the day ends. */
let slackPort = 0;
const stage = setStage(async () => {
  slackPort = await freePort();
  return { env: { SLACK_WEBHOOK_URL: `http://127.0.0.1:${slackPort}/` } };
});

/** Ten orders of one customer; each can be asked for again with its key. */
function tenOrders(customer: Customer): (() => Promise<Answer>)[] {
  return Array.from({ length: 10 }, (_, i) => {
    const order = { key: randomUUID(), orderId: anOrderId(), timeoutMs: 15_000 };
    return () => customer.pay(1_000 + i, order);
  });
}

async function untilDebits(system: System, count: number): Promise<void> {
  const what = `${count} debits at the bank`;
  await eventually(async () => (await system.bank.ledger()).length >= count, { what, everyMs: 10 });
}

/** Asks for all orders again until each is paid, and sees that each was paid once. */
async function allPaidOnce(customer: Customer, orders: (() => Promise<Answer>)[], system: System) {
  for (const order of orders) {
    const { body } = await order();
    await settledAs(customer.client, `/v1/payments/${String(body['paymentId'])}`, ['DONE']);
  }
  const { accountNumber } = customer;
  const rows = (await system.bank.ledger()).filter((row) => row.accountNumber === accountNumber);
  expect(rows.map(({ amount }) => amount).toSorted((one, other) => one - other)).toEqual(
    orders.map((_, i) => 1_000 + i),
  );
}

journey(stage, 'a worker killed between debits and their settlement', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 100_000 });
  const before = (await system.bank.ledger()).length;
  const orders = tenOrders(customer);
  const asked = Promise.allSettled(orders.map((order) => order()));
  await untilDebits(system, before + 3);
  await system.processes.worker.kill();
  await asked;
  await system.processes.worker.start();
  await allPaidOnce(customer, orders, system);
});

journey(stage, 'an API killed after it accepted', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 100_000 });
  const before = (await system.bank.ledger()).length;
  const orders = tenOrders(customer);
  const asked = Promise.allSettled(orders.map((order) => order()));
  await untilDebits(system, before + 1);
  await system.processes.api.kill();
  await asked;
  await system.processes.api.start();
  await allPaidOnce(customer, orders, system);
});

journey(stage, 'the bank killed and brought back', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 100_000 });
  const before = (await system.bank.ledger()).length;
  const orders = tenOrders(customer);
  const asked = Promise.allSettled(orders.slice(0, 7).map((order) => order()));
  await untilDebits(system, before + 1);
  await system.processes.sandbox.kill();
  const late = orders.slice(7).map((order) => order());
  expect((await Promise.all(late)).map(({ status }) => status)).toEqual([202, 202, 202]);
  await asked;
  await system.processes.sandbox.start();
  await allPaidOnce(customer, orders, system);
});

journey(stage, 'Slack down: payments go on, and the incident is told later', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 10_000 });
  const failing = await customer.pay(1_000, { testCode: 'BANK_UNDECIDED_NOT_EXECUTED' });
  const path = `/v1/payments/${String(failing.body['paymentId'])}`;
  await settledAs(customer.client, path, ['ABORTED']);
  await customer.payAndSettle(1_000);

  const posts: string[] = [];
  const slack = createServer((request, response) => {
    request.setEncoding('utf8');
    request.on('data', (text: string) => posts.push(text));
    request.on('end', () => response.end('ok'));
  });
  await new Promise<void>((resolve) => slack.listen(slackPort, '127.0.0.1', resolve));
  try {
    await eventually(() => posts.some((post) => post.includes('NOT_EXECUTED')), {
      what: 'the incident reaches Slack',
      timeoutMs: 60_000,
    });
  } finally {
    slack.closeAllConnections();
    slack.close();
  }
});

journey(stage, 'a run terminated in the middle is taken up by the sweep', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 10_000 });
  const paid = await customer.pay(1_000, {
    testCode: 'BANK_UNDECIDED_EXECUTED',
    prefer: 'respond-async',
  });
  const path = `/v1/payments/${String(paid.body['paymentId'])}`;
  await waitsWith(customer.client, path, 'BANK_RESULT_UNKNOWN');
  const { temporalAddress: address, temporalNamespace: namespace } = system.places;
  const connection = await Connection.connect({ address });
  const temporal = new TemporalClient({ connection, namespace });
  await temporal.workflow.getHandle(`payment-${String(paid.body['paymentId'])}`).terminate('test');
  await connection.close();
  // Overdue means by 30 s of business time.
  await system.bank.setClock({ advanceSeconds: 40 });
  const ended = await settledAs(customer.client, path, ['DONE']);
  expect(ended).toMatchObject({ decidedBy: 'RESULT_CHECK' });
});

journey(stage, 'midnight in Seoul with unknown payments open', async ({ system }) => {
  const { bank } = system;
  const paying = await aCustomer(system, { balance: 10_000 });
  const silent = await aCustomer(system, { balance: 10_000 });
  const today = await lateEvening(system);
  const fault = { api: 'DrawingTransfer', times: 0 };
  await bank.plant({ ...fault, fault: 'executed-silence', accountNumber: paying.accountNumber });
  await bank.plant({ ...fault, fault: 'lost-before', accountNumber: silent.accountNumber });
  const before = (await bank.requests()).length;
  const asked = [paying, silent].map((one) => one.pay(1_000, { prefer: 'respond-async' }));
  const ids = (await Promise.all(asked)).map(({ body }) => String(body['paymentId']));
  const sends = async () =>
    (await bank.requests()).slice(before).filter(({ api }) => api === 'DrawingTransfer');
  await eventually(async () => (await sends()).length >= 2, { what: 'both are sent', everyMs: 10 });
  await bank.setClock({ advanceSeconds: 180 });
  await bank.liftFaults();

  const [paidId, unpaidId] = ids.map((id) => `/v1/payments/${id}`);
  const paid = await settledAs(paying.client, paidId ?? '', ['DONE', 'ABORTED']);
  expect(paid).toMatchObject({ status: 'DONE', decidedBy: 'RESULT_CHECK' });
  const unpaid = await settledAs(silent.client, unpaidId ?? '', ['DONE', 'ABORTED']);
  expect(unpaid).toMatchObject({ status: 'ABORTED', failure: { code: 'NOT_EXECUTED' } });
  // A send under the new date would have been a second transfer.
  expect((await sends()).filter(({ at }) => !at.startsWith(today))).toEqual([]);
  await silent.payAndSettle(1_000);
});

/** Sets the bank's clock to 23:58 of its day, and waits until API and worker follow; answers the day. */
async function lateEvening(system: System): Promise<string> {
  const { bank } = system;
  const day = (await bank.now()).slice(0, 10);
  await bank.setClock({ now: `${day}T23:58:00+09:00` });
  const customer = await aCustomer(system, { balance: 100_000 });
  await eventually(
    async () => {
      const { body } = await customer.pay(1);
      const hour = String(body['requestedAt']).slice(0, 13);
      const sent = (await bank.requests()).findLast(({ api }) => api === 'DrawingTransfer');
      return hour === `${day}T23` && String(sent?.header['Trtm']).startsWith('23');
    },
    { what: 'API and worker follow the clock' },
  );
  return day;
}

auditAtTheEnd(stage);
