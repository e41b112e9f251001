import { accountAnswer } from '../../../src/http/schemas/accounts';
import { call } from '../../support/http';
import { anOpening, startResourceApi, type ResourceApi } from '../../support/resource-api';

let it_: ResourceApi;
let haneul: string;
let bada: string;

beforeAll(async () => {
  it_ = await startResourceApi();
  ({ haneul, bada } = it_.tokens);
});
afterAll(() => it_.api.close());
beforeEach(() => {
  it_.engine.plan = 'EXECUTED';
});

const open = (json: unknown, token = haneul, headers?: Record<string, string>) =>
  it_.post('/v1/accounts', token, { json, headers });
const change = (method: string, path: string, token: string, json?: unknown) =>
  call(it_.api.url, { method, path, token, json });

describe('POST /v1/accounts', () => {
  test('201: an ACTIVE account, its number and holder masked everywhere', async () => {
    const opening = { ...anOpening(), nickname: '월급통장' };
    const heard = await open(opening);
    expect(heard.status).toBe(201);
    expect(accountAnswer.parse(heard.body)).toMatchObject({
      ...{ status: 'ACTIVE', holderName: '김*늘', bankName: 'NH농협은행', nickname: '월급통장' },
      limits: { perPayment: 2_000_000, perDay: 5_000_000, usedToday: 0 },
    });
    expect(heard.body.accountNumber).toMatch(/^302\*+\d{3}$/);
    expect(heard.text).not.toContain(opening.accountNumber);
    expect(heard.headers.get('location')).toBe(heard.body.links.self);
  });

  test('201: a refusal by the bank is a FAILED account', async () => {
    it_.engine.plan = 'REFUSED';
    const { status, body } = await open(anOpening());
    expect([status, body.status]).toEqual([201, 'FAILED']);
    expect(body.failure.code).toBe('ACCOUNT_HOLDER_MISMATCH');
  });

  test('202: an opening in doubt, and the same account for the same key', async () => {
    it_.engine.plan = 'SILENT';
    const opening = anOpening();
    const key = { 'idempotency-key': 'opening-key-0000001' };
    const first = await open(opening, haneul, key);
    const accountNumber = opening.accountNumber.replace(/^302/, '302-');
    const again = await open({ ...opening, accountNumber }, haneul, key);
    expect([first.status, first.body.status]).toEqual([202, 'PENDING']);
    expect(again.body.accountId).toBe(first.body.accountId);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
  });

  test('409: the account is opened already, and where', async () => {
    const opening = anOpening();
    const first = await open(opening);
    const second = await open(opening);
    expect([second.status, second.body.code]).toEqual([409, 'ALREADY_OPENED_ACCOUNT']);
    expect(second.body.resource).toBe(first.body.links.self);
  });

  test('400: every wrong field by name', async () => {
    const { status, body } = await open({ bankCode: '004', accountNumber: '1', isAdmin: true });
    expect(status).toBe(400);
    expect(body.errors.map((one: { pointer: string }) => one.pointer).sort()).toEqual([
      ...['/accountNumber', '/bankCode', '/birthDate', '/isAdmin', '/withdrawalConsent'],
    ]);
  });
});

describe('the accounts of a member', () => {
  test('are listed newest first, in pages', async () => {
    const ids = [await it_.openAccount(bada), await it_.openAccount(bada)].reverse();
    const first = await it_.get('/v1/accounts?limit=1', bada);
    const next = /<(.*)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await it_.get(next, bada);
    const listed = [...first.body.data, ...second.body.data].map((one) => one.accountId);
    expect([listed, second.body.nextCursor]).toEqual([ids, null]);
  });

  test('show what of the day’s limit is used', async () => {
    const payment = await it_.pay(bada);
    const { body } = await it_.get(`/v1/accounts/${payment.accountId}`, bada);
    expect(body.limits.usedToday).toBe(15_000);
  });

  test('can be renamed, and closed for good', async () => {
    const path = `/v1/accounts/${await it_.openAccount(haneul)}`;
    const renamed = await change('PATCH', path, haneul, { nickname: '용돈' });
    expect([renamed.status, renamed.body.nickname]).toEqual([200, '용돈']);
    const closed = await change('DELETE', path, haneul);
    expect([closed.status, closed.body.status]).toEqual([200, 'CLOSED']);
    expect((await change('DELETE', path, haneul)).body.status).toBe('CLOSED');
  });

  test('cannot be closed while a payment is open: 409', async () => {
    it_.engine.plan = 'SILENT';
    const { accountId } = await it_.pay(haneul);
    const heard = await change('DELETE', `/v1/accounts/${accountId}`, haneul);
    expect([heard.status, heard.body.code]).toEqual([409, 'ACCOUNT_IN_USE']);
  });

  test('are not there for others, whatever is tried: 404, as for one that is missing', async () => {
    const path = `/v1/accounts/${await it_.openAccount(haneul)}`;
    const missing = '/v1/accounts/acc_01JD8QK3V5M7N9P1R3T5W7Y9Z1';
    const tries = [
      ['GET', '', undefined],
      ['PATCH', '', { nickname: '내 것' }],
      ['DELETE', '', undefined],
      ['GET', '/balance', undefined],
      ['POST', '/balance/refresh', undefined],
    ] as const;
    for (const [method, end, json] of tries) {
      const theirs = await change(method, path + end, bada, json);
      const none = await change(method, missing + end, bada, json);
      expect([theirs.status, theirs.body.code]).toEqual([404, 'NOT_FOUND_ACCOUNT']);
      const same = { requestId: '', instance: '' };
      expect({ ...theirs.body, ...same }).toEqual({ ...none.body, ...same });
    }
    expect((await it_.get(path, haneul)).body.nickname).toBeNull();
    expect((await it_.get(path, it_.tokens.partner)).status).toBe(403);
  });
});
