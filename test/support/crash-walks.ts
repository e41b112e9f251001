import { randomUUID } from 'node:crypto';
import { Client as TemporalClient, Connection } from '@temporalio/client';
import type { CrashPoint } from '../../src/domain/crash-points';
import { DEMO } from '../../src/adapters/mysql/seed';
import type { Answer, Client } from './client';
import { signIn } from './client';
import { aMember, anOrderId, openAccount, settledAs, SHOP, waitsWith } from './customers';
import type { Customer } from './customers';
import { eventually } from './eventually';
import { EVIDENCE, REASON } from './operator-work';
import type { System } from './system';

/** What is under way when a process dies. */
export type CrashSubject = 'payment' | 'refund' | 'account' | 'net-cancel' | 'sweep' | 'decision';

/** A border, and what crosses it. */
export interface Border {
  readonly subject: CrashSubject;
  readonly point: CrashPoint;
}

/** A walk over one border: it is made to die there, and then everything ends as if nothing had been. */
export interface CrashWalk {
  /** Dies, and is up again: the next walk may begin. */
  readonly died: Promise<void>;
  readonly ended: Promise<void>;
}

interface Scene {
  readonly system: System;
  readonly customer: Customer;
  readonly point: CrashPoint;
  /** Nobody else pays this amount, so that its rows at the bank can be counted. */
  readonly amount: number;
}

/** Something is asked for, and afterwards it is looked for. */
interface Act {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<void>;
}

const LATEST = { timeoutMs: 150_000 };
const DEATH_MS = 90_000;
/** Borders after which the row is there, and ends without the caller's help. */
const COMMITTED: ReadonlySet<CrashPoint> = new Set(['A3', 'A4', 'A5']);
const CHECKED: ReadonlySet<CrashPoint> = new Set(['W7', 'W8']);
const OF_THE_API = /^[AD]/;

const ACTS: Readonly<Record<CrashSubject, (scene: Scene) => Promise<Act>>> = {
  payment: paying,
  refund: refunding,
  account: opening,
  'net-cancel': netCancelling,
  sweep: sweeping,
  decision: deciding,
};

/** Begins the walk; both promises have to be waited for. */
export function walkOver(border: Border, of: Omit<Scene, 'point'>): CrashWalk {
  const scene = { ...of, point: border.point };
  const act = ACTS[border.subject](scene);
  const died = act.then(({ begin }) => dieOnTheWay(scene, begin));
  return { died, ended: died.then(async () => (await act).end()) };
}

async function dieOnTheWay({ system, point }: Scene, begin: Act['begin']): Promise<void> {
  const victim = system.processes[OF_THE_API.test(point) ? 'api' : 'worker'];
  const deaths = victim.deaths();
  system.armCrash(point);
  const asked = begin().catch(() => null);
  await eventually(() => victim.deaths() > deaths, {
    what: `the ${victim.name} dies at ${point}`,
    timeoutMs: DEATH_MS,
  });
  await asked;
  await victim.start();
}

async function movedOnce({ system, amount }: Scene, kinds: readonly string[]): Promise<void> {
  const rows = (await system.bank.ledger()).filter((row) => row.amount === amount);
  expect(rows.map(({ kind }) => kind)).toEqual(kinds);
}

function accepted(answer: Answer, field: string): string {
  expect([200, 201, 202]).toContain(answer.status);
  return String(answer.body[field]);
}

async function paying(scene: Scene): Promise<Act> {
  const { customer, amount, point } = scene;
  const orderId = anOrderId();
  const options = { key: randomUUID(), orderId, timeoutMs: 10_000, ...checked(point) };
  const lookUp = `/v1/payments/orders/${orderId}?partnerId=${SHOP}`;
  return {
    begin: () => customer.pay(amount, options),
    async end() {
      if (COMMITTED.has(point)) await settledAs(customer.client, lookUp, ['DONE'], LATEST);
      const id = accepted(await customer.pay(amount, options), 'paymentId');
      await settledAs(customer.client, `/v1/payments/${id}`, ['DONE'], LATEST);
      await movedOnce(scene, ['DEBIT']);
    },
  };
}

