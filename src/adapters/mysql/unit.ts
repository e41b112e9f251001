import { setTimeout as pause } from 'node:timers/promises';
import { QueryTypes } from 'sequelize';
import type { Sequelize, Transaction } from 'sequelize';
import type { OnjeonError } from '../../domain/errors';
import { databaseUnavailable, faultOf, withoutStatement } from './faults';
import type { Models } from './models';

/** Values for the `:names` of a statement; always escaped, never part of the text. */
export type SqlValues = Readonly<
  Record<
    string,
    string | number | bigint | Date | null | readonly string[] | readonly number[] | Buffer
  >
>;

/** Reads the book, inside a unit of work or outside. */
export interface Reader {
  readonly models: Models;
  /** Null outside a unit. */
  readonly transaction: Transaction | null;
  /** Rows of a SELECT. Amounts may be number or text: pass them through `parseWon`. */
  rows<Row extends object>(sql: string, values?: SqlValues): Promise<readonly Row[]>;
}

/** One transaction. Statements in it run one after the other, never side by side. */
export interface Tx extends Reader {
  readonly transaction: Transaction;
  /** Runs an INSERT, UPDATE or DELETE; answers how many rows it *changed*. */
  change(sql: string, values?: SqlValues): Promise<number>;
}

export interface UnitOptions {
  /** Answers a lock wait time-out at once instead of trying again: at acceptance somebody waits. */
  readonly onLockTimeout?: () => OnjeonError;
  /** `repeat`: once more on a fresh connection; for work that recognises what it did before. */
  readonly onLostConnection?: 'repeat';
}

/** The only place that opens transactions. */
export interface Units {
  /**
   * Does the work in one READ COMMITTED transaction: all of it or nothing. `work` may run several
   * times.
   */
  unit<T>(work: (tx: Tx) => Promise<T>, options?: UnitOptions): Promise<T>;
  /** Reads outside a transaction, from the primary. */
  read<T>(work: (db: Reader) => Promise<T>): Promise<T>;
}

/** A conflict that outlives five fresh starts is no accident of timing. */
const MAX_TRIES = 6;
/**
 * Pauses grow from about 5 to 80 ms: shorter than a person notices, long enough for the winner to
 * commit.
 */
const FIRST_PAUSE_MS = 5;

/** Units of work over a connection pool. `random` gives jitter, 0 to 1. */
export function createUnits(deps: {
  sequelize: Sequelize;
  models: Models;
  random: () => number;
}): Units {
  const { sequelize, models, random } = deps;
  const reader = readerOf(sequelize, models);

  async function attempt<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    let used: Transaction | undefined;
    try {
      return await sequelize.transaction((transaction) => {
        used = transaction;
        return work(txOf(sequelize, models, transaction));
      });
    } catch (error) {
      // The server behind it has become a replica: the next unit must connect anew to find the
      // primary.
      if (faultOf(error) === 'READ_ONLY' && used) hangUp(used);
      throw error;
    }
  }

  return {
    async unit(work, options = {}) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await attempt(work);
        } catch (error) {
          if (!mayRepeat(error, { tries, options })) throw answerOf(error, options);
          await pause(FIRST_PAUSE_MS * 2 ** (tries - 1) * (0.5 + random() / 2));
        }
      }
    },
    async read(work) {
      try {
        return await work(reader);
      } catch (error) {
        throw answerOf(error, {});
      }
    },
  };
}

function mayRepeat(error: unknown, at: { tries: number; options: UnitOptions }): boolean {
  const fault = faultOf(error);
  if (at.tries >= MAX_TRIES) return false;
  if (fault === 'BEATEN') return true;
  if (fault === 'LOCK_TIMEOUT') return at.options.onLockTimeout === undefined;
  return fault === 'UNAVAILABLE' && at.options.onLostConnection === 'repeat' && at.tries === 1;
}

function answerOf(error: unknown, options: UnitOptions): unknown {
  const fault = faultOf(error);
  if (fault === 'LOCK_TIMEOUT' && options.onLockTimeout) return options.onLockTimeout();
  if (fault === 'OTHER' || isDuplicate(error)) return withoutStatement(error);
  return databaseUnavailable(error);
}

/** A duplicate that six fresh starts could not explain is a bug, not a busy database. */
function isDuplicate(error: unknown): boolean {
  return error instanceof Error && error.name === 'SequelizeUniqueConstraintError';
}

function hangUp(transaction: Transaction): void {
  const { connection } = transaction as unknown as { connection?: { destroy(): void } };
  connection?.destroy();
}

function readerOf(sequelize: Sequelize, models: Models): Reader {
  return {
    models,
    transaction: null,
    rows: (sql, values = {}) =>
      sequelize.query(sql, { type: QueryTypes.SELECT, replacements: literals(values) }),
  };
}

function txOf(sequelize: Sequelize, models: Models, transaction: Transaction): Tx {
  return {
    models,
    transaction,
    rows: (sql, values = {}) =>
      sequelize.query(sql, {
        type: QueryTypes.SELECT,
        replacements: literals(values),
        transaction,
      }),
    change: async (sql, values = {}) => {
      // Of all types this one answers the number of changed rows whatever the statement is.
      const type = QueryTypes.UPDATE;
      const replacements = literals(values);
      const [, changed] = await sequelize.query(sql, { type, replacements, transaction });
      return changed;
    },
  };
}

/** Sequelize would write a Date without its milliseconds. */
function literals(values: SqlValues): Record<string, unknown> {
  const written = Object.entries(values).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString().slice(0, -1).replace('T', ' ') : value,
  ]);
  return Object.fromEntries(written) as Record<string, unknown>;
}
