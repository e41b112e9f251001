import { REFUSAL } from './refusals';
import type { Account, Body } from './model';
import { finAccountStatus, type BankState } from './state';

/** A movement of money somebody asked for. */
export interface Order {
  readonly kind: 'DEBIT' | 'CREDIT';
  readonly account: Account;
  readonly amountWon: number;
  /** What the account's own passbook will show. */
  readonly text: string;
}

/** The account a call is about, or null if it names none the bank knows; for faults and counting. */
export function accountNumberOf(state: BankState, body: Body): string | null {
  if (body.FinAcno) return state.finAccounts.get(body.FinAcno)?.accountNumber ?? null;
  if (body.Acno) return body.Acno;
  const finAcno = state.finAcnoByRgno.get(body.Rgno ?? '');
  return finAcno === undefined ? null : (state.finAccounts.get(finAcno)?.accountNumber ?? null);
}

/** The account behind `Bncd` + `Acno`, or why there is none. */
export function accountByNumber(state: BankState, body: Body): Account | string {
  const account = state.accounts.get(body.Acno ?? '');
  return account && account.bankCode === body.Bncd ? account : REFUSAL.unknownAccount;
}

/** The account behind a usable fin-account, or why there is none. */
export function accountByFinAcno(state: BankState, body: Body, nowMs: number): Account | string {
  const fin = state.finAccounts.get(body.FinAcno ?? '');
  if (!fin || finAccountStatus(state, fin, nowMs) !== '1') return REFUSAL.unknownFinAccount;
  return state.accounts.get(fin.accountNumber) ?? REFUSAL.unknownAccount;
}

/** Reads a transfer's body as an order, or says why the bank refuses it. */
export function orderOf(
  state: BankState,
  transfer: { readonly api: string; readonly body: Body },
  nowMs: number,
): Order | string {
  const { api, body } = transfer;
  const isDebit = api === 'DrawingTransfer';
  const byAlias = isDebit || api === 'ReceivedTransferFinAccount';
  const account = byAlias ? accountByFinAcno(state, body, nowMs) : accountByNumber(state, body);
  if (typeof account === 'string') return account;
  const text = (isDebit ? body.DractOtlt : body.MractOtlt) ?? '';
  return { kind: isDebit ? 'DEBIT' : 'CREDIT', account, amountWon: Number(body.Tram), text };
}

/** Why the bank refuses an order today, or null if it will be done. */
export function refusalOf(state: BankState, order: Order, today: string): string | null {
  const { account, amountWon } = order;
  if (account.state === 'CLOSED') return REFUSAL.accountClosed;
  if (order.kind === 'CREDIT') {
    return amountWon > state.contractWon ? REFUSAL.contractShort : null;
  }
  const { perTransferWon, perDayWon } = account.limits;
  if (perTransferWon !== null && amountWon > perTransferWon) return REFUSAL.limitExceeded;
  const spentWon = perDayWon === null ? 0 : debitedOn(state, account.accountNumber, today);
  if (perDayWon !== null && spentWon + amountWon > perDayWon) return REFUSAL.limitExceeded;
  return amountWon > account.balance ? REFUSAL.insufficientBalance : null;
}

function debitedOn(state: BankState, accountNumber: string, day: string): number {
  const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`;
  return (state.rowsByAccount.get(accountNumber) ?? [])
    .filter((row) => row.kind === 'DEBIT' && row.at.startsWith(iso))
    .reduce((sum, row) => sum + row.amount, 0);
}
