import { randomUUID } from 'node:crypto';
import type { CrashPoint } from '../../src/domain/crash-points';
import { dealt, dieAt, rowsOf, thirdOf, untilAllIsTold, walkInLanes } from '../support/crash-walk';
import { aCustomer, settledAs } from '../support/customers';
import type { Customer } from '../support/customers';
import { eventually } from '../support/eventually';
import type { Stage } from '../support/journey';

/**
 * The 17 borders of the refund flow: parts of one payment are given back, and at each border a process dies. A third of
 * them in an ordinary run, see `thirdOf`.
 */
const share = thirdOf('crash-points-refund');
/** Borders after which the row is there, and ends without the caller's help. */
const COMMITTED: ReadonlySet<CrashPoint> = new Set(['A3', 'A4', 'A5']);
const CHECKED: ReadonlySet<CrashPoint> = new Set(['W7', 'W8']);
/** More than all parts together. */
const PAID = 100_000;

/** Each walk has an amount of its own, so that its rows at the bank can be counted. */
let nextAmount = 1_001;

interface Paid {
  readonly customer: Customer;
  readonly paymentId: string;
}

async function aPaidCustomer({ system }: Stage): Promise<Paid> {
  const customer = await aCustomer(system, { balance: 1_000_000 });
  return { customer, paymentId: await customer.payAndSettle(PAID) };
}

/** Asks for a part back, dies at the border, comes back, and has given it back once. */
async function dieAndGoOn(of: { stage: Stage; paid: Paid; point: CrashPoint }): Promise<void> {
  const { stage, point } = of;
  const { customer, paymentId } = of.paid;
  const { system } = stage;
  const amount = nextAmount++;
  const testCode = CHECKED.has(point) ? { testCode: 'BANK_UNDECIDED_EXECUTED' } : {};
  const options = { key: randomUUID(), timeoutMs: 10_000, ...testCode };
  const refund = () => customer.refund(paymentId, { amount }, options);
  await untilAllIsTold(system);
  await dieAt(stage, { point, deed: refund });

  if (COMMITTED.has(point)) await partIsBack(of.paid, amount);
  const again = await refund();
  expect([201, 202]).toContain(again.status);
  const refundId = String(again.body['refundId']);
  await settledAs(customer.client, `/v1/refunds/${refundId}`, ['DONE']);
  const credits = (await system.bank.ledger()).filter(
    (row) => row.kind === 'CREDIT' && row.amount === amount,
  );
  expect(credits).toHaveLength(1);
  const told = "SELECT event_id FROM events WHERE refund_id = ? AND type = 'refund.done'";
  expect(await rowsOf(system, told, [refundId])).toHaveLength(1);
}

/** Nobody asked again, and yet the payment shows this part as given back. */
async function partIsBack({ customer, paymentId }: Paid, amount: number): Promise<void> {
  await eventually(
    async () => {
      const { body } = await customer.client.get(`/v1/payments/${paymentId}`);
      const parts = body['cancels'] as { cancelAmount: number; cancelStatus: string }[];
      return parts.some((part) => part.cancelAmount === amount && part.cancelStatus === 'DONE');
    },
    { what: `${amount} won are back`, timeoutMs: 60_000, everyMs: 250 },
  );
}

describe(`refund (${share.chosen})`, () => {
  walkInLanes(
    dealt(share.points, 2).map((points) => ({
      points,
      proof: 'one credit is there, told once',
      async begin(stage) {
        const paid = await aPaidCustomer(stage);
        return (point) => dieAndGoOn({ stage, paid, point });
      },
    })),
  );
});
