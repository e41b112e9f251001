import type { Instant } from '../../domain/korean-time';
import { isLegalMove, type StatusDetail, type TransferState } from '../../domain/states';
import type { EventWriter } from './event-writer';
import { appendHistory } from './history-writer';
import { failureRow, toDate } from './mappers';
import type { PaymentRow, RefundRow } from './models/payments';
import type { MovementRef, Standing } from './movement-types';
import { changeVersion, lockRow } from './rows';
import type { Tx } from './unit';

/** Long enough for a whole call with its units of work; later the sweep may regard the run as lost. */
export const CALL_OVERDUE_MS = 60_000;

/** True while a payment or refund has not ended; one that has is never asked about or sent again. */
export function isOpen({ status }: { readonly status: string }): boolean {
  return status === 'READY' || status === 'IN_PROGRESS';
}

/** The locked row a movement belongs to: a payment or a refund. */
export interface Subject {
  readonly ref: MovementRef;
  readonly paymentId: string;
  readonly version: number;
  readonly row: Pick<PaymentRow & RefundRow, 'status' | 'status_detail' | 'passbook_text'>;
  /** Payments only: people were told that it is not approved. */
  readonly netCanceled: boolean;
  /** Changes the row by its version. */
  change(tx: Tx, set: SubjectChange): Promise<void>;
  /** Notes that the bank is about to be asked. */
  begin(tx: Tx, what: { passbookText: string | null; wish: { now: Instant } }): Promise<void>;
}

type SubjectChange = Partial<
  Pick<PaymentRow & RefundRow, 'status' | 'status_detail' | 'passbook_text' | 'next_action_at'>
> &
  Partial<Pick<PaymentRow, 'net_canceled_at'>> &
  Partial<ReturnType<typeof failureRow>>;

/**
 * Locks the row of a payment or refund. For a refund its payment's row is locked first: events are counted there, and
 * the order of locks is payment, refund, event.
 */
export async function lockSubject(tx: Tx, ref: MovementRef): Promise<Subject> {
  const { payments, refunds } = tx.models;
  if (ref.kind === 'PAYMENT') {
    const row = await lockRow(tx, payments, { payment_id: ref.id });
    if (!row) throw new Error(`no payment ${ref.id} in the book`);
    return subjectOf(ref, row, (t, version, set) =>
      changeVersion(t, payments, { where: { payment_id: ref.id }, version, set }),
    );
  }
  const known = await tx.rows<{ payment_id: string }>(
    'SELECT payment_id FROM refunds WHERE refund_id = :id',
    { id: ref.id },
  );
  await lockRow(tx, payments, { payment_id: known[0]?.payment_id ?? '' });
  const row = await lockRow(tx, refunds, { refund_id: ref.id });
  if (!row) throw new Error(`no refund ${ref.id} in the book`);
  return subjectOf(ref, row, (t, version, set) =>
    changeVersion(t, refunds, { where: { refund_id: ref.id }, version, set }),
  );
}

function subjectOf(
  ref: MovementRef,
  row: PaymentRow | RefundRow,
  store: (tx: Tx, version: number, set: SubjectChange) => Promise<void>,
): Subject {
  const change = (tx: Tx, set: SubjectChange) => store(tx, row.version, set);
  return {
    ref,
    paymentId: row.payment_id,
    version: row.version,
    row,
    netCanceled: 'net_canceled_at' in row && row.net_canceled_at !== null,
    change,
    async begin(tx, { passbookText, wish }) {
      const first = row.status === 'READY';
      await change(tx, {
        ...(first ? { status: 'IN_PROGRESS', status_detail: 'WAITING_FOR_BANK' } : {}),
        ...(passbookText === null ? {} : { passbook_text: passbookText }),
        next_action_at: toDate(wish.now + CALL_OVERDUE_MS),
      });
      if (!first) return;
      await appendHistory(tx, {
        of: 'payment',
        id: ref.id,
        paymentId: row.payment_id,
        from: 'READY',
        to: 'IN_PROGRESS',
        detail: 'WAITING_FOR_BANK',
        reason: null,
        actor: 'engine',
        at: wish.now,
      });
    },
  };
}

