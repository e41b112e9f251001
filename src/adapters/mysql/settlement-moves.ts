import type { FailureCode } from '../../domain/failure';
import type { Instant } from '../../domain/korean-time';
import { appendHistory } from './history-writer';
import { moveTransfer } from './movement-moves';
import type { End, Ended } from './movement-types';
import { findRows } from './rows';
import type { Tx } from './unit';

/** A run that claimed a send since the end was read may have it on the wire: nothing ends over its head. */
export function isOutdated(end: End, row: { version: number }): boolean {
  return end.version !== undefined && end.version !== row.version;
}

/** The newest pair ends with its movement. */
export async function endTransfer(
  tx: Tx,
  { movementId, end, at }: { movementId: string; end: End; at: Instant },
): Promise<void> {
  const [transfer] = await findRows(tx, tx.models.bankTransfers, {
    where: { movement_id: movementId },
    order: [['attempt', 'DESC']],
    limit: 1,
  });
  if (!transfer || end.result === 'EXPIRED') return;
  // Settled outside: what became of the pair is still not known. Nor does a decision say that a pair left which never did.
  if (end.result === 'SETTLED_OUTSIDE') return;
  if (end.by === 'OPERATOR' && transfer.state === 'PREPARED') return;
  const states = { EXECUTED: 'SUCCEEDED', REFUSED: 'REFUSED', NOT_EXECUTED: 'NOT_FOUND' } as const;
  await moveTransfer(tx, { transferId: transfer.transfer_id, to: states[end.result], at });
}

/** One history row of a payment or refund that ends, or that its refund moves. */
export async function noteMove(
  tx: Tx,
  move: {
    row: { payment_id: string; status: string };
    of: 'payment' | 'refund';
    id: string;
    to: string;
    reason: string;
    at: Instant;
  },
): Promise<void> {
  await appendHistory(tx, {
    of: move.of,
    id: move.id,
    paymentId: move.row.payment_id,
    from: move.row.status,
    to: move.to,
    detail: null,
    reason: move.reason,
    actor: 'engine',
    at: move.at,
  });
}

/** The failure of what ended without money being moved. */
export function failureOf(end: End): FailureCode {
  if (end.result === 'EXPIRED') return 'EXPIRED_PAYMENT';
  if (end.result === 'NOT_EXECUTED') return 'NOT_EXECUTED';
  return end.failureCode ?? 'BANK_REFUSED';
}

/** The end that is stored already. */
export function endedOf(row: { status: string; failure_code: string | null }): Ended {
  return { status: row.status, failureCode: row.failure_code as FailureCode | null };
}
