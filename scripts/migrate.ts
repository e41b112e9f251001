import { migrate } from '../src/adapters/mysql/migrate';
import { log, runCommand } from './command';

/** Brings the database of MYSQL_URL up to date; safe to repeat, and to run twice at once. */
async function main(): Promise<void> {
  const url = process.env['MYSQL_URL'];
  if (!url) throw new Error('MYSQL_URL is not set: which database should be migrated?');
  const done = await migrate(url);
  log(done.length === 0 ? 'the database is up to date' : `migrated: ${done.join(', ')}`);
}

void runCommand(main);
