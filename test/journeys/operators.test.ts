import { DEMO } from '../../src/adapters/mysql/seed';
import { signIn, type Answer, type Client } from '../support/client';
import { aCustomer, settledAs, waitsWith, type Customer } from '../support/customers';
import { eventually } from '../support/eventually';
import { auditAtTheEnd, journey, setStage, type Stage } from '../support/journey';
import { EVIDENCE, REASON } from '../support/operator-work';

/**
 * What no witness could tell is decided by two operators, on the real stack. The doubt limit is short, so that a bank that
 * never answers is a person's business soon.
 */
const stage = setStage(() => ({ env: { NH_DOUBT_LIMIT_SECONDS: '25' } }));

let customer: Customer;
let first: Client;
let second: Client;

beforeAll(async () => {
  const { system } = stage();
  const operator = (email: string) => signIn(system, { email, password: DEMO.password });
  customer = await aCustomer(system, { balance: 1_000_000 });
  first = await operator(DEMO.staff[1].email);
  second = await operator(DEMO.staff[2].email);
}, 180_000);

const post = (who: Client, path: string, body: object | null = null) =>
  who.post(path, body, { key: null });

/** The work item of a subject; waits until it is there. */
function workItem(subjectId: string): Promise<Record<string, unknown>> {
  return eventually(
    async () => {
      const { body } = await first.get('/v1/ops/work-items?limit=100');
      const items = body['data'] as Record<string, unknown>[];
      return items.find((item) => item['subjectId'] === subjectId);
    },
    { what: `${subjectId} is a work item`, timeoutMs: 60_000, everyMs: 500 },
  );
}

/** Proposed by one, refused to the same, approved by the other. */
async function decided(subjectId: string, decision: string): Promise<Answer> {
  const wish = { subjectId, decision, reason: REASON, evidence: EVIDENCE };
  const proposed = await post(first, '/v1/ops/decisions', wish);
  expect(proposed).toMatchObject({ status: 201, body: { state: 'PROPOSED' } });
  const path = `/v1/ops/decisions/${String(proposed.body['decisionId'])}/approve`;
  const own = await post(first, path);
  expect(own).toMatchObject({ status: 403, body: { code: 'SECOND_OPERATOR_REQUIRED' } });
  const approved = await post(second, path);
  expect(approved).toMatchObject({ status: 200, body: { state: 'APPROVED' } });
  return approved;
}

async function movesOf({ system }: Stage, kind: 'DEBIT' | 'CREDIT', amount: number) {
  const { accountNumber } = customer;
  return (await system.bank.ledger()).filter(
    (row) => row.kind === kind && row.accountNumber === accountNumber && row.amount === amount,
  );
}

journey(stage, 'a debit nobody can witness is DONE once two operators say so', async (at) => {
  const amount = 11_000;
  const paid = await customer.pay(amount, { testCode: 'WAITING_FOR_OPERATOR' });
  const id = String(paid.body['paymentId']);
  await waitsWith(customer.client, `/v1/payments/${id}`, 'WAITING_FOR_OPERATOR');
  const item = await workItem(id);
  expect(item).toMatchObject({ kind: 'PAYMENT', transfer: { kind: 'DEBIT', amount } });
  await decided(id, 'EXECUTED');
  const done = await settledAs(customer.client, `/v1/payments/${id}`, ['DONE']);
  expect(done).toMatchObject({ decidedBy: 'OPERATOR', netCanceledAt: null });
  expect(await movesOf(at, 'DEBIT', amount)).toHaveLength(1);
});

journey(stage, 'a debit that never was is ABORTED once two operators say so', async (at) => {
  const { bank } = at.system;
  for (const api of ['DrawingTransfer', 'CheckOnDrawingTransfer']) {
    await bank.plant({ fault: 'lost-before', api, times: 0 });
  }
  const amount = 12_000;
  const id = String((await customer.pay(amount)).body['paymentId']);
  await workItem(id);
  await decided(id, 'NOT_EXECUTED');
  const aborted = await settledAs(customer.client, `/v1/payments/${id}`, ['ABORTED']);
  await bank.liftFaults();
  expect(aborted).toMatchObject({ decidedBy: 'OPERATOR', failure: { code: 'NOT_EXECUTED' } });
  expect(await movesOf(at, 'DEBIT', amount)).toEqual([]);
});

journey(
  stage,
  'a refund our account could not cover is sent again, and credited once',
  async (at) => {
    const amount = 13_000;
    const paymentId = await customer.payAndSettle(amount);
    const testCode = 'CONTRACT_ACCOUNT_SHORT';
    const id = String((await customer.refund(paymentId, {}, { testCode })).body['refundId']);
    expect(await workItem(id)).toMatchObject({ kind: 'REFUND', reason: expect.any(String) });
    await decided(id, 'SEND_AGAIN');
    await settledAs(customer.client, `/v1/refunds/${id}`, ['DONE']);
    expect(await movesOf(at, 'CREDIT', amount)).toHaveLength(1);
  },
);

journey(
  stage,
  'while the bank is held payments are refused and refunds wait; then both go on',
  async () => {
    const amount = 14_000;
    const paymentId = await customer.payAndSettle(amount);
    const paused = await post(first, '/v1/ops/bank/pause', { reason: REASON });
    expect(paused).toMatchObject({ status: 200, body: { state: 'PAUSED' } });
    await eventually(async () => (await customer.pay(1_000)).body['code'] === 'BANK_PAUSED', {
      what: 'new payments are refused',
      everyMs: 300,
    });
    const refund = await customer.refund(paymentId, {});
    expect(refund).toMatchObject({ status: 202, body: { status: 'IN_PROGRESS' } });
    const resumed = await post(first, '/v1/ops/bank/resume', { reason: REASON });
    expect(resumed).toMatchObject({ status: 200, body: { state: 'RUNNING' } });
    await settledAs(customer.client, `/v1/refunds/${String(refund.body['refundId'])}`, ['DONE']);
    await eventually(async () => (await customer.pay(1_000)).status !== 503, {
      what: 'new payments are taken',
      everyMs: 300,
    });
  },
);

auditAtTheEnd(stage);
