import type { Account, AccountChanges, AccountLimits } from '../ledger/model';
import { finAccountStatus, type BankState } from '../ledger/state';
import { choiceOf, InputError, objectOf, only, textOf, wholeOf, type Input } from './input';
import { notFound, ok, type AdminContext, type AdminReply } from './reply';

/** The most a 15-digit telegram field can carry, in won. */
const MOST_WON = 999_999_999_999_999;

const STATES = ['OPEN', 'CLOSED'] as const;
const CONSENTS = ['OK', 'MISSING', 'EXPIRED'] as const;

/** Creates an account at the bank; 400 for an account number that exists. */
export function createAccount({ ledger, input }: AdminContext): AdminReply {
  only(input, ['accountNumber', 'holderName', 'birthDate', 'bankCode', ...CHANGEABLE]);
  const account: Account = {
    bankCode: textOf(input, 'bankCode', { pattern: /^\d{3}$/, says: '3 digits', fallback: '011' }),
    accountNumber: textOf(input, 'accountNumber', {
      pattern: /^\d{1,20}$/,
      says: '1 to 20 digits',
    }),
    holderName: textOf(input, 'holderName', { pattern: /^.{1,25}$/u, says: '1 to 25 characters' }),
    birthDate: birthDateOf(input),
    balance: 0,
    state: 'OPEN',
    consent: 'OK',
    limits: { perTransferWon: null, perDayWon: null },
  };
  if (ledger.state.accounts.has(account.accountNumber)) {
    throw new InputError(`account ${account.accountNumber} exists`);
  }
  const whole = { ...account, ...changesOf(input, account) };
  ledger.transact((record) => record({ e: 'account', account: whole }));
  return ok(present(whole), 201);
}

/** All accounts, in the order of their creation. */
export function listAccounts({ ledger }: AdminContext): AdminReply {
  return ok({ data: [...ledger.state.accounts.values()].map(present) });
}

/** One account with its fin-accounts. */
export function showAccount({ ledger, param }: AdminContext): AdminReply {
  const account = ledger.state.accounts.get(param);
  if (!account) return notFound(`account ${param}`);
  return ok({
    ...present(account),
    finAccounts: presentAliases(ledger.state, param, ledger.realMs()),
  });
}

/** Changes balance, state, consent or limits of an account. */
export function changeAccount(context: AdminContext): AdminReply {
  const { ledger, param, input } = context;
  const account = ledger.state.accounts.get(param);
  if (!account) return notFound(`account ${param}`);
  only(input, CHANGEABLE);
  const changes = changesOf(input, account);
  ledger.transact((record) => record({ e: 'account-changed', accountNumber: param, changes }));
  return showAccount(context);
}

const CHANGEABLE = ['balance', 'state', 'consent', 'limits'];

function changesOf(input: Input, account: Account): AccountChanges {
  const { balance, state, consent } = account;
  return {
    balance: wholeOf(input, 'balance', { min: 0, max: MOST_WON, fallback: balance }),
    state: choiceOf(input, 'state', { choices: STATES, fallback: state }),
    consent: choiceOf(input, 'consent', { choices: CONSENTS, fallback: consent }),
    limits: limitsOf(objectOf(input, 'limits'), account.limits),
  };
}

function limitsOf(input: Input, before: AccountLimits): AccountLimits {
  only(input, ['perTransferWon', 'perDayWon']);
  const limit = (key: keyof AccountLimits): number | null => {
    if (input[key] === null || (input[key] === undefined && before[key] === null)) return null;
    return wholeOf(input, key, { min: 0, max: MOST_WON, fallback: before[key] ?? 0 });
  };
  return { perTransferWon: limit('perTransferWon'), perDayWon: limit('perDayWon') };
}

function birthDateOf(input: Input): string {
  const says = 'a day, YYYY-MM-DD';
  const text = textOf(input, 'birthDate', {
    pattern: /^\d{4}-\d{2}-\d{2}$/,
    says,
    fallback: '1990-01-01',
  });
  const at = new Date(`${text}T00:00:00Z`);
  if (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)) return text;
  throw new InputError(`birthDate is ${says}`);
}

function present(account: Account): Account {
  const { bankCode, accountNumber, holderName, birthDate, balance, state, consent, limits } =
    account;
  return { bankCode, accountNumber, holderName, birthDate, balance, state, consent, limits };
}

function presentAliases(state: BankState, accountNumber: string, nowMs: number): object[] {
  return (state.finAccountsOf.get(accountNumber) ?? []).map((fin) => ({
    finAcno: fin.finAcno,
    rgno: fin.rgno,
    state: Number(finAccountStatus(state, fin, nowMs)),
    issuedAt: fin.openedDay,
    closedAt: fin.closedDay,
  }));
}
