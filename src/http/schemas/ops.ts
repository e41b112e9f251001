import { z } from 'zod';
import { DECISIONS } from '../../domain/decision';
import { boundedText } from '../text-schema';
import { pageAnswer, pageQuery } from './common';
import { id, moment, wonAmount } from './text';

/** Why an operator does something: long enough to mean something a year later. */
const reason = boundedText({ min: 10, max: 1000 }).meta({
  description: 'Why, in words another operator understands; no personal data',
});

const KINDS = [
  'PAYMENT',
  'REFUND',
  'ACCOUNT',
  'RECONCILIATION_CASE',
  'DELIVERY_PARKED',
  'DEAD_LETTER',
  'UNROUTABLE_EVENT',
  'BANK_CONFIG',
] as const;

/** Query of the work items. */
export const workItemsQuery = z.strictObject({ kind: z.enum(KINDS).optional(), ...pageQuery });

const evidenceSteps = z.array(
  z.strictObject({
    at: moment,
    kind: z.enum(['BANK_ANSWER', 'RESULT_CHECK', 'STATEMENT']),
    outcome: z.string(),
    code: z.string().nullable(),
    message: z.string().nullable(),
  }),
);

const transfer = z.strictObject({
  kind: z.enum(['DEBIT', 'CREDIT']),
  tsymd: z.string(),
  isTuno: z.string().meta({ description: 'With `tsymd` what NH knows the transfer by' }),
  amount: wonAmount,
  reference: z.string().meta({ description: 'Printed in the passbook' }),
  sentAt: moment.nullable().meta({ description: 'When it was sent for the first time' }),
});

const findingTransfer = z.strictObject({
  kind: z.enum(['DEBIT', 'CREDIT']),
  tsymd: z.string(),
  isTuno: z.string(),
  amount: wonAmount,
  paymentId: z.string(),
  refundId: z.string().nullable(),
});

const findingRow = z.strictObject({
  day: z.string(),
  time: z.string(),
  direction: z.enum(['IN', 'OUT']),
  amount: wonAmount,
  text: z.string(),
  bankNumber: z.string(),
});

/** Something that needs a person. */
export const workItemAnswer = z
  .strictObject({
    workItemId: id('workItem'),
    kind: z.enum(KINDS),
    subjectId: z.string().meta({ description: 'What a decision names as its subject' }),
    since: moment,
    reason: z.string(),
    proposedDecisionId: id('decision').nullable().meta({
      description: 'The proposal that waits for a second operator',
    }),
    transfer: transfer.nullable().meta({ description: 'The newest pair, to ask the bank with' }),
    evidence: evidenceSteps.meta({ description: 'What the bank said to that pair, oldest first' }),
    finding: z
      .strictObject({ transfer: findingTransfer.nullable(), row: findingRow.nullable() })
      .nullable()
      .meta({ description: 'Of a reconciliation case: what was found' }),
    links: z.strictObject({
      timeline: z.string().nullable(),
      workflow: z.string().nullable().meta({ description: 'Its run in Temporal UI' }),
      runbook: z.string().meta({ description: 'Page of the runbook, in the repository' }),
    }),
  })
  .meta({ id: 'WorkItem', description: 'Something that needs a person' });

/** A page of work items. */
export const workItemPage = pageAnswer(workItemAnswer, 'WorkItemPage');

/** Most subjects of one proposal: what an outage of a busy minute leaves behind. */
const MAX_SUBJECTS = 200;

const subjectId = z
  .string()
  .regex(/^(pay|rfd|acc|wrk)_[0-9A-HJKMNP-TV-Z]{26}$/)
  .meta({
    description: 'Payment, refund, account, or the work item of a case',
    examples: ['pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1'],
  });

const evidence = z.strictObject({
  kind: z.enum(['BANK_CALL', 'STATEMENT', 'BANK_LETTER']),
  reference: boundedText({ min: 1, max: 200 }).meta({
    description: 'Where another operator finds it: who said it when, which row, which letter',
  }),
});

