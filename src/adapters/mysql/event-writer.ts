import { accountEventBody, paymentEventBody, type EventType } from '../../domain/event';
import type { IdMint } from '../../domain/ids';
import type { Instant } from '../../domain/korean-time';
import type { FieldCrypto } from './field-crypto';
import { toAccount, toDate, toPayment, toRefund } from './mappers';
import { findRows, insertRow, lockRow, updateRows } from './rows';
import type { Tx } from './unit';

/** Writes events with the state they tell, in the same unit: the outbox of the relay. */
export interface EventWriter {
  /**
   * Call it after the rows have their new state. Answers the sequence, which is the payment's new
   * `version` for clients.
   */
  appendPaymentEvent(
    tx: Tx,
    event: {
      readonly type: Extract<EventType, `payment.${string}` | `refund.${string}`>;
      readonly paymentId: string;
      readonly refundId: string | null;
      readonly at: Instant;
    },
  ): Promise<number>;
  /** The same for an account; its events have a sequence of their own. */
  appendAccountEvent(
    tx: Tx,
    event: {
      readonly type: Extract<EventType, `account.${string}`>;
      readonly accountId: string;
      readonly at: Instant;
    },
  ): Promise<number>;
}

interface WriterDeps {
  readonly ids: IdMint;
  readonly publicUrl: string;
  readonly crypto: FieldCrypto;
}

/**
 * The one writer of events. The sequence is counted in the payment's (or account's) row under its
 * lock, so it has no gaps: two events of one payment never see the same number, and a rollback
 * takes it back.
 */
export function createEventWriter(deps: WriterDeps): EventWriter {
  return {
    appendPaymentEvent: (tx, event) => appendPaymentEvent(tx, deps, event),
    appendAccountEvent: (tx, event) => appendAccountEvent(tx, deps, event),
  };
}

async function appendPaymentEvent(
  tx: Tx,
  { ids, publicUrl }: WriterDeps,
  { type, paymentId, refundId, at }: Parameters<EventWriter['appendPaymentEvent']>[1],
): Promise<number> {
  const { payments, refunds } = tx.models;
  const where = { payment_id: paymentId };
  const row = await lockRow(tx, payments, where);
  if (!row) throw new Error(`no payment ${paymentId} to tell of`);
  const sequence = row.event_sequence + 1;
  await updateRows(tx, payments, { where, set: { event_sequence: sequence } });

  const order = ['requested_at', 'refund_id'];
  const all = (await findRows(tx, refunds, { where, order, limit: null })).map(toRefund);
  const refund = all.find((each) => each.refundId === refundId) ?? null;
  if (refundId !== null && !refund) throw new Error(`no refund ${refundId} to tell of`);
  const payment = toPayment({ ...row, event_sequence: sequence });
  const eventId = ids.id('event');
  const { traceparent } = row;
  const envelope = { eventId, type, at, sequence, publicUrl, traceparent };
  await insertRow(tx, tx.models.events, {
    ...newEvent(envelope),
    subject_key: paymentId,
    payment_id: paymentId,
    refund_id: refundId,
    account_id: null,
    member_id: payment.memberId,
    partner_id: payment.partnerId,
    body: paymentEventBody(envelope, { payment, refunds: all, refund }),
    publish_due: 1,
  });
  return sequence;
}

async function appendAccountEvent(
  tx: Tx,
  { ids, publicUrl, crypto }: WriterDeps,
  { type, accountId, at }: Parameters<EventWriter['appendAccountEvent']>[1],
): Promise<number> {
  const { accounts } = tx.models;
  const where = { account_id: accountId };
  const row = await lockRow(tx, accounts, where);
  if (!row) throw new Error(`no account ${accountId} to tell of`);
  const sequence = row.event_sequence + 1;
  await updateRows(tx, accounts, { where, set: { event_sequence: sequence } });

  const account = toAccount({ ...row, event_sequence: sequence }, crypto);
  const eventId = ids.id('event');
  const envelope = { eventId, type, at, sequence, publicUrl, traceparent: null };
  await insertRow(tx, tx.models.events, {
    ...newEvent(envelope),
    subject_key: accountId,
    payment_id: null,
    refund_id: null,
    account_id: accountId,
    member_id: account.memberId,
    partner_id: null,
    body: accountEventBody(envelope, account),
    publish_due: 0,
  });
  return sequence;
}

/** What every event begins with: no position and not published. */
function newEvent(of: { eventId: string; type: EventType; sequence: number; at: Instant }) {
  return {
    event_id: of.eventId,
    position: null,
    type: of.type,
    sequence: of.sequence,
    created_at: toDate(of.at),
    published_at: null,
  };
}
