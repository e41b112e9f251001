import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { orderDirectly, orderOf } from '../support/bank-direct';
import { everythingIsBooked } from '../support/booked';
import { signIn, type Client } from '../support/client';
import { aCustomer, settledAs, waitsWith, type Customer } from '../support/customers';
import { eventually } from '../support/eventually';
import { journey, setStage } from '../support/journey';
import type { System } from '../support/system';

/** Until then a row that is not shown yet says nothing. */
const BOOKING_LAG_SECONDS = 2;

/** The statement shows a row after a second; the engine itself would not ask again for ten minutes. */
const stage = setStage(() => ({
  env: {
    NH_BOOKING_LAG_SECONDS: String(BOOKING_LAG_SECONDS),
    NH_OPERATOR_ASK_SECONDS: '600',
  },
}));

const OPERATOR = { email: 'operator1@example.com', password: 'onjeon-demo-1!' };
const SECOND = { ...OPERATOR, email: 'operator2@example.com' };
const OPS = '/v1/ops/reconciliations';

interface Shown {
  readonly kind: string;
  readonly transfer: { readonly isTuno: string; readonly paymentId: string } | null;
  readonly row: { readonly text: string; readonly amount: number } | null;
  readonly caseId: string;
}

interface Report {
  readonly reconciliationId: string;
  readonly state: string;
  readonly matched: number;
  readonly findings: readonly Shown[];
}

/** A transfer as the book has it. */
interface Transfer extends RowDataPacket {
  readonly transfer_id: string;
  readonly is_tuno: string;
  readonly passbook_text: string;
  readonly kind: string;
  readonly state: string;
}

let operator: Client;
let second: Client;
let sql: Connection;
let customers: readonly Customer[];

beforeAll(async () => {
  const { system } = stage();
  [operator, second] = await Promise.all([signIn(system, OPERATOR), signIn(system, SECOND)]);
  sql = await createConnection({ uri: system.places.mysqlUrl, timezone: 'Z' });
  const making = Array.from({ length: 3 }, () => aCustomer(system, { balance: 1_000_000 }));
  customers = await Promise.all(making);
}, 180_000);
afterAll(() => sql.end());

/** Compares today, and answers the report once it has ended. */
async function reconciled(system: System): Promise<Report> {
  const now = Date.parse(await system.bank.now());
  const day = new Date(now + 9 * 3600 * 1000).toISOString().slice(0, 10);
  const begun = await operator.post(OPS, { day });
  expect(begun).toMatchObject({ status: 202, body: { day } });
  const path = begun.headers.get('location') ?? '';
  expect(path).toBe(`${OPS}/${String(begun.body['reconciliationId'])}`);
  return eventually(
    async () => {
      const { body } = await operator.get(path);
      if (body['state'] !== 'DONE') throw new Error(`it is ${String(body['state'])}`);
      return body as unknown as Report;
    },
    { what: 'the reconciliation is done', timeoutMs: 90_000, everyMs: 250 },
  );
}

/** 45 payments and 15 refunds; five payments are refused for want of money. */
async function aBusyDay(): Promise<void> {
  const [one, two, three] = customers as [Customer, Customer, Customer];
  const paid = await Promise.all(
    Array.from({ length: 40 }, (_, at) => [one, two, three][at % 3]!.payAndSettle(1_000 + at)),
  );
  // One after the other: together they would be more than the account may pay in a day.
  for (let at = 0; at < 5; at += 1) await one.pay(1_900_000);
  await Promise.all(
    paid.slice(0, 15).map(async (paymentId, at) => {
      const customer = [one, two, three][at % 3]!;
      const { body } = await customer.refund(paymentId, { amount: 500 });
      await settledAs(customer.client, `/v1/refunds/${String(body['refundId'])}`, ['DONE']);
    }),
  );
}

async function transfers(where: string): Promise<readonly Transfer[]> {
  const [rows] = await sql.query<Transfer[]>(
    `SELECT * FROM bank_transfers WHERE ${where} ORDER BY transfer_id`,
  );
  return rows;
}

async function change(transfer: Transfer, set: string): Promise<void> {
  await sql.query(`UPDATE bank_transfers SET ${set} WHERE transfer_id = ?`, [transfer.transfer_id]);
}

