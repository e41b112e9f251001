import { randomInt, randomUUID } from 'node:crypto';
import type { Answer, CallOptions, Client } from './client';
import { signIn } from './client';
import { eventually } from './eventually';
import type { System } from './system';

/** 온전상점 of the demo data. */
export const SHOP = 'prt_01JDEM0SH0P000000000000001';
/** 이웃상점. */
export const OTHER_SHOP = 'prt_01JDEM0SH0P000000000000002';
export const PARTNER_SECRET = 'onjeon-demo-partner-secret';

/** A member with an account at the bank that is opened with us. */
export interface Customer {
  readonly client: Client;
  readonly accountId: string;
  readonly accountNumber: string;
  pay(amount: number, options?: PayOptions): Promise<Answer>;
  /** Pays, waits until it is DONE, and answers the payment's id. */
  payAndSettle(amount: number): Promise<string>;
  refund(paymentId: string, wish: RefundWish, options?: CallOptions): Promise<Answer>;
}

export type PayOptions = CallOptions & {
  readonly orderId?: string;
  readonly partnerId?: string;
  readonly decisionSeconds?: number;
};

export interface RefundWish {
  /** All that is left unless given. */
  readonly amount?: number;
}

const NAME = '한바람';
const PASSWORD = 'a-journey-of-1000-li!';
const BIRTH_DATE = '1990-01-01';

/** A new member, signed in, with a bank account nobody else has; not opened yet. */
export async function aMember(
  system: System,
  { balance, name = NAME }: { balance: number; name?: string },
): Promise<{
  client: Client;
  accountNumber: string;
  credentials: { email: string; password: string };
}> {
  const email = `${randomUUID()}@example.com`;
  const signedUp = await fetch(`${system.apiUrl}/v1/auth/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD, name }),
  });
  if (signedUp.status !== 202) throw new Error(`sign-up: ${signedUp.status}`);
  const credentials = { email, password: PASSWORD };
  const client = await signIn(system, credentials);
  const accountNumber = `302${randomInt(1e9, 1e10 - 1)}`;
  await system.bank.createAccount({ accountNumber, holderName: NAME, balance });
  return { client, accountNumber, credentials };
}

/** Asks for an account to be opened. */
export function openAccount(
  member: { client: Client; accountNumber: string },
  options: CallOptions = {},
): Promise<Answer> {
  const { client, accountNumber } = member;
  const body = { bankCode: '011', accountNumber, birthDate: BIRTH_DATE, withdrawalConsent: true };
  return client.post('/v1/accounts', body, options);
}

/** A member whose account is ACTIVE. */
export async function aCustomer(
  system: System,
  { balance }: { balance: number },
): Promise<Customer> {
  const member = await aMember(system, { balance });
  const opened = await openAccount(member);
  const accountId = String(opened.body['accountId']);
  await settledAs(member.client, `/v1/accounts/${accountId}`, ['ACTIVE']);
  return customerOf({ ...member, accountId });
}

/** What a customer does, over a client and an account. */
export function customerOf(member: {
  client: Client;
  accountNumber: string;
  accountId: string;
}): Customer {
  const { client, accountId } = member;
  const pay: Customer['pay'] = (amount, options = {}) => {
    const { orderId = anOrderId(), partnerId = SHOP, decisionSeconds, ...call } = options;
    const order = { accountId, partnerId, orderId, orderName: '온전 티셔츠', amount };
    return client.post(
      '/v1/payments',
      { ...order, ...(decisionSeconds && { decisionSeconds }) },
      call,
    );
  };
  return {
    ...member,
    pay,
    async payAndSettle(amount) {
      const paymentId = String((await pay(amount)).body['paymentId']);
      await settledAs(client, `/v1/payments/${paymentId}`, ['DONE']);
      return paymentId;
    },
    refund: (paymentId, wish, options) =>
      client.post(`/v1/payments/${paymentId}/refunds`, { reason: '단순 변심', ...wish }, options),
  };
}

/** An order number nobody used. */
export function anOrderId(): string {
  return `ORDER-${randomUUID()}`;
}

/** Waits until a resource has one of these statuses, and answers it. */
export function settledAs(
  client: Client,
  path: string,
  statuses: readonly string[],
  { timeoutMs = 60_000 }: { timeoutMs?: number } = {},
): Promise<Record<string, unknown>> {
  return fieldBecomes({ client, path, field: 'status', wanted: statuses, timeoutMs });
}

/** Waits until an open resource has this detail, and answers it. */
export function waitsWith(
  client: Client,
  path: string,
  detail: string,
  { timeoutMs = 60_000 }: { timeoutMs?: number } = {},
): Promise<Record<string, unknown>> {
  return fieldBecomes({ client, path, field: 'statusDetail', wanted: [detail], timeoutMs });
}

function fieldBecomes(of: {
  client: Client;
  path: string;
  field: 'status' | 'statusDetail';
  wanted: readonly string[];
  timeoutMs: number;
}): Promise<Record<string, unknown>> {
  const { client, path, field, timeoutMs } = of;
  const wanted = of.wanted.join(' or ');
  return eventually(
    async () => {
      const { body } = await client.get(path);
      if (of.wanted.includes(String(body[field]))) return body;
      const { status, statusDetail } = body;
      throw new Error(`${path} is ${String(status)} (${String(statusDetail)}), not ${wanted}`);
    },
    { what: `${path} becomes ${wanted}`, timeoutMs, everyMs: 250 },
  );
}
