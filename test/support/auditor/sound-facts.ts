import type { LedgerRow, RequestRow } from '../bank-admin';
import type { CallRecord } from '../journal';
import type { BookRows, EventRow, ExchangeRow, Facts, HistoryRow, TransferRow } from './facts';

/**
 * A small world in which everything is right: one account, a payment of 10,000 won, a refund of 4,000 of it, a payment that
 * was refused, and what was asked, written, answered and told about them. Doctored copies of it show what the auditor sees.
 */
export function soundFacts(): Facts {
  return {
    ledger: [
      bankRow(1, { kind: 'DEBIT', isTuno: PAY, amount: 10_000, balanceAfter: 40_000 }),
      bankRow(2, { kind: 'CREDIT', isTuno: REFUND, amount: 4_000, balanceAfter: 44_000 }),
    ],
    requests: [
      request(1, { api: 'DrawingTransfer', isTuno: PAY, amount: 10_000 }),
      request(2, { api: 'ReceivedTransferAccountNumber', isTuno: REFUND, amount: 4_000 }),
      request(3, { api: 'DrawingTransfer', isTuno: NO, amount: 7_000 }),
      request(4, { api: 'CheckOnDrawingTransfer', isTuno: CHECK, amount: 7_000 }),
    ],
    bankAccounts: [{ accountNumber: NUMBER, balance: 44_000 }],
    given: new Map([[NUMBER, 50_000]]),
    sums: { accounts: 44_000, contract: START + 6_000, pending: 0, total: 1, expectedTotal: 1 },
    book: book(),
    messages: events().flatMap(({ event_id: eventId, body, partner_id: partnerId }) =>
      partnerId ? [{ partnerId, eventId, body }] : [],
    ),
    deadLetters: 0,
    calls: calls(),
    openRuns: [],
    heldTables: [],
    waitingForOperator: new Set(),
    windowMs: 20_000,
    leaks: [],
  };
}

const id = (prefix: string, letter: string): string => `${prefix}_${letter.repeat(26)}`;
/** Ids and numbers of the small world. */
export const MEMBER = id('mbr', 'A');
export const OTHER_MEMBER = id('mbr', 'B');
export const SHOP = id('prt', 'A');
export const OTHER_SHOP = id('prt', 'B');
export const ACCOUNT = id('acc', 'A');
export const PAYMENT = id('pay', 'A');
export const REFUSED = id('pay', 'B');
export const REFUND_ID = id('rfd', 'A');
export const NUMBER = '3020000000901';
export const DAY = '20261122';
export const PAY = '20261122120000000001';
export const REFUND = '20261122120000000002';
export const NO = '20261122120000000003';
export const CHECK = '20261122120000000004';
const START = 10_000_000_000;
const AT = '2026-11-22T12:00:00.000+09:00';

/** A row of the bank's ledger. */
export function bankRow(
  seq: number,
  row: Pick<LedgerRow, 'kind' | 'isTuno' | 'amount' | 'balanceAfter'>,
): LedgerRow {
  return {
    ...{ seq, at: AT, tsymd: DAY, api: '', accountNumber: NUMBER, text: `TEXT-${row.isTuno}` },
    ...{ ...row, contractAfter: START + 50_000 - row.balanceAfter, pendingAfter: 0 },
  };
}

/** A row of the bank's request log. */
export function request(
  seq: number,
  of: { api: string; isTuno: string; amount: number; at?: string },
): RequestRow {
  const { api, isTuno, amount, at = AT } = of;
  const header = { Tsymd: DAY, IsTuno: isTuno };
  const body = { Tram: String(amount) };
  return {
    seq,
    at,
    api,
    header,
    body,
    fault: null,
    executed: true,
    code: '00000',
    http: 200,
    ms: 1,
  };
}