/** Five of each kind, in our book or at the bank; answers how each has to be shown. */
async function plant(system: System): Promise<readonly string[]> {
  const refused = await transfers(`state = 'REFUSED'`);
  const debits = await transfers(`state = 'SUCCEEDED' AND kind = 'DEBIT'`);
  const credits = await transfers(`state = 'SUCCEEDED' AND kind = 'CREDIT'`);
  const planted: string[] = [];
  const some = [...debits.slice(0, 16), ...credits.slice(0, 3)];
  const take = (): Transfer => some.shift()!;

  for (const transfer of refused.slice(0, 5)) {
    await change(transfer, `state = 'SUCCEEDED'`);
    planted.push(`MISSING_AT_BANK ${transfer.is_tuno}`);
  }
  for (let at = 0; at < 5; at += 1) {
    const transfer = take();
    await change(transfer, 'amount_won = amount_won + 500');
    planted.push(`OTHER_AMOUNT ${transfer.is_tuno}`);
  }
  for (let at = 0; at < 5; at += 1) {
    const transfer = take();
    await orderDirectly(system.bank, await orderOf(system.bank, transfer.is_tuno));
    planted.push(`DOUBLED ${transfer.is_tuno}`);
  }
  for (let at = 0; at < 5; at += 1) {
    const transfer = take();
    const order = await orderOf(system.bank, transfer.is_tuno);
    const finAcno = await anotherAlias(system, String(order.body['FinAcno']));
    await orderDirectly(system.bank, order, { finAcno });
    planted.push(`OTHER_ACCOUNT ${transfer.is_tuno}`);
  }
  // One debit and three credits that we take for not executed, and one with a reference nobody has.
  while (some.length > 0) {
    const transfer = take();
    await change(transfer, `state = 'NOT_FOUND'`);
    planted.push(`MISSING_WITH_US ${transfer.is_tuno}`);
  }
  const order = await orderOf(system.bank, debits[20]!.is_tuno);
  await orderDirectly(system.bank, order, { text: '00000000ZZZ 남의것' });
  return [...planted, 'MISSING_WITH_US 00000000ZZZ 남의것'];
}

async function anotherAlias(system: System, alias: string): Promise<string> {
  const requests = await system.bank.requests();
  const aliases = requests.map(({ body }) => body['FinAcno']).filter((one) => one !== undefined);
  const other = aliases.find((one) => one !== alias);
  if (typeof other !== 'string') throw new Error('the bank knows one account only');
  return other;
}

const nameOf = ({ kind, transfer, row }: Shown) => `${kind} ${transfer?.isTuno ?? row?.text}`;

async function countCases(): Promise<number> {
  const [rows] = await sql.query<RowDataPacket[]>('SELECT COUNT(*) AS n FROM cases');
  return Number(rows[0]?.['n']);
}

journey(stage, 'finds nothing on a day on which all is right', async ({ system }) => {
  await aBusyDay();
  await everythingIsBooked(system.bank, BOOKING_LAG_SECONDS);
  const report = await reconciled(system);
  expect(report.findings).toEqual([]);
  expect(report.matched).toBe(55);
});

journey(stage, 'shows exactly the 25 planted mismatches, each as one case', async ({ system }) => {
  const planted = await plant(system);
  expect(planted).toHaveLength(25);
  // The bank books what was planted there a second later.
  const rows = async () => (await reconciled(system)).findings.map(nameOf).toSorted();
  const shown = await eventually(
    async () => {
      const found = await rows();
      return found.length >= planted.length && found;
    },
    { what: 'as many mismatches are shown as were planted', timeoutMs: 60_000 },
  );
  expect(shown).toEqual(planted.toSorted());
  expect(await countCases()).toBe(25);

  const again = await reconciled(system);
  expect(again.findings.map(nameOf).toSorted()).toEqual(planted.toSorted());
  expect(new Set(again.findings.map(({ caseId }) => caseId)).size).toBe(25);
  expect(await countCases()).toBe(25);
  // Of 55: five have another amount, four are denied; the five we now call done were none of them.
  expect(again.matched).toBe(46);

  const csv = await csvOf(system, again.reconciliationId);
  expect(csv.startsWith('\uFEFFkind,caseId,')).toBe(true);
  expect(csv.trim().split('\r\n')).toHaveLength(26);
  const posts = await system.bank.slack();
  const told = posts.map(({ body }) => JSON.stringify(body));
  expect(told.some((post) => post.includes('대사') && post.includes('25 mismatches'))).toBe(true);
});

