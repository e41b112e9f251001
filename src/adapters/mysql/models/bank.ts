import type { Sequelize } from 'sequelize';
import { column, defineTable } from './columns';

export interface BankTransferRow {
  /** `<movement_id>.<attempt>` */
  transfer_id: string;
  movement_id: string;
  payment_id: string;
  kind: string;
  attempt: number;
  tsymd: string;
  is_tuno: string;
  reference: string;
  passbook_text: string;
  amount_won: number;
  state: string;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export interface NewBankExchangeRow {
  subject_id: string;
  ordinal: number | null;
  kind: string;
  api: string;
  tsymd: string;
  is_tuno: string;
  marked_at: Date;
  lease_until: Date;
  ended_at: Date | null;
  class: string | null;
  because: string | null;
  finding: string | null;
  failure_code: string | null;
  closed: number;
  code: string | null;
  message: string | null;
  http_status: number | null;
  retry_after_seconds: number | null;
  processed_at: Date | null;
  duration_ms: number | null;
}

export interface BankExchangeRow extends NewBankExchangeRow {
  exchange_id: number;
}

/** Transfers (one pair of one movement) and every exchange with the bank. */
export function defineBank(sequelize: Sequelize) {
  return {
    bankTransfers: defineTable<BankTransferRow>(sequelize, 'bank_transfers', {
      transfer_id: column.key,
      movement_id: column.text,
      payment_id: column.text,
      kind: column.text,
      attempt: column.number,
      tsymd: column.text,
      is_tuno: column.text,
      reference: column.text,
      passbook_text: column.text,
      amount_won: column.won,
      state: column.text,
      version: column.number,
      created_at: column.instant,
      updated_at: column.instant,
    }),
    bankExchanges: defineTable<BankExchangeRow, NewBankExchangeRow>(sequelize, 'bank_exchanges', {
      exchange_id: column.numberedKey,
      subject_id: column.text,
      ordinal: column.number,
      kind: column.text,
      api: column.text,
      tsymd: column.text,
      is_tuno: column.text,
      marked_at: column.instant,
      lease_until: column.instant,
      ended_at: column.instant,
      class: column.text,
      because: column.text,
      finding: column.text,
      failure_code: column.text,
      closed: column.flag,
      code: column.text,
      message: column.text,
      http_status: column.number,
      retry_after_seconds: column.number,
      processed_at: column.instant,
      duration_ms: column.number,
    }),
  };
}
