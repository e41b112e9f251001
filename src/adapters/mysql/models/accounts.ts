import type { Sequelize } from 'sequelize';
import { column, defineTable } from './columns';
import { failureColumns, type FailureColumns } from './failure';

export interface AccountRow extends FailureColumns {
  account_id: string;
  member_id: string;
  bank_code: string;
  number_encrypted: string;
  number_hash: string;
  masked_number: string;
  birth_date_encrypted: string;
  holder_name_encrypted: string;
  nickname: string | null;
  status: string;
  status_detail: string | null;
  fin_acno_encrypted: string | null;
  fin_acno_hash: string | null;
  registration_number: string | null;
  opening_tsymd: string | null;
  opening_is_tuno: string | null;
  limit_per_payment_won: number;
  limit_per_day_won: number;
  requested_at: Date;
  opened_at: Date | null;
  closed_at: Date | null;
  test_code: string | null;
  event_sequence: number;
  version: number;
  next_action_at: Date | null;
  open_slot: string | null;
}

export interface AccountTailRow {
  account_id: string;
  tail_hash: string;
}

export interface AccountDayRow {
  number_hash: string;
  day: string;
  reserved_won: number;
}

/** Accounts, how one is found by its last digits, and what is reserved of a number's daily limit. */
export function defineAccounts(sequelize: Sequelize) {
  return {
    accounts: defineTable<AccountRow>(sequelize, 'accounts', {
      account_id: column.key,
      member_id: column.text,
      bank_code: column.text,
      number_encrypted: column.text,
      number_hash: column.text,
      masked_number: column.text,
      birth_date_encrypted: column.text,
      holder_name_encrypted: column.text,
      nickname: column.text,
      status: column.text,
      status_detail: column.text,
      ...failureColumns,
      fin_acno_encrypted: column.text,
      fin_acno_hash: column.text,
      registration_number: column.text,
      opening_tsymd: column.text,
      opening_is_tuno: column.text,
      limit_per_payment_won: column.won,
      limit_per_day_won: column.won,
      requested_at: column.instant,
      opened_at: column.instant,
      closed_at: column.instant,
      test_code: column.text,
      event_sequence: column.number,
      version: column.number,
      next_action_at: column.instant,
      open_slot: column.text,
    }),
    accountTails: defineTable<AccountTailRow>(sequelize, 'account_tails', {
      account_id: column.key,
      tail_hash: column.text,
    }),
    accountDays: defineTable<AccountDayRow>(sequelize, 'account_days', {
      number_hash: column.key,
      day: column.key,
      reserved_won: column.won,
    }),
  };
}