async function refunding(scene: Scene): Promise<Act> {
  const { customer, amount, point } = scene;
  const paymentId = await customer.payAndSettle(amount);
  const options = { key: randomUUID(), timeoutMs: 10_000, ...checked(point) };
  const ask = (): Promise<Answer> => customer.refund(paymentId, {}, options);
  return {
    begin: ask,
    async end() {
      const path = `/v1/payments/${paymentId}`;
      if (COMMITTED.has(point)) await settledAs(customer.client, path, ['CANCELED'], LATEST);
      const id = accepted(await ask(), 'refundId');
      await settledAs(customer.client, `/v1/refunds/${id}`, ['DONE'], LATEST);
      await movedOnce(scene, ['DEBIT', 'CREDIT']);
    },
  };
}

function checked(point: CrashPoint): { testCode?: string } {
  return CHECKED.has(point) ? { testCode: 'BANK_UNDECIDED_EXECUTED' } : {};
}

async function opening({ system, point }: Scene): Promise<Act> {
  const member = await aMember(system, { balance: 1_000 });
  const testCode = CHECKED.has(point) ? { testCode: 'ACCOUNT_PENDING' } : {};
  const options = { key: randomUUID(), timeoutMs: 10_000, ...testCode };
  const ask = (): Promise<Answer> => openAccount(member, options);
  return {
    begin: ask,
    async end() {
      const id = accepted(await ask(), 'accountId');
      await settledAs(member.client, `/v1/accounts/${id}`, ['ACTIVE'], LATEST);
    },
  };
}

/** A silence that outlasts the deadline; the worker dies on the way to giving the money back. */
async function netCancelling(scene: Scene): Promise<Act> {
  const { customer, amount } = scene;
  const options = { key: randomUUID(), orderId: anOrderId(), testCode: 'NET_CANCEL' };
  const ask = (): Promise<Answer> => customer.pay(amount, { ...options, decisionSeconds: 20 });
  return {
    begin: ask,
    async end() {
      const id = accepted(await ask(), 'paymentId');
      const path = `/v1/payments/${id}`;
      const end = await settledAs(customer.client, path, ['CANCELED'], LATEST);
      expect(end['failure']).toMatchObject({ code: 'NET_CANCELED' });
      await movedOnce(scene, ['DEBIT', 'CREDIT']);
    },
  };
}

/** A run is lost, and the sweep that finds its row dies on the way. */
async function sweeping(scene: Scene): Promise<Act> {
  const { system, customer, amount } = scene;
  const testCode = 'BANK_UNDECIDED_EXECUTED';
  const paid = await customer.pay(amount, { testCode, prefer: 'respond-async' });
  const id = accepted(paid, 'paymentId');
  const path = `/v1/payments/${id}`;
  await waitsWith(customer.client, path, 'BANK_RESULT_UNKNOWN');
  return {
    async begin() {
      const { temporalAddress: address, temporalNamespace: namespace } = system.places;
      const connection = await Connection.connect({ address });
      const temporal = new TemporalClient({ connection, namespace });
      await temporal.workflow.getHandle(`payment-${id}`).terminate('test');
      await connection.close();
      // Overdue means by 30 s of business time.
      await system.bank.setClock({ advanceSeconds: 40 });
    },
    async end() {
      await settledAs(customer.client, path, ['DONE'], LATEST);
      await movedOnce(scene, ['DEBIT']);
    },
  };
}

/** The API dies while an approval is on its way to the run. */
async function deciding(scene: Scene): Promise<Act> {
  const { system, customer, amount } = scene;
  const [one, other] = await Promise.all(
    DEMO.staff.filter(({ role }) => role === 'operator').map(({ email }) => staff(system, email)),
  );
  if (!one || !other) throw new Error('two operators are needed');
  const paid = await customer.pay(amount, { testCode: 'WAITING_FOR_OPERATOR' });
  const id = accepted(paid, 'paymentId');
  const path = `/v1/payments/${id}`;
  await waitsWith(customer.client, path, 'WAITING_FOR_OPERATOR', LATEST);
  const wish = { subjectId: id, decision: 'EXECUTED', reason: REASON, evidence: EVIDENCE };
  const proposed = await one.post('/v1/ops/decisions', wish, { key: null });
  const approval = `/v1/ops/decisions/${accepted(proposed, 'decisionId')}/approve`;
  const approve = (): Promise<Answer> => other.post(approval, null, { key: null });
  return {
    begin: approve,
    async end() {
      const end = await settledAs(customer.client, path, ['DONE'], LATEST);
      expect(end['decidedBy']).toBe('OPERATOR');
      expect((await approve()).status).toBe(200);
      await movedOnce(scene, ['DEBIT']);
    },
  };
}

function staff(system: System, email: string): Promise<Client> {
  return signIn(system, { email, password: DEMO.password });
}
