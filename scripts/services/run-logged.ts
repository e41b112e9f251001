import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tailOf } from './service';

/** Runs one command to its end with all output in a log file; a failure shows the log's end. */
export async function runLogged(
  command: string,
  args: readonly string[],
  { logFile, env, cwd }: { logFile: string; env?: NodeJS.ProcessEnv; cwd?: string },
): Promise<void> {
  const logFd = openSync(logFile, 'a');
  const child = spawn(command, args, { stdio: ['ignore', logFd, logFd], env, cwd });
  closeSync(logFd);
  const status = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? String(code)));
  });
  if (status === '0') return;
  const line = `${command} ${args.join(' ')}`;
  throw new Error(`${line}\n  failed (${status}). The end of ${logFile}:\n${tailOf(logFile)}`);
}
