import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { claimFolder, FolderInUseError } from '../../scripts/services/run-file';
import { startTestSet, TEST_ENV_NAMES } from '../../scripts/services/test-set';
import type { TestAddresses, TestSet } from '../../scripts/services/test-set';

declare global {
  /** Handed from the global setup to the global teardown; Jest runs both in one process. */
  var onjeonTestSet: { set: TestSet; dir: string } | undefined;
}

const RUNS_DIR = resolve('.onjeon-test');
const RUN_PREFIX = 'run-';

const log = (line: string): void => void process.stderr.write(`  ${line}\n`);

/** Ends and deletes what runs that were killed have left; a run that lives is left alone. */
async function removeDeadRuns(): Promise<void> {
  mkdirSync(RUNS_DIR, { recursive: true });
  for (const name of readdirSync(RUNS_DIR).filter((entry) => entry.startsWith(RUN_PREFIX))) {
    const dir = join(RUNS_DIR, name);
    try {
      await claimFolder(dir, log);
    } catch (error) {
      if (error instanceof FolderInUseError) continue;
      throw error;
    }
    rmSync(dir, { recursive: true, force: true });
  }
}

function publish(addresses: TestAddresses): void {
  for (const [key, name] of Object.entries(TEST_ENV_NAMES)) {
    process.env[name] = addresses[key as keyof TestAddresses];
  }
}

/** Starts the servers once for a whole run, or uses the set that ONJEON_TEST_SERVICES names. */
export default async function globalSetup(): Promise<void> {
  const runningSet = process.env['ONJEON_TEST_SERVICES'];
  if (runningSet !== undefined && runningSet !== '') {
    publish(JSON.parse(readFileSync(runningSet, 'utf8')) as TestAddresses);
    return;
  }
  await removeDeadRuns();
  const dir = join(RUNS_DIR, `${RUN_PREFIX}${process.pid}`);
  log('starting private MariaDB, Redis, RabbitMQ and Temporal for the tests');
  const set = await startTestSet({ dir, toolsDir: resolve('.onjeon/tools'), log });
  globalThis.onjeonTestSet = { set, dir };
  publish(set.addresses);

  // Jest skips its teardown when it is interrupted; the data is worthless, so killing is enough.
  process.once('exit', () => set.killNow());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(130));
  }
}
