import type { Sequelize } from 'sequelize';
import { column, defineTable } from './columns';

export interface NewHistoryRow {
  subject_kind: string;
  subject_id: string;
  payment_id: string | null;
  from_state: string | null;
  to_state: string;
  detail: string | null;
  reason: string | null;
  actor: string;
  at: Date;
}

export interface HistoryRow extends NewHistoryRow {
  history_id: number;
}

export interface NewEventRow {
  event_id: string;
  position: number | null;
  type: string;
  sequence: number;
  subject_key: string;
  payment_id: string | null;
  refund_id: string | null;
  account_id: string | null;
  member_id: string;
  partner_id: string | null;
  body: string;
  created_at: Date;
  published_at: Date | null;
  publish_due: number;
}

export interface EventRow extends NewEventRow {
  entry: number;
}

export interface RelayLeaseRow {
  name: string;
  owner: string;
  held_until: Date;
}

export interface RelayCursorRow {
  reader: string;
  position: number;
}

export interface SequenceRow {
  name: string;
  next_value: number;
}

/** History, events with the relay's state, and numbers handed out in blocks. */
export function defineTelling(sequelize: Sequelize) {
  return {
    history: defineTable<HistoryRow, NewHistoryRow>(sequelize, 'history', {
      history_id: column.numberedKey,
      subject_kind: column.text,
      subject_id: column.text,
      payment_id: column.text,
      from_state: column.text,
      to_state: column.text,
      detail: column.text,
      reason: column.text,
      actor: column.text,
      at: column.instant,
    }),
    events: defineTable<EventRow, NewEventRow>(sequelize, 'events', {
      event_id: column.key,
      entry: column.numbered,
      position: column.bigNumber,
      type: column.text,
      sequence: column.number,
      subject_key: column.text,
      payment_id: column.text,
      refund_id: column.text,
      account_id: column.text,
      member_id: column.text,
      partner_id: column.text,
      body: column.longText,
      created_at: column.instant,
      published_at: column.instant,
      publish_due: column.flag,
    }),
    relayLeases: defineTable<RelayLeaseRow>(sequelize, 'relay_leases', {
      name: column.key,
      owner: column.text,
      held_until: column.instant,
    }),
    relayCursors: defineTable<RelayCursorRow>(sequelize, 'relay_cursors', {
      reader: column.key,
      position: column.bigNumber,
    }),
    sequences: defineTable<SequenceRow>(sequelize, 'sequences', {
      name: column.key,
      next_value: column.bigNumber,
    }),
  };
}