/** A transfer of the book. */
export function transfer(
  movementId: string,
  of: Pick<TransferRow, 'kind' | 'is_tuno' | 'amount_won' | 'state'> & { attempt?: number },
): TransferRow {
  const attempt = of.attempt ?? 1;
  return {
    ...{ attempt, transfer_id: `${movementId}.${attempt}`, movement_id: movementId, tsymd: DAY },
    ...{ payment_id: movementId === REFUSED ? REFUSED : PAYMENT },
    ...{ passbook_text: `TEXT-${of.is_tuno}`, ...of },
  };
}

/** An exchange of the book. */
export function exchange(
  exchangeId: number,
  of: Pick<ExchangeRow, 'subject_id' | 'is_tuno'> & Partial<ExchangeRow>,
): ExchangeRow {
  const nothing = { class: null, because: null, finding: null, closed: 0 };
  return {
    ...nothing,
    exchange_id: exchangeId,
    kind: 'SEND',
    tsymd: DAY,
    marked_at: new Date(AT),
    lease_until: new Date(Date.parse(AT) + 3_000),
    ...of,
  };
}

function book(): BookRows {
  const payment = {
    ...{ member_id: MEMBER, partner_id: SHOP, account_id: ACCOUNT, status_detail: null },
    ...{ number_hash: 'hash', limit_day: DAY, net_canceled_at: null, test_code: null },
  };
  return {
    payments: [
      {
        ...{ ...payment, payment_id: PAYMENT, amount_won: 10_000, refundable_won: 6_000 },
        ...{ status: 'PARTIAL_CANCELED', decided_by: 'BANK_ANSWER', event_sequence: 3 },
      },
      {
        ...{ ...payment, payment_id: REFUSED, amount_won: 7_000, refundable_won: 0 },
        ...{ status: 'ABORTED', decided_by: 'RESULT_CHECK', event_sequence: 1 },
      },
    ],
    refunds: [
      {
        ...{ refund_id: REFUND_ID, payment_id: PAYMENT, amount_won: 4_000 },
        ...{ status: 'DONE', status_detail: null, cause: 'REQUESTED', test_code: null },
      },
    ],
    accounts: [
      {
        ...{ account_id: ACCOUNT, member_id: MEMBER, masked_number: '302*******901' },
        ...{ status: 'ACTIVE', status_detail: null, number_hash: 'hash' },
        ...{ limit_per_payment_won: 10_000, limit_per_day_won: 17_000 },
        ...{ opening_tsymd: null, opening_is_tuno: null },
      },
    ],
    days: [{ number_hash: 'hash', day: DAY, reserved_won: 10_000 }],
    transfers: [
      transfer(PAYMENT, { kind: 'DEBIT', is_tuno: PAY, amount_won: 10_000, state: 'SUCCEEDED' }),
      transfer(REFUND_ID, {
        kind: 'CREDIT',
        is_tuno: REFUND,
        amount_won: 4_000,
        state: 'SUCCEEDED',
      }),
      transfer(REFUSED, { kind: 'DEBIT', is_tuno: NO, amount_won: 7_000, state: 'NOT_FOUND' }),
    ],
    exchanges: [
      exchange(1, { subject_id: `${PAYMENT}.1`, is_tuno: PAY, class: 'SUCCEEDED' }),
      exchange(2, { subject_id: `${REFUND_ID}.1`, is_tuno: REFUND, class: 'SUCCEEDED' }),
      exchange(3, {
        subject_id: `${REFUSED}.1`,
        is_tuno: NO,
        class: 'UNKNOWN',
        because: 'UNDECIDED',
      }),
      exchange(4, {
        subject_id: `${REFUSED}.1`,
        is_tuno: CHECK,
        kind: 'CHECK',
        finding: 'NOT_FOUND',
      }),
    ],
    decisions: [],
    cases: [],
    history: history(),
    events: [...events(), ofAccount()],
    keys: [PAYMENT, REFUSED, REFUND_ID, ACCOUNT].map((resource, i) => ({
      ...{ caller_id: MEMBER, route: 'POST', idem_key: `key-${i}`, resource_id: resource },
    })),
  };
}

