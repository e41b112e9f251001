import type { z } from 'zod';
import type { Decided, DecisionSubject } from '../../adapters/mysql/ops-types';
import { OnjeonError } from '../../domain/errors';
import { listAnswer, positionOf } from '../lists';
import { presentDecision } from '../ops-presenters';
import { callerOf, route, type Route } from '../route';
import * as schemas from '../schemas/ops';
import { OPS_READ, OPS_WRITE } from './ops-access';
import type { ResourceParts } from './resources';

const ONE = {
  ...OPS_WRITE,
  method: 'POST',
  params: schemas.decisionParams,
  answers: { 200: { schema: schemas.decisionAnswer, description: 'As it is now' } },
} as const;

/** Two operators decide what no witness could: one proposes, another approves. */
export function createDecisionRoutes(deps: ResourceParts): readonly Route[] {
  return [propose(deps), list(deps), approve(deps), reject(deps)];
}

function propose(deps: ResourceParts): Route {
  return route({
    ...OPS_WRITE,
    method: 'POST',
    path: '/v1/ops/decisions',
    summary: { ko: '결정 제안', en: 'Propose a decision' },
    body: schemas.proposeBody,
    answers: {
      201: {
        schema: schemas.proposedAnswer,
        description: 'PROPOSED; ASK_AGAIN is APPROVED at once. One decision each for `subjectIds`',
      },
    },
    problems: ['NOT_FOUND_PAYMENT', 'NOT_FOUND_REFUND', 'NOT_FOUND_ACCOUNT', 'STATE_CONFLICT'],
    async handle(call) {
      const { decision, reason, evidence = null } = call.body;
      const subjects = subjectsOf(call.body);
      const wish = { subjects, decision, reason, evidence, operatorId: callerOf(call).id };
      const made = await deps.book.decisions.propose(wish);
      for (const one of made) await tell(deps, one);
      const data = made.map((one) => presentDecision(one.decision));
      return { status: 201, body: call.body.subjectIds ? { data } : data[0] };
    },
  });
}

function subjectsOf(body: z.output<typeof schemas.proposeBody>): readonly DecisionSubject[] {
  if (body.subjectId !== undefined) {
    return [{ subjectId: body.subjectId, pointer: '/subjectId' }];
  }
  return (body.subjectIds ?? []).map((subjectId, index) => ({
    subjectId,
    pointer: `/subjectIds/${index}`,
  }));
}

function list(deps: ResourceParts): Route {
  const path = '/v1/ops/decisions';
  return route({
    ...OPS_READ,
    method: 'GET',
    path,
    summary: { ko: '결정 목록', en: 'List decisions' },
    query: schemas.decisionsQuery,
    answers: { 200: { schema: schemas.decisionPage, description: 'Newest first' } },
    problems: ['INVALID_CURSOR'],
    async handle(call) {
      const { subjectId = null, state = null, limit } = call.query;
      const scope = { callerId: callerOf(call).id, list: path, filters: { subjectId, state } };
      const after = positionOf(deps.cursors, scope, call.query);
      const page = await deps.book.decisions.list({ subjectId, state, after, limit });
      const data = page.items.map(presentDecision);
      return listAnswer({ data, next: page.next }, { cursors: deps.cursors, scope, call });
    },
  });
}

function approve(deps: ResourceParts): Route {
  return route({
    ...ONE,
    path: '/v1/ops/decisions/{decisionId}/approve',
    summary: { ko: '결정 승인', en: 'Approve another operator’s decision' },
    problems: [
      ...['SECOND_OPERATOR_REQUIRED', 'STATE_CONFLICT'],
      ...['NOT_FOUND_PAYMENT', 'NOT_FOUND_REFUND', 'NOT_FOUND_ACCOUNT'],
    ] as const,
    async handle(call) {
      const step = { ...call.params, operatorId: callerOf(call).id };
      const decided = await deps.book.decisions.approve(step);
      deps.crashPoints.reach('D1');
      await tell(deps, decided);
      deps.crashPoints.reach('D2');
      return { status: 200, body: presentDecision(decided.decision) };
    },
  });
}

function reject(deps: ResourceParts): Route {
  return route({
    ...ONE,
    path: '/v1/ops/decisions/{decisionId}/reject',
    summary: { ko: '결정 반려', en: 'Reject another operator’s decision' },
    problems: ['SECOND_OPERATOR_REQUIRED', 'STATE_CONFLICT'],
    async handle(call) {
      const step = { ...call.params, operatorId: callerOf(call).id };
      return { status: 200, body: presentDecision(await deps.book.decisions.reject(step)) };
    },
  });
}

/** The decision is in the book: the run that cannot be told finds it there at its next look, or the sweep does. */
async function tell({ engine, log }: ResourceParts, { decision, run }: Decided): Promise<void> {
  if (!run) return;
  const { decisionId, evidence } = decision;
  // What was written in words may name people; it stays in the book.
  const reason = evidence?.kind ?? 'NO_EVIDENCE';
  try {
    if (decision.decision === 'CORRECTIVE_REFUND') await engine.lookAgain(run);
    else await engine.decide(run, { decisionId, decision: decision.decision, reason });
  } catch (error) {
    const code = error instanceof OnjeonError ? error.code : 'UNREACHABLE';
    log.warn({ decisionId, code }, 'no run was told of a decision; it is found in the book');
  }
}
