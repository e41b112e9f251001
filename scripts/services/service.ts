import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
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
  /** Gets every line of output, besides the log file. */
  readonly onOutput?: (line: string) => void;
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

function spawnDetached({ command, args, env, cwd, logFile, onOutput }: ServiceSpec): ChildProcess {
  const log = openSync(logFile, 'a');
  const output = onOutput ? 'pipe' : log;
  // A group of its own: Ctrl-C must reach us alone, and a stop must reach its helpers as well.
  const child = spawn(command, args, {
    detached: true,
    env: env ?? process.env,
    cwd,
    stdio: ['ignore', output, output],
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      appendFileSync(logFile, `${line}\n`);
      onOutput?.(line);
    });
  }
  closeSync(log);
  return child;
}

interface Running {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
}

function launch(spec: ServiceSpec, { runFile }: ServiceDeps): Running {
  const child = spawnDetached(spec);
  const exited = new Promise<void>((resolve) => {
    child.once('error', () => resolve()); // could not be executed at all
    child.once('exit', () => resolve());
  });
  const { pid } = child;
  if (pid !== undefined) {
    runFile.add(pid);
    void exited.then(() => runFile.remove(pid));
  }
  return { child, exited };
}

async function untilReady(spec: ServiceSpec, { exited }: Running): Promise<void> {
  let hasExited = false;
  const exit = exited.then(() => (hasExited = true));
  const check = async (): Promise<void> => (hasExited ? undefined : spec.isReady());
  const ready = waitFor(spec.name, check, { timeoutMs: spec.startTimeoutMs });
  await Promise.race([ready, exit]);
  if (hasExited) throw new Error(`${spec.name} ended while starting.`);
}

async function end(spec: ServiceSpec, { child, exited }: Running, signal: NodeJS.Signals) {
  if (child.pid === undefined) return;
  signalGroup(child.pid, signal);
  const timer = new AbortController();
  const timeout = pause(spec.stopTimeoutMs, undefined, { signal: timer.signal });
  await Promise.race([exited, timeout.catch(() => undefined)]);
  timer.abort();
  signalGroup(child.pid, 'SIGKILL'); // also the helpers that outlive the leader
  await exited;
}

/** Makes a service out of a command line and a readiness check; nothing runs until `start`. */
export function createService(spec: ServiceSpec, deps: ServiceDeps): Service {
  let running: Running | undefined;
  let endIsExpected = false;

  async function stopWith(signal: NodeJS.Signals): Promise<void> {
    endIsExpected = true;
    if (running) await end(spec, running, signal);
  }

  const service: Service = {
    name: spec.name,
    logFile: spec.logFile,
    async start() {
      if (running) return;
      endIsExpected = true; // until it is ready, its end is reported by this call
      const current = launch(spec, deps);
      running = current;
      void current.exited.then(() => {
        running = undefined;
        if (!endIsExpected) deps.onUnexpectedExit?.(service);
      });
      try {
        await untilReady(spec, current);
      } catch (error) {
        await stopWith('SIGKILL');
        throw new Error(`${(error as Error).message}\n${describeLog(spec.logFile)}`, {
          cause: error,
        });
      }
      endIsExpected = false;
    },
    stop: () => stopWith('SIGTERM'),
    kill: () => stopWith('SIGKILL'),
    killNow() {
      if (running?.child.pid !== undefined) signalGroup(running.child.pid, 'SIGKILL');
    },
  };
  return service;
}

/** Where the log is and how it ends, for messages about a service that ended. */
export function describeLog(logFile: string): string {
  return `  The end of ${logFile}:\n${tailOf(logFile)}`;
}
