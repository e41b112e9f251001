import type { OutcomeClass, UnknownBecause } from '../../domain/bank-outcome';
import type { FailureCode } from '../../domain/failure';
import { parseKoreanDay } from '../../domain/korean-time';
import type {
  CheckedOutcome,
  Exchange,
  ReadOutcome,
  SendOutcome,
  TransferHistory,
} from '../../domain/movement';
import { toDate, toInstant } from './mappers';
import type { BankExchangeRow, BankTransferRow } from './models/bank';
import type { DecisionRow } from './models/deciding';
import { toTransferDecision } from './operator-facts';
import type { ExchangeOutcome } from './movement-types';

/** NH's name of each operation, as evidence. */
export const BANK_APIS = {
  PAYMENT: {
    SEND: 'DrawingTransfer',
    CHECK: 'CheckOnDrawingTransfer',
    STATEMENT: 'InquireTransactionHistory',
  },
  REFUND: {
    SEND: 'ReceivedTransferAccountNumber',
    CHECK: 'CheckOnReceivedTransfer',
    STATEMENT: 'InquireTransactionHistory',
  },
} as const;

/** The columns of an exchange that its outcome fills. */
export type OutcomeColumns = Pick<
  BankExchangeRow,
  | 'class'
  | 'because'
  | 'finding'
  | 'failure_code'
  | 'closed'
  | 'code'
  | 'message'
  | 'http_status'
  | 'retry_after_seconds'
  | 'processed_at'
>;

/** A pair with what was asked under it, as the domain knows it. */
export function toTransferHistory(
  transfer: BankTransferRow,
  exchanges: readonly BankExchangeRow[],
  decided: readonly DecisionRow[],
): TransferHistory {
  return {
    tsymd: parseKoreanDay(transfer.tsymd),
    exchanges: exchanges.filter((row) => row.subject_id === transfer.transfer_id).map(toExchange),
    decisions: decided
      .filter((row) => row.transfer_id === transfer.transfer_id)
      .map(toTransferDecision),
  };
}

function toExchange(row: BankExchangeRow): Exchange {
  const marked = {
    markedAt: row.marked_at.getTime(),
    leaseUntil: row.lease_until.getTime(),
    endedAt: toInstant(row.ended_at),
  };
  if (row.kind === 'STATEMENT') return { kind: 'STATEMENT', ...marked, outcome: toRead(row) };
  if (row.kind === 'CHECK') return { kind: 'CHECK', ...marked, outcome: toChecked(row) };
  return { kind: 'SEND', ...marked, outcome: toSent(row) };
}

function toSent(row: BankExchangeRow): SendOutcome | null {
  const words = { code: row.code, message: row.message, httpStatus: row.http_status };
  switch (row.class as OutcomeClass | null) {
    case null:
      return null;
    case 'REFUSED': {
      const failureCode = row.failure_code as FailureCode;
      return { class: 'REFUSED', failureCode, closed: row.closed === 1, ...words };
    }
    case 'UNKNOWN': {
      const because = row.because as UnknownBecause;
      return { class: 'UNKNOWN', because, retryAfterSeconds: row.retry_after_seconds, ...words };
    }
    case 'SUCCEEDED':
      return { class: 'SUCCEEDED', ...words };
    case 'NEVER_LEFT':
      return { class: 'NEVER_LEFT', ...words };
    case 'STILL_PROCESSING':
      return { class: 'STILL_PROCESSING', ...words };
  }
}

function toChecked(row: BankExchangeRow): CheckedOutcome | null {
  const words = { code: row.code, message: row.message, httpStatus: row.http_status };
  const finding = row.finding as CheckedOutcome['finding'] | null;
  if (finding === null) return null;
  if (finding === 'EXECUTED')
    return { finding, processedAt: toInstant(row.processed_at), ...words };
  if (finding === 'REFUSED') {
    const failureCode = row.failure_code as FailureCode;
    return { finding, failureCode, closed: row.closed === 1, ...words };
  }
  return { finding, ...words };
}

function toRead(row: BankExchangeRow): ReadOutcome | null {
  const words = { code: row.code, message: row.message, httpStatus: row.http_status };
  const finding = row.finding as ReadOutcome['finding'] | null;
  if (finding === null) return null;
  if (finding === 'EXECUTED') return { finding, bookedAt: toInstant(row.processed_at), ...words };
  return { finding, ...words };
}

/** What is stored of a send's or a check's outcome. */
export function toOutcomeColumns(outcome: ExchangeOutcome): OutcomeColumns {
  const columns: OutcomeColumns = {
    class: null,
    because: null,
    finding: null,
    failure_code: null,
    closed: 0,
    code: outcome.code,
    message: outcome.message,
    http_status: outcome.httpStatus,
    retry_after_seconds: null,
    processed_at: null,
  };
  if (outcome.kind === 'STATEMENT') {
    const processed = outcome.finding === 'EXECUTED' ? toDate(outcome.bookedAt) : null;
    return { ...columns, finding: outcome.finding, processed_at: processed };
  }
  if (outcome.kind === 'CHECK') {
    const { finding } = outcome;
    if (finding === 'EXECUTED')
      return { ...columns, finding, processed_at: toDate(outcome.processedAt) };
    if (finding === 'REFUSED') return { ...columns, finding, ...refusal(outcome) };
    return { ...columns, finding };
  }
  const sent = { ...columns, class: outcome.class };
  if (outcome.class === 'REFUSED') return { ...sent, ...refusal(outcome) };
  if (outcome.class !== 'UNKNOWN') return sent;
  return { ...sent, because: outcome.because, retry_after_seconds: outcome.retryAfterSeconds };
}

function refusal(outcome: { failureCode: FailureCode; closed: boolean }) {
  return { failure_code: outcome.failureCode, closed: outcome.closed ? 1 : 0 };
}

/** The columns of an exchange that has no outcome yet. */
export const NOT_ANSWERED = {
  ended_at: null,
  class: null,
  because: null,
  finding: null,
  failure_code: null,
  closed: 0,
  code: null,
  message: null,
  http_status: null,
  retry_after_seconds: null,
  processed_at: null,
  duration_ms: null,
} as const;
