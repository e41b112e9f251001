import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startSandbox, type Sandbox } from '../../sandbox/server';
import { createNhBank } from '../../src/adapters/nh-bank';
import type { NhBank } from '../../src/adapters/nh-bank/types';
import { koreanDay } from '../../src/domain/korean-time';
import { won } from '../../src/domain/money';
import { mintPair, type Pair } from '../../src/domain/pair';
import { aConfig, clockAt } from '../support/fake-bank';
import { eventually } from '../support/eventually';

/**
 * The client and the sandbox bank were written from the same guide by different hands; where they
 * misunderstand each other, one of them misread it.
 */
const CUSTOMER = { bankCode: '011', accountNumber: '3020000000901' } as const;
const BORN = { birthDate: '1990-01-01' };

/** The sandbox's invented codes; a bank under contract tells its own. */
const LISTS = {
  refusalCodes: {
    A0X10: 'INSUFFICIENT_BALANCE',
    A0X12: 'ACCOUNT_CLOSED_AT_BANK',
    A0X13: 'BANK_LIMIT_EXCEEDED',
  },
  notFoundCodes: ['A0X40'],
  duplicateCodes: ['A0X41'],
} as const;

let folder: string;
let sandbox: Sandbox;
let bank: NhBank;
let finAcno: string;
let sequence = 0;

/** Both sides begin at noon of the same day, so that no midnight comes between them. */
const NOON = clockAt('120000').now();
const startedAt = performance.now();
const now = (): number => NOON + Math.floor(performance.now() - startedAt);

const newPair = (): Pair => mintPair(now(), (sequence += 1));
const next = () => ({ pair: newPair() });

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'nh-bank-contract-'));
  sandbox = await startSandbox({ dataDir: folder, port: 0, nowMs: now });
  connect();
  finAcno = await openedFinAccount();
});

// What one fault does to the next calls (a circuit, a bank that asked for patience) is not what is looked at here.
beforeEach(async () => {
  await bank.close();
  connect();
});