/** Body of POST /v1/ops/decisions. */
export const proposeBody = z
  .strictObject({
    subjectId: subjectId.optional(),
    subjectIds: z.array(subjectId).min(1).max(MAX_SUBJECTS).optional().meta({
      description: 'Instead of `subjectId`: the same decision about many',
    }),
    decision: z.enum(DECISIONS),
    reason,
    evidence: evidence.optional().meta({ description: 'Required but for ASK_AGAIN' }),
  })
  .superRefine((body, context) => {
    const { subjectId: one, subjectIds: many } = body;
    if (one === undefined && many === undefined) issue(context, 'subjectId', 'REQUIRED');
    if (one !== undefined && many !== undefined) issue(context, 'subjectIds', 'NOT_ALLOWED');
    if (many && new Set(many).size < many.length) issue(context, 'subjectIds', 'NOT_ALLOWED');
    if (body.decision !== 'ASK_AGAIN' && !body.evidence) issue(context, 'evidence', 'REQUIRED');
  })
  .meta({ id: 'ProposeDecision' });

function issue(context: z.RefinementCtx, field: string, code: 'REQUIRED' | 'NOT_ALLOWED'): void {
  context.addIssue({ code: 'custom', path: [field], params: { code } });
}

/** Path parameters of one decision. */
export const decisionParams = z.strictObject({ decisionId: id('decision') });

const STATES = ['PROPOSED', 'APPROVED', 'REJECTED'] as const;

/** Query of the decisions. */
export const decisionsQuery = z.strictObject({
  subjectId: subjectId.optional(),
  state: z.enum(STATES).optional(),
  ...pageQuery,
});

/** A decision. */
export const decisionAnswer = z
  .strictObject({
    decisionId: id('decision'),
    subjectId: z.string(),
    decision: z.enum(DECISIONS),
    state: z.enum(STATES),
    reason: z.string(),
    evidence: evidence.nullable(),
    proposedBy: id('staff'),
    proposedAt: moment,
    decidedBy: id('staff').nullable(),
    decidedAt: moment.nullable(),
  })
  .meta({ id: 'Decision', description: 'What operators decided, or propose to' });

/** One decision, or one each for `subjectIds`. */
export const proposedAnswer = z.union([
  decisionAnswer,
  z.strictObject({ data: z.array(decisionAnswer) }).meta({ id: 'Decisions' }),
]);

/** A page of decisions. */
export const decisionPage = pageAnswer(decisionAnswer, 'DecisionPage');

/** Query of the audit log. */
export const auditQuery = z.strictObject({
  actorId: id('staff').optional(),
  subjectId: z
    .string()
    .regex(/^[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}$/)
    .optional()
    .meta({ examples: ['pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1'] }),
  ...pageQuery,
});

const auditAnswer = z
  .strictObject({
    entry: z.int().min(1).meta({ description: '1, 2, 3 ... without gaps' }),
    at: moment,
    actorId: id('staff'),
    role: z.enum(['cs', 'operator']),
    action: z.string().meta({ description: 'Method and route' }),
    subjectId: z.string().nullable(),
    outcome: z.int().meta({
      description: 'HTTP status of the answer; 102: a change was begun, its outcome follows',
    }),
    requestId: z.string(),
    details: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .meta({ description: 'Fields that were sent; `true` stands for a text that is not kept' }),
    seal: z.string().meta({ description: 'SHA-256 over the entry and the seal before it' }),
  })
  .meta({ id: 'AuditEntry', description: 'One call of staff' });

/** A page of the audit log. */
export const auditPage = pageAnswer(auditAnswer, 'AuditPage');

/** Body of POST /v1/ops/bank/pause and /resume. */
export const bankBody = z.strictObject({ reason }).meta({ id: 'HoldBank' });

/** Whether money is sent to the bank. */
export const bankAnswer = z
  .strictObject({
    state: z.enum(['RUNNING', 'PAUSED', 'CLOSED']),
    reason: z.string().nullable(),
    since: moment.nullable(),
    until: moment.nullable().meta({ description: 'When a closed bank opens' }),
  })
  .meta({ id: 'BankState', description: 'Whether money is sent to the bank' });
