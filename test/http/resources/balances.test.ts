import { won } from '../../../src/domain/money';
import { anOpening, startResourceApi, type ResourceApi } from '../../support/resource-api';

let it_: ResourceApi;
let haneul: string;

beforeAll(async () => {
  it_ = await startResourceApi();
  ({ haneul } = it_.tokens);
});
afterAll(() => it_.api.close());
beforeEach(() => {
  it_.engine.refresh = null;
  it_.engine.started.length = 0;
});

const cached = (over = {}) => ({
  amount: won(985_000),
  asOf: Date.now() - 5_000,
  version: 17,
  ...over,
});
const get = (accountId: string) => it_.get(`/v1/accounts/${accountId}/balance`, haneul);
const refresh = (accountId: string, headers?: Record<string, string>) =>
  it_.post(`/v1/accounts/${accountId}/balance/refresh`, haneul, { headers });

describe('GET /v1/accounts/{accountId}/balance', () => {
  test('200: ???? while nothing is known, and the bank is not asked', async () => {
    const heard = await get(await it_.openAccount(haneul));
    expect(heard.status).toBe(200);
    expect(heard.body).toMatchObject({
      amount: null,
      display: '????',
      source: 'NONE',
      stale: true,
    });
    expect(it_.engine.started.filter((one) => one.startsWith('balance'))).toEqual([]);
  });

  test('200: the last known amount and how old it is', async () => {
    const accountId = await it_.openAccount(haneul);
    await it_.api.deps.redis.balances.write(accountId, cached());
    const { body } = await get(accountId);
    expect(body).toMatchObject({
      amount: 985_000,
      display: '985,000원',
      source: 'CACHE',
      version: 17,
    });
    expect([body.stale, body.ageSeconds >= 5]).toEqual([false, true]);
  });
});

describe('POST /v1/accounts/{accountId}/balance/refresh', () => {
  const REFRESHED = { kind: 'REFRESHED', availableWon: 970_000, version: 18 } as const;

  test('200: what the bank says', async () => {
    const accountId = await it_.openAccount(haneul);
    it_.engine.refresh = { ...REFRESHED, at: new Date().toISOString() };
    const { status, body } = await refresh(accountId, { 'x-test-code': 'BANK_SLOW' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ amount: 970_000, source: 'BANK', version: 18, stale: false },
      ...{ refreshed: true, refreshError: null, consent: null },
    });
    expect(it_.engine.started).toContain(`balance ${accountId} slow`);
  });

  test('never shows an older version than the cache has', async () => {
    const accountId = await it_.openAccount(haneul);
    await it_.api.deps.redis.balances.write(accountId, cached({ version: 19 }));
    it_.engine.refresh = { ...REFRESHED, at: new Date().toISOString() };
    expect((await refresh(accountId)).body).toMatchObject({ version: 19, amount: 985_000 });
  });

  test('200: the last known amount when the bank does not answer', async () => {
    const accountId = await it_.openAccount(haneul);
    await it_.api.deps.redis.balances.write(accountId, cached());
    const { status, body } = await refresh(accountId, { 'accept-language': 'en' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ refreshed: false, amount: 985_000, source: 'CACHE', consent: null },
      refreshError: { code: 'BANK_NO_ANSWER', message: 'No answer from the bank' },
    });
  });

  test('200: where to give the consent that the bank asks for', async () => {
    const consentUrl = 'https://consent.example.kr/1';
    it_.engine.refresh = { kind: 'FAILED', failureCode: 'CONSENT_REQUIRED', consentUrl };
    const { body } = await refresh(await it_.openAccount(haneul));
    expect(body).toMatchObject({
      ...{ refreshed: false, amount: null, display: '????', consent: { url: consentUrl } },
      refreshError: { code: 'CONSENT_REQUIRED' },
    });
  });

  test('422: an account that is not ACTIVE has no balance to ask for', async () => {
    it_.engine.plan = 'REFUSED';
    const failed = await it_.post('/v1/accounts', haneul, { json: anOpening() });
    it_.engine.plan = 'EXECUTED';
    const heard = await refresh(failed.body.accountId);
    expect([heard.status, heard.body.code]).toEqual([422, 'ACCOUNT_NOT_ACTIVE']);
    expect((await get(failed.body.accountId)).status).toBe(200);
  });
});

test('429: an eleventh refresh of one account within a minute, and none of another', async () => {
  const limits = it_.api.deps.config.rates;
  const strict = await startResourceApi({ rates: { ...limits, balanceRefreshPerMinute: 10 } });
  try {
    const token = strict.tokens.haneul;
    const [one, other] = [await strict.openAccount(token), await strict.openAccount(token)];
    const ask = (id: string) => strict.post(`/v1/accounts/${id}/balance/refresh`, token, {});
    for (let i = 0; i < 10; i += 1) expect((await ask(one)).status).toBe(200);
    const refused = await ask(one);
    expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect((await ask(other)).status).toBe(200);
  } finally {
    await strict.api.close();
  }
});
