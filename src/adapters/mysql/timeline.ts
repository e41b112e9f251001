import type { OutcomeClass, UnknownBecause } from '../../domain/bank-outcome';
import type { DecisionKind } from '../../domain/decision';
import { parseWon } from '../../domain/money';
import type { StatusDetail } from '../../domain/states';
import { toInstant } from './mappers';
import type { BankExchangeRow } from './models/bank';
import type { DecisionRow } from './models/deciding';
import type { FindingKind } from './ops-types';
import { findRow, findRows } from './rows';
import type { ExchangeFacts, TimelineStep, TransferFile } from './timeline-types';
import type { Reader } from './unit';

/** An exchange with the bank and the movement it was made for. */
type MovementExchange = BankExchangeRow & { movement_id: string };

/** Everything that happened to a payment and its refunds, in the order of time. */
export async function timelineOf(db: Reader, paymentId: string): Promise<readonly TimelineStep[]> {
  const steps = [
    ...(await statesOf(db, paymentId)),
    ...(await exchangesOf(db, paymentId)).map(exchangeStep),
    ...(await decisionsOf(db, paymentId)).flatMap(decisionSteps),
    ...(await casesOf(db, paymentId)),
    ...(await holdOf(db, paymentId)),
    ...(await eventsOf(db, paymentId)),
  ];
  return steps.sort((left, right) => left.at - right.at); // stable: what is equal keeps its order
}

/** For staff: each pair that was made for the payment or its refunds, and every witness to it, in the order of time. */
export async function transfersOf(db: Reader, paymentId: string): Promise<readonly TransferFile[]> {
  const transfers = await findRows(db, db.models.bankTransfers, {
    where: { payment_id: paymentId },
    order: ['created_at', 'transfer_id'],
    limit: null,
  });
  const exchanges = await exchangesOf(db, paymentId);
  const decisions = await decisionsOf(db, paymentId);
  return transfers.map((row) => ({
    movementId: row.movement_id,
    kind: row.kind as TransferFile['kind'],
    amount: parseWon(row.amount_won),
    tsymd: row.tsymd,
    isTuno: row.is_tuno,
    state: row.state,
    evidence: [
      ...exchanges.filter((each) => each.subject_id === row.transfer_id).flatMap(answerOf),
      ...decisions.filter((each) => each.transfer_id === row.transfer_id).flatMap(witnessOf),
    ].sort((left, right) => left.at - right.at),
  }));
}

type Evidence = TransferFile['evidence'][number];

const WITNESS = {
  SEND: 'BANK_ANSWER',
  CHECK: 'RESULT_CHECK',
  STATEMENT: 'STATEMENT',
} as const satisfies Record<string, Evidence['kind']>;

/** What was answered; a question without an answer is no evidence. */
function answerOf(row: MovementExchange): readonly Evidence[] {
  if (row.ended_at === null) return [];
  return [
    {
      at: row.ended_at.getTime(),
      kind: WITNESS[row.kind as keyof typeof WITNESS],
      outcome: row.finding ?? row.class ?? 'UNKNOWN',
      code: row.code,
      message: row.message,
    },
  ];
}

/** What two operators decided. ASK_AGAIN says nothing about the money. */
function witnessOf(row: DecisionRow): readonly Evidence[] {
  if (row.state !== 'APPROVED' || row.decision === 'ASK_AGAIN' || row.decided_at === null)
    return [];
  return [
    {
      at: row.decided_at.getTime(),
      kind: 'OPERATOR',
      outcome: row.decision,
      code: row.evidence_kind,
      message: row.evidence_reference,
    },
  ];
}

/** Moves of the payment and its refunds. That an approval was noted is no move: its decision is a step of its own. */
async function statesOf(db: Reader, paymentId: string): Promise<readonly TimelineStep[]> {
  const moves = await findRows(db, db.models.history, {
    where: { payment_id: paymentId },
    order: ['history_id'],
    limit: null,
  });
  return moves
    .filter((row) => row.subject_kind !== 'transfer' && !row.reason?.startsWith('dcs_'))
    .map((row) => ({
      at: row.at.getTime(),
      kind: 'STATE',
      subjectId: row.subject_id,
      facts: {
        from: row.from_state,
        to: row.to_state,
        detail: row.detail as StatusDetail | null,
        reason: row.reason,
        actor: row.actor,
      },
    }));
}

function exchangesOf(db: Reader, paymentId: string): Promise<readonly MovementExchange[]> {
  return db.rows<MovementExchange>(
    `SELECT e.*, t.movement_id FROM bank_transfers t
     JOIN bank_exchanges e ON e.subject_id = t.transfer_id
     WHERE t.payment_id = :paymentId ORDER BY e.exchange_id`,
    { paymentId },
  );
}

