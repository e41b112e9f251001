import { Op } from 'sequelize';
import type { FailureCode } from '../../domain/failure';
import type { EventWriter } from './event-writer';
import { appendHistory } from './history-writer';
import { failureRow, toDate } from './mappers';
import type { AccountRow } from './models/accounts';
import type { Ended, OpeningEnd } from './movement-types';
import { changeVersion, lockRow } from './rows';
import type { Tx } from './unit';

/** Ends an account opening. An alias that another member holds is not opened a second time. */
export async function settleOpening(
  tx: Tx,
  { events }: { events: EventWriter },
  { accountId, end, at }: { accountId: string; end: OpeningEnd | null; at: number },
): Promise<Ended | null> {
  const { accounts } = tx.models;
  const row = await lockRow(tx, accounts, { account_id: accountId });
  if (!row) throw new Error(`no account ${accountId} in the book`);
  if (row.status !== 'PENDING') {
    return { status: row.status, failureCode: row.failure_code as FailureCode | null };
  }
  if (!end) return null;
  const foreign = end.result === 'ACTIVE' && (await heldByAnother(tx, row));
  const active = end.result === 'ACTIVE' && !foreign;
  const failureCode = foreign ? 'ALREADY_REGISTERED_AT_BANK' : end.failureCode;
  const status = active ? 'ACTIVE' : 'FAILED';
  await changeVersion(tx, accounts, {
    where: { account_id: accountId },
    version: row.version,
    set: {
      status,
      status_detail: null,
      ...(active
        ? { opened_at: toDate(at), ...failureRow(null) }
        : {
            open_slot: null,
            ...failureRow({ code: failureCode ?? 'BANK_REFUSED', at, bank: end.bank }),
          }),
      next_action_at: null,
    },
  });
  await appendHistory(tx, {
    of: 'account',
    id: accountId,
    paymentId: null,
    from: 'PENDING',
    to: status,
    detail: null,
    reason: active ? null : failureCode,
    actor: 'engine',
    at,
  });
  const type = active ? 'account.active' : 'account.failed';
  await events.appendAccountEvent(tx, { type, accountId, at });
  return { status, failureCode: active ? null : failureCode };
}

/** Looks under a lock: of two openings of one alias that end at the same moment, one has to see the other. */
async function heldByAnother(tx: Tx, row: AccountRow): Promise<boolean> {
  if (row.fin_acno_hash === null) return false;
  const other = await lockRow(tx, tx.models.accounts, {
    fin_acno_hash: row.fin_acno_hash,
    member_id: { [Op.ne]: row.member_id },
    status: ['ACTIVE', 'CLOSED'],
  });
  return other !== null;
}
