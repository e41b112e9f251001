import type { Answer } from './client';
import { aCustomer, aMember, openAccount, settledAs, waitsWith } from './customers';
import type { Customer } from './customers';
import type { Stage } from './journey';

/** What a scenario of `X-Test-Code` is to lead to. */
export interface Expected {
  readonly status: string;
  /** Of the first answer, where it cannot be there at once; else 201 or 202, as fast as the machine is. */
  readonly http?: 202;
  readonly failure?: string;
  readonly decidedBy?: 'BANK_ANSWER' | 'RESULT_CHECK' | 'RULE';
  /** It stays open with an operator. */
  readonly leftToOperator?: true;
}

/** Longer than the longest scenario: the window, a pause, and a second pair. */
const LATEST_MS = 110_000;
const AMOUNT = 1_000;

/** What a walk through a scenario has led to, and whatever was wrong with it. */
export type Walk = (testCode: string, expected: Expected) => Promise<void>;

/** Pays with a test code. */
export function payingWalk({ auditor }: Stage, customer: Promise<Customer>): Walk {
  return async (testCode, expected) => {
    const { client, pay } = await customer;
    const answer = await pay(AMOUNT, { testCode });
    const id = String(answer.body['paymentId']);
    if (expected.leftToOperator) auditor.leaveToOperator(id);
    await becomes({ answer, expected, path: `/v1/payments/${id}`, client });
  };
}

/** Pays, then refunds with a test code. */
export function refundingWalk({ auditor }: Stage, customer: Promise<Customer>): Walk {
  return async (testCode, expected) => {
    const { client, pay, refund } = await customer;
    const paid = await pay(AMOUNT);
    const paymentId = String(paid.body['paymentId']);
    await settledAs(client, `/v1/payments/${paymentId}`, ['DONE']);
    const answer = await refund(paymentId, {}, { testCode });
    const id = String(answer.body['refundId']);
    if (expected.leftToOperator) auditor.leaveToOperator(id);
    await becomes({ answer, expected, path: `/v1/refunds/${id}`, client });
  };
}

/** Opens an account with a test code. */
export function openingWalk({ system }: Stage): Walk {
  return async (testCode, expected) => {
    const member = await aMember(system, { balance: 0 });
    const answer = await openAccount(member, { testCode });
    const path = `/v1/accounts/${String(answer.body['accountId'])}`;
    await becomes({ answer, expected, path, client: member.client });
  };
}

/** Refreshes the balance with a test code; the expected failure stands in `refreshError`. */
export function refreshingWalk({ system }: Stage): Walk {
  return async (testCode, expected) => {
    const { client, accountId } = await aCustomer(system, { balance: 5_000 });
    const path = `/v1/accounts/${accountId}/balance/refresh`;
    const answer = await client.post(path, null, { key: null, testCode });
    const refreshError = { code: expected.failure };
    const body = { refreshed: false, refreshError, amount: null, display: '????' };
    expect(answer).toMatchObject({ status: 200, body });
  };
}

async function becomes(of: {
  answer: Answer;
  expected: Expected;
  path: string;
  client: Customer['client'];
}): Promise<void> {
  const { answer, expected, path, client } = of;
  expect([201, 202]).toContain(answer.status);
  if (expected.http) expect(answer.status).toBe(expected.http);
  if (expected.leftToOperator) {
    await waitsWith(client, path, expected.status, { timeoutMs: LATEST_MS });
    return;
  }
  const end = await settledAs(client, path, [expected.status], { timeoutMs: LATEST_MS });
  if (expected.failure) expect(end['failure']).toMatchObject({ code: expected.failure });
  else expect(end['failure']).toBeNull();
  if (expected.decidedBy) expect(end['decidedBy']).toBe(expected.decidedBy);
}
