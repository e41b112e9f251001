import { randomBytes, randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { everythingKept, type Kept } from '../support/attack-secrets';
import { createClient, type Client } from '../support/client';
import { anOrderId, PARTNER_SECRET, settledAs, SHOP } from '../support/customers';
import { startSystem, type System } from '../support/system';

/** A person whose every trace can be recognised. */
const PERSON = {
  name: '남궁푸른솔',
  email: `purunsol-${randomBytes(6).toString('hex')}@example.com`,
  password: `pw-${randomBytes(9).toString('base64url')}`,
  birthDate: '1987-09-23',
  accountNumber: `3527${randomInt(1e8, 1e9)}`,
  otherNumber: `3526${randomInt(1e8, 1e9)}`,
  wrongNumber: `3525${randomInt(1e8, 1e9)}`,
};

let system: System;
let client: Client;
let tokens: { accessToken: string; refreshToken: string };
let accountId: string;

beforeAll(async () => {
  system = await startSystem();
}, 120_000);
afterAll(async () => {
  await system?.stop();
}, 240_000);

async function post(path: string, body: object): Promise<Response> {
  return fetch(`${system.apiUrl}${path}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify(body),
  });
}

/** Signs up, also clumsily, and signs in. */
async function comeIn(): Promise<void> {
  const { name, email, password } = PERSON;
  await post('/v1/auth/signup', { name, email, password, accountNumber: PERSON.accountNumber });
  await post('/v1/auth/signup', { name, email, password });
  await post('/v1/auth/login', { email, password: `${password}!` });
  tokens = (await (await post('/v1/auth/login', { email, password })).json()) as typeof tokens;
  const of = { apiUrl: system.apiUrl, journal: system.journal, callerId: 'purunsol' };
  client = createClient({ ...of, token: tokens.accessToken });
}

/** One account that opens, one whose holder the bank does not know, one that is no account. */
async function openAccounts(): Promise<void> {
  const { name, accountNumber, otherNumber, wrongNumber, birthDate } = PERSON;
  const wish = { bankCode: '011', birthDate, withdrawalConsent: true };
  const account = { accountNumber, holderName: name, birthDate, balance: 500_000 };
  await system.bank.createAccount(account);
  const opened = await client.post('/v1/accounts', { ...wish, accountNumber });
  accountId = String(opened.body['accountId']);
  await settledAs(client, `/v1/accounts/${accountId}`, ['ACTIVE'], { timeoutMs: 20_000 });
  await client.post('/v1/accounts', { ...wish, accountNumber });
  const mismatch = { testCode: 'ACCOUNT_HOLDER_MISMATCH' };
  await client.post('/v1/accounts', { ...wish, accountNumber: otherNumber }, mismatch);
  await client.post('/v1/accounts', { ...wish, accountNumber: wrongNumber });
  await client.post('/v1/accounts', { ...wish, accountNumber: `${accountNumber}9999` });
  await client.get(`/v1/accounts/${accountNumber}`);
  await client.get(`/v1/payments?orderId=${accountNumber}&email=${PERSON.email}`);
}

/** How banks answer: well, badly, with our own words, not at all. */
const PLANS = [
  ...['BANK_SLOW', 'INSUFFICIENT_BALANCE', 'ACCOUNT_CLOSED_AT_BANK', 'BANK_SILENT_EXECUTED'],
  ...[
    'BANK_MALFORMED',
    'BANK_HTML',
    'BANK_WRONG_ECHO',
    'BANK_UNLISTED_REFUSED',
    'BANK_5XX_EXECUTED',
  ],
];
const FINAL = ['DONE', 'ABORTED', 'CANCELED', 'EXPIRED'];

async function payInEveryWay(): Promise<readonly string[]> {
  const pay = (testCode?: string) =>
    client.post(
      '/v1/payments',
      { accountId, partnerId: SHOP, orderId: anOrderId(), orderName: '티셔츠', amount: 1000 },
      testCode ? { testCode, prefer: 'respond-async' } : {},
    );
  const made = [await pay(), ...(await Promise.all(PLANS.map((code) => pay(code))))];
  const ids = made.map(({ body }) => String(body['paymentId']));
  await Promise.all(
    ids.map((id) => settledAs(client, `/v1/payments/${id}`, FINAL, { timeoutMs: 120_000 })),
  );
  const refund = `/v1/payments/${ids[0]}/refunds`;
  await client.post(refund, { reason: '단순 변심', amount: 100 });
  const short = { testCode: 'CONTRACT_ACCOUNT_SHORT', prefer: 'respond-async' };
  await client.post(refund, { reason: '단순 변심', amount: 100 }, short);
  for (const testCode of [null, 'BANK_NO_ANSWER', 'CONSENT_REQUIRED']) {
    const path = `/v1/accounts/${accountId}/balance/refresh`;
    await client.post(path, null, testCode ? { testCode } : {});
  }
  return ids;
}

/** The keys this system was started with, and the alias the bank gave the account. */
async function ourSecrets(): Promise<Record<string, string>> {
  const runs = resolve('.onjeon-test');
  const files = readdirSync(runs).filter((name) => name.startsWith('run-journey-'));
  const values = files.flatMap((name) => {
    const text = readFileSync(join(runs, name, 'secrets.json'), 'utf8');
    const { JWT_KEYS = '', FIELD_KEYS = '', ...keys } = JSON.parse(text) as Record<string, string>;
    const [signing] = JSON.parse(JWT_KEYS) as [{ d: string }];
    return [...Object.values(keys), FIELD_KEYS.split(':')[1] ?? '', signing.d];
  });
  const requests = await system.bank.requests();
  const aliases = requests.map(({ body }) => body['FinAcno']).filter((one) => one !== undefined);
  const named = [...new Set([...values, ...aliases.map(String)])].map((one, i) => [
    `key ${i}`,
    one,
  ]);
  return Object.fromEntries(named) as Record<string, string>;
}

test('what a person tells us is in no log, row, key, message, post or history', async () => {
  await comeIn();
  await openAccounts();
  const paymentIds = await payInEveryWay();
  const kept = await everythingKept(system);

  const secrets: Record<string, string> = {
    ...PERSON,
    birthDay: PERSON.birthDate.replaceAll('-', ''),
    shortBirthDay: PERSON.birthDate.replaceAll('-', '').slice(2),
    accessToken: tokens.accessToken.split('.')[2] ?? '',
    refreshToken: tokens.refreshToken,
    partnerSecret: PARTNER_SECRET,
    bankToken: '0123456789abcdef0123456789abcdef',
    ...(await ourSecrets()),
  };
  const found = Object.entries(secrets).flatMap(([name, secret]) =>
    kept.filter(({ text }) => text.includes(secret)).map(({ place }) => `${name} in ${place}`),
  );
  expect([...new Set(found)]).toEqual([]);

  // Every place was really looked into: what may be there was found there.
  const [paid = ''] = paymentIds;
  for (const place of ['log ', 'payments.', 'queue ', 'history ', 'redis ', 'slack']) {
    const there = kept.filter((one: Kept) => one.place.startsWith(place));
    expect([place, there.length > 0]).toEqual([place, true]);
  }
  const readable = { 'payments.payment_id': paid, 'queue ': paid, 'history ': '"amountWon":1000' };
  for (const [place, text] of Object.entries(readable)) {
    const isThere = kept.some((one) => one.place.startsWith(place) && one.text.includes(text));
    expect([place, isThere]).toEqual([place, true]);
  }
}, 240_000);
