import type { Order, WhereOptions } from 'sequelize';
import { VersionLost } from './faults';
import type { Table } from './models/columns';
import type { Reader, Tx } from './unit';

/** The first row that matches, or null. */
export async function findRow<Row extends object, NewRow extends object>(
  db: Reader,
  table: Table<Row, NewRow>,
  where: WhereOptions<Row>,
): Promise<Row | null> {
  const found = await table.findOne({ where, transaction: db.transaction, raw: true });
  return found as unknown as Row | null;
}

/** All rows that match, in that order. `limit` null only where the rows are few by their nature. */
export async function findRows<Row extends object, NewRow extends object>(
  db: Reader,
  table: Table<Row, NewRow>,
  query: { where: WhereOptions<Row>; order: Order; limit: number | null },
): Promise<readonly Row[]> {
  const found = await table.findAll({
    where: query.where,
    order: query.order,
    ...(query.limit === null ? {} : { limit: query.limit }),
    transaction: db.transaction,
    raw: true,
  });
  return found as unknown as Row[];
}

/**
 * The row that matches, newest committed state, locked until the unit ends (`FOR UPDATE`); or null.
 */
export async function lockRow<Row extends object, NewRow extends object>(
  tx: Tx,
  table: Table<Row, NewRow>,
  where: WhereOptions<Row>,
): Promise<Row | null> {
  const lock = tx.transaction.LOCK.UPDATE;
  const found = await table.findOne({ where, lock, transaction: tx.transaction, raw: true });
  return found as unknown as Row | null;
}

/** The row that matches, which nobody may change until the unit ends (a shared lock); or null. */
export async function shareRow<Row extends object, NewRow extends object>(
  tx: Tx,
  table: Table<Row, NewRow>,
  where: WhereOptions<Row>,
): Promise<Row | null> {
  const lock = tx.transaction.LOCK.SHARE;
  const found = await table.findOne({ where, lock, transaction: tx.transaction, raw: true });
  return found as unknown as Row | null;
}

/** Writes a new row. One that is there already (by any unique key) makes the unit start again. */
export async function insertRow<Row extends object, NewRow extends object>(
  tx: Tx,
  table: Table<Row, NewRow>,
  row: NewRow,
): Promise<void> {
  await table.bulkCreate([row as never], { transaction: tx.transaction });
}

/** Writes a new row of a table that numbers its rows itself, and answers the number. */
export async function insertNumbered<Row extends object, NewRow extends object>(
  tx: Tx,
  table: Table<Row, NewRow>,
  row: NewRow,
): Promise<number> {
  const made = await table.create(row as never, { transaction: tx.transaction });
  return Number(made.get(table.primaryKeyAttribute as never));
}

/** Changes the rows that match; answers how many really changed. */
export async function updateRows<Row extends object, NewRow extends object>(
  tx: Tx,
  table: Table<Row, NewRow>,
  change: { where: WhereOptions<Row>; set: Partial<Row> },
): Promise<number> {
  const [changed] = await table.update(change.set as never, {
    where: change.where,
    transaction: tx.transaction,
  });
  return changed;
}

/**
 * Changes one row if it still has the version it was read with, and counts the version up. If it
 * has moved on, throws VersionLost: the unit reads again and starts anew.
 */
export async function changeVersion<
  Row extends object & { version: number },
  NewRow extends object,
>(
  tx: Tx,
  table: Table<Row, NewRow>,
  change: { where: WhereOptions<Row>; version: number; set: Partial<Row> },
): Promise<void> {
  const changed = await updateRows(tx, table, {
    where: { ...change.where, version: change.version } as WhereOptions<Row>,
    set: { ...change.set, version: change.version + 1 },
  });
  if (changed !== 1) throw new VersionLost(table.tableName);
}
