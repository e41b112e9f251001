import { randomUUID } from 'node:crypto';
import type { CrashPoint } from '../../src/domain/crash-points';
import { bordersOf, dieAt, walkInLanes } from '../support/crash-walk';
import { aCustomer, anOrderId, settledAs, SHOP } from '../support/customers';
import type { Customer } from '../support/customers';
import type { Stage } from '../support/journey';

/**
 * The 17 borders of the payment flow. At each one a process kills itself like a power cut, is started again, and then
 * everything ends, the customer has paid once, and the audit finds nothing.
 */
const LANES: readonly (readonly CrashPoint[])[] = [
  ['O1', 'A1', 'A2', 'A3', 'A4', 'A5', 'W1', 'O4'],
  ['O2', 'W2', 'W3', 'W4', 'W5'],
  ['O3', 'W6', 'W7', 'W8'],
];
/** Borders after which the row is there, and ends without the caller's help. */
const COMMITTED: ReadonlySet<CrashPoint> = new Set(['A3', 'A4', 'A5']);
const CHECKED: ReadonlySet<CrashPoint> = new Set(['W7', 'W8']);

/** Each walk has an amount of its own, so that its rows at the bank can be counted. */
let nextAmount = 1_001;

/** Pays, dies at the border, comes back, and has paid once. */
async function dieAndGoOn(of: {
  stage: Stage;
  customer: Customer;
  point: CrashPoint;
}): Promise<void> {
  const { stage, customer, point } = of;
  const order = { key: randomUUID(), orderId: anOrderId(), timeoutMs: 10_000 };
  const options = CHECKED.has(point) ? { testCode: 'BANK_UNDECIDED_EXECUTED' } : {};
  const amount = nextAmount++;
  const pay = () => customer.pay(amount, { ...order, ...options });
  await dieAt(stage, { point, deed: pay });

  const lookUp = `/v1/payments/orders/${order.orderId}?partnerId=${SHOP}`;
  if (COMMITTED.has(point)) await settledAs(customer.client, lookUp, ['DONE']);
  const again = await pay();
  expect([201, 202]).toContain(again.status);
  await settledAs(customer.client, `/v1/payments/${String(again.body['paymentId'])}`, ['DONE']);
  const rows = (await stage.system.bank.ledger()).filter((row) => row.amount === amount);
  expect(rows).toHaveLength(1);
}

it('walks every border of a payment', () => {
  expect(LANES.flat().sort()).toEqual([...bordersOf('crash-points')].sort());
});

walkInLanes(
  LANES.map((points) => ({
    points,
    proof: 'one debit is there',
    async begin(stage) {
      const customer = await aCustomer(stage.system, { balance: 1_000_000 });
      return (point) => dieAndGoOn({ stage, customer, point });
    },
  })),
);
