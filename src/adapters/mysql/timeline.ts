import type { Instant } from '../../domain/korean-time';
import { parseWon } from '../../domain/money';
import { toInstant } from './mappers';
import type { BankExchangeRow } from './models/bank';
import { findRows } from './rows';
import type { TimelineStep, TransferFile } from './types';
import type { Reader } from './unit';

/** An exchange with the bank and the movement it was made for. */
type MovementExchange = BankExchangeRow & { movement_id: string };

/** Everything that happened to a payment and its refunds, in the order of time. */
export async function timelineOf(db: Reader, paymentId: string): Promise<readonly TimelineStep[]> {
  const moves = await findRows(db, db.models.history, {
    where: { payment_id: paymentId },
    order: ['history_id'],
    limit: null,
  });
  const events = await findRows(db, db.models.events, {
    where: { payment_id: paymentId },
    order: ['entry'],
    limit: null,
  });
  const steps = [
    ...moves
      .filter((row) => row.subject_kind !== 'transfer')
      .map((row) =>
        step('STATE', {
          at: row.at.getTime(),
          subjectId: row.subject_id,
          facts: {
            from: row.from_state,
            to: row.to_state,
            detail: row.detail,
            reason: row.reason,
            actor: row.actor,
          },
        }),
      ),
    ...(await exchangesOf(db, paymentId)).map(exchangeStep),
    ...events.map((row) =>
      step('EVENT', {
        at: row.created_at.getTime(),
        subjectId: row.refund_id ?? paymentId,
        facts: { type: row.type, publishedAt: toInstant(row.published_at) },
      }),
    ),
  ];
  return steps.sort((left, right) => left.at - right.at); // stable: what is equal keeps its order
}

/**
 * For staff: each pair that was made for the payment or its refunds, and what the bank said to it.
 */
export async function transfersOf(db: Reader, paymentId: string): Promise<readonly TransferFile[]> {
  const transfers = await findRows(db, db.models.bankTransfers, {
    where: { payment_id: paymentId },
    order: ['created_at', 'transfer_id'],
    limit: null,
  });
  const exchanges = await exchangesOf(db, paymentId);
  return transfers.map((row) => ({
    movementId: row.movement_id,
    kind: row.kind as TransferFile['kind'],
    amount: parseWon(row.amount_won),
    tsymd: row.tsymd,
    isTuno: row.is_tuno,
    state: row.state,
    evidence: exchanges
      .filter((each) => each.subject_id === row.transfer_id && each.ended_at !== null)
      .map((each) => ({
        at: (each.ended_at ?? each.marked_at).getTime(),
        kind: each.kind === 'SEND' ? 'BANK_ANSWER' : 'RESULT_CHECK',
        outcome: each.finding ?? each.class ?? 'UNKNOWN',
        code: each.code,
        message: each.message,
      })),
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
  return step('BANK_EXCHANGE', {
    at: (row.ended_at ?? row.marked_at).getTime(),
    subjectId: row.movement_id,
    facts: {
      operation: row.kind,
      class: row.class,
      finding: row.finding,
      code: row.code,
      message: row.message,
      durationMs: row.duration_ms,
    },
  });
}

function step(
  kind: TimelineStep['kind'],
  rest: { at: Instant; subjectId: string; facts: TimelineStep['facts'] },
): TimelineStep {
  return { kind, ...rest };
}
