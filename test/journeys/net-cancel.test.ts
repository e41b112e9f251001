import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { aCustomer, anOrderId, settledAs, waitsWith } from '../support/customers';
import type { Customer } from '../support/customers';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import type { System } from '../support/system';

/**
 * Net cancel (망취소), end to end: people are told "not approved" once, and what the bank took anyway goes back. The
 * scenario hides a debit for 45 s, longer than the deadline; all walks begin together, since most of their time is waiting.
 */
const stage = setStage();
const LATEST = { timeoutMs: 150_000 };
const JOURNEY_MS = 200_000;
const AMOUNT = 15_000;
/** The shortest deadline there is. */
const SOON = { decisionSeconds: 20 };

let sql: Connection;
beforeAll(async () => {
  sql = await createConnection({ uri: stage().system.places.mysqlUrl });
});
afterAll(() => sql.end());

/** Types of all events about a payment, in the order of their telling. */
async function eventsOf(paymentId: string): Promise<string[]> {
  const query = 'SELECT type FROM events WHERE payment_id = ? ORDER BY sequence';
  const [rows] = await sql.execute<RowDataPacket[]>(query, [paymentId]);
  return rows.map((row) => String(row['type']));
}

async function transfersAt(system: System, { accountNumber }: Customer): Promise<string[]> {
  const rows = (await system.bank.ledger()).filter((row) => row.accountNumber === accountNumber);
  return rows.map(({ kind, amount }) => `${kind} ${amount}`);
}

/** Won of the day's limit that are reserved. */
async function usedToday({ client, accountId }: Customer): Promise<unknown> {
  const { body } = await client.get(`/v1/accounts/${accountId}`);
  return (body['limits'] as Record<string, unknown>)['usedToday'];
}

const pathOf = (paymentId: string): string => `/v1/payments/${paymentId}`;
const cancel = ({ client }: Customer, paymentId: string) =>
  client.post(`${pathOf(paymentId)}/cancel`, { cancelReason: '고객 변심' });

/** The end all walks with a debit have in common. */
async function isPaidBack(system: System, customer: Customer, paymentId: string): Promise<void> {
  const end = await settledAs(customer.client, pathOf(paymentId), ['CANCELED'], LATEST);
  expect(end).toMatchObject({
    ...{ statusDetail: null, balanceAmount: 0, netCanceledAt: expect.any(String) as string },
    failure: { code: 'NET_CANCELED' },
    cancels: [{ cancelAmount: AMOUNT, cancelStatus: 'DONE', cause: 'NET_CANCEL' }],
  });
  expect(await transfersAt(system, customer)).toEqual([`DEBIT ${AMOUNT}`, `CREDIT ${AMOUNT}`]);
  const told = await eventsOf(paymentId);
  expect(told.filter((type) => type === 'payment.net_canceling')).toHaveLength(1);
  expect(told).not.toContain('payment.done');
  expect(told.slice(-2)).toEqual(['refund.done', 'payment.canceled']);
}

journey(
  stage,
  'a payment in doubt past its deadline is told "not approved" once, and its money goes back',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const { client, pay } = customer;
    const orderId = anOrderId();
    const asked = await pay(AMOUNT, { ...SOON, orderId, testCode: 'NET_CANCEL' });
    expect(asked.status).toBe(202);
    const paymentId = String(asked.body['paymentId']);
    const doubted = await waitsWith(client, pathOf(paymentId), 'NET_CANCELING', LATEST);
    expect(doubted).toMatchObject({ status: 'IN_PROGRESS', failure: null, cancels: [] });
    expect(doubted['netCanceledAt']).not.toBeNull();
    expect(await usedToday(customer)).toBe(AMOUNT);

    await isPaidBack(system, customer, paymentId);
    expect(await usedToday(customer)).toBe(0);
    // The order number is free: the customer may try again.
    const again = await pay(AMOUNT, { orderId });
    await settledAs(client, pathOf(String(again.body['paymentId'])), ['DONE']);
  },
  JOURNEY_MS,
);

journey(
  stage,
  'a cancel of an open payment decides it at once; the debit that turns up goes back',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const asked = await customer.pay(AMOUNT, { testCode: 'BANK_STILL_PROCESSING' });
    const paymentId = String(asked.body['paymentId']);
    const answer = await cancel(customer, paymentId);
    expect([201, 202]).toContain(answer.status);
    expect(answer.body['netCanceledAt']).toBe(answer.body['decisionDeadline']);
    await isPaidBack(system, customer, paymentId);
  },
  JOURNEY_MS,
);

journey(
  stage,
  'a cancel of a payment that never left lets it expire, with nothing at the bank',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const asked = await customer.pay(AMOUNT, { testCode: 'PAYMENT_EXPIRES' });
    const paymentId = String(asked.body['paymentId']);
    const answer = await cancel(customer, paymentId);
    expect([201, 202]).toContain(answer.status);
    const end = await settledAs(customer.client, pathOf(paymentId), ['EXPIRED'], LATEST);
    expect(end).toMatchObject({ netCanceledAt: null, failure: { code: 'EXPIRED_PAYMENT' } });
    expect(await transfersAt(system, customer)).toEqual([]);
    expect(await eventsOf(paymentId)).not.toContain('payment.net_canceling');
    expect(await usedToday(customer)).toBe(0);
  },
  JOURNEY_MS,
);

journey(
  stage,
  'a net-cancelled payment that the bank did not execute ends as never paid',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const asked = await customer.pay(AMOUNT, { testCode: 'BANK_UNDECIDED_NOT_EXECUTED' });
    const paymentId = String(asked.body['paymentId']);
    await cancel(customer, paymentId);
    const end = await settledAs(customer.client, pathOf(paymentId), ['ABORTED'], LATEST);
    expect(end['failure']).toMatchObject({ code: 'NOT_EXECUTED' });
    expect(end['netCanceledAt']).not.toBeNull();
    expect(await transfersAt(system, customer)).toEqual([]);
    expect(await eventsOf(paymentId)).toEqual(
      expect.arrayContaining(['payment.net_canceling', 'payment.aborted']),
    );
  },
  JOURNEY_MS,
);

journey(
  stage,
  'a credit that the bank refuses is tried again under a new pair: owed money has to arrive',
  async ({ system }) => {
    const customer = await aCustomer(system, { balance: 100_000 });
    const { accountNumber } = customer;
    const api = 'ReceivedTransferAccountNumber';
    await system.bank.plant({ fault: 'limit-exceeded', api, accountNumber, times: 1 });
    const asked = await customer.pay(AMOUNT, { testCode: 'BANK_STILL_PROCESSING' });
    const paymentId = String(asked.body['paymentId']);
    await cancel(customer, paymentId);
    await isPaidBack(system, customer, paymentId);
    const sends = (await system.bank.requests()).filter(
      ({ api: asked_, body }) => asked_ === api && body['Acno'] === accountNumber,
    );
    expect(new Set(sends.map(({ header }) => header['IsTuno'])).size).toBe(2);
  },
  JOURNEY_MS,
);

auditAtTheEnd(stage);
