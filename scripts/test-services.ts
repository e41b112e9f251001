import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { log, runCommand } from './command';
import { startTestSet } from './services/test-set';

/**
 * Keeps one set of test servers running, so that `npx jest <path>` need not start its own:
 *   node dist/scripts/test-services.js [folder]
 *   ONJEON_TEST_SERVICES=<folder>/services.json npx jest test/adapters
 */
async function main(stopRequested: Promise<void>): Promise<void> {
  const dir = resolve(process.argv[2] ?? '.onjeon-test/shared');
  const set = await startTestSet({ dir, toolsDir: resolve('.onjeon/tools'), log });
  const file = join(dir, 'services.json');
  mkdirSync(dir, { recursive: true });
  writeFileSync(file, JSON.stringify(set.addresses, null, 2), { mode: 0o600 });
  log(`ready: export ONJEON_TEST_SERVICES=${file}   (Ctrl-C stops them)`);
  await stopRequested;
  rmSync(file, { force: true });
  await set.stop();
}

void runCommand(main);
