import { OnjeonError } from '../../domain/errors';
import type { Instant } from '../../domain/korean-time';
import type { Account } from '../../domain/records';
import { acceptOnce, START_GRACE_MS } from './acceptance';
import type { BookParts } from './book-parts';
import { tailHash } from './cs-search';
import type { FieldCrypto } from './field-crypto';
import { appendHistory } from './history-writer';
import { accountPlace, failureRow, memberNamePlace, toAccount, toDate } from './mappers';
import type { AccountRow } from './models/accounts';
import { findRow, findRows, insertRow } from './rows';
import type { Accepted, AccountOrder } from './types';
import type { Tx } from './unit';

type Parts = Pick<
  BookParts,
  'units' | 'clock' | 'ids' | 'crypto' | 'newAccountLimits' | 'crashPoints'
>;

interface Opening {
  readonly order: AccountOrder;
  readonly accountId: string;
  readonly at: Instant;
}

/**
 * Accepts the opening of an account, PENDING until the bank was asked. One member holds a number
 * once at a time. A number the member had opened before brings along the alias the bank gave us for
 * it.
 */
export async function acceptAccount(parts: Parts, order: AccountOrder): Promise<Accepted<Account>> {
  const { units, clock, ids, crypto } = parts;
  const opening = { order, accountId: ids.id('account'), at: clock.now() };
  return acceptOnce(parts, {
    request: order.request,
    resourceId: opening.accountId,
    at: opening.at,
    create: (tx) => create(tx, { opening, parts }),
    current: async (id) => {
      const row = await units.read((db) => findRow(db, db.models.accounts, { account_id: id }));
      if (!row) throw new Error(`a key is bound to ${id}, which does not exist`);
      return toAccount(row, crypto);
    },
  });
}

async function create(
  tx: Tx,
  { opening, parts }: { opening: Opening; parts: Parts },
): Promise<Account> {
  const { order, accountId, at } = opening;
  const { crypto, newAccountLimits: limits } = parts;
  const numberHash = crypto.hash('account-number', order.accountNumber);
  await refuseIfHeld(tx, { memberId: order.memberId, numberHash });
  const row = {
    ...newAccount({ opening, numberHash, crypto, holderName: await nameOf(tx, { order, crypto }) }),
    limit_per_payment_won: limits.perPayment,
    limit_per_day_won: limits.perDay,
    ...(await knownAlias(tx, { opening, numberHash, crypto })),
  };
  await insertRow(tx, tx.models.accounts, row);
  await insertRow(tx, tx.models.accountTails, {
    account_id: accountId,
    tail_hash: tailHash(crypto, order.accountNumber),
  });
  await appendHistory(tx, {
    ...{ of: 'account', id: accountId, paymentId: null, from: null, to: 'PENDING' },
    ...{ detail: 'WAITING_FOR_BANK', reason: null, actor: order.memberId, at },
  });
  return toAccount(row, crypto);
}

async function refuseIfHeld(
  tx: Tx,
  { memberId, numberHash }: { memberId: string; numberHash: string },
): Promise<void> {
  const held = await findRow(tx, tx.models.accounts, {
    member_id: memberId,
    open_slot: numberHash,
  });
  if (!held) return;
  throw new OnjeonError('ALREADY_OPENED_ACCOUNT', { resource: `/v1/accounts/${held.account_id}` });
}

/**
 * The holder at the bank must have the member's name, so that is the name we ask the bank about.
 */
async function nameOf(
  tx: Tx,
  { order, crypto }: { order: AccountOrder; crypto: FieldCrypto },
): Promise<string> {
  const member = await findRow(tx, tx.models.members, { member_id: order.memberId });
  if (!member) throw new Error(`no member ${order.memberId}, but a token in that name`);
  return crypto.decrypt(member.name_encrypted, memberNamePlace(member));
}

async function knownAlias(
  tx: Tx,
  of: { opening: Opening; numberHash: string; crypto: FieldCrypto },
): Promise<Pick<AccountRow, 'fin_acno_encrypted' | 'fin_acno_hash'>> {
  const { order, accountId } = of.opening;
  const earlier = await findRows(tx, tx.models.accounts, {
    where: {
      member_id: order.memberId,
      number_hash: of.numberHash,
      bank_code: order.bankCode,
      status: 'CLOSED', // an alias that came with a refused opening may be another member's
    },
    order: [['requested_at', 'DESC']],
    limit: 1,
  });
  const [row] = earlier;
  if (!row?.fin_acno_encrypted) return { fin_acno_encrypted: null, fin_acno_hash: null };
  // A ciphertext is bound to its row, so it is opened and sealed again for the new one.
  const alias = of.crypto.decrypt(row.fin_acno_encrypted, accountPlace(row, 'fin_acno'));
  const place = accountPlace({ account_id: accountId }, 'fin_acno');
  return {
    fin_acno_encrypted: of.crypto.encrypt(alias, place),
    fin_acno_hash: row.fin_acno_hash,
  };
}

function newAccount(of: {
  opening: Opening;
  numberHash: string;
  crypto: FieldCrypto;
  holderName: string;
}): Omit<AccountRow, 'limit_per_payment_won' | 'limit_per_day_won'> {
  const { order, accountId, at } = of.opening;
  const seal = (field: 'number' | 'birth_date' | 'holder_name', plain: string) =>
    of.crypto.encrypt(plain, accountPlace({ account_id: accountId }, field));
  return {
    account_id: accountId,
    member_id: order.memberId,
    bank_code: order.bankCode,
    number_encrypted: seal('number', order.accountNumber),
    number_hash: of.numberHash,
    masked_number: masked(order.accountNumber),
    birth_date_encrypted: seal('birth_date', order.birthDate),
    holder_name_encrypted: seal('holder_name', of.holderName),
    nickname: order.nickname,
    status: 'PENDING',
    status_detail: 'WAITING_FOR_BANK',
    ...failureRow(null),
    fin_acno_encrypted: null,
    fin_acno_hash: null,
    registration_number: null,
    opening_tsymd: null,
    opening_is_tuno: null,
    requested_at: toDate(at),
    opened_at: null,
    closed_at: null,
    test_code: order.testCode,
    event_sequence: 0,
    version: 1,
    next_action_at: toDate(at + START_GRACE_MS),
    open_slot: of.numberHash,
  };
}

/** `302*******901`: enough to recognise one's own account, too little for anybody else. */
function masked(accountNumber: string): string {
  const hidden = '*'.repeat(Math.max(accountNumber.length - 6, 0));
  return `${accountNumber.slice(0, 3)}${hidden}${accountNumber.slice(-3)}`;
}
