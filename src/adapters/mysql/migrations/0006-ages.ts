/** Which open things people were told of because of their age, and when. */
export const ages: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS age_alarms (
    subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    state VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'payment.BANK_RESULT_UNKNOWN, compensation ...',
    told_at DATETIME(3) NOT NULL,
    PRIMARY KEY (subject_id, state),
    KEY age_alarms_told (told_at)
  ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
];