afterAll(async () => {
  await bank.close();
  await sandbox.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

function connect(): void {
  const config = aConfig({ ...LISTS, baseUrl: sandbox.url, readTimeoutMs: 700 });
  bank = createNhBank({ config, clock: { now } });
}

async function openedFinAccount(): Promise<string> {
  const opened = await bank.openFinAccount({ ...next(), ...CUSTOMER, ...BORN });
  if (opened.class !== 'SUCCEEDED' || opened.value.registrationNumber === null) {
    throw new Error(`not opened: ${JSON.stringify(opened)}`);
  }
  const { registrationNumber } = opened.value;
  return eventually(
    async () => {
      const checked = await bank.checkOpenFinAccount({ ...next(), registrationNumber, ...BORN });
      return checked.class === 'SUCCEEDED' ? checked.value.finAcno : undefined;
    },
    { what: 'the fin-account to be issued' },
  );
}

/** A debit of the given fault, and the call that made it. */
async function debit(amount: number, sandboxFault: string | null = null, pair = newPair()) {
  const transfer = { finAcno, amount: won(amount) };
  const text = `${String(pair.isTuno).slice(-11)} 온전`;
  const outcome = await bank.debit({ pair, ...transfer, text, sandboxFault });
  const check = () => bank.checkDebit({ ...next(), original: pair, ...transfer });
  return { outcome, check, pair, text };
}

describe('the client against the sandbox bank', () => {
  it('asks for the holder and the balance', async () => {
    expect(await bank.inquireHolder({ ...next(), ...CUSTOMER })).toMatchObject({
      class: 'SUCCEEDED',
      value: { holderName: '김하늘' },
    });
    const balance = await bank.inquireBalance({ ...next(), finAcno });
    expect(balance).toMatchObject({ class: 'SUCCEEDED', consentUrl: null });
  });

  it('debits, credits, checks both, and finds them on the statement', async () => {
    const { outcome, check, text } = await debit(15_000);
    expect(outcome).toMatchObject({ class: 'SUCCEEDED', code: '00000' });
    const executed = await check();
    expect(executed).toMatchObject({ finding: 'EXECUTED', code: '00000' });
    expect(executed).toHaveProperty('processedAt', expect.any(Number));
    const original = newPair();
    const refund = { ...CUSTOMER, amount: won(5_000) };
    const refundText = 'C4W8R0ZN6HE 온전상점';
    const paid = await bank.credit({ pair: original, ...refund, text: refundText });
    expect(paid.class).toBe('SUCCEEDED');
    const seen = await bank.checkCredit({ ...next(), original, ...refund });
    expect(seen.finding).toBe('EXECUTED');
    const today = koreanDay(now());
    const rows = await eventually(
      async () => {
        const call = { ...next(), ...CUSTOMER, from: today, to: today, page: 1 };
        const page = await bank.readStatementPage(call);
        return page.class === 'SUCCEEDED' && page.value.rows.length >= 2 ? page.value.rows : null;
      },
      { what: 'both rows to be on the statement' },
    );
    expect(rows).toMatchObject([
      { direction: 'OUT', amount: 15_000, text, cancelled: false },
      { direction: 'IN', amount: 5_000, text: refundText, cancelled: false },
    ]);
  });

  it('is told that a pair was used', async () => {
    const { pair } = await debit(1_000);
    const again = await debit(1_000, null, pair);
    expect(again.outcome).toMatchObject({ class: 'UNKNOWN', because: 'DUPLICATE', code: 'AC081' });
  });

  it.each([
    ['insufficient-balance', { class: 'REFUSED', failureCode: 'INSUFFICIENT_BALANCE' }, 'REFUSED'],
    ['limit-exceeded', { class: 'REFUSED', failureCode: 'BANK_LIMIT_EXCEEDED' }, 'REFUSED'],
    ['closed', { class: 'REFUSED', failureCode: 'BANK_MAINTENANCE', closed: true }, 'NOT_FOUND'],
    ['lost-before;holdMs=900', { class: 'UNKNOWN', because: 'NO_ANSWER' }, 'NOT_FOUND'],
    ['executed-silence;holdMs=900', { class: 'UNKNOWN', because: 'NO_ANSWER' }, 'EXECUTED'],
    ['executed-reset', { class: 'UNKNOWN', because: 'NO_ANSWER' }, 'EXECUTED'],
    ['undecided-executed', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'EXECUTED'],
    ['undecided-not-executed', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'NOT_FOUND'],
    ['error-before;status=503', { class: 'UNKNOWN', because: 'NO_ANSWER' }, 'NOT_FOUND'],
    ['error-after;status=502', { class: 'UNKNOWN', because: 'NO_ANSWER' }, 'EXECUTED'],
    ['malformed', { class: 'UNKNOWN', because: 'NO_ANSWER', httpStatus: 200 }, 'EXECUTED'],
    ['html', { class: 'UNKNOWN', because: 'NO_ANSWER', httpStatus: 200 }, 'EXECUTED'],
    ['wrong-echo;field=IsTuno', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'EXECUTED'],
    ['wrong-echo;field=Tram', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'EXECUTED'],
    ['wrong-echo;field=FinAcno', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'EXECUTED'],
    ['processing', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'PROCESSING'],
    ['rate-limited', { class: 'UNKNOWN', retryAfterSeconds: 2, httpStatus: 429 }, 'NOT_FOUND'],
    ['unlisted-executed', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'EXECUTED'],
    ['unlisted-refused', { class: 'UNKNOWN', because: 'UNDECIDED' }, 'OTHER_FAILURE'],
    ['refused-silence;holdMs=900', { class: 'UNKNOWN', because: 'NO_ANSWER' }, 'REFUSED'],
  ])('reads the fault %s, and the check that follows', async (fault, outcome, finding) => {
    const made = await debit(1_234, fault);
    expect(made.outcome).toMatchObject(outcome);
    expect((await made.check()).finding).toBe(finding);
  });

  it('reads the want of consent', async () => {
    const call = { ...next(), finAcno, sandboxFault: 'consent-missing' };
    const outcome = await bank.inquireBalance(call);
    expect(outcome).toMatchObject({ class: 'REFUSED', failureCode: 'CONSENT_REQUIRED' });
    expect(outcome.consentUrl).toMatch(/^https?:/);
  });

  it('is told that an account is registered already', async () => {
    const outcome = await bank.openFinAccount({ ...next(), ...CUSTOMER, ...BORN });
    expect(outcome).toMatchObject({ class: 'REFUSED', failureCode: 'ALREADY_REGISTERED_AT_BANK' });
  });

  it('closes the fin-account', async () => {
    const outcome = await bank.closeFinAccount({ ...next(), finAcno, ...BORN });
    expect(outcome).toMatchObject({ class: 'SUCCEEDED', value: null });
  });
});