/** Moves a transfer by the table of states; one that stands there already stays. */
export async function moveTransfer(
  tx: Tx,
  move: { transferId: string; to: TransferState; at: Instant },
): Promise<void> {
  const { bankTransfers } = tx.models;
  const row = await lockRow(tx, bankTransfers, { transfer_id: move.transferId });
  if (!row) throw new Error(`no transfer ${move.transferId} in the book`);
  let { state: from, version } = row;
  for (const to of pathTo(from, move.to)) {
    await changeVersion(tx, bankTransfers, {
      where: { transfer_id: move.transferId },
      version,
      set: { state: to, updated_at: toDate(move.at) },
    });
    await appendHistory(tx, {
      of: 'transfer',
      id: move.transferId,
      paymentId: row.payment_id,
      from,
      to,
      detail: null,
      reason: null,
      actor: 'bank',
      at: move.at,
    });
    from = to;
    version += 1;
  }
}

/** States of a transfer that no later evidence moves. */
const FINAL: ReadonlySet<string> = new Set(['SUCCEEDED', 'REFUSED', 'NOT_FOUND']);

/** A send whose outcome nobody recorded is in doubt first, whatever is proven about it then. */
function pathTo(from: string, to: TransferState): readonly TransferState[] {
  if (from === to) return [];
  if (isLegalMove('transfer', { from, to })) return [to];
  // Sent again while in doubt, or a late "never left" beside a send in doubt: it stays in doubt.
  if (from === 'UNKNOWN' && (to === 'DISPATCHED' || to === 'PREPARED')) return [];
  if (from === 'DISPATCHED') return ['UNKNOWN', to];
  // The bank knows what we believed had never left.
  if (from === 'PREPARED' && FINAL.has(to)) return ['DISPATCHED', 'UNKNOWN', to];
  // What comes after a final state contradicts it: the evidence is stored, the state stays, a person decides.
  if (FINAL.has(from)) return [];
  throw new Error(`illegal move of a transfer: ${from} -> ${to}`);
}

/** Counts an open row's version up: whoever decided before this evidence was stored has to read again. */
export async function noteEvidence(tx: Tx, subject: Subject): Promise<void> {
  if (isOpen(subject.row)) await subject.change(tx, {});
}

/**
 * Stores what is waited for; a new detail is a history row and, where people are told, an event. That a payment is net
 * cancelled is stored once and told once, whatever its detail says.
 */
export async function standWith(
  tx: Tx,
  { events }: { events: EventWriter },
  stand: { subject: Subject; standing: Standing; at: Instant },
): Promise<void> {
  const { subject, standing, at } = stand;
  const { status, status_detail: before } = subject.row;
  if (!isOpen(subject.row)) return;
  const detail = detailOf(subject, standing);
  const moved = detail !== null && detail !== before;
  const netCancels = standing.netCancel && subject.ref.kind === 'PAYMENT' && !subject.netCanceled;
  await subject.change(tx, {
    ...(moved ? { status_detail: detail } : {}),
    ...(netCancels ? { net_canceled_at: toDate(at) } : {}),
    ...failureRow(
      standing.failureCode === null ? null : { code: standing.failureCode, at, bank: null },
    ),
    next_action_at: toDate(standing.nextActionAt),
  });
  const of = subject.ref.kind === 'PAYMENT' ? 'payment' : 'refund';
  const { id } = subject.ref;
  const { paymentId } = subject;
  if (moved) {
    await appendHistory(tx, {
      ...{ of, id, paymentId, from: status, to: status, detail },
      ...{ reason: standing.reason, actor: 'engine', at },
    });
  }
  if (netCancels) {
    const type = 'payment.net_canceling';
    await events.appendPaymentEvent(tx, { type, paymentId, refundId: null, at });
  }
  const told = moved ? toldDetail(detail) : null;
  if (told === null) return;
  const refundId = of === 'refund' ? id : null;
  await events.appendPaymentEvent(tx, { type: `${of}.${told}`, paymentId, refundId, at });
}

/** The detail to store; null leaves it as it is. */
function detailOf({ row, netCanceled }: Subject, { detail }: Standing): StatusDetail | null {
  // A payment that was never sent is READY: waiting for its first send is no detail.
  if (row.status === 'READY') return null;
  // A worker whose clock is behind has not heard of the net cancel: it is not taken back.
  const forgets = detail === 'WAITING_FOR_BANK' || detail === 'BANK_RESULT_UNKNOWN';
  return netCanceled && forgets ? 'NET_CANCELING' : detail;
}

/** Doubt and a person's work are told; waiting for the bank is not, and a net cancel is told where it is stored. */
export function toldDetail(
  detail: StatusDetail,
): 'bank_result_unknown' | 'waiting_for_operator' | null {
  if (detail === 'BANK_RESULT_UNKNOWN') return 'bank_result_unknown';
  if (detail === 'WAITING_FOR_OPERATOR') return 'waiting_for_operator';
  return null;
}
