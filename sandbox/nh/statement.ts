import { addDays, koreanDay, koreanTime, monthsBefore } from '../korean-time';
import type { Account, LedgerRow } from '../ledger/model';
import { accountByFinAcno, accountByNumber } from '../ledger/orders';
import { REFUSAL } from '../ledger/refusals';
import { isActive } from '../ledger/state';
import { cutToWidth } from '../text-width';
import type { Call } from './call';
import { amountText, consentRefusal } from './questions';
import { answered, noReply, refusedWith, type Reply } from './reply';

/** Rows a page may hold, and what the passbook shows of a text in EUC-KR bytes. */
const MOST_ROWS = 100;
const PASSBOOK_WIDTH = 20;

/** The statement of an account, page by page; rows appear when their booking lag is over and no effect hides them. */
export function inquireHistory(call: Call): Reply {
  const { state, body, now } = call;
  const account = state.settings.quirks.historyByFinAcno
    ? accountByFinAcno(state, body, now.realMs)
    : accountByNumber(state, body);
  if (typeof account === 'string') return refusedWith(account);
  const refusal = consentRefusal(call, account);
  if (refusal) return refusal;
  const silence = silentEffect(call, account);
  if (silence) return noReply(silence);
  const size = Number(body.Dmcnt);
  if (size < 1 || size > MOST_ROWS || !isSpanAllowed(call)) return refusedWith(REFUSAL.field);
  countAsPoll(call, account);
  const rows = visibleRows(call, account);
  const first = (Math.max(1, Number(body.PageNo ?? '1')) - 1) * size;
  const page = rows.slice(first, first + size);
  if (page.length === 0) return refusedWith('A0090');
  const { listKey, countKey } = state.settings.quirks;
  return answered({
    CtntDataYn: first + size < rows.length ? 'Y' : 'N',
    TotCnt: '',
    [countKey]: String(page.length),
    [listKey]: page.map((row) => present(call, account, row)),
  });
}

function isSpanAllowed(call: Call): boolean {
  const { Insymd = '', Ineymd = '' } = call.body;
  const yearAgo = monthsBefore(koreanDay(call.now.businessMs), 12);
  return Insymd <= Ineymd && Insymd >= yearAgo && Insymd >= monthsBefore(Ineymd, 3);
}

function visibleRows(call: Call, account: Account): LedgerRow[] {
  const { state, body, now } = call;
  const { Insymd = '', Ineymd = '', TrnsDsnc = 'A', Lnsq = 'ASC' } = body;
  const from = isoDay(Insymd);
  const to = isoDay(addDays(Ineymd, 1));
  const kind = { A: null, M: 'CREDIT', D: 'DEBIT' }[TrnsDsnc] ?? null;
  const rows = (state.rowsByAccount.get(account.accountNumber) ?? []).filter((row) => {
    const pair = state.pairs.get(row.pairKey);
    const isHidden = pair?.effects.some((it) => it.hidesRow && isActive(it, now.realMs)) ?? false;
    const isBooked = now.realMs >= row.atMs + (pair?.bookingLagMs ?? 0);
    const isAsked = row.at >= from && row.at < to && (kind === null || row.kind === kind);
    return isAsked && isBooked && !isHidden;
  });
  return Lnsq === 'DESC' ? rows.reverse() : rows;
}

function present(call: Call, account: Account, row: LedgerRow): Record<string, string | null> {
  const at = Date.parse(row.at);
  return {
    Trdd: koreanDay(at),
    Txtm: koreanTime(at),
    MnrcDrotDsnc: row.kind === 'CREDIT' ? '2' : '3',
    Tram: amountText(call, row.amount),
    AftrBlnc: amountText(call, row.balanceAfter),
    TrnsAfAcntBlncSmblCd: '+',
    Smr: call.state.settings.quirks.nullSmr ? null : '',
    HnisCd: account.bankCode,
    HnbrCd: '0000001',
    Ccyn: '0',
    Tuno: row.tuno,
    BnprCntn: cutToWidth(row.text, PASSBOOK_WIDTH),
  };
}

/** A fault that keeps its pair silent keeps the account's statement silent too. */
function silentEffect(call: Call, account: Account): string | null {
  for (const effect of call.state.effects.values()) {
    const concerns = effect.accountNumber === account.accountNumber && effect.checks === 'silent';
    if (concerns && isActive(effect, call.now.realMs)) return effect.fault;
  }
  return null;
}

/** The test bed has no result checks, so there a look at the statement counts as one. */
function countAsPoll(call: Call, account: Account): void {
  if (call.state.settings.mode !== 'testbed') return;
  for (const effect of [...call.state.effects.values()]) {
    if (effect.accountNumber !== account.accountNumber || effect.fault !== 'processing') continue;
    call.record({ e: 'polled', pair: effect.pairKey, effectId: effect.id });
  }
}

function isoDay(day: string): string {
  return `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`;
}