function exchangeStep(row: MovementExchange): TimelineStep {
  return {
    at: (row.ended_at ?? row.marked_at).getTime(),
    kind: 'BANK_EXCHANGE',
    subjectId: row.movement_id,
    facts: {
      operation: row.kind,
      class: row.class as OutcomeClass | null,
      because: row.because as UnknownBecause | null,
      finding: row.finding as ExchangeFacts['finding'],
      code: row.code,
      message: row.message,
      durationMs: row.duration_ms,
    },
  };
}

/** Decisions about the payment, its refunds, and cases that concern it, each led to by an index. */
async function decisionsOf(db: Reader, paymentId: string): Promise<readonly DecisionRow[]> {
  const found = await db.rows<DecisionRow>(
    `SELECT d.* FROM decisions d WHERE d.subject_id = :paymentId
     UNION ALL SELECT d.* FROM refunds r JOIN decisions d ON d.subject_id = r.refund_id
       WHERE r.payment_id = :paymentId
     UNION ALL SELECT d.* FROM cases c JOIN decisions d ON d.subject_id = c.case_id
       WHERE c.payment_id = :paymentId`,
    { paymentId },
  );
  return [...found].sort((left, right) => left.proposed_at.getTime() - right.proposed_at.getTime());
}

/** ASK_AGAIN takes effect as it is proposed: one step. */
function decisionSteps(row: DecisionRow): readonly TimelineStep[] {
  const { evidence_kind: kind, evidence_reference: reference } = row;
  const facts = {
    decisionId: row.decision_id,
    decision: row.decision as DecisionKind,
    reason: row.reason,
    evidence: kind !== null && reference !== null ? { kind, reference } : null,
  };
  const { subject_id: subjectId, decided_at: decidedAt, decided_by: decidedBy } = row;
  const proposed: TimelineStep = {
    ...{ at: row.proposed_at.getTime(), kind: 'DECISION', subjectId },
    facts: { ...facts, phase: 'PROPOSED', actor: row.proposed_by },
  };
  if (decidedAt === null || row.state === 'PROPOSED') return [proposed];
  const decided: TimelineStep = {
    ...{ at: decidedAt.getTime(), kind: 'DECISION', subjectId },
    facts: {
      ...facts,
      phase: row.state === 'APPROVED' ? 'APPROVED' : 'REJECTED',
      actor: decidedBy ?? row.proposed_by,
    },
  };
  return row.decision === 'ASK_AGAIN' ? [decided] : [proposed, decided];
}

/** What reconciliation found about it. */
async function casesOf(db: Reader, paymentId: string): Promise<readonly TimelineStep[]> {
  const cases = await findRows(db, db.models.cases, {
    where: { payment_id: paymentId },
    order: ['opened_at', 'case_id'],
    limit: null,
  });
  return cases.flatMap((row): TimelineStep[] => {
    const finding = row.kind as FindingKind;
    const owed = row.owed_won === null ? null : parseWon(row.owed_won);
    const of = { kind: 'ALERT', subjectId: row.case_id } as const;
    const closedAt = toInstant(row.closed_at);
    return [
      { ...of, at: row.opened_at.getTime(), facts: { alert: 'CASE_OPENED', finding, owed } },
      ...(closedAt === null
        ? []
        : [{ ...of, at: closedAt, facts: { alert: 'CASE_CLOSED', finding } } as const]),
    ];
  });
}

/** The bank is held just now, and money of this payment waits for it. */
async function holdOf(db: Reader, paymentId: string): Promise<readonly TimelineStep[]> {
  const bank = await findRow(db, db.models.bankState, { name: 'nh', state: 'PAUSED' });
  if (!bank?.since) return [];
  const open = await db.rows<{ id: string; requested_at: Date }>(
    `SELECT payment_id AS id, requested_at FROM payments
       WHERE payment_id = :paymentId AND status IN ('READY', 'IN_PROGRESS')
     UNION ALL SELECT refund_id, requested_at FROM refunds
       WHERE payment_id = :paymentId AND status = 'IN_PROGRESS'`,
    { paymentId },
  );
  const since = bank.since.getTime();
  const cause = bank.cause === 'BANK_CONFIG_ERROR' ? 'BANK_CONFIG_ERROR' : 'OPERATOR';
  return open.map(({ id, requested_at: requestedAt }) => ({
    at: Math.max(since, requestedAt.getTime()),
    kind: 'ALERT',
    subjectId: id,
    facts: { alert: 'BANK_HELD', cause },
  }));
}

async function eventsOf(db: Reader, paymentId: string): Promise<readonly TimelineStep[]> {
  const events = await findRows(db, db.models.events, {
    where: { payment_id: paymentId },
    order: ['entry'],
    limit: null,
  });
  return events.map((row) => ({
    at: row.created_at.getTime(),
    kind: 'EVENT',
    subjectId: row.refund_id ?? paymentId,
    facts: { type: row.type, publishedAt: toInstant(row.published_at) },
  }));
}
