import { staffPaymentAnswer } from '../../../src/http/schemas/staff';
import { staffTimelineAnswer } from '../../../src/http/schemas/timelines';
import { call } from '../../support/http';
import { startResourceApi, type ResourceApi } from '../../support/resource-api';

let it_: ResourceApi;

beforeAll(async () => {
  it_ = await startResourceApi();
});
afterAll(() => it_.api.close());
beforeEach(() => {
  it_.engine.plan = 'EXECUTED';
});

describe('GET /v1/cs/payments/{paymentId}', () => {
  test('200 to staff: the bank’s words, which the failure itself does not hold', async () => {
    it_.engine.plan = 'REFUSED';
    const { paymentId } = await it_.pay(it_.tokens.haneul);
    const { status, body } = await it_.get(`/v1/cs/payments/${paymentId}`, it_.tokens.cs);
    expect(status).toBe(200);
    expect(staffPaymentAnswer.parse(body).bank).toEqual({
      ...{ code: 'A0999', message: '잔액이 부족합니다.' },
    });
    expect(Object.keys(body.failure)).toEqual(['code', 'message', 'at']);
  });

  test('403 to members and partners, before anything is looked up', async () => {
    const { paymentId } = await it_.pay(it_.tokens.haneul);
    for (const token of [it_.tokens.haneul, it_.tokens.partner]) {
      for (const id of [paymentId, 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1']) {
        expect((await it_.get(`/v1/cs/payments/${id}`, token)).status).toBe(403);
        expect((await it_.get(`/v1/cs/payments/${id}/timeline`, token)).status).toBe(403);
      }
    }
  });

  test('404 for one that is not there', async () => {
    const heard = await it_.get('/v1/cs/payments/pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1', it_.tokens.cs);
    expect([heard.status, heard.body.code]).toEqual([404, 'NOT_FOUND_PAYMENT']);
  });
});

test('tells customer service the whole story of a silent bank, and what to tell the customer', async () => {
  it_.engine.plan = 'SILENT';
  const { paymentId } = await it_.pay(it_.tokens.haneul);
  const path = `/v1/cs/payments/${paymentId}/timeline`;
  const { status, body } = await it_.get(path, it_.tokens.cs);
  expect(status).toBe(200);
  const told = staffTimelineAnswer.parse(body);
  expect(told.summary).toMatch(/^\d\d:\d\d 농협 응답 없음 → 은행 결과 확인 중$/);
  expect(told.customerText).toContain('두 번 출금되지 않으니');
  expect(told.steps.find((step) => step.kind === 'BANK_EXCHANGE')).toMatchObject({
    ...{ bank: { code: null, message: 'read time-out' }, durationMs: 12 },
  });
});

describe('the documents', () => {
  test('describe every route of the API and no other', async () => {
    const { status, body } = await call(it_.api.url, { path: '/openapi.json' });
    expect(status).toBe(200);
    const described = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(
      it_.api.routes.map(({ method, path }) => `${method} ${path}`).sort(),
    );
    expect(described).toContain('POST /v1/auth/login');
  });

  test('are readable without script and assets, under a policy that allows none', async () => {
    const { status, headers, text } = await call(it_.api.url, { path: '/docs' });
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; frame-ancestors 'none'/,
    );
    expect(text).toContain('다섯 가지 규칙');
    expect(text).not.toContain('<script');
  });
});
