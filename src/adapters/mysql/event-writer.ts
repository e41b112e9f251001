import { accountEventBody, paymentEventBody, type EventType } from '../../domain/event';
import type { IdMint } from '../../domain/ids';
import type { Instant } from '../../domain/korean-time';
import type { FieldCrypto } from './field-crypto';
import { toAccount, toDate, toPayment, toRefund } from './mappers';
import { findRows, insertRow, lockRow, updateRows } from './rows';
import type { Tx } from './unit';

/** Writes events with the state they tell, in the same unit: the outbox of the relay. */
export interface EventWriter {
  /** Call it after the rows have their new state. Answers the sequence, which is the payment's new `version` for clients. */
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

/**
 * The one writer of events. The sequence is counted in the payment's (or account's) row under its lock,
 * so it has no gaps: two events of one payment never see the same number, and a rollback takes it back.
 */
export function createEventWriter(deps: {
  ids: IdMint;
  publicUrl: string;
  crypto: FieldCrypto;
}): EventWriter {
  const { ids, publicUrl, crypto } = deps;
  return {
    async appendPaymentEvent(tx, { type, paymentId, refundId, at }) {
      const { payments, refunds, events } = tx.models;
      const row = await lockRow(tx, payments, { payment_id: paymentId });
      if (!row) throw new Error(`no payment ${paymentId} to tell of`);
      const sequence = row.event_sequence + 1;
      const payment = toPayment({ ...row, event_sequence: sequence });
      await updateRows(tx, payments, {
        where: { payment_id: paymentId },
        set: { event_sequence: sequence },
      });

      const all = (
        await findRows(tx, refunds, {
          where: { payment_id: paymentId },
          order: ['requested_at', 'refund_id'],
          limit: null,
        })
      ).map(toRefund);
      const refund = all.find((each) => each.refundId === refundId) ?? null;
      if (refundId !== null && !refund) throw new Error(`no refund ${refundId} to tell of`);
      const eventId = ids.id('event');
      const { traceparent } = row;
      await insertRow(tx, events, {
        event_id: eventId,
        position: null,
        type,
        sequence,
        subject_key: paymentId,
        payment_id: paymentId,
        refund_id: refundId,
        account_id: null,
        member_id: payment.memberId,
        partner_id: payment.partnerId,
        body: paymentEventBody(
          { eventId, type, at, sequence, publicUrl, traceparent },
          { payment, refunds: all, refund },
        ),
        created_at: toDate(at),
        published_at: null,
        publish_due: 1,
      });
      return sequence;
    },

    async appendAccountEvent(tx, { type, accountId, at }) {
      const { accounts, events } = tx.models;
      const row = await lockRow(tx, accounts, { account_id: accountId });
      if (!row) throw new Error(`no account ${accountId} to tell of`);
      const sequence = row.event_sequence + 1;
      const account = toAccount({ ...row, event_sequence: sequence }, crypto);
      await updateRows(tx, accounts, {
        where: { account_id: accountId },
        set: { event_sequence: sequence },
      });
      const eventId = ids.id('event');
      await insertRow(tx, events, {
        event_id: eventId,
        position: null,
        type,
        sequence,
        subject_key: accountId,
        payment_id: null,
        refund_id: null,
        account_id: accountId,
        member_id: account.memberId,
        partner_id: null,
        body: accountEventBody(
          { eventId, type, at, sequence, publicUrl, traceparent: null },
          account,
        ),
        created_at: toDate(at),
        published_at: null,
        publish_due: 0,
      });
      return sequence;
    },
  };
}
