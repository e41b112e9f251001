/** Events with the relay's state, and numbers that are handed out in blocks. */
export const telling: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS events (
    event_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    entry BIGINT NOT NULL AUTO_INCREMENT COMMENT 'order of writing; within one subject the order of its sequence',
    position BIGINT NULL COMMENT 'given by the relay after the commit',
    type VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    sequence INT NOT NULL,
    subject_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'payment_id or account_id',
    payment_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    refund_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    member_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    partner_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    body LONGTEXT NOT NULL COMMENT 'the bytes for ever; a JSON column might reorder them',
    created_at DATETIME(3) NOT NULL,
    published_at DATETIME(3) NULL,
    publish_due TINYINT(1) NOT NULL COMMENT '1 until the broker confirmed; 0 for what never goes there',
    UNIQUE KEY events_entry (entry),
    UNIQUE KEY events_position (position),
    UNIQUE KEY events_sequence (subject_key, sequence),
    KEY events_publish_due (publish_due, position),
    KEY events_payment (payment_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS relay_leases (
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    owner VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    held_until DATETIME(3) NOT NULL COMMENT 'by the clock of the database'
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS relay_cursors (
    reader VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    position BIGINT NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS sequences (
    name VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    next_value BIGINT NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `INSERT IGNORE INTO sequences (name, next_value) VALUES ('bank-pair', 1), ('event-position', 1)`,
];
