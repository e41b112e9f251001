import { randomUUID } from 'node:crypto';
import type { CrashPoint as AnyCrashPoint } from '../../src/domain/crash-points';
import { aCustomer, anOrderId, settledAs, SHOP } from '../support/customers';
import type { Customer } from '../support/customers';
import { eventually } from '../support/eventually';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import type { Stage } from '../support/journey';

type CrashPoint = Exclude<AnyCrashPoint, `${'N' | 'S' | 'D'}${number}`>;

/**
 * The 17 borders of the payment flow. At each one a process kills itself like a power cut, is started again, and then
 * everything ends, the customer has paid once, and the audit finds nothing.
 */
const BORDERS: Readonly<Record<CrashPoint, string>> = {
  A1: 'request parsed',
  A2: 'acceptance written, not committed',
  A3: 'accepted, run not started',
  A4: 'run started, outcome not read',
  A5: 'outcome read, caller not answered',
  W1: 'activity begun',
  W2: 'marked as sent, nothing sent',
  W3: 'request written, answer not read',
  W4: 'answer read, not stored',
  W5: 'settlement written, not committed',
  W6: 'settlement committed, activity not reported',
  W7: 'result check marked, not sent',
  W8: 'result check answered, not stored',
  O1: 'event read, not published',
  O2: 'published, confirm not read',
  O3: 'confirmed, not marked',
  O4: 'marked, not reported',
};

/** Three systems side by side: most of the time a walk waits for a time-out of a process that is gone. */
const LANES: readonly (readonly CrashPoint[])[] = [
  ['O1', 'A1', 'A2', 'A3', 'A4', 'A5', 'W1', 'O4'],
  ['O2', 'W2', 'W3', 'W4', 'W5'],
  ['O3', 'W6', 'W7', 'W8'],
];
/** Borders after which the row is there, and ends without the caller's help. */
const COMMITTED: ReadonlySet<CrashPoint> = new Set(['A3', 'A4', 'A5']);
const CHECKED: ReadonlySet<CrashPoint> = new Set(['W7', 'W8']);

const stages = LANES.map(() => setStage());
const walks = new Map<CrashPoint, Promise<void>>();

beforeAll(() => {
  LANES.forEach((points, lane) => {
    const stage = stages[lane];
    if (!stage) throw new Error('each lane has a system');
    const customer = aCustomer(stage().system, { balance: 1_000_000 });
    let before: Promise<unknown> = customer;
    for (const point of points) {
      const walk = before.then(async () => dieAndGoOn(stage(), await customer, point));
      before = walk.catch(() => undefined);
      walks.set(point, walk);
    }
  });
}, 60_000);

/** Pays, dies at the border, comes back, and has paid once. */
async function dieAndGoOn({ system }: Stage, customer: Customer, point: CrashPoint): Promise<void> {
  const victim = system.processes[point.startsWith('A') ? 'api' : 'worker'];
  const deaths = victim.deaths();
  const order = { key: randomUUID(), orderId: anOrderId(), timeoutMs: 10_000 };
  const options = CHECKED.has(point) ? { testCode: 'BANK_UNDECIDED_EXECUTED' } : {};
  const amount = 1_000 + Object.keys(BORDERS).indexOf(point);

  system.armCrash(point);
  const asked = customer.pay(amount, { ...order, ...options }).catch(() => null);
  await eventually(() => victim.deaths() > deaths, {
    what: `the ${victim.name} dies at ${point}`,
    timeoutMs: 60_000,
  });
  await asked;
  await victim.start();

  const lookUp = `/v1/payments/orders/${order.orderId}?partnerId=${SHOP}`;
  if (COMMITTED.has(point)) await settledAs(customer.client, lookUp, ['DONE']);
  const again = await customer.pay(amount, { ...order, ...options });
  expect([201, 202]).toContain(again.status);
  await settledAs(customer.client, `/v1/payments/${String(again.body['paymentId'])}`, ['DONE']);
  const rows = (await system.bank.ledger()).filter((row) => row.amount === amount);
  expect(rows).toHaveLength(1);
}

LANES.forEach((points, lane) => {
  const stage = stages[lane];
  if (!stage) throw new Error('each lane has a system');
  for (const point of points) {
    const name = `${point}, ${BORDERS[point]}: dies, comes back, and one debit is there`;
    journey(stage, name, () => walks.get(point) ?? Promise.reject(new Error('no walk')), 240_000);
  }
  auditAtTheEnd(stage);
});
