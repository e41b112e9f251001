import { call } from '../../support/http';
import {
  aProposal,
  EVIDENCE,
  givenWaitingPayment,
  REASON,
  signInOperators,
  type Operators,
} from '../../support/operator-work';
import { startResourceApi, type ResourceApi } from '../../support/resource-api';

let it_: ResourceApi;
let operators: Operators;

beforeAll(async () => {
  it_ = await startResourceApi();
  operators = await signInOperators(it_.api.url);
});
afterAll(() => it_.api.close());

const waiting = () => givenWaitingPayment(it_, it_.tokens.haneul);
const NOBODYS = '01JD8QK3V5M7N9P1R3T5W7Y9Z1';
const decisionsAbout = async (subjectId: string) => {
  const path = `/v1/ops/decisions?subjectId=${subjectId}`;
  return (await it_.get(path, operators.first)).body.data as Record<string, unknown>[];
};

describe('POST /v1/ops/decisions', () => {
  test('201 PROPOSED: nothing is told to anybody before a second operator approves', async () => {
    const subject = await waiting();
    const before = it_.engine.started.length;
    const { status, body } = await operators.propose(aProposal(subject));
    expect([status, body.state, body.decidedBy]).toEqual([201, 'PROPOSED', null]);
    expect(body).toMatchObject({ subjectId: subject, reason: REASON, evidence: EVIDENCE });
    expect(it_.engine.started).toHaveLength(before);
  });

  const BAD: readonly [string, Record<string, unknown>, string, string][] = [
    ['no reason', { reason: undefined }, '/reason', 'REQUIRED'],
    ['a reason of 9 characters', { reason: '아홉글자는너무짧' + '다' }, '/reason', 'TOO_SMALL'],
    ['a reason of 1,001 characters', { reason: '가'.repeat(1001) }, '/reason', 'TOO_LONG'],
    ['no evidence', { evidence: undefined }, '/evidence', 'REQUIRED'],
    ['evidence of no kind', { evidence: { reference: 'x' } }, '/evidence/kind', 'REQUIRED'],
    ['a decision nobody knows', { decision: 'DONE' }, '/decision', 'NOT_ALLOWED'],
    ['no subject', { subjectId: undefined }, '/subjectId', 'REQUIRED'],
    ['a subject of no form', { subjectId: 'pay_1' }, '/subjectId', 'PATTERN'],
    ['both subjects', { subjectIds: [`pay_${NOBODYS}`] }, '/subjectIds', 'NOT_ALLOWED'],
    ['a field nobody knows', { amount: 1 }, '/amount', 'UNKNOWN'],
  ];

  test.each(BAD)('400 for %s, and nothing is stored', async (_what, changes, pointer, code) => {
    const subject = await waiting();
    const { status, body } = await operators.propose(aProposal(subject, changes));
    expect([status, body.code]).toEqual([400, 'INVALID_REQUEST']);
    expect(body.errors).toMatchObject([{ pointer, code }]);
    expect(await decisionsAbout(subject)).toEqual([]);
  });

  test('400 for 201 subjects, none, and one twice', async () => {
    const id = `pay_${NOBODYS}`;
    const many = Array.from({ length: 201 }, (_, i) => `pay_${String(i).padStart(26, '0')}`);
    for (const subjectIds of [many, [], [id, id]]) {
      const json = aProposal(id, { subjectId: undefined, subjectIds });
      expect((await operators.propose(json)).status).toBe(400);
    }
  });

  test.each([
    ['pay', 'NOT_FOUND_PAYMENT'],
    ['rfd', 'NOT_FOUND_REFUND'],
    ['acc', 'NOT_FOUND_ACCOUNT'],
    ['wrk', 'NOT_FOUND'],
  ])('404 for a %s that is not there: %s', async (prefix, code) => {
    const { status, body } = await operators.propose(aProposal(`${prefix}_${NOBODYS}`));
    expect([status, body.code]).toEqual([404, code]);
  });

  test('409 where nothing waits, one is open, or the decision does not fit', async () => {
    const { paymentId: done } = await it_.pay(it_.tokens.haneul);
    const subject = await waiting();
    const wrong = await operators.propose(aProposal(subject, { decision: 'SEND_AGAIN' }));
    expect((await operators.propose(aProposal(subject))).status).toBe(201);
    const second = await operators.propose(aProposal(subject), operators.second);
    for (const heard of [await operators.propose(aProposal(done)), wrong, second]) {
      expect([heard.status, heard.body.code]).toEqual([409, 'STATE_CONFLICT']);
      expect(heard.body.errors).toMatchObject([{ pointer: '/subjectId' }]);
    }
  });

  test('ASK_AGAIN needs neither evidence nor a second operator, and the run hears of it', async () => {
    const subject = await waiting();
    const json = { subjectId: subject, decision: 'ASK_AGAIN', reason: REASON };
    const { status, body } = await operators.propose(json);
    expect([status, body.state, body.decidedBy]).toEqual([201, 'APPROVED', body.proposedBy]);
    expect(it_.engine.started).toContain(`decide payment ${subject}`);
  });

  test('one decision each for subjectIds, or none and the pointer of the one that is refused', async () => {
    const ids = [await waiting(), await waiting()];
    const { paymentId: done } = await it_.pay(it_.tokens.haneul);
    const json = (subjectIds: string[]) => aProposal('', { subjectId: undefined, subjectIds });
    const refused = await operators.propose(json([...ids, done]));
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([409, '/subjectIds/2']);
    for (const id of ids) expect(await decisionsAbout(id)).toEqual([]);
    const { status, body } = await operators.propose(json(ids));
    expect(status).toBe(201);
    expect(body.data.map((one: { subjectId: string }) => one.subjectId)).toEqual(ids);
  });
});

