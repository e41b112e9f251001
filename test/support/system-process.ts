import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { signalGroup } from '../../scripts/services/process-mark';
import type { RunFile } from '../../scripts/services/run-file';
import { createService, tailOf } from '../../scripts/services/service';

/** One process of ours as journeys use it: they kill it, or wait until it has died by itself. */
export interface SystemProcess {
  readonly name: string;
  start(): Promise<void>;
  /** SIGKILL by pid; `start` brings it back with the same data. */
  kill(): Promise<void>;
  /** SIGTERM, and the orderly way out. */
  stop(): Promise<void>;
  /** SIGSTOP: it lives, and does nothing. */
  freeze(): void;
  /** SIGCONT: it goes on, and does not know that time has passed. */
  thaw(): void;
  /** How often it ended although nobody asked it to. */
  deaths(): number;
  /** The end of its log. */
  tail(): string;
}

/** The worker installs its runtime and connects five times; two cores may be busy with others. */
const START_TIMEOUT_MS = 90_000;
const STOP_TIMEOUT_MS = 10_000;

/** Makes a process out of a compiled main file. It is up when its health address answers with success. */
export function createSystemProcess(
  options: {
    name: string;
    script: string;
    env: NodeJS.ProcessEnv;
    healthUrl: string;
    logDir: string;
  },
  { runFile }: { runFile: RunFile },
): SystemProcess {
  const { name, script, env, healthUrl, logDir } = options;
  const logFile = join(logDir, `${name}.log`);
  let deaths = 0;
  let pid: number | undefined;
  const remembering: RunFile = {
    ...runFile,
    add(started) {
      pid = started;
      runFile.add(started);
    },
    remove(ended) {
      pid = undefined;
      runFile.remove(ended);
    },
  };
  const signal = (what: NodeJS.Signals): void => {
    if (pid !== undefined) signalGroup(pid, what);
  };
  const service = createService(
    {
      name,
      command: process.execPath,
      args: ['--enable-source-maps', script],
      env,
      logFile,
      isReady: async () => {
        const response = await fetch(healthUrl, { signal: AbortSignal.timeout(2_000) });
        if (!response.ok) throw new Error(`${healthUrl} answers ${response.status}`);
      },
      startTimeoutMs: START_TIMEOUT_MS,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
    { runFile: remembering, onUnexpectedExit: () => (deaths += 1) },
  );
  return {
    name,
    start: () => service.start(),
    kill: () => service.kill(),
    stop: () => service.stop(),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    deaths: () => deaths,
    tail: () => (existsSync(logFile) ? `${name}:\n${tailOf(logFile)}` : `${name}: no log`),
  };
}
