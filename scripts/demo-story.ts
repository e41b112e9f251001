import { setTimeout as pause } from 'node:timers/promises';
import { signIn } from './demo-client';
import type { ApiClient, PaymentBody } from './demo-client';
import { openPartnerQueue } from './demo-partner';
import type { PartnerQueue } from './demo-partner';
import { DEMO_MEMBER, DEMO_PARTNER_ID, DEMO_PASSWORD } from './guide';
import type { SystemAddresses } from './system';

interface Stage {
  readonly addresses: SystemAddresses;
  readonly haneul: ApiClient;
  readonly accountId: string;
  readonly queue: PartnerQueue | undefined;
  readonly tell: Teller;
}

export interface Teller {
  /** The heading of a step. */
  step(title: string): void;
  /** Something seen. */
  seen(line: string): void;
}

const BADA = {
  email: 'bada@example.com',
  bankCode: '011',
  accountNumber: '3020000000902',
  birthDate: '1985-02-02',
} as const;

/** The bank is asked again after its 10 s of silence; the rest is for a busy machine. */
const SILENCE_TIMEOUT_MS = 120_000;
const POLL_EVERY_MS = 500;

const won = (amount: number): string => `${amount.toLocaleString('en')} won`;

/** A demo that shows something else than it tells has failed, whatever it shows. */
function expectSame(what: string, actual: unknown, expected: unknown): void {
  if (actual === expected) return;
  throw new Error(`Not as told: ${what} should be ${String(expected)}, and is ${String(actual)}.`);
}

async function openAccount(member: ApiClient, person: typeof BADA | typeof DEMO_MEMBER) {
  const { bankCode, accountNumber, birthDate } = person;
  const order = { bankCode, accountNumber, birthDate, withdrawalConsent: true };
  const opened = await member.post<{ accountId: string; status: string }>('/v1/accounts', order);
  if (opened.status === 409) {
    const list = await member.get<{ data: { accountId: string }[] }>('/v1/accounts');
    return { accountId: list.body.data[0]?.accountId ?? '', text: '409: it was open already' };
  }
  const { accountId, status } = opened.body;
  expectSame('the status of the account', status, 'ACTIVE');
  return { accountId, text: `${opened.status}: ${accountId} is ${status}` };
}

async function refreshedBalance({ haneul, accountId }: Stage): Promise<number> {
  const path = `/v1/accounts/${accountId}/balance/refresh`;
  const { body } = await haneul.post<{ amount: number; refreshed: boolean }>(path, {});
  expectSame('"refreshed"', body.refreshed, true);
  return body.amount;
}

function order(accountId: string, amount: number) {
  const orderId = `DEMO-${Date.now()}-${amount}`;
  return { accountId, partnerId: DEMO_PARTNER_ID, orderId, orderName: '온전 티셔츠', amount };
}

async function tellFirstPayment(stage: Stage): Promise<PaymentBody> {
  const { haneul, accountId, queue, tell } = stage;
  tell.step('What the account holds: the last known balance at once, then asked from the bank');
  const known = await haneul.get<{ display: string }>(`/v1/accounts/${accountId}/balance`);
  const before = await refreshedBalance(stage);
  tell.seen(`known: ${known.body.display}; asked: ${won(before)}`);

  tell.step('김하늘 pays 15,000 won');
  const { status, body } = await haneul.post<PaymentBody>('/v1/payments', order(accountId, 15_000));
  tell.seen(`${status}: ${body.paymentId} is ${body.status}, known by ${body.decidedBy}`);
  expectSame('the payment', `${status} ${body.status}`, '201 DONE');
  const after = await refreshedBalance(stage);
  tell.seen(`balance ${won(after)}`);
  expectSame('what left the account', before - after, 15_000);

  tell.step('The shop is told, in its own queue');
  if (!queue) tell.seen('(the broker is not ours, so its queue cannot be read here)');
  const event = await queue?.receive(body.paymentId, 'payment.done');
  if (event) tell.seen(`${event.type}, number ${event.sequence} of this payment`);
  return body;
}

async function followUntilSettled({ haneul, tell }: Stage, paymentId: string) {
  const startedMs = performance.now();
  let lastSeen = '';
  while (performance.now() - startedMs < SILENCE_TIMEOUT_MS) {
    const { body } = await haneul.get<PaymentBody>(`/v1/payments/${paymentId}`);
    const now = [body.status, body.statusDetail].filter(Boolean).join(', ');
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    if (now !== lastSeen) tell.seen(`after ${seconds} s: ${now}`);
    lastSeen = now;
    if (body.status !== 'READY' && body.status !== 'IN_PROGRESS') return body;
    await pause(POLL_EVERY_MS);
  }
  throw new Error(`Not as told: the payment is still ${lastSeen}.`);
}

