import { column } from './columns';

/** The columns in which payments, refunds and accounts hold why they failed. */
export interface FailureColumns {
  failure_code: string | null;
  failure_at: Date | null;
  failure_bank_code: string | null;
  failure_bank_message: string | null;
}

/** Their description, to be spread into a table's. */
export const failureColumns = {
  failure_code: column.text,
  failure_at: column.instant,
  failure_bank_code: column.text,
  failure_bank_message: column.text,
} as const;
