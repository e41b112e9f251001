/**
 * Members, staff, partners, their sessions, and accounts. `IF NOT EXISTS` because DDL commits by
 * itself: a migration that died in the middle must be able to run again.
 */
export const people: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS members (
    member_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    email VARCHAR(254) NOT NULL,
    email_key VARCHAR(254) NOT NULL COMMENT 'e-mail as it is compared: NFC, lower case',
    name_encrypted VARCHAR(600) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY members_email (email_key)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS staff (
    staff_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    email VARCHAR(254) NOT NULL,
    email_key VARCHAR(254) NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    password_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL,
    UNIQUE KEY staff_email (email_key)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS partners (
    partner_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    name VARCHAR(100) NOT NULL,
    passbook_name VARCHAR(16) NOT NULL,
    member_refunds TINYINT(1) NOT NULL,
    scopes VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'separated by blanks',
    channels VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'separated by blanks',
    status VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS partner_secrets (
    secret_id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    partner_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    secret_hash VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NULL COMMENT 'set while rotating: the old one lives on for a day',
    KEY partner_secrets_partner (partner_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS sessions (
    session_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    ended_at DATETIME(3) NULL,
    end_reason VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    KEY sessions_subject (subject_id, ended_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS refresh_tokens (
    token_hash VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    session_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at DATETIME(3) NOT NULL,
    expires_at DATETIME(3) NOT NULL,
    spent_at DATETIME(3) NULL COMMENT 'spent ones stay, so that a reuse is noticed',
    KEY refresh_tokens_session (session_id)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS accounts (
    account_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    member_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    bank_code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number_encrypted VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    number_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'keyed; limits belong to the number',
    masked_number VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    birth_date_encrypted VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    holder_name_encrypted VARCHAR(600) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    nickname VARCHAR(40) NULL,
    status VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    status_detail VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NULL,
    failure_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
    failure_at DATETIME(3) NULL,
    failure_bank_code VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
    failure_bank_message VARCHAR(255) NULL,
    fin_acno_encrypted VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NULL,
    fin_acno_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    registration_number VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    opening_tsymd CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NULL,
    opening_is_tuno VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NULL,
    limit_per_payment_won BIGINT NOT NULL,
    limit_per_day_won BIGINT NOT NULL,
    requested_at DATETIME(3) NOT NULL,
    opened_at DATETIME(3) NULL,
    closed_at DATETIME(3) NULL,
    test_code VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    event_sequence INT NOT NULL,
    version INT NOT NULL,
    next_action_at DATETIME(3) NULL,
    open_slot CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'number_hash while PENDING or ACTIVE',
    UNIQUE KEY accounts_open_slot (member_id, open_slot),
    UNIQUE KEY accounts_opening_pair (opening_tsymd, opening_is_tuno),
    KEY accounts_number (number_hash),
    KEY accounts_alias (fin_acno_hash),
    KEY accounts_due (next_action_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,

  `CREATE TABLE IF NOT EXISTS account_days (
    number_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    day CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    reserved_won BIGINT NOT NULL COMMENT 'the guarded sum of the daily limit; changed under FOR UPDATE only',
    PRIMARY KEY (number_hash, day)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
];