describe('approve and reject', () => {
  const proposed = async () => {
    const subject = await waiting();
    const { body } = await operators.propose(aProposal(subject));
    return { subject, decisionId: body.decisionId as string };
  };

  test('403 to the one who proposed, 200 to another, and the run is told', async () => {
    const { subject, decisionId } = await proposed();
    for (const verb of ['approve', 'reject'] as const) {
      const own = await operators.decide(decisionId, verb, operators.first);
      expect([own.status, own.body.code]).toEqual([403, 'SECOND_OPERATOR_REQUIRED']);
    }
    const { status, body } = await operators.decide(decisionId, 'approve');
    expect([status, body.state]).toEqual([200, 'APPROVED']);
    expect(it_.engine.started).toContain(`decide payment ${subject}`);
    const again = await operators.decide(decisionId, 'approve');
    expect([again.status, again.body]).toEqual([200, body]);
    expect((await operators.decide(decisionId, 'reject')).status).toBe(409);
  });

  test('200 although no run can be told: the decision is in the book', async () => {
    const { decisionId } = await proposed();
    const { decide } = it_.engine;
    it_.engine.decide = () => Promise.reject(new Error('no Temporal'));
    const { status, body } = await operators.decide(decisionId, 'approve');
    it_.engine.decide = decide;
    expect([status, body.state]).toEqual([200, 'APPROVED']);
  });

  test('a rejected decision makes room for another', async () => {
    const { subject, decisionId } = await proposed();
    expect((await operators.decide(decisionId, 'reject')).body.state).toBe('REJECTED');
    expect((await operators.decide(decisionId, 'approve')).status).toBe(409);
    expect((await operators.propose(aProposal(subject))).status).toBe(201);
  });

  test('404 for a decision that is not there, and 403 to everybody but operators', async () => {
    expect((await operators.decide(`dcs_${NOBODYS}`, 'approve')).status).toBe(404);
    const { decisionId } = await proposed();
    const { haneul, partner, cs } = it_.tokens;
    for (const token of [haneul, partner, cs]) {
      expect((await operators.decide(decisionId, 'approve', token)).status).toBe(403);
      expect((await operators.propose(aProposal(`pay_${NOBODYS}`), token)).status).toBe(403);
      const path = `/v1/ops/decisions/${decisionId}/approve`;
      const headers = { 'x-http-method-override': 'GET' };
      const overridden = await call(it_.api.url, { method: 'POST', path, token, headers });
      expect(overridden.status).toBe(403);
    }
    expect((await decisionsAbout((await proposed()).subject))[0]?.['state']).toBe('PROPOSED');
  });
});
