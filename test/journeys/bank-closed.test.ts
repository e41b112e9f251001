import { aCustomer, settledAs, type Customer } from '../support/customers';
import { eventually } from '../support/eventually';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import type { System } from '../support/system';

/** What happens while the bank is silent and customers go on paying. */
const stage = setStage(() => ({ env: { NH_BREAKER: '5/3' } }));

const PAYMENTS = 20;

/** Accepted payments of one customer, whatever the bank says to them. */
async function acceptedPayments(customer: Customer, count: number): Promise<string[]> {
  const asked = Array.from({ length: count }, () =>
    customer.pay(1_000, { prefer: 'respond-async' }),
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
  const rows = (await system.bank.ledger()).filter((row) => row.accountNumber === accountNumber);
  expect(rows).toHaveLength(paths.length);
}

journey(
  stage,
  'a silent bank is not stormed, and everything is paid after it',
  async ({ system }) => {
    const { bank } = system;
    const customer = await aCustomer(system, { balance: 1_000_000 });
    const fault = { api: 'DrawingTransfer', times: 0, fault: 'lost-before' };
    await bank.plant({ ...fault, accountNumber: customer.accountNumber });
    const before = (await bank.requests()).length;
    const began = Date.parse(await bank.now());
    const paths = await acceptedPayments(customer, PAYMENTS);
    await untilClock(system, began + 12_000);
    // Each was sent once at most before the circuit opened; from then on one call in three seconds tries.
    const tries = (Date.parse(await bank.now()) - began) / 3_000 + 2;
    expect(await debitsAsked(system, before)).toBeLessThanOrEqual(PAYMENTS + tries);
    await bank.liftFaults();
    await allPaidOnce(system, customer, paths);
  },
);

auditAtTheEnd(stage);
