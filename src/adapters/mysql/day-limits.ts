import { addWon, parseWon, subtractWon, won, type Won } from '../../domain/money';
import type { PaymentRow } from './models/payments';
import { findRow, lockRow, updateRows } from './rows';
import type { Reader, Tx } from './unit';

/** An account number (hashed) on a Korean day: what a daily limit belongs to. */
export interface LimitDay {
  readonly numberHash: string;
  /** `YYYYMMDD` */
  readonly day: string;
}

/** Won reserved on that day, open payments included. */
export async function reservedOn(db: Reader, { numberHash, day }: LimitDay): Promise<Won> {
  const row = await findRow(db, db.models.accountDays, { number_hash: numberHash, day });
  return row ? parseWon(row.reserved_won) : won(0);
}

/**
 * Takes a payment's share of the day if it still fits, and says whether it did. The row that holds
 * the sum is locked first: adding up payments instead would let two of them pass one limit.
 */
export async function reserveLimit(
  tx: Tx,
  share: LimitDay & { readonly amount: Won; readonly limit: Won },
): Promise<boolean> {
  const reserved = addWon(await lockDay(tx, share), share.amount);
  if (reserved > share.limit) return false;
  await storeReserved(tx, share, reserved);
  return true;
}

/** A payment's share of its day, while that day's row is locked. */
export interface LockedShare {
  /** Gives it back. Only once the payment's row is locked, and its version says that nobody was faster. */
  release(): Promise<void>;
}

/**
 * Locks the day a payment's share was taken from, in the unit that may end it ABORTED, EXPIRED or net-cancelled. Call it
 * before the payment's row is locked: the order of locks is day, payment, refund, event. The unit that releases the share
 * must also move the payment by its version, so that it is given back once only.
 */
export async function lockShare(
  tx: Tx,
  payment: Pick<PaymentRow, 'number_hash' | 'limit_day' | 'amount_won'>,
): Promise<LockedShare> {
  const share = { numberHash: payment.number_hash, day: payment.limit_day };
  const reserved = await lockDay(tx, share);
  return {
    release: () => storeReserved(tx, share, subtractWon(reserved, parseWon(payment.amount_won))),
  };
}

async function lockDay(tx: Tx, { numberHash, day }: LimitDay): Promise<Won> {
  const { accountDays } = tx.models;
  const where = { number_hash: numberHash, day };
  const row = await lockRow(tx, accountDays, where);
  if (row) return parseWon(row.reserved_won);
  // First of the day. INSERT IGNORE would take a shared lock on a colleague's row, and both would
  // then wait for each other; this form takes the exclusive lock at once.
  await tx.change(
    `INSERT INTO account_days (number_hash, day, reserved_won) VALUES (:numberHash, :day, 0)
     ON DUPLICATE KEY UPDATE number_hash = number_hash`,
    { numberHash, day },
  );
  const made = await lockRow(tx, accountDays, where);
  if (!made) throw new Error('a day row vanished under its lock');
  return parseWon(made.reserved_won);
}

async function storeReserved(tx: Tx, { numberHash, day }: LimitDay, reserved: Won): Promise<void> {
  await updateRows(tx, tx.models.accountDays, {
    where: { number_hash: numberHash, day },
    set: { reserved_won: reserved },
  });
}
