import { QueryTypes } from 'sequelize';
import { DEMO } from '../../../src/adapters/mysql/seed';
import { call } from '../../support/http';
import {
  aProposal,
  givenWaitingPayment,
  REASON,
  signInOperators,
  type Operators,
} from '../../support/operator-work';
import { eventually } from '../../support/eventually';
import { anOpening, anOrder, startResourceApi, type ResourceApi } from '../../support/resource-api';

let it_: ResourceApi;
let operators: Operators;

beforeAll(async () => {
  it_ = await startResourceApi();
  operators = await signInOperators(it_.api.url);
});
afterAll(() => it_.api.close());

const FIRST = DEMO.staff[1].staffId;
const waiting = () => givenWaitingPayment(it_, it_.tokens.haneul);

describe('GET /v1/ops/work-items', () => {
  const list = (query: string, headers = {}) =>
    it_.get(`/v1/ops/work-items?${query}`, operators.first, headers);

  test('names what waits, since when and why, with the pair and where to look', async () => {
    const paymentId = await waiting();
    const { status, body } = await list('kind=PAYMENT&limit=1');
    expect(status).toBe(200);
    expect(body.data).toMatchObject([
      {
        ...{ workItemId: paymentId.replace('pay_', 'wrk_'), kind: 'PAYMENT', subjectId: paymentId },
        ...{ reason: 'DOUBT_LIMIT', proposedDecisionId: null },
        transfer: { kind: 'DEBIT', amount: 15_000, tsymd: expect.stringMatching(/^\d{8}$/) },
        evidence: [{ kind: 'BANK_ANSWER', outcome: 'UNKNOWN' }],
        links: {
          timeline: `/v1/cs/payments/${paymentId}/timeline`,
          workflow: expect.stringContaining(`payment-${paymentId}`),
        },
      },
    ]);
    expect((await list('kind=REFUND')).body.data).toEqual([]);
  });

  test('shows the proposal that waits for a second operator, and goes when it is settled', async () => {
    const paymentId = await waiting();
    const { body } = await operators.propose(aProposal(paymentId));
    const mine = async () =>
      (await list('limit=100')).body.data.find(
        (one: { subjectId: string }) => one.subjectId === paymentId,
      );
    expect((await mine()).proposedDecisionId).toBe(body.decisionId);
    await it_.api.sequelize.query(
      `UPDATE payments SET status = 'DONE', status_detail = NULL WHERE payment_id = '${paymentId}'`,
    );
    expect(await mine()).toBeUndefined();
  });

  test('lists page by page, newest first', async () => {
    const ids = [await waiting(), await waiting()];
    const first = await list('limit=1');
    expect(first.body.data[0].subjectId).toBe(ids[1]);
    const next = await list(`limit=1&cursor=${first.body.nextCursor}`);
    expect(next.body.data[0].subjectId).toBe(ids[0]);
  });

  test('is a sheet to ask the bank with as CSV, where no cell is a formula', async () => {
    const paymentId = await waiting();
    await it_.api.sequelize.query(
      `UPDATE history SET reason = '=HYPERLINK("http://evil.example")'
       WHERE subject_id = '${paymentId}' AND reason = 'DOUBT_LIMIT'`,
    );
    const response = await fetch(`${it_.api.url}/v1/ops/work-items`, {
      headers: { authorization: `Bearer ${operators.first}`, accept: 'text/csv' },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const [head, ...rows] = bytes.toString('utf8').slice(1).split('\r\n');
    expect(head).toBe(
      'workItemId,subjectId,pairDate,pairNumber,sentAt,amount,direction,reference,since,reason',
    );
    const mine = rows.find((row) => row.includes(paymentId));
    expect(mine).toMatch(/,\d{8},\d+,2\d{3}-[^,]+,15000,출금,[0-9A-Z]{11},/);
    expect(mine).toContain(`"'=HYPERLINK(`);
  });
});

describe('holding the bank', () => {
  const bank = (verb: 'pause' | 'resume', json: object) =>
    call(it_.api.url, {
      method: 'POST',
      path: `/v1/ops/bank/${verb}`,
      token: operators.first,
      json,
    });
  const show = async () => (await it_.get('/v1/ops/bank', operators.first)).body;

  test('400 without a reason, or with too short a one', async () => {
    for (const verb of ['pause', 'resume'] as const) {
      for (const json of [{}, { reason: '짧음' }]) {
        const { status, body } = await bank(verb, json);
        expect([status, body.errors[0].pointer]).toEqual([400, '/reason']);
      }
    }
    expect((await show()).state).toBe('RUNNING');
  });

  test('503 for new payments and openings, not for what exists; and both go on afterwards', async () => {
    const accountId = await it_.openAccount(it_.tokens.haneul);
    const key = { 'idempotency-key': 'made-before-the-pause' };
    const order = { json: anOrder(accountId), headers: key };
    const made = await it_.post('/v1/payments', it_.tokens.haneul, order);
    expect(made.status).toBe(201);

    const held = await bank('pause', { reason: REASON });
    expect(held.body).toMatchObject({ state: 'PAUSED', reason: REASON, until: null });
    await eventually(
      async () => {
        const heard = await it_.post('/v1/payments', it_.tokens.haneul, {
          json: anOrder(accountId),
        });
        expect([heard.status, heard.body.code]).toEqual([503, 'BANK_PAUSED']);
        expect(Number(heard.headers.get('retry-after'))).toBeGreaterThan(0);
        return true;
      },
      { what: 'every process knows of the pause' },
    );
    const opening = await it_.post('/v1/accounts', it_.tokens.haneul, { json: anOpening() });
    expect([opening.status, opening.body.code]).toEqual([503, 'BANK_PAUSED']);
    const replayed = await it_.post('/v1/payments', it_.tokens.haneul, order);
    expect([replayed.status, replayed.body.paymentId]).toEqual([201, made.body.paymentId]);
    const refund = await it_.post(`${made.body.links.refunds}`, it_.tokens.haneul, {
      json: { reason: '단순 변심' },
    });
    expect(refund.status).toBeLessThan(300);

    expect((await bank('resume', { reason: REASON })).body.state).toBe('RUNNING');
    await eventually(
      async () => {
        const heard = await it_.post('/v1/payments', it_.tokens.haneul, {
          json: anOrder(accountId),
        });
        expect(heard.status).toBe(201);
        return true;
      },
      { what: 'every process knows that the bank runs' },
    );
  });
});

describe('the audit log', () => {
  const entries = (where: string) =>
    it_.api.sequelize.query<{ action: string; outcome: number; details: string }>(
      `SELECT action, outcome, details FROM audit_log WHERE ${where} ORDER BY entry`,
      { type: QueryTypes.SELECT },
    );

  test('has a decision’s two operators, and every try of the one alone', async () => {
    const { body } = await operators.propose(aProposal(await waiting()));
    const { decisionId } = body;
    await operators.decide(decisionId, 'approve', operators.first);
    await operators.decide(decisionId, 'approve');
    const { status, body: page } = await it_.get(
      `/v1/ops/audit-log?subjectId=${decisionId}`,
      operators.second,
    );
    expect(status).toBe(200);
    const second = DEMO.staff[2].staffId;
    const told = page.data.map((one: { actorId: string; outcome: number }) => [
      one.actorId,
      one.outcome,
    ]);
    expect(told).toEqual([
      [second, 200],
      [second, 102],
      [FIRST, 403],
      [FIRST, 102],
    ]);
  });

  test('has what staff looked at and were refused, and nothing of members', async () => {
    const nobodys = 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z9';
    await it_.get(`/v1/cs/payments/${nobodys}`, it_.tokens.cs);
    await it_.get('/v1/ops/bank', it_.tokens.cs);
    await it_.get('/v1/ops/bank', it_.tokens.haneul);
    expect(await entries(`subject_id = '${nobodys}'`)).toMatchObject([
      { action: 'GET /v1/cs/payments/{paymentId}', outcome: 404 },
    ]);
    expect(await entries("role = 'cs' AND action = 'GET /v1/ops/bank'")).toMatchObject([
      { outcome: 403 },
    ]);
    expect(await entries("role NOT IN ('cs', 'operator')")).toEqual([]);
  });

  test('keeps no text that could be about a person', async () => {
    await operators.propose(
      aProposal(await waiting(), { reason: '김하늘 고객 010-1234-5678 통화' }),
    );
    const rows = await entries('1 = 1');
    expect(JSON.stringify(rows)).not.toMatch(/김하늘|1234-5678/);
    const [begun] = rows.filter(({ action }) => action === 'POST /v1/ops/decisions').slice(-1);
    expect(JSON.parse(begun!.details)).toMatchObject({ decision: 'EXECUTED', reason: true });
  });

  test('stops what it cannot record: 503, and nothing was changed', async () => {
    const subject = await waiting();
    const { append } = it_.api.book.audit;
    it_.api.book.audit.append = () => Promise.reject(new Error('the disk is full'));
    const proposed = await operators.propose(aProposal(subject));
    const looked = await it_.get('/v1/ops/bank', operators.first);
    it_.api.book.audit.append = append;
    expect([proposed.status, looked.status]).toEqual([503, 503]);
    const { body } = await it_.get(`/v1/ops/decisions?subjectId=${subject}`, operators.first);
    expect(body.data).toEqual([]);
  });

  test('is whole after all of this', async () => {
    expect((await it_.api.book.audit.verify()).brokenAt).toBeNull();
  });
});
