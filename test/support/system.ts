import { randomBytes } from 'node:crypto';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hash } from '@node-rs/argon2';
import { bundleWorkflowCode } from '@temporalio/worker';
import { choosePorts } from '../../scripts/services/ports';
import { claimFolder } from '../../scripts/services/run-file';
import type { RunFile } from '../../scripts/services/run-file';
import { migrate } from '../../src/adapters/mysql/migrate';
import { seedDemo } from '../../src/adapters/mysql/seed';
import { loadConfig } from '../../src/config';
import type { CrashPoint } from '../../src/domain/crash-points';
import { createBankAdmin } from './bank-admin';
import type { BankAdmin } from './bank-admin';
import { createJournal } from './journal';
import type { Journal } from './journal';
import { services } from './services';
import { makePlaces } from './system-places';
import type { Places, Servers } from './system-places';
import { createSystemProcess } from './system-process';
import type { SystemProcess } from './system-process';
import { crashFileIn, systemEnv, windowMsOf } from './system-settings';
import type { Ports } from './system-settings';

/** The names of our processes; `otherApi` runs only where a journey starts it. */
export type ProcessName = 'sandbox' | 'api' | 'otherApi' | 'worker';

/** The whole product running as child processes on real servers, with data that nobody else uses. */
export interface System {
  readonly apiUrl: string;
  readonly otherApiUrl: string;
  readonly places: Places;
  readonly processes: Readonly<Record<ProcessName, SystemProcess>>;
  readonly bank: BankAdmin;
  readonly journal: Journal;
  /** The settling window; the auditor holds the product to it. */
  readonly windowMs: number;
  /** The next process that reaches this border kills itself. */
  armCrash(point: CrashPoint): void;
  /** The last lines of every process, for the message of a failed test. */
  tails(): string;
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** The shared servers of the run unless given. */
  readonly servers?: Servers;
  /** Settings over those of the compressed time. */
  readonly env?: Readonly<Record<string, string>>;
}

const DIST = resolve('dist');
const RUNS_DIR = resolve('.onjeon-test');
/** Workflows are bundled once per test file; each start of a worker process is then quick. */
let bundled: Promise<string> | undefined;

/**
 * Brings up sandbox bank, API and worker, and waits until each answers. The code is the compiled one in `dist/`. What a run
 * that was killed leaves behind is ended by the set-up of the next one, which finds the folder.
 */
export async function startSystem(options: SystemOptions = {}): Promise<System> {
  if (!existsSync(join(DIST, 'src', 'worker.js'))) {
    throw new Error('dist/ is missing: journeys run the compiled product (npm run build).');
  }
  const dir = join(RUNS_DIR, `run-journey-${randomBytes(4).toString('hex')}`);
  const runFile = await claimFolder(dir, () => undefined);
  const places = await makePlaces(options.servers ?? services());
  const ports = await choosePorts<keyof Ports>({
    sandbox: undefined,
    api: undefined,
    apiMetrics: undefined,
    otherApi: undefined,
    otherApiMetrics: undefined,
    workerMetrics: undefined,
  });
  bundled ??= bundleWorkflows();
  const bundle = join(dir, 'workflows.js');
  writeFileSync(bundle, await bundled);
  const env = systemEnv({ dir, places, ports, bundle, env: options.env ?? {} });
  await prepareDatabase(env);
  const processes = makeProcesses({ dir, env, ports, runFile });
  await processes.sandbox.start();
  await Promise.all([processes.api.start(), processes.worker.start()]);
  return {
    apiUrl: local(ports.api),
    otherApiUrl: local(ports.otherApi),
    places,
    processes,
    bank: createBankAdmin(local(ports.sandbox)),
    journal: createJournal(join(dir, 'calls.jsonl')),
    windowMs: windowMsOf(env),
    armCrash: (point) => writeFileSync(crashFileIn(dir), point),
    tails: () =>
      Object.values(processes)
        .map((one) => one.tail())
        .join('\n'),
    async stop() {
      // Data is worthless from here on, and an orderly end waits for the relay's long rounds.
      await Promise.all(Object.values(processes).map((one) => one.kill()));
      await places.release();
      await runFile.stopAll();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function local(port: number): string {
  return `http://127.0.0.1:${port}`;
}

async function bundleWorkflows(): Promise<string> {
  const workflowsPath = join(DIST, 'workflows', 'index.js');
  return (await bundleWorkflowCode({ workflowsPath, logger: quiet })).code;
}

const silent = (): void => undefined;
const quiet = {
  log: silent,
  trace: silent,
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
};

async function prepareDatabase(env: NodeJS.ProcessEnv): Promise<void> {
  const { mysql } = loadConfig(env);
  await migrate(mysql.url);
  const hashSecret = (plain: string): Promise<string> => hash(plain);
  await seedDemo({ ...mysql, clock: { now: () => Date.now() }, hashSecret });
}

function makeProcesses(of: {
  dir: string;
  env: NodeJS.ProcessEnv;
  ports: Ports;
  runFile: RunFile;
}): Record<ProcessName, SystemProcess> {
  const { dir, env, ports, runFile } = of;
  const make = (
    name: ProcessName,
    what: { script: string; healthUrl: string; more?: NodeJS.ProcessEnv },
  ): SystemProcess =>
    createSystemProcess(
      {
        name,
        script: join(DIST, what.script),
        env: { ...env, ...what.more },
        healthUrl: what.healthUrl,
        logDir: dir,
      },
      { runFile },
    );
  const more = {
    API_PORT: String(ports.otherApi),
    API_METRICS_PORT: String(ports.otherApiMetrics),
  };
  return {
    sandbox: make('sandbox', {
      script: 'sandbox/main.js',
      healthUrl: `${local(ports.sandbox)}/healthz`,
    }),
    api: make('api', { script: 'src/api.js', healthUrl: `${local(ports.api)}/healthz` }),
    otherApi: make('otherApi', {
      script: 'src/api.js',
      healthUrl: `${local(ports.otherApi)}/healthz`,
      more,
    }),
    worker: make('worker', {
      script: 'src/worker.js',
      healthUrl: `${local(ports.workerMetrics)}/metrics`,
    }),
  };
}
