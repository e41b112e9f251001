import type { BookParts } from './book-parts';

interface Settings {
  readonly flush_at_commit: number;
  readonly doublewrite: string | number;
  readonly sql_mode: string;
  readonly read_only: number;
  readonly packet: number;
}

/** The largest row is an event with a payment of many refunds, far below this. */
const SMALLEST_PACKET = 1_048_576;

/**
 * Looks at the server's settings and answers a sentence for each that could cost money; the caller
 * logs them. They are warnings: a managed server may have reasons of its own.
 */
export async function checkServer({ units }: Pick<BookParts, 'units'>): Promise<readonly string[]> {
  return units.unit(async (tx) => {
    const [settings] = await tx.rows<Settings>(
      `SELECT @@GLOBAL.innodb_flush_log_at_trx_commit AS flush_at_commit,
              @@GLOBAL.innodb_doublewrite AS doublewrite,
              @@SESSION.sql_mode AS sql_mode,
              @@GLOBAL.read_only AS read_only,
              @@SESSION.max_allowed_packet AS packet`,
    );
    if (!settings) throw new Error('the server does not tell its settings');
    const isolation = await isolationOf(tx);
    return [
      Number(settings.flush_at_commit) !== 1 &&
        'innodb_flush_log_at_trx_commit is not 1: a crash may forget what was accepted',
      ['0', 'OFF'].includes(String(settings.doublewrite)) &&
        'innodb_doublewrite is off: a crash may tear a page',
      !settings.sql_mode.includes('STRICT_') &&
        'sql_mode is not strict: values that do not fit are cut',
      Number(settings.read_only) === 1 && 'the server is read-only: this is no primary',
      settings.packet < SMALLEST_PACKET && 'max_allowed_packet is below 1 MB',
      isolation !== 'READ-COMMITTED' &&
        `isolation is ${isolation}, not READ-COMMITTED: two payments may pass one limit`,
    ].filter((warning) => warning !== false);
  });
}

/** MariaDB 10 and MySQL 8 have different names for it. */
async function isolationOf(tx: {
  rows<Row extends object>(sql: string): Promise<readonly Row[]>;
}): Promise<string> {
  const variables = await tx.rows<{ Value: string }>(
    `SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')`,
  );
  return variables[0]?.Value ?? 'unknown';
}
