import { addDays, koreanDay, koreanIso } from '../korean-time';
import type { Recorder } from './events';
import type { Body, LedgerRow, PairKey } from './model';
import { orderOf, refusalOf, type Order } from './orders';
import type { BankState } from './state';

/** What a command of the ledger works with. */
export interface LedgerContext {
  readonly state: BankState;
  readonly record: Recorder;
  readonly now: { readonly realMs: number; readonly businessMs: number };
}

/** A transfer as it was asked for. */
export interface Transfer {
  readonly pair: PairKey;
  readonly api: string;
  readonly body: Body;
}

/** Does a transfer by the bank's own rules: one ledger row, or a recorded refusal whose code it returns. */
export function executeTransfer(context: LedgerContext, transfer: Transfer): string | null {
  const { state, now } = context;
  const order = orderOf(state, transfer, now.realMs);
  if (typeof order === 'string') return refuse(context, transfer, order);
  const code = refusalOf(state, order, koreanDay(now.businessMs));
  if (code !== null) return refuse(context, transfer, code);
  book(context, transfer, order);
  return null;
}

/** Records a refusal, so that the pair is used up and a result check can tell why. */
export function refuse(context: LedgerContext, transfer: Transfer, code: string): string {
  const processedAt = koreanIso(context.now.businessMs);
  const { pair, body } = transfer;
  context.record({ e: 'refused', pair, body, code, processedAt });
  return code;
}

/** Does every scheduled transfer whose time has come, in the order of their times. */
export function runScheduled(context: LedgerContext): void {
  const { state, now } = context;
  const due = [...state.scheduled]
    .map((key) => state.pairs.get(key))
    .filter((pair) => pair !== undefined && (pair.executesAtMs ?? 0) <= now.realMs)
    .sort((a, b) => (a?.executesAtMs ?? 0) - (b?.executesAtMs ?? 0));
  for (const pair of due) {
    if (!pair?.body) continue;
    executeTransfer(context, { pair: pair.key, api: pair.api, body: pair.body });
  }
}

function book(context: LedgerContext, transfer: Transfer, order: Order): void {
  const { state, record, now } = context;
  const { settlementDays } = state.settings;
  const settlesLater = order.kind === 'DEBIT' && settlementDays > 0;
  record({
    e: 'executed',
    pair: transfer.pair,
    body: transfer.body,
    row: rowOf(context, transfer, order),
    settlesOn: settlesLater ? addDays(koreanDay(now.businessMs), settlementDays) : null,
  });
}

function rowOf(context: LedgerContext, transfer: Transfer, order: Order): LedgerRow {
  const { state, now } = context;
  const { account, amountWon } = order;
  const isDebit = order.kind === 'DEBIT';
  const settlesLater = isDebit && state.settings.settlementDays > 0;
  const [, tsymd = '', isTuno = ''] = transfer.pair.split('|');
  const seq = state.rows.length + 1;
  return {
    seq,
    at: koreanIso(now.businessMs),
    atMs: now.realMs,
    kind: order.kind,
    tsymd,
    isTuno,
    pairKey: transfer.pair,
    api: transfer.api,
    accountNumber: account.accountNumber,
    amount: amountWon,
    balanceAfter: account.balance + (isDebit ? -amountWon : amountWon),
    contractAfter: state.contractWon + contractChange(order, settlesLater ? 'later' : 'now'),
    pendingAfter: state.pendingWon + (settlesLater ? amountWon : 0),
    text: order.text,
    tuno: `SANDBOX${String(seq).padStart(10, '0')}`,
  };
}

function contractChange(order: Order, settles: 'now' | 'later'): number {
  if (order.kind === 'CREDIT') return -order.amountWon;
  return settles === 'now' ? order.amountWon : 0;
}
