import { specOf } from '../faults/catalogue';
import { koreanDay } from '../korean-time';
import type { FinAccount, Pair } from '../ledger/model';
import { accountByNumber } from '../ledger/orders';
import { REFUSAL } from '../ledger/refusals';
import { finAccountStatus, type BankState } from '../ledger/state';
import { refuse } from '../ledger/transfers';
import { duplicateCode, type Call } from './call';
import { pollEffect } from './checks';
import { answered, done, refusedWith, sameBody, type Reply } from './reply';

/** First step of the opening: registers an account and answers the registration number. */
export function openFinAccount(call: Call): Reply {
  const { state, body, fault } = call;
  // A void opening did nothing, and NH's rule after a time-out is the same pair again: it runs anew.
  if (call.earlier && call.earlier.status !== 'VOID') return repeatedOpening(call, call.earlier);
  const ledger = fault ? specOf(fault.name).ledger : 'normal';
  if (ledger === 'void') {
    call.record({ e: 'void', pair: call.pair, body });
    return answered();
  }
  const code = typeof ledger === 'object' ? ledger.refuse : openingRefusal(state, call);
  if (code !== null) return refusedWith(refuse(call, call, code));
  const fin = newFinAccount(call);
  call.record({ e: 'opened', pair: call.pair, body, fin });
  return done({ Rgno: fin.rgno });
}

/** The same pair again: with the same body the same registration number, or "working"; else a duplicate. */
function repeatedOpening(call: Call, earlier: Pair): Reply {
  if (earlier.api !== call.api || !sameBody(earlier.body, call.body)) {
    return refusedWith(duplicateCode(call));
  }
  if (earlier.status === 'REFUSED') return refusedWith(earlier.code ?? '');
  const fin = (call.state.finAccountsOf.get(call.body.Acno ?? '') ?? []).find(
    (it) => it.pairKey === earlier.key,
  );
  if (!fin) return refusedWith('A0082');
  return call.now.realMs < fin.issuesAtMs ? refusedWith('A0082') : answered({ Rgno: fin.rgno });
}

function openingRefusal(state: BankState, call: Call): string | null {
  const account = accountByNumber(state, call.body);
  if (typeof account === 'string') return account;
  if (account.state === 'CLOSED') return REFUSAL.accountClosed;
  if (!isBirthDate(account.birthDate, call.body.BrdtBrno)) return REFUSAL.birthDate;
  const registered = state.finAccountsOf.get(account.accountNumber) ?? [];
  return registered.some((fin) => fin.closedDay === null) ? REFUSAL.alreadyRegistered : null;
}

function newFinAccount(call: Call): FinAccount {
  const { state, now } = call;
  const serial = state.finAccounts.size + 1;
  const day = koreanDay(now.businessMs);
  return {
    finAcno: `0082010${call.iscd}${String(serial).padStart(16, '0')}`,
    rgno: `${day}${String(serial).padStart(9, '0')}`,
    accountNumber: call.body.Acno ?? '',
    pairKey: call.pair,
    openedDay: day,
    issuesAtMs: now.realMs + state.settings.issueSeconds * 1000,
    closedDay: null,
  };
}

/** Second step of the opening: the fin-account, or that it is still being issued. */
export function checkOpening(call: Call): Reply {
  const { state, body, now } = call;
  const fin = state.finAccounts.get(state.finAcnoByRgno.get(body.Rgno ?? '') ?? '');
  if (!fin) return refusedWith(REFUSAL.unknownFinAccount);
  if (!isOwner(state, fin, body.BrdtBrno)) return refusedWith(REFUSAL.birthDate);
  if (now.realMs < fin.issuesAtMs) return refusedWith('A0017');
  const effect = pollEffect(call, state.pairs.get(fin.pairKey));
  if (effect) return { ...refusedWith('A0017'), effect: effect.fault };
  return answered({ FinAcno: fin.finAcno, RgsnYmd: fin.openedDay });
}

/** Closes a fin-account for good; its account may be registered anew afterwards. */
export function closeFinAccount(call: Call): Reply {
  const { state, body, fault } = call;
  if (call.earlier) return refusedWith(duplicateCode(call));
  const ledger = fault ? specOf(fault.name).ledger : 'normal';
  if (ledger === 'void') {
    call.record({ e: 'void', pair: call.pair, body });
    return answered();
  }
  const fin = state.finAccounts.get(body.FinAcno ?? '');
  const code = typeof ledger === 'object' ? ledger.refuse : closingRefusal(state, fin, call);
  if (code !== null) return refusedWith(refuse(call, call, code));
  call.record({ e: 'fin-closed', pair: call.pair, body, day: koreanDay(call.now.businessMs) });
  return done();
}

function closingRefusal(state: BankState, fin: FinAccount | undefined, call: Call): string | null {
  if (!fin || finAccountStatus(state, fin, call.now.realMs) !== '1') {
    return REFUSAL.unknownFinAccount;
  }
  return isOwner(state, fin, call.body.BrdtBrno) ? null : REFUSAL.birthDate;
}

/** State of a fin-account: 0 being issued, 1 normal, 9 closed. */
export function inquireFinAccountStatus(call: Call): Reply {
  const { state, body, now } = call;
  const fin = state.finAccounts.get(body.FinAcno ?? '');
  if (!fin) return refusedWith(REFUSAL.unknownFinAccount);
  if (!isOwner(state, fin, body.BrdtBrno)) return refusedWith(REFUSAL.birthDate);
  return answered({
    FinAcnoStts: finAccountStatus(state, fin, now.realMs),
    RgsnYmd: fin.openedDay,
    Trymd: fin.closedDay ?? '',
  });
}

function isOwner(state: BankState, fin: FinAccount, given: string | undefined): boolean {
  return isBirthDate(state.accounts.get(fin.accountNumber)?.birthDate ?? '', given);
}

function isBirthDate(birthDate: string, given: string | undefined): boolean {
  return birthDate.replaceAll('-', '') === given;
}
