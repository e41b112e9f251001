import type { FailureCode } from '../../domain/failure';
import type { OutcomeClass, UnknownBecause } from '../../domain/bank-outcome';
import { parseKoreanDay } from '../../domain/korean-time';
import type { OpeningExchange } from '../../domain/next-opening-step';
import { mintPair, type Pair } from '../../domain/pair';
import type { EventWriter } from './event-writer';
import type { FieldCrypto } from './field-crypto';
import { appendHistory } from './history-writer';
import { accountPlace, failureRow, toAccountSecrets, toDate, toInstant } from './mappers';
import type { AccountRow } from './models/accounts';
import type { BankExchangeRow } from './models/bank';
import { CALL_OVERDUE_MS, toldDetail } from './movement-moves';
import { NOT_ANSWERED } from './movement-rows';
import {
  accountAndHold,
  approvedDecisions,
  maybeDecided,
  toTransferDecision,
} from './operator-facts';
import type { OpeningBook, OpeningClaim, OpeningFile, Standing } from './movement-types';
import { changeVersion, findRows, insertNumbered, lockRow, updateRows } from './rows';
import type { Reader, Tx, Units } from './unit';

const APIS = {
  HOLDER: 'InquireDepositorAccountNumber',
  OPEN: 'OpenFinAccountDirect',
  ISSUE: 'CheckOpenFinAccountDirect',
} as const;

interface OpeningDeps {
  readonly units: Units;
  readonly crypto: FieldCrypto;
  readonly events: EventWriter;
  readonly nextSequence: () => Promise<number>;
}

/** The bank's side of account openings; changes go through the account's version, as with movements. */
export function createOpeningBook(deps: OpeningDeps): OpeningBook {
  const { units, crypto } = deps;
  return {
    load: (accountId) => units.read((db) => load(db, crypto, accountId)),
    claim: (wish) => claim(deps, wish),

    async record({ file, claim: held, outcome, registrationNumber, finAcno, endedAt, ...rest }) {
      await units.unit(async (tx) => {
        const row = await lockAccount(tx, file.accountId);
        await updateRows(tx, tx.models.bankExchanges, {
          where: { exchange_id: held.exchangeId, ended_at: null },
          set: {
            ended_at: toDate(endedAt),
            class: outcome.class,
            because: outcome.because,
            finding: outcome.found,
            failure_code: outcome.failureCode,
            closed: outcome.closed ? 1 : 0,
            code: outcome.code,
            message: outcome.message,
            duration_ms: rest.durationMs,
          },
        });
        const alias = finAcno === null ? {} : sealAlias(crypto, row, finAcno);
        const number =
          registrationNumber === null ? {} : { registration_number: registrationNumber };
        await stand(tx, deps, {
          row,
          standing: rest.standing,
          at: endedAt,
          set: { ...alias, ...number },
        });
      });
    },

    async stand({ file, standing, at }) {
      await units.unit(async (tx) => {
        const row = await lockAccount(tx, file.accountId);
        if (row.version === file.accountVersion)
          await stand(tx, deps, { row, standing, at, set: {} });
      });
    },
  };
}

async function load(db: Reader, crypto: FieldCrypto, accountId: string): Promise<OpeningFile> {
  const found = await accountAndHold(db, accountId);
  if (!found) throw new Error(`no account ${accountId} in the book`);
  const { account: row, sendingHeld } = found;
  const exchanges = await findRows(db, db.models.bankExchanges, {
    where: { subject_id: accountId, kind: ['HOLDER', 'OPEN', 'ISSUE'] },
    order: ['exchange_id'],
    limit: null,
  });
  const decisions = maybeDecided(row.status_detail)
    ? await approvedDecisions(db, { subject_id: accountId })
    : [];
  const account = toAccountSecrets(row, crypto);
  const pair = pairOf(row);
  return {
    accountId,
    status: row.status,
    statusDetail: row.status_detail as OpeningFile['statusDetail'],
    accountVersion: row.version,
    holderName: crypto.decrypt(row.holder_name_encrypted, accountPlace(row, 'holder_name')),
    registrationNumber: row.registration_number,
    pair,
    testCode: row.test_code,
    account,
    opening: {
      aliasHeld: account.finAcno !== null && exchanges.length === 0,
      tsymd: pair?.tsymd ?? null,
      exchanges: exchanges.map(toExchange),
      decisions: decisions.map(toTransferDecision),
      sendingHeld,
    },
  };
}

