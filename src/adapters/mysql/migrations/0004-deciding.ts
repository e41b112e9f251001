/** What operators decide, what reconciliation finds, whether the bank is held, and who did what. */
export const deciding: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS decisions (
    decision_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'payment, refund, account or case',
    transfer_id VARCHAR(48) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'the pair it speaks of; a later pair is not decided by it',
    decision VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reason VARCHAR(2000) NOT NULL,
    evidence_kind VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
    evidence_reference VARCHAR(400) NULL,
    proposed_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    proposed_at DATETIME(3) NOT NULL,
    decided_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    decided_at DATETIME(3) NULL,
    open_slot VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'subject_id while PROPOSED: one at a time',
    UNIQUE KEY decisions_open (open_slot),
    KEY decisions_subject (subject_id, proposed_at),
    KEY decisions_transfer (transfer_id, state),
    KEY decisions_newest (proposed_at, decision_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS audit_log (
    entry BIGINT NOT NULL PRIMARY KEY COMMENT '1, 2, 3 ... without gaps',
    at DATETIME(3) NOT NULL,
    actor_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    action VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'method and route template',
    subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    outcome INT NOT NULL COMMENT 'HTTP status of the answer',
    request_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    details LONGTEXT NOT NULL COMMENT 'canonical JSON, without personal data',
    previous_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'SHA-256 over the row and previous_hash',
    KEY audit_log_actor (actor_id, entry),
    KEY audit_log_subject (subject_id, entry)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS audit_head (
    name VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    entry BIGINT NOT NULL,
    hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `INSERT IGNORE INTO audit_head (name, entry, hash) VALUES ('audit', 0, REPEAT('0', 64))`,

  `CREATE TABLE IF NOT EXISTS bank_state (
    name VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'RUNNING or PAUSED; closed hours are a setting',
    cause VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'OPERATOR or BANK_CONFIG_ERROR',
    reason VARCHAR(2000) NULL,
    actor VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    since DATETIME(3) NULL,
    contract_balance_won BIGINT NULL,
    contract_asked_at DATETIME(3) NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `INSERT IGNORE INTO bank_state (name, state) VALUES ('nh', 'RUNNING')`,

  `CREATE TABLE IF NOT EXISTS reconciliations (
    reconciliation_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    day CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'RUNNING, DONE or FAILED',
    requested_by VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'staff id, or schedule',
    started_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    accounts INT NOT NULL,
    bank_rows INT NOT NULL,
    matched INT NOT NULL,
    failure VARCHAR(200) NULL COMMENT 'why it FAILED',
    told_at DATETIME(3) NULL COMMENT 'when Slack took the summary',
    open_slot CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'day while RUNNING: one at a time',
    UNIQUE KEY reconciliations_open (open_slot),
    KEY reconciliations_day (day, started_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS reconciliation_accounts (
    reconciliation_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'read to its last page',
    bank_rows INT NOT NULL,
    matched INT NOT NULL,
    PRIMARY KEY (reconciliation_id, account_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS reconciliation_findings (
    finding_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    reconciliation_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    finding_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'kind with the transfer or the row of the bank: the same finding twice is one',
    kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    transfer LONGTEXT NULL COMMENT 'JSON as the API shows it',
    bank_row LONGTEXT NULL COMMENT 'JSON as the API shows it',
    owed_won BIGINT NULL COMMENT 'what a corrective refund would give back; NULL: none can',
    case_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    UNIQUE KEY reconciliation_findings_once (reconciliation_id, finding_key)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS cases (
    case_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    finding_key VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    kind VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    payment_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    refund_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    owed_won BIGINT NULL COMMENT 'what a corrective refund would give back; NULL: none can',
    transfer LONGTEXT NULL,
    bank_row LONGTEXT NULL,
    state VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'OPEN, CORRECTING or CLOSED',
    opened_at DATETIME(3) NOT NULL,
    closed_at DATETIME(3) NULL,
    corrective_refund_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    UNIQUE KEY cases_finding (finding_key),
    KEY cases_state (state, opened_at),
    KEY cases_payment (payment_id),
    UNIQUE KEY cases_correction (corrective_refund_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
];