/** The report as a spreadsheet reads it, byte order mark included. */
async function csvOf(system: System, reconciliationId: string): Promise<string> {
  const login = await fetch(`${system.apiUrl}/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(OPERATOR),
  });
  const { accessToken } = (await login.json()) as { accessToken: string };
  const headers = { authorization: `Bearer ${accessToken}`, accept: 'text/csv' };
  const response = await fetch(`${system.apiUrl}${OPS}/${reconciliationId}`, { headers });
  expect(response.headers.get('content-type')).toContain('text/csv');
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
}

journey(stage, 'gives a debit after ABORTED back, by two operators', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 100_000 });
  // Executed after the settling window, in which every witness says that it was not.
  const seconds = system.windowMs / 1000 + 15;
  const { accountNumber } = customer;
  await system.bank.plant({ fault: 'executed-late', params: { seconds }, accountNumber });
  const { body } = await customer.pay(15_000);
  const paymentId = String(body['paymentId']);
  const path = `/v1/payments/${paymentId}`;
  const aborted = await settledAs(customer.client, path, ['ABORTED']);
  expect(aborted['failure']).toMatchObject({ code: 'NOT_EXECUTED' });

  const found = await eventually(
    async () => {
      const { findings } = await reconciled(system);
      const late = findings.find(({ transfer }) => transfer?.paymentId === paymentId);
      if (!late) throw new Error('the late debit is not found');
      return late;
    },
    { what: 'reconciliation finds the late debit', timeoutMs: 60_000 },
  );
  expect(found).toMatchObject({ kind: 'MISSING_WITH_US', row: { amount: 15_000 } });

  const proposed = await operator.post('/v1/ops/decisions', {
    ...{ subjectId: found.caseId, decision: 'CORRECTIVE_REFUND' },
    reason: '정산 대사에서 중단된 결제의 출금이 확인됨',
    evidence: { kind: 'STATEMENT', reference: found.row?.text },
  });
  expect(proposed.status).toBe(201);
  const approve = `/v1/ops/decisions/${String(proposed.body['decisionId'])}/approve`;
  expect((await operator.post(approve, null)).status).toBe(403);
  expect((await second.post(approve, null)).status).toBe(200);

  await eventually(async () => (await caseState(found.caseId)) === 'CLOSED', {
    ...{ what: 'the case is closed', timeoutMs: 30_000 },
  });
  const [refunds] = await sql.query<RowDataPacket[]>('SELECT * FROM refunds WHERE payment_id = ?', [
    paymentId,
  ]);
  expect(refunds).toMatchObject([{ status: 'DONE', cause: 'CORRECTION', amount_won: 15_000 }]);
  expect((await customer.client.get(path)).body['status']).toBe('ABORTED');
  const accounts = await system.bank.accounts();
  const balance = accounts.find((one) => one.accountNumber === accountNumber)?.balance;
  expect(balance).toBe(100_000);
});

async function caseState(caseId: string): Promise<unknown> {
  const [rows] = await sql.query<RowDataPacket[]>('SELECT state FROM cases WHERE case_id = ?', [
    caseId,
  ]);
  return rows[0]?.['state'];
}

journey(stage, 'ends a waiting payment by the row that proves it', async ({ system }) => {
  const customer = await aCustomer(system, { balance: 100_000 });
  const { body } = await customer.pay(15_000, { testCode: 'WAITING_FOR_OPERATOR' });
  const path = `/v1/payments/${String(body['paymentId'])}`;
  await waitsWith(customer.client, path, 'WAITING_FOR_OPERATOR');
  await system.bank.liftFaults();
  await reconciled(system);
  const ended = await settledAs(customer.client, path, ['DONE'], { timeoutMs: 15_000 });
  expect(ended['decidedBy']).toBe('STATEMENT');
});
