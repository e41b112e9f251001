import { spawnSync } from 'node:child_process';
import { log, runCommand } from './command';
import { reportCount, runTests } from './jest-run';

/** Everything that can be judged without running the product, as the package's own scripts. */
const STATIC_CHECKS = ['format:check', 'lint', 'typecheck'] as const;

function passes(script: string): boolean {
  log(`npm run ${script}`);
  return spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' }).status === 0;
}

/** What git sees as changed; empty outside a repository, as in an unpacked archive. */
function changedFiles(): string {
  const { stdout } = spawnSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
  return stdout ?? '';
}

/** `npm run check`: every check counts as one test, and so does leaving the work tree as it was. */
async function main(stopRequested: Promise<void>): Promise<void> {
  const before = changedFiles();
  const failedChecks: string[] = STATIC_CHECKS.filter((script) => !passes(script));
  log('npm test');
  const tests = await runTests(process.argv.slice(2), stopRequested);
  const after = changedFiles();
  if (after !== before) {
    failedChecks.push('clean work tree');
    process.stderr.write(`\nThe checks changed files:\n${after}`);
  }
  if (failedChecks.length > 0) process.stdout.write(`\nFailed: ${failedChecks.join(', ')}\n`);
  const checkCount = STATIC_CHECKS.length + 1;
  reportCount({
    passed: tests.passed + checkCount - failedChecks.length,
    failed: tests.failed + failedChecks.length,
    skipped: tests.skipped,
  });
}

void runCommand(main);
