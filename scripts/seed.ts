import { seedDemo } from '../src/adapters/mysql/seed';
import { wallClock } from '../src/business-clock';
import { loadConfig } from '../src/config';
import { hashPassword } from '../src/http/auth/passwords';
import { log, runCommand } from './command';

/** Plants the demo people, whose password everyone can read here; so never in production. */
async function main(): Promise<void> {
  const { mysql, production } = loadConfig();
  if (production) throw new Error('Demo data has known passwords; it is refused in production.');
  const { url, fieldKeys, hashKey } = mysql;
  await seedDemo({ url, fieldKeys, hashKey, clock: wallClock, hashSecret: hashPassword });
  log('the demo data is there');
}

void runCommand(main);
