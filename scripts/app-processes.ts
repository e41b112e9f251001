import { join } from 'node:path';
import { createService } from './services/service';
import type { Service, ServiceDeps } from './services/service';

/** Our own processes; the sandbox bank stands in for NH. */
export type AppName = 'sandbox' | 'api' | 'worker';

const SCRIPTS: Record<AppName, string> = {
  sandbox: 'dist/sandbox/main.js',
  api: 'dist/src/api.js',
  worker: 'dist/src/worker.js',
};

/** The worker bundles its workflows first, which takes a busy two-core machine some time. */
const START_TIMEOUT_MS = 90_000;

/** Leaves the servers the rest of the 15 s in which everything is to be gone after Ctrl-C. */
const STOP_TIMEOUT_MS = 7_000;

async function answersOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
}

/** One of our processes as a service: up as soon as its health address answers with success. */
export function createAppProcess(
  options: {
    name: AppName;
    env: NodeJS.ProcessEnv;
    healthUrl: string;
    logDir: string;
    onOutput?: (line: string) => void;
  },
  deps: ServiceDeps,
): Service {
  const { name, env, healthUrl, logDir, onOutput } = options;
  return createService(
    {
      name,
      command: process.execPath,
      args: ['--enable-source-maps', SCRIPTS[name]],
      env,
      logFile: join(logDir, `${name}.log`),
      onOutput,
      isReady: () => answersOk(healthUrl),
      startTimeoutMs: START_TIMEOUT_MS,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
    deps,
  );
}
