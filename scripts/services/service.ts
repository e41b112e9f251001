import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { signalGroup } from './process-mark';
import type { RunFile } from './run-file';
import { waitFor } from './wait';

/** A server process of ours, started again as often as a test likes to kill it. */
export interface Service {
  readonly name: string;
  readonly logFile: string;
  /** Starts the process and waits until it answers. */
  start(): Promise<void>;
  /** Asks it to end, and kills it when it takes too long. */
  stop(): Promise<void>;
  /** SIGKILL, like a power cut; `start` brings it back with the same address and data. */
  kill(): Promise<void>;
  /** SIGKILL without waiting, for the last moment of a process that is itself ending. */
  killNow(): void;
}

export interface ServiceSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly logFile: string;
  /** Throws until the service answers. */
  readonly isReady: () => Promise<void>;
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
}

export interface ServiceDeps {
  readonly runFile: RunFile;
  /** Told when the process ends although nobody asked it to. */
  readonly onUnexpectedExit?: (service: Service) => void;
}

const LOG_TAIL_LINES = 15;

/** The end of a log file, indented, for error messages. */
export function tailOf(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES);
  return lines.map((line) => `    ${line}`).join('\n');
}

function spawnDetached({ command, args, env, cwd, logFile }: ServiceSpec): ChildProcess {
  const logFd = openSync(logFile, 'a');
  // A group of its own: Ctrl-C must reach us alone, and a stop must reach its helpers as well.
  const child = spawn(command, args, {
    detached: true,
    env: env ?? process.env,
    cwd,
    stdio: ['ignore', logFd, logFd],
  });
  closeSync(logFd);
  return child;
}

/** Makes a service out of a command line and a readiness check; nothing runs until `start`. */
export function createService(spec: ServiceSpec, deps: ServiceDeps): Service {
  let running: { child: ChildProcess; exited: Promise<void> } | undefined;
  let endIsExpected = false;

  function launch(): { child: ChildProcess; exited: Promise<void> } {
    const child = spawnDetached(spec);
    const exited = new Promise<void>((resolve) => {
      child.once('error', () => resolve()); // could not be executed at all
      child.once('exit', () => resolve());
    });
    if (child.pid !== undefined) deps.runFile.add(child.pid);
    void exited.then(() => {
      if (child.pid !== undefined) deps.runFile.remove(child.pid);
      running = undefined;
      if (!endIsExpected) deps.onUnexpectedExit?.(service);
    });
    return { child, exited };
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    const current = running;
    if (current?.child.pid === undefined) return;
    endIsExpected = true;
    signalGroup(current.child.pid, signal);
    const timer = new AbortController();
    await Promise.race([
      current.exited,
      pause(spec.stopTimeoutMs, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    signalGroup(current.child.pid, 'SIGKILL'); // also the helpers that outlive the leader
    await current.exited;
  }

  const service: Service = {
    name: spec.name,
    logFile: spec.logFile,
    async start() {
      if (running) return;
      endIsExpected = true; // until it is ready, its end is reported by this call
      const { exited } = (running = launch());
      let hasExited = false;
      void exited.then(() => (hasExited = true));
      const timeout = { timeoutMs: spec.startTimeoutMs };
      const ready = waitFor(
        spec.name,
        () => (hasExited ? Promise.resolve() : spec.isReady()),
        timeout,
      );
      try {
        await Promise.race([ready, exited]);
      } catch (error) {
        await end('SIGKILL');
        throw new Error(`${(error as Error).message}\n${describeLog(spec.logFile)}`, {
          cause: error,
        });
      }
      if (hasExited)
        throw new Error(`${spec.name} ended while starting.\n${describeLog(spec.logFile)}`);
      endIsExpected = false;
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    killNow() {
      if (running?.child.pid !== undefined) signalGroup(running.child.pid, 'SIGKILL');
    },
  };
  return service;
}

function describeLog(logFile: string): string {
  return `  The end of ${logFile}:\n${tailOf(logFile)}`;
}
