import { DEMO } from '../../src/adapters/mysql/seed';
import type { CrashPoint } from '../../src/domain/crash-points';
import { signIn, type Client } from '../support/client';
import { bordersOf, diedAt, dieAt, rowsOf, walkInLanes, type Lane } from '../support/crash-walk';
import { aCustomer, anOrderId, settledAs, SHOP, waitsWith } from '../support/customers';
import type { Customer } from '../support/customers';
import type { Stage } from '../support/journey';
import { EVIDENCE, REASON } from '../support/operator-work';

/**
 * The borders of what decides payments late: a net cancel and its compensation (N), the sweep that finds what was lost (S),
 * and the approval of an operator's decision (D).
 */
const AMOUNT = 15_000;
const LATEST = { timeoutMs: 150_000 };

interface Step {
  readonly stage: Stage;
  readonly point: CrashPoint;
}

const pathOf = (paymentId: string): string => `/v1/payments/${paymentId}`;

/** Movements of a customer's account at the bank. */
async function movesOf({ system }: Stage, { accountNumber }: Customer): Promise<string[]> {
  const rows = (await system.bank.ledger()).filter((row) => row.accountNumber === accountNumber);
  return rows.map(({ kind, amount }) => `${kind} ${amount}`);
}

/** Types of all events about a payment, in their order. */
async function eventsOf({ system }: Stage, paymentId: string): Promise<string[]> {
  const query = 'SELECT type FROM events WHERE payment_id = ? ORDER BY sequence';
  return (await rowsOf(system, query, [paymentId])).map((row) => String(row['type']));
}

const aCustomerOf = ({ system }: Stage) => aCustomer(system, { balance: 1_000_000 });

/**
 * N1 and N2 lie at the deadline, so the bank hides the debit until shortly after it. N3 and N4 lie where the debit is
 * proven: a cancel by the caller gets there sooner.
 */
async function netCancel({ stage, point }: Step): Promise<void> {
  const customer = await aCustomerOf(stage);
  const { accountNumber } = customer;
  const plant = (fault: string, params: object) =>
    stage.system.bank.plant({ fault, params, api: 'DrawingTransfer', accountNumber, times: 1 });
  const payLate = async () => {
    await plant('silent-past-deadline', { seconds: 26 });
    return customer.pay(AMOUNT, { decisionSeconds: 20 });
  };
  const payAndCancel = async () => {
    await plant('processing', { polls: 1 });
    const paid = await customer.pay(AMOUNT);
    await customer.client.post(`${pathOf(String(paid.body['paymentId']))}/cancel`, {
      cancelReason: '고객 변심',
    });
    return paid;
  };
  const deed = point === 'N1' || point === 'N2' ? payLate : payAndCancel;
  const asked = await dieAt(stage, { point, deed });
  expect(asked).toMatchObject({ status: 202 });

  const paymentId = String(asked?.body['paymentId']);
  const end = await settledAs(customer.client, pathOf(paymentId), ['CANCELED'], LATEST);
  expect(end).toMatchObject({
    failure: { code: 'NET_CANCELED' },
    cancels: [{ cancelAmount: AMOUNT, cancelStatus: 'DONE', cause: 'NET_CANCEL' }],
  });
  expect(await movesOf(stage, customer)).toEqual([`DEBIT ${AMOUNT}`, `CREDIT ${AMOUNT}`]);
  const told = await eventsOf(stage, paymentId);
  expect(told.filter((type) => type === 'payment.net_canceling')).toHaveLength(1);
  expect(told).not.toContain('payment.done');
  expect(told.slice(-2)).toEqual(['refund.done', 'payment.canceled']);
}

/** Two operators, and a customer whose payments nobody but them can decide. */
interface Deciders {
  readonly customer: Customer;
  readonly first: Client;
  readonly second: Client;
  /** Open payments that the bank never tells about. */
  readonly inDoubt: string[];
}

