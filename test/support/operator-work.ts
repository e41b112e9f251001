import { DEMO } from '../../src/adapters/mysql/seed';
import { call, logIn, type Heard } from './http';
import type { ResourceApi } from './resource-api';

/** Why and by what: what every decision but ASK_AGAIN must say. */
export const REASON = '농협 전화 확인: 출금 거래 있음';
export const EVIDENCE = { kind: 'BANK_CALL', reference: '2026-11-22 16:45 농협 고객센터' } as const;

/** Two operators at the API. */
export interface Operators {
  /** Tokens of the first and the second. */
  readonly first: string;
  readonly second: string;
  propose(json: Record<string, unknown>, token?: string): Promise<Heard>;
  /** `approve` or `reject`, by the second unless told otherwise. */
  decide(decisionId: string, verb: 'approve' | 'reject', token?: string): Promise<Heard>;
}

/** Signs both demo operators in. */
export async function signInOperators(base: string): Promise<Operators> {
  const tokenOf = async (email: string) => (await logIn(base, email)).accessToken;
  const first = await tokenOf(DEMO.staff[1].email);
  const second = await tokenOf(DEMO.staff[2].email);
  return {
    ...{ first, second },
    propose: (json, token = first) =>
      call(base, { method: 'POST', path: '/v1/ops/decisions', token, json }),
    decide: (decisionId, verb, token = second) =>
      call(base, { method: 'POST', path: `/v1/ops/decisions/${decisionId}/${verb}`, token }),
  };
}

/** A sound proposal about a subject, changed where the test cares. */
export function aProposal(subjectId: string, changes: Record<string, unknown> = {}) {
  return { subjectId, decision: 'EXECUTED', reason: REASON, evidence: EVIDENCE, ...changes };
}

/** A payment the bank never answered about, asked for longer than the doubt limit: it waits for a person. */
export async function givenWaitingPayment(it: ResourceApi, token: string): Promise<string> {
  const { plan } = it.engine;
  it.engine.plan = 'SILENT';
  const { paymentId } = (await it.pay(token)) as { paymentId: string };
  it.engine.plan = plan;
  await leaveToOperator(it, paymentId);
  return paymentId;
}

/** Moves a silent payment's story back by an hour and lets it wait for a person, as the engine would. */
export async function leaveToOperator(it: ResourceApi, paymentId: string): Promise<void> {
  const { sequelize } = it.api;
  const replacements = { paymentId };
  await sequelize.query(
    `UPDATE bank_exchanges SET marked_at = marked_at - INTERVAL 1 HOUR,
       lease_until = lease_until - INTERVAL 1 HOUR, ended_at = ended_at - INTERVAL 1 HOUR
     WHERE subject_id LIKE CONCAT(:paymentId, '.%')`,
    { replacements },
  );
  await sequelize.query(
    `UPDATE payments SET status_detail = 'WAITING_FOR_OPERATOR', version = version + 1
     WHERE payment_id = :paymentId`,
    { replacements },
  );
  await sequelize.query(
    `INSERT INTO history (subject_kind, subject_id, payment_id, from_state, to_state, detail, reason, actor, at)
     VALUES ('payment', :paymentId, :paymentId, 'IN_PROGRESS', 'IN_PROGRESS', 'WAITING_FOR_OPERATOR',
       'DOUBT_LIMIT', 'engine', UTC_TIMESTAMP(3))`,
    { replacements },
  );
}
