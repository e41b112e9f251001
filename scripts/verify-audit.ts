import { createAuditBook } from '../src/adapters/mysql/audit-log';
import { connect } from '../src/adapters/mysql/connection';
import { defineModels } from '../src/adapters/mysql/models';
import { createUnits } from '../src/adapters/mysql/unit';
import { runbookFile } from '../src/domain/runbook';
import { log, runCommand } from './command';

/**
 * Reads the audit log in the database of MYSQL_URL from its first entry to its last. Ends with status 1 and the number of
 * the first entry that was edited, removed or swapped. The hash it prints, kept elsewhere, shows later that none was cut off.
 */
async function main(): Promise<void> {
  const url = process.env['MYSQL_URL'];
  if (!url) throw new Error('MYSQL_URL is not set: the audit log of which database?');
  const sequelize = connect({ url, poolSize: 1 });
  try {
    const units = createUnits({ sequelize, models: defineModels(sequelize), random: Math.random });
    const { entries, hash, brokenAt } = await createAuditBook({ units }).verify();
    if (brokenAt !== null) {
      const found = `The audit log is broken at entry ${brokenAt}; ${entries} hold together.`;
      throw new Error(`${found} What to do: ${runbookFile('audit-log')}`);
    }
    log(`the audit log is whole: ${entries} entries, the last with hash ${hash}`);
  } finally {
    await sequelize.close();
  }
}

void runCommand(main);