async function someInDoubt(stage: Stage): Promise<Deciders> {
  const operator = (email: string) => signIn(stage.system, { email, password: DEMO.password });
  const customer = await aCustomerOf(stage);
  const silent = async () => {
    const { body } = await customer.pay(AMOUNT, { testCode: 'WAITING_FOR_OPERATOR' });
    return String(body['paymentId']);
  };
  return {
    customer,
    first: await operator(DEMO.staff[1].email),
    second: await operator(DEMO.staff[2].email),
    inDoubt: [await silent(), await silent()],
  };
}

/** The API dies before a run exists; then the worker dies while it sweeps. */
async function sweep({ stage, point }: Step): Promise<void> {
  const customer = await aCustomerOf(stage);
  const orderId = anOrderId();
  const pay = () => customer.pay(AMOUNT, { orderId, timeoutMs: 10_000 });
  await diedAt(stage, { point: 'A3', deed: pay });
  await dieAt(stage, { point, deed: () => stage.system.processes.api.start() });
  const path = `/v1/payments/orders/${orderId}?partnerId=${SHOP}`;
  const done = await settledAs(customer.client, path, ['DONE']);
  expect(await movesOf(stage, customer)).toEqual([`DEBIT ${AMOUNT}`]);
  expect(await eventsOf(stage, String(done['paymentId']))).toEqual(['payment.done']);
}

/** The API dies while an approval is answered; the decision counts, and an approval repeated is the same. */
async function approve({ stage, point }: Step, deciders: Deciders): Promise<void> {
  const { customer, first, second, inDoubt } = deciders;
  const subjectId = String(inDoubt.pop());
  await waitsWith(customer.client, pathOf(subjectId), 'WAITING_FOR_OPERATOR');
  const wish = { subjectId, decision: 'EXECUTED', reason: REASON, evidence: EVIDENCE };
  const proposed = await first.post('/v1/ops/decisions', wish, { key: null });
  expect(proposed).toMatchObject({ status: 201, body: { state: 'PROPOSED' } });
  const path = `/v1/ops/decisions/${String(proposed.body['decisionId'])}/approve`;
  const decide = () => second.post(path, null, { key: null, timeoutMs: 10_000 });
  expect(await dieAt(stage, { point, deed: decide })).toBeNull();

  const end = await settledAs(customer.client, pathOf(subjectId), ['DONE']);
  expect(end).toMatchObject({ decidedBy: 'OPERATOR' });
  expect(await decide()).toMatchObject({ status: 200, body: { state: 'APPROVED' } });
  const decisions = 'SELECT decision_id FROM decisions WHERE subject_id = ?';
  expect(await rowsOf(stage.system, decisions, [subjectId])).toHaveLength(1);
  const told = await eventsOf(stage, subjectId);
  expect(told.filter((type) => type === 'payment.done')).toHaveLength(1);
}

const netCancels = (points: readonly CrashPoint[]): Lane => ({
  points,
  proof: 'what was taken is given back once',
  begin: async (stage) => (point) => netCancel({ stage, point }),
});
/** A short doubt limit: what the bank never tells about is soon a person's business. */
const deciding: Lane = {
  points: ['S1', 'S2', 'D1', 'D2'],
  proof: 'it is decided once',
  options: { env: { NH_DOUBT_LIMIT_SECONDS: '25' } },
  async begin(stage) {
    const deciders = await someInDoubt(stage);
    return (point) =>
      point.startsWith('S') ? sweep({ stage, point }) : approve({ stage, point }, deciders);
  },
};
const LANES = [netCancels(['N1', 'N3']), netCancels(['N2', 'N4']), deciding];

it('walks every border of a net cancel, the sweep, and a decision', () => {
  const walked = LANES.flatMap((lane) => lane.points);
  expect(walked.sort()).toEqual([...bordersOf('crash-points-net-cancel')].sort());
});

walkInLanes(LANES);
