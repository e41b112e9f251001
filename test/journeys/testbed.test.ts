import { aCustomer, settledAs } from '../support/customers';
import type { Customer } from '../support/customers';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import type { Stage } from '../support/journey';

/**
 * NH's public test bed cannot be asked for the result of a transfer: there the customer's statement is the only witness.
 * Both sides run in that mode. A row is proof at once; its absence only after window and booking lag, which together are
 * longer than the 30 s for which a scenario hides its row.
 */
const stage = setStage(() => ({
  env: { NH_MODE: 'testbed', SANDBOX_MODE: 'testbed', NH_BOOKING_LAG_SECONDS: '15' },
}));
const LATEST = { timeoutMs: 150_000 };
const JOURNEY_MS = 200_000;

const pathOf = (paymentId: unknown): string => `/v1/payments/${String(paymentId)}`;

async function pays({ client, pay }: Customer, amount: number, testCode: string) {
  const { body } = await pay(amount, { testCode });
  return settledAs(client, pathOf(body['paymentId']), ['DONE', 'ABORTED'], LATEST);
}

/** No result check was made: the test bed has none. */
async function neverChecked({ system }: Stage): Promise<void> {
  const checks = (await system.bank.requests()).filter(({ api }) => api.startsWith('Check'));
  expect(checks.filter(({ api }) => api !== 'CheckOpenFinAccountDirect')).toEqual([]);
}

journey(
  stage,
  'a debit behind silence is found on the statement',
  async (on) => {
    const customer = await aCustomer(on.system, { balance: 100_000 });
    const end = await pays(customer, 5_000, 'BANK_UNDECIDED_EXECUTED');
    expect(end).toMatchObject({ status: 'DONE', decidedBy: 'STATEMENT', failure: null });
    await neverChecked(on);
  },
  JOURNEY_MS,
);

journey(
  stage,
  'silence after an executed debit: the duplicate answer leads to the statement',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const end = await pays(customer, 5_000, 'BANK_SILENT_EXECUTED');
    expect(end).toMatchObject({ status: 'DONE', decidedBy: 'STATEMENT' });
    const { accountNumber } = customer;
    const rows = (await system.bank.ledger()).filter((row) => row.accountNumber === accountNumber);
    expect(rows).toHaveLength(1);
  },
  JOURNEY_MS,
);

journey(
  stage,
  'a debit that was not executed is missing from the statement after window and lag',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const end = await pays(customer, 5_000, 'BANK_UNDECIDED_NOT_EXECUTED');
    expect(end).toMatchObject({
      ...{ status: 'ABORTED', decidedBy: 'STATEMENT' },
      failure: { code: 'NOT_EXECUTED' },
    });
  },
  JOURNEY_MS,
);

journey(
  stage,
  'two payments of one amount are told apart by their references',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const [one, other] = await Promise.all([
      pays(customer, 7_000, 'BANK_UNDECIDED_EXECUTED'),
      pays(customer, 7_000, 'BANK_UNDECIDED_NOT_EXECUTED'),
    ]);
    expect([one['status'], other['status']]).toEqual(['DONE', 'ABORTED']);
  },
  JOURNEY_MS,
);

journey(
  stage,
  'a row that is booked late is waited for: absence within window and lag proves nothing',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const end = await pays(customer, 9_000, 'BANK_CHECK_LAGS');
    expect(end).toMatchObject({ status: 'DONE', decidedBy: 'STATEMENT' });
  },
  JOURNEY_MS,
);

journey(
  stage,
  'a refund behind silence is found on the customer’s statement, going in',
  async (on) => {
    const { system } = on;
    const customer = await aCustomer(system, { balance: 100_000 });
    const paymentId = await customer.payAndSettle(8_000);
    const asked = await customer.refund(paymentId, {}, { testCode: 'BANK_UNDECIDED_EXECUTED' });
    const path = `/v1/refunds/${String(asked.body['refundId'])}`;
    const end = await settledAs(customer.client, path, ['DONE'], LATEST);
    expect(end['decidedBy']).toBe('STATEMENT');
    await neverChecked(on);
  },
  JOURNEY_MS,
);

auditAtTheEnd(stage);
