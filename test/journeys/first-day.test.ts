import { aCustomer } from '../support/customers';
import { startSystem } from '../support/system';
import type { System } from '../support/system';

let system: System;
beforeAll(async () => {
  system = await startSystem();
}, 120_000);
afterAll(async () => {
  await system?.stop();
}, 60_000);

it('pays', async () => {
  const customer = await aCustomer(system, { balance: 50_000 });
  const paid = await customer.pay(15_000);
  expect(paid).toMatchObject({ status: 201, body: { status: 'DONE' } });
}, 60_000);