function history(): HistoryRow[] {
  const paths: readonly (readonly [string, string, readonly (string | null)[]])[] = [
    ['account', ACCOUNT, [null, 'PENDING', 'ACTIVE']],
    ['payment', PAYMENT, [null, 'READY', 'IN_PROGRESS', 'DONE', 'PARTIAL_CANCELED']],
    ['refund', REFUND_ID, [null, 'IN_PROGRESS', 'DONE']],
    ['payment', REFUSED, [null, 'READY', 'IN_PROGRESS', 'ABORTED']],
    ['transfer', `${PAYMENT}.1`, ['DISPATCHED', 'SUCCEEDED']],
    ['transfer', `${REFUND_ID}.1`, ['DISPATCHED', 'SUCCEEDED']],
    ['transfer', `${REFUSED}.1`, ['DISPATCHED', 'UNKNOWN', 'NOT_FOUND']],
  ];
  const moves = paths.flatMap(([kind, subject, states]) =>
    states.slice(1).map((to, i) => ({
      ...{ subject_kind: kind, subject_id: subject, detail: null },
      ...{ from_state: states[i] ?? null, to_state: String(to) },
    })),
  );
  return moves.map((move, i) => ({ history_id: i + 1, at: new Date(AT), ...move }));
}

function events(): EventRow[] {
  const told = [
    { type: 'payment.done', sequence: 1, payment: PAYMENT, refund: null },
    { type: 'refund.done', sequence: 2, payment: PAYMENT, refund: REFUND_ID },
    { type: 'payment.partial_canceled', sequence: 3, payment: PAYMENT, refund: null },
    { type: 'payment.aborted', sequence: 1, payment: REFUSED, refund: null },
  ];
  return told.map(({ type, sequence, payment, refund }, i) => {
    const totalAmount = payment === PAYMENT ? 10_000 : 7_000;
    const data = {
      payment: { paymentId: payment, totalAmount, currency: 'KRW' },
      refund: refund && { refundId: refund, amount: 4_000, currency: 'KRW' },
    };
    return {
      ...{ event_id: id('evt', String(i + 1)), type, sequence, payment_id: payment },
      ...{ refund_id: refund, account_id: null, partner_id: SHOP, published_at: new Date(AT) },
      body: JSON.stringify({ paymentid: payment, sequence: String(sequence), data }),
    };
  });
}

/** Goes to the member only. */
function ofAccount(): EventRow {
  return {
    ...{ event_id: id('evt', '9'), type: 'account.active', sequence: 1, account_id: ACCOUNT },
    ...{ payment_id: null, refund_id: null, partner_id: null, published_at: null, body: '{}' },
  };
}

/** A call of the clients' journal. */
export function call(of: Partial<CallRecord> & Pick<CallRecord, 'path' | 'answer'>): CallRecord {
  return {
    ...{ callerId: MEMBER, method: 'POST', route: of.path, key: null, body: null },
    ...{ outcome: 'ok', status: 201, startedMs: 0, endedMs: 0, ...of },
  };
}

function calls(): CallRecord[] {
  const opening = JSON.stringify({ accountNumber: NUMBER });
  const order = JSON.stringify({ amount: 10_000 });
  const paid = { paymentId: PAYMENT, totalAmount: 10_000 };
  const path = '/v1/payments';
  return [
    call({ path: '/v1/accounts', key: 'key-3', body: opening, answer: { accountId: ACCOUNT } }),
    call({ path, key: 'key-0', body: order, answer: null, outcome: 'no answer', status: null }),
    call({ path, key: 'key-0', body: order, answer: paid }),
    call({ path, key: 'key-9', body: '{}', answer: {}, outcome: 'refused', status: 422 }),
    call({
      ...{ path: `${path}/${PAYMENT}/refunds`, key: 'key-2', body: '{}' },
      answer: { refundId: REFUND_ID, amount: 4_000, payment: paid },
    }),
  ];
}
