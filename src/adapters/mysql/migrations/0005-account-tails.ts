/**
 * Finding a customer by the last digits of the account number. A table of its own, since adding a column `IF NOT EXISTS` is
 * not the same in MySQL and MariaDB, and a migration that died in the middle must be able to run again.
 */
export const accountTails: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS account_tails (
    account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    tail_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'keyed, of the last four digits; useless without the key',
    KEY account_tails_tail (tail_hash, account_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
];
