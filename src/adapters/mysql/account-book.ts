import { OnjeonError } from '../../domain/errors';
import { won } from '../../domain/money';
import { acceptAccount } from './acceptance-account';
import type { BookParts } from './book-parts';
import { reservedOn } from './day-limits';
import { appendHistory } from './history-writer';
import { toAccount, toDate } from './mappers';
import type { AccountRow } from './models/accounts';
import { changeVersion, findRow, findRows, lockRow } from './rows';
import type { AccountBook } from './api-books';
import type { Tx } from './unit';

/** More accounts than a member will open; the list has no pages. */
const MAX_ACCOUNTS = 500;

/** Accounts of members. Every look-up names the member, so that another's account is not there. */
export function createAccountBook(parts: BookParts): AccountBook {
  const { units, crypto } = parts;
  return {
    accept: (order) => acceptAccount(parts, order),

    byId: ({ accountId, memberId }) =>
      units.read(async (db) => {
        const where = { account_id: accountId, member_id: memberId };
        const row = await findRow(db, db.models.accounts, where);
        return row && toAccount(row, crypto);
      }),

    listOf: (memberId) =>
      units.read(async (db) => {
        const rows = await findRows(db, db.models.accounts, {
          where: { member_id: memberId },
          order: [
            ['requested_at', 'DESC'],
            ['account_id', 'DESC'],
          ],
          limit: MAX_ACCOUNTS,
        });
        return rows.map((row) => toAccount(row, crypto));
      }),

    rename: ({ accountId, memberId, nickname }) =>
      units.unit(async (tx) => {
        const row = await lockOwn(tx, { accountId, memberId });
        if (!row) return null;
        const set = { nickname };
        await changeVersion(tx, tx.models.accounts, { ...keyOf(row), set });
        return toAccount({ ...row, ...set }, crypto);
      }),

    close: (query) => units.unit((tx) => close(tx, { query, parts })),

    usedOn: ({ accountId, day }) =>
      units.read(async (db) => {
        const row = await findRow(db, db.models.accounts, { account_id: accountId });
        return row ? reservedOn(db, { numberHash: row.number_hash, day }) : won(0);
      }),
  };
}

type Own = Parameters<AccountBook['close']>[0];

/**
 * Under the account's lock: a payment that is being accepted from it holds a shared one, so either
 * we see that payment as open, or it sees the account as closed.
 */
async function close(tx: Tx, { query, parts }: { query: Own; parts: BookParts }) {
  const { crypto, clock, events } = parts;
  const row = await lockOwn(tx, query);
  if (!row) return null;
  if (row.status === 'CLOSED') return toAccount(row, crypto);
  if (row.status !== 'ACTIVE') throw new OnjeonError('ACCOUNT_NOT_ACTIVE');
  await refuseIfInUse(tx, row);

  const at = clock.now();
  const accountId = row.account_id;
  await changeVersion(tx, tx.models.accounts, {
    ...keyOf(row),
    set: { status: 'CLOSED', status_detail: null, closed_at: toDate(at), open_slot: null },
  });
  await appendHistory(tx, {
    ...{ of: 'account', id: accountId, paymentId: null, from: row.status, to: 'CLOSED' },
    ...{ detail: null, reason: 'closed by the member', actor: query.memberId, at },
  });
  await events.appendAccountEvent(tx, { type: 'account.closed', accountId, at });
  const closed = await lockOwn(tx, query);
  return closed && toAccount(closed, crypto);
}

async function refuseIfInUse(tx: Tx, { account_id: accountId }: AccountRow): Promise<void> {
  const open = await tx.rows(
    `(SELECT payment_id FROM payments
       WHERE account_id = :accountId AND status IN ('READY', 'IN_PROGRESS') LIMIT 1)
     UNION ALL
     (SELECT r.payment_id FROM payments p JOIN refunds r USING (payment_id)
       WHERE p.account_id = :accountId AND r.status = 'IN_PROGRESS' LIMIT 1)`,
    { accountId },
  );
  if (open.length > 0) {
    throw new OnjeonError('ACCOUNT_IN_USE', { resource: `/v1/accounts/${accountId}` });
  }
}

function lockOwn(tx: Tx, { accountId, memberId }: Own): Promise<AccountRow | null> {
  return lockRow(tx, tx.models.accounts, { account_id: accountId, member_id: memberId });
}

function keyOf({ account_id, version }: AccountRow) {
  return { where: { account_id }, version };
}
