import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Connection, ResultSetHeader, RowDataPacket } from 'mysql2/promise';

/** One payment that wants its share of an account's daily limit. */
export interface Wish {
  readonly account: string;
  readonly amountWon: number;
}

/** What trying one payment cost. */
export interface Attempted {
  readonly result: 'ACCEPTED' | 'REFUSED' | 'GIVEN_UP';
  /** Transactions that were thrown away on the way. */
  readonly aborts: number;
  /** Of these, by the server's error number: 1205 lock wait, 1213 deadlock, 1020 snapshot. */
  readonly errors: Readonly<Record<number, number>>;
}

/** A way to guard the sum; every one writes the same two rows in one transaction. */
export interface Strategy {
  readonly name: string;
  attempt(connection: Connection, wish: Wish): Promise<Attempted>;
}

/** As in the product: a unit that lost is tried again at most so often. */
const MAX_TRIES = 5;
const RETRY = new Set([1205, 1213, 1020]);
/** Jitter between tries, doubling from here. */
const FIRST_PAUSE_MS = 5;

interface Row extends RowDataPacket {
  reserved_won: number;
  limit_won: number;
  version: number;
}

/** P: lock the row that holds the sum, look, write. */
export const pessimistic: Strategy = {
  name: 'P',
  attempt: (connection, wish) =>
    retried(async () => {
      const day = await read(connection, wish, 'FOR UPDATE');
      if (day.reserved_won + wish.amountWon > day.limit_won) return 'REFUSED';
      await insertPayment(connection, wish);
      await connection.execute('UPDATE lab_days SET reserved_won = ? WHERE account = ?', [
        day.reserved_won + wish.amountWon,
        wish.account,
      ]);
      return 'ACCEPTED';
    }, connection),
};

/** V: look, then write only if nobody else has meanwhile. */
export const optimistic: Strategy = {
  name: 'V',
  attempt: (connection, wish) =>
    retried(async () => {
      const day = await read(connection, wish, '');
      if (day.reserved_won + wish.amountWon > day.limit_won) return 'REFUSED';
      const [written] = await connection.execute<ResultSetHeader>(
        'UPDATE lab_days SET reserved_won = ?, version = version + 1 WHERE account = ? AND version = ?',
        [day.reserved_won + wish.amountWon, wish.account, day.version],
      );
      if (written.affectedRows === 0) return 'LOST';
      await insertPayment(connection, wish);
      return 'ACCEPTED';
    }, connection),
};

/** R: a lock in Redis in front of V. */
export function redisThenOptimistic(redis: Redis): Strategy {
  return {
    name: 'R',
    attempt: (connection, wish) =>
      withRedisLock(redis, { account: wish.account, ttlMs: 5_000 }, () =>
        optimistic.attempt(connection, wish),
      ),
  };
}

/**
 * The planted bug: a lock in Redis and nothing behind it. The holder is stopped for longer than its lock lives, as a
 * collection of garbage or a busy machine would do it.
 */
export function redisAlone(redis: Redis): Strategy {
  let turn = 0;
  const blindWrite = (connection: Connection, wish: Wish) =>
    retried(async () => {
      const day = await read(connection, wish, '');
      if (day.reserved_won + wish.amountWon > day.limit_won) return 'REFUSED';
      turn += 1;
      if (turn % 50 === 0) await pause(60);
      await insertPayment(connection, wish);
      await connection.execute('UPDATE lab_days SET reserved_won = ? WHERE account = ?', [
        day.reserved_won + wish.amountWon,
        wish.account,
      ]);
      return 'ACCEPTED';
    }, connection);
  return {
    name: 'Redis alone',
    attempt: (connection, wish) =>
      withRedisLock(redis, { account: wish.account, ttlMs: 30 }, () =>
        blindWrite(connection, wish),
      ),
  };
}

async function read(connection: Connection, wish: Wish, lock: '' | 'FOR UPDATE'): Promise<Row> {
  const [rows] = await connection.execute<Row[]>(
    `SELECT reserved_won, limit_won, version FROM lab_days WHERE account = ? ${lock}`,
    [wish.account],
  );
  if (!rows[0]) throw new Error(`no account ${wish.account}`);
  return rows[0];
}

async function insertPayment(connection: Connection, wish: Wish): Promise<void> {
  await connection.execute('INSERT INTO lab_payments (account, amount_won) VALUES (?, ?)', [
    wish.account,
    wish.amountWon,
  ]);
}

/** One transaction, as a whole again after a lost race, with doubling jittered pauses. */
async function retried(
  unit: () => Promise<'ACCEPTED' | 'REFUSED' | 'LOST'>,
  connection: Connection,
): Promise<Attempted> {
  const errors: Record<number, number> = {};
  for (let tries = 0; tries <= MAX_TRIES; tries += 1) {
    if (tries > 0) await pause(Math.random() * FIRST_PAUSE_MS * 2 ** tries);
    const result = await once(unit, connection);
    if (typeof result === 'number') errors[result] = (errors[result] ?? 0) + 1;
    else if (result !== 'LOST') return { result, aborts: tries, errors };
  }
  return { result: 'GIVEN_UP', aborts: MAX_TRIES + 1, errors };
}

async function once(
  unit: () => Promise<'ACCEPTED' | 'REFUSED' | 'LOST'>,
  connection: Connection,
): Promise<'ACCEPTED' | 'REFUSED' | 'LOST' | number> {
  await connection.query('START TRANSACTION');
  try {
    const result = await unit();
    await connection.query(result === 'ACCEPTED' ? 'COMMIT' : 'ROLLBACK');
    return result;
  } catch (error) {
    await connection.query('ROLLBACK');
    const errno = (error as { errno?: number }).errno ?? 0;
    if (RETRY.has(errno)) return errno;
    throw error;
  }
}

const UNLOCK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

async function withRedisLock<T>(
  redis: Redis,
  { account, ttlMs }: { account: string; ttlMs: number },
  work: () => Promise<T>,
): Promise<T> {
  const key = `lab:lock:${account}`;
  const token = randomBytes(12).toString('hex');
  while ((await redis.set(key, token, 'PX', ttlMs, 'NX')) === null) {
    await pause(1 + Math.random() * FIRST_PAUSE_MS);
  }
  try {
    return await work();
  } finally {
    await redis.eval(UNLOCK, 1, key, token);
  }
}
