import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How a run went; a test file that could not even be loaded counts as one failure. */
export interface TestCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Between Jest's report and its end; later than this something keeps it from ending. */
const LINGER_LIMIT_MS = 15_000;

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

function readReport(file: string): JestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JestReport;
  } catch {
    return undefined; // not there yet, or half written
  }
}

/** Whether the process outlives its own report, which means that a test left something open. */
async function lingers(file: string, exited: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  void exited.then(() => (isOver = true));
  while (!isOver && !readReport(file)) await pause(500);
  if (isOver) return false;
  return Promise.race([exited.then(() => false), pause(LINGER_LIMIT_MS, true, { ref: false })]);
}

/** Runs Jest over what `args` select, and counts what it reports. */
async function runJest(args: readonly string[], stopRequested: Promise<void>): Promise<TestCount> {
  const dir = mkdtempSync(join(tmpdir(), 'onjeon-jest-'));
  const file = join(dir, 'report.json');
  const jest = join('node_modules', 'jest', 'bin', 'jest.js');
  const child = spawn(
    process.execPath,
    [jest, '--ci', '--json', `--outputFile=${file}`, '--testLocationInResults=false', ...args],
    { stdio: ['ignore', 'ignore', 'inherit'] }, // people read stderr; stdout repeats the report
  );
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  void stopRequested.then(() => child.kill('SIGTERM'));
  const isHanging = await lingers(file, exited);
  if (isHanging) child.kill('SIGTERM');
  const status = await exited;

  const report = readReport(file);
  rmSync(dir, { recursive: true, force: true });
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  if (isHanging)
    process.stderr.write('\n  Jest did not end by itself: a test left something open.\n');
  const counted = report.numFailedTests + report.numRuntimeErrorTestSuites;
  // A status that the counts do not explain (a failed set-up, a hanging end) is a failure as well.
  const failed = counted === 0 && (status !== 0 || isHanging) ? 1 : counted;
  const skipped = report.numPendingTests + report.numTodoTests;
  return { passed: report.numPassedTests, failed, skipped };
}

const SHARED = ['--selectProjects', 'unit', 'services'];
/** Whoever kills servers all the time has sockets left that nobody answers. */
const ALONE = ['--selectProjects', 'chaos', '--forceExit'];

/**
 * Runs all tests: those that may share the machine, and with `CHAOS=1` the chaos run after them, which needs it for itself.
 * `args` that select some are passed on to Jest as they are.
 */
export async function runTests(
  args: readonly string[],
  stopRequested: Promise<void>,
): Promise<TestCount> {
  if (args.length > 0) return runJest(args, stopRequested);
  let isStopped = false;
  void stopRequested.then(() => (isStopped = true));
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const run of process.env['CHAOS'] === '1' ? [SHARED, ALONE] : [SHARED]) {
    if (isStopped) break;
    const count = await runJest(run, stopRequested);
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  }
  return total;
}

/** The last line of a run, and its exit status; `N passed, N failed` is read by machines too. */
export function reportCount({ passed, failed, skipped }: TestCount): void {
  if (skipped > 0) process.stdout.write(`\n${skipped} skipped (listed above)\n`);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