/** The bank's own ledger, which never lies whatever its answers say. */
async function countDebits(sandboxUrl: string, passbookText: string | null): Promise<number> {
  let count = 0;
  for (let after = 0, hasMore = true; hasMore;) {
    const response = await fetch(`${sandboxUrl}/sandbox/ledger?after=${after}&limit=1000`);
    const page = (await response.json()) as { data: LedgerRow[]; hasMore: boolean };
    count += page.data.filter((r) => r.kind === 'DEBIT' && r.text === passbookText).length;
    after = page.data.at(-1)?.seq ?? after;
    hasMore = page.hasMore;
  }
  return count;
}

interface LedgerRow {
  readonly seq: number;
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly text: string;
}

async function tellSilentBank(stage: Stage, sandboxUrl: string): Promise<void> {
  const { haneul, accountId, tell } = stage;
  tell.step('The bank takes 20,000 won and falls silent: neither a success nor a failure');
  const silence = { testCode: 'BANK_SILENT_EXECUTED' };
  const asked = await haneul.post<PaymentBody>('/v1/payments', order(accountId, 20_000), silence);
  tell.seen(`${asked.status}: ${asked.body.paymentId} is ${asked.body.status}`);
  expectSame('the first answer', asked.status, 202);
  const settled = await followUntilSettled(stage, asked.body.paymentId);
  tell.seen(`known by ${settled.decidedBy}`);
  expectSame('the end', `${settled.status} by ${settled.decidedBy}`, 'DONE by RESULT_CHECK');
  const debits = await countDebits(sandboxUrl, settled.passbookText);
  tell.seen(`debits in the bank's ledger: ${debits}`);
  expectSame('the number of debits', debits, 1);

  tell.step('Its timeline, as customer service reads it');
  const path = `/v1/payments/${settled.paymentId}/timeline`;
  const { body } = await haneul.get<{ summary: string; steps: { title: string }[] }>(path);
  tell.seen(body.summary);
  for (const step of body.steps) tell.seen(`  - ${step.title}`);
}

async function tellRefund({ haneul, queue, tell }: Stage, payment: PaymentBody): Promise<void> {
  tell.step('5,000 won of the first payment go back');
  const { status, body } = await haneul.post<{ status: string; payment: PaymentBody }>(
    `/v1/payments/${payment.paymentId}/refunds`,
    { reason: '단순 변심', amount: 5_000 },
  );
  const { payment: after } = body;
  tell.seen(`${status}: refund ${body.status}, payment ${after.status}`);
  tell.seen(`still refundable: ${won(after.balanceAmount)}`);
  expectSame('the refund', `${status} ${body.status}`, '201 DONE');
  expectSame('what can still be refunded', after.balanceAmount, 10_000);
  const event = await queue?.receive(payment.paymentId, 'refund.done');
  if (event) tell.seen(`the shop is told: ${event.type}, number ${event.sequence}`);
}

async function tellRefusal({ addresses, tell }: Stage): Promise<void> {
  tell.step('이바다 has 0 won and pays 10,000: the bank refuses, and that is an answer too');
  const bada = await signIn(addresses.apiUrl, BADA.email, DEMO_PASSWORD);
  const { accountId } = await openAccount(bada, BADA);
  const { status, body } = await bada.post<PaymentBody>('/v1/payments', order(accountId, 10_000));
  tell.seen(`${status}: ${body.status}, ${body.failure?.code} (${body.failure?.message})`);
  expectSame('the reason', `${body.status} ${body.failure?.code}`, 'ABORTED INSUFFICIENT_BALANCE');
}

/** The whole story on a running system with the sandbox bank; throws where it is not as told. */
export async function tellStory(addresses: SystemAddresses, tell: Teller): Promise<void> {
  const { sandboxUrl, rabbitmqPartnerUrl } = addresses;
  if (sandboxUrl === null) throw new Error('The story needs the sandbox bank; unset NH_BASE_URL.');
  tell.step('김하늘 signs in, and opens the account at the bank');
  const haneul = await signIn(addresses.apiUrl, DEMO_MEMBER.email, DEMO_PASSWORD);
  const { accountId, text } = await openAccount(haneul, DEMO_MEMBER);
  tell.seen(text);
  const queue = rabbitmqPartnerUrl ? await openPartnerQueue(rabbitmqPartnerUrl) : undefined;
  try {
    const stage: Stage = { addresses, haneul, accountId, queue, tell };
    const payment = await tellFirstPayment(stage);
    await tellSilentBank(stage, sandboxUrl);
    await tellRefund(stage, payment);
    await tellRefusal(stage);
  } finally {
    await queue?.close();
  }
}
