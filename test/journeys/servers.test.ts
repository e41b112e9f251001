import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { ALL_SERVICES, startServices } from '../../scripts/services/start-services';
import type { ServiceName, StartedServices } from '../../scripts/services/start-services';
import { aCustomer, anOrderId, settledAs } from '../support/customers';
import { eventually } from '../support/eventually';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import type { Servers } from '../support/system-places';

/** Each server killed under work and brought back. They are private ones: nobody else may notice. */
let servers: StartedServices<ServiceName>;
const dir = resolve('.onjeon-test', `run-servers-${randomBytes(4).toString('hex')}`);

const stage = setStage(async () => {
  const log = (): void => undefined;
  servers = await startServices({
    dir,
    toolsDir: resolve('.onjeon/tools'),
    only: ALL_SERVICES,
    log,
  });
  return { servers: addressesOf(servers) };
});
afterAll(async () => {
  await servers?.stop();
  rmSync(dir, { recursive: true, force: true });
}, 180_000);

function addressesOf({ mysql, redis, rabbitmq, temporal }: typeof servers): Servers {
  return {
    mysqlUrl: mysql.url,
    redisUrl: redis.url,
    rabbitmqUrl: rabbitmq.url,
    rabbitmqManagementUrl: rabbitmq.managementUrl,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
  };
}

journey(stage, 'Redis down: payments go on, and a balance is ???? at once', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 10_000 });
  await servers.redis.kill();
  await customer.payAndSettle(1_000);
  const path = `/v1/accounts/${customer.accountId}/balance`;
  const balance = await customer.client.get(path);
  expect(balance).toMatchObject({ status: 200, body: { amount: null, display: '????' } });
  await servers.redis.start();
  await eventually(
    async () => {
      const { body } = await customer.client.post(`${path}/refresh`, null, { key: null });
      return (
        body['refreshed'] === true && (await customer.client.get(path)).body['amount'] === 9_000
      );
    },
    { what: 'the balance is known again' },
  );
});

journey(stage, 'RabbitMQ down: payments go on, and partners hear of them later', async (at) => {
  const { system } = at;
  const customer = await aCustomer(system, { balance: 10_000 });
  await servers.rabbitmq.kill();
  const paymentId = await customer.payAndSettle(1_000);
  await customer.refund(paymentId, {});
  await settledAs(customer.client, `/v1/payments/${paymentId}`, ['CANCELED']);
  await servers.rabbitmq.start();
  // Both events, in order, once by id.
  expect(await at.auditor.audit()).toEqual([]);
});

journey(
  stage,
  'MySQL down: nothing is accepted, and then everything goes on',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 10_000 });
    const open = await customer.pay(1_000, {
      testCode: 'BANK_UNDECIDED_EXECUTED',
      prefer: 'respond-async',
    });
    await servers.mysql.kill();
    const order = { key: 'while-the-book-is-away', orderId: anOrderId() };
    const refused = await customer.pay(2_000, order);
    expect(refused).toMatchObject({ status: 503, body: { code: 'SERVICE_UNAVAILABLE' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);

    await servers.mysql.start();
    const paid = await customer.pay(2_000, order);
    const path = (id: unknown): string => `/v1/payments/${String(id)}`;
    await settledAs(customer.client, path(paid.body['paymentId']), ['DONE']);
    await settledAs(customer.client, path(open.body['paymentId']), ['DONE']);
  },
);

journey(stage, 'Temporal down: payments are accepted, and end when it is back', async (at) => {
  const { system } = at;
  const customer = await aCustomer(system, { balance: 10_000 });
  const open = await customer.pay(1_000, {
    testCode: 'BANK_UNDECIDED_EXECUTED',
    prefer: 'respond-async',
  });
  await servers.temporal.kill();
  const accepted = await customer.pay(2_000);
  expect(accepted).toMatchObject({ status: 202, body: { status: 'READY' } });

  await servers.temporal.start();
  for (const { body } of [open, accepted]) {
    await settledAs(customer.client, `/v1/payments/${String(body['paymentId'])}`, ['DONE']);
  }
  await customer.payAndSettle(3_000);
});

auditAtTheEnd(stage);
