import type { Account } from '../ledger/model';
import { accountByFinAcno, accountByNumber } from '../ledger/orders';
import { REFUSAL } from '../ledger/refusals';
import type { Call } from './call';
import { answered, refusedWith, type Reply } from './reply';

/** The alias by which the company asks for its own account's balance; it is good for nothing else. */
export const CONTRACT_FIN_ACNO = '00820109999990000000000000000';

/** The balance of a fin-account; customers without valid consent are refused. */
export function inquireBalance(call: Call): Reply {
  if (call.body.FinAcno === CONTRACT_FIN_ACNO) {
    return balanceReply(call, call.state.contractWon);
  }
  const account = accountByFinAcno(call.state, call.body, call.now.realMs);
  if (typeof account === 'string') return refusedWith(account);
  if (account.state === 'CLOSED') return refusedWith(REFUSAL.accountClosed);
  const refusal = consentRefusal(call, account);
  if (refusal) return refusal;
  return balanceReply(call, account.balance);
}

function balanceReply(call: Call, balanceWon: number): Reply {
  const balance = amountText(call, balanceWon);
  return answered({ FinAcno: call.body.FinAcno ?? '', Ldbl: balance, RlpmAbamt: balance });
}

/** The name of an account's holder. */
export function inquireHolder(call: Call): Reply {
  const { state, body } = call;
  const account = accountByNumber(state, body);
  if (typeof account === 'string') return refusedWith(account);
  if (account.state === 'CLOSED') return refusedWith(REFUSAL.accountClosed);
  const Bncd = state.settings.quirks.bank010 && body.Bncd === '011' ? '010' : (body.Bncd ?? '');
  const isWrong = call.fault?.name === 'holder-mismatch';
  return answered({ Bncd, Acno: body.Acno ?? '', Dpnm: isWrong ? '다른이름' : account.holderName });
}

/** AI001 or AI002 if the customer's consent to show data is missing or over, with the fields to renew it. */
export function consentRefusal(call: Call, account: Account): Reply | null {
  const byFault = call.fault?.name;
  if (byFault === 'consent-missing' || account.consent === 'MISSING') {
    return refusedWith('AI001', consentFields());
  }
  const isExpired = byFault === 'consent-expired' || account.consent === 'EXPIRED';
  return isExpired ? refusedWith('AI002', consentFields()) : null;
}

/** Amounts as the environment writes them: plain digits, or padded with decimals. */
export function amountText(call: Call, amountWon: number): string {
  const isPadded = call.state.settings.quirks.paddedNumbers;
  return isPadded ? `${String(amountWon).padStart(16, '0')}.00` : String(amountWon);
}

function consentFields(): Record<string, string> {
  const page = 'https://consent.invalid/';
  return {
    AthrCnfrTckt: 'SANDBOX-CONSENT-TICKET',
    WebUrl: `${page}web`,
    AndInltUrl: `${page}android/install`,
    AndAppUrl: `${page}android/app`,
    AndWebUrl: `${page}android/web`,
    IosInltUrl: `${page}ios/install`,
    IosAppUrl: `${page}ios/app`,
    IosWebUrl: `${page}ios/web`,
  };
}