function pairOf(row: AccountRow): Pair | null {
  if (row.opening_tsymd === null || row.opening_is_tuno === null) return null;
  return { tsymd: parseKoreanDay(row.opening_tsymd), isTuno: row.opening_is_tuno };
}

function toExchange(row: BankExchangeRow): OpeningExchange {
  return {
    kind: row.kind as OpeningExchange['kind'],
    markedAt: row.marked_at.getTime(),
    leaseUntil: row.lease_until.getTime(),
    endedAt: toInstant(row.ended_at),
    outcome:
      row.class === null
        ? null
        : {
            class: row.class as OutcomeClass,
            because: row.because as UnknownBecause | null,
            failureCode: row.failure_code as FailureCode | null,
            closed: row.closed === 1,
            found: row.finding as 'YES' | 'NO' | null,
            code: row.code,
            message: row.message,
          },
  };
}

/** Stores the question before it is asked; an opening's pair is minted and stored with it. */
async function claim(
  { units, nextSequence }: OpeningDeps,
  wish: Parameters<OpeningBook['claim']>[0],
): Promise<OpeningClaim | null> {
  const { file, kind, now, leaseMs } = wish;
  const callPair =
    wish.pair === 'SAME' && file.pair ? file.pair : mintPair(now, await nextSequence());
  const leaseUntil = now + leaseMs;
  return units.unit(async (tx) => {
    const row = await lockAccount(tx, file.accountId);
    if (row.version !== file.accountVersion || row.status !== 'PENDING') return null;
    const minted = { opening_tsymd: callPair.tsymd, opening_is_tuno: callPair.isTuno };
    await changeVersion(tx, tx.models.accounts, {
      where: { account_id: file.accountId },
      version: row.version,
      set: {
        ...(wish.pair === 'MINT' ? minted : {}),
        next_action_at: toDate(now + CALL_OVERDUE_MS),
      },
    });
    const exchangeId = await insertNumbered(tx, tx.models.bankExchanges, {
      subject_id: file.accountId,
      ordinal: file.opening.exchanges.length + 1,
      kind,
      api: APIS[kind],
      tsymd: callPair.tsymd,
      is_tuno: callPair.isTuno,
      marked_at: toDate(now),
      lease_until: toDate(leaseUntil),
      ...NOT_ANSWERED,
    });
    return { exchangeId, callPair, markedAt: now, leaseUntil };
  });
}

function sealAlias(crypto: FieldCrypto, row: AccountRow, finAcno: string) {
  return {
    fin_acno_encrypted: crypto.encrypt(finAcno, accountPlace(row, 'fin_acno')),
    fin_acno_hash: crypto.hash('fin-acno', finAcno),
  };
}

/** Stores what is waited for; doubt and a person's work are told. */
async function stand(
  tx: Tx,
  { events }: OpeningDeps,
  change: { row: AccountRow; standing: Standing; at: number; set: Partial<AccountRow> },
): Promise<void> {
  const { row, standing, at, set } = change;
  if (row.status !== 'PENDING') return;
  const { detail } = standing;
  const moved = detail !== null && detail !== row.status_detail;
  await changeVersion(tx, tx.models.accounts, {
    where: { account_id: row.account_id },
    version: row.version,
    set: {
      ...set,
      ...(moved ? { status_detail: detail } : {}),
      ...failureRow(null),
      next_action_at: toDate(standing.nextActionAt),
    },
  });
  if (!moved) return;
  const { account_id: id, status } = row;
  await appendHistory(tx, {
    of: 'account',
    id,
    paymentId: null,
    from: status,
    to: status,
    detail,
    reason: standing.reason,
    actor: 'engine',
    at,
  });
  const told = toldDetail(detail);
  if (told) await events.appendAccountEvent(tx, { type: `account.${told}`, accountId: id, at });
}

async function lockAccount(tx: Tx, accountId: string): Promise<AccountRow> {
  const row = await lockRow(tx, tx.models.accounts, { account_id: accountId });
  if (!row) throw new Error(`no account ${accountId} in the book`);
  return row;
}
