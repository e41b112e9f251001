import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { runLogged } from './services/run-logged';

/** The judge's programs, compiled apart: nothing under `test/` is part of the product. */
const JUDGE = join('dist', 'judge', 'test', 'chaos');

/**
 * Compiles the judge and hands over to one of its programs; its exit status is ours. It stops what it started on Ctrl-C
 * by itself, so signals are passed on and waited for.
 */
export async function runJudge(program: 'main' | 'bugs/main'): Promise<void> {
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  await runLogged(process.execPath, [tsc, '-p', 'tsconfig.judge.json'], {
    logFile: join('dist', 'judge.log'),
  });
  const script = join(JUDGE, `${program}.js`);
  const args = ['--enable-source-maps', script, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => child.kill(signal));
  }
  process.exitCode = await new Promise<number>((resolve) => {
    child.once('exit', (status) => resolve(status ?? 1));
  });
}
