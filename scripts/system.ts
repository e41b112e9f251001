import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createAppProcess } from './app-processes';
import type { AppName } from './app-processes';
import { runLogged } from './services/run-logged';
import { claimFolder } from './services/run-file';
import type { RunFile } from './services/run-file';
import { startServices, USUAL_PORTS } from './services/start-services';
import type { ServiceName, ServiceSet, StartedServices } from './services/start-services';
import { describeLog } from './services/service';
import type { Service } from './services/service';
import { makePlan, processEnv } from './system-settings';
import type { Plan } from './system-settings';
import { userSettings } from './settings';
import type { Settings } from './settings';

/** Data, logs and secrets of development; never committed. */
export const SYSTEM_DIR = resolve('.onjeon');

/** Where everything is; also written to .onjeon/addresses.json while the system runs. */
export interface SystemAddresses {
  readonly apiUrl: string;
  readonly apiMetricsUrl: string;
  readonly workerMetricsUrl: string;
  /** Null when a real bank is configured. */
  readonly sandboxUrl: string | null;
  readonly temporalUiUrl: string;
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  readonly rabbitmqUrl: string;
  /** Null when the broker is not ours: then we do not know its pages and users. */
  readonly rabbitmqManagementUrl: string | null;
  readonly rabbitmqPartnerUrl: string | null;
}

export interface System {
  readonly addresses: SystemAddresses;
  /** Settles with an error that shows the end of the log when one of the processes dies. */
  readonly died: Promise<never>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  readonly log: (line: string) => void;
  /** Gets what our own processes print; without it their output goes to files only. */
  readonly onOutput?: (name: AppName, line: string) => void;
}

/** A claim on the folder, so that what is half started can be stopped as well. */
export function claimSystem(log: SystemOptions['log']): Promise<RunFile> {
  return claimFolder(SYSTEM_DIR, log);
}

function addressesOf(plan: Plan, env: Settings, services: Partial<ServiceSet>): SystemAddresses {
  const local = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    apiUrl: local(plan.ports.API_PORT),
    apiMetricsUrl: `${local(plan.ports.API_METRICS_PORT)}/metrics`,
    workerMetricsUrl: `${local(plan.ports.WORKER_METRICS_PORT)}/metrics`,
    sandboxUrl: plan.hasSandbox ? local(plan.ports.SANDBOX_PORT) : null,
    temporalUiUrl: env['TEMPORAL_UI_URL'] ?? local(USUAL_PORTS.temporalUi),
    mysqlUrl: env['MYSQL_URL'] ?? '',
    redisUrl: env['REDIS_URL'] ?? '',
    rabbitmqUrl: env['RABBITMQ_URL'] ?? '',
    rabbitmqManagementUrl: services.rabbitmq?.managementUrl ?? null,
    rabbitmqPartnerUrl: services.rabbitmq?.partnerUrl ?? null,
  };
}

/** One-off steps run as processes of their own, the same ones that a deployment runs. */
async function runStep(script: 'migrate' | 'seed', env: NodeJS.ProcessEnv, logDir: string) {
  await runLogged(process.execPath, ['--enable-source-maps', `dist/scripts/${script}.js`], {
    env,
    logFile: join(logDir, `${script}.log`),
  });
}

function deathWatch(): { died: Promise<never>; onUnexpectedExit: (service: Service) => void } {
  let onUnexpectedExit: (service: Service) => void = () => undefined;
  const died = new Promise<never>((_, reject) => {
    onUnexpectedExit = (service) =>
      reject(new Error(`${service.name} has ended by itself.\n${describeLog(service.logFile)}`));
  });
  died.catch(() => undefined); // whoever waits for it hears of it; nobody may be waiting yet
  return { died, onUnexpectedExit };
}

async function startApps(
  plan: Plan,
  env: NodeJS.ProcessEnv,
  addresses: SystemAddresses,
  { log, onOutput }: SystemOptions,
  deps: { runFile: RunFile; onUnexpectedExit: (service: Service) => void },
): Promise<Service[]> {
  const logDir = join(SYSTEM_DIR, 'logs');
  const start = async (name: AppName, healthUrl: string): Promise<Service> => {
    const output = onOutput && ((line: string) => onOutput(name, line));
    const app = createAppProcess({ name, env, healthUrl, logDir, onOutput: output }, deps);
    await app.start();
    log(`${name} is up`);
    return app;
  };
  const sandbox = addresses.sandboxUrl
    ? [await start('sandbox', `${addresses.sandboxUrl}/healthz`)]
    : [];
  log('migrating the database, and putting the demo data into it');
  await runStep('migrate', env, logDir);
  if (plan.user['NODE_ENV'] !== 'production') await runStep('seed', env, logDir);
  const apps = await Promise.all([
    start('worker', addresses.workerMetricsUrl),
    start('api', `${addresses.apiUrl}/readyz`),
  ]);
  return [...apps, ...sandbox];
}

/** Brings up everything that is not configured to be elsewhere, and waits until it answers. */
export async function startSystem(runFile: RunFile, options: SystemOptions): Promise<System> {
  const { log } = options;
  mkdirSync(join(SYSTEM_DIR, 'logs'), { recursive: true });
  const plan = await makePlan(userSettings(process.env));
  const { died, onUnexpectedExit } = deathWatch();
  if (plan.privateServices.length > 0) log(`starting private ${plan.privateServices.join(', ')}`);
  const services: Partial<ServiceSet> & Pick<StartedServices<ServiceName>, 'stop'> =
    await startServices({
      dir: SYSTEM_DIR,
      toolsDir: join(SYSTEM_DIR, 'tools'),
      only: plan.privateServices,
      ports: USUAL_PORTS,
      log,
      onUnexpectedExit,
      runFile,
    });
  const env = { ...process.env, ...processEnv(plan, SYSTEM_DIR, services) };
  const addresses = addressesOf(plan, env, services);
  const apps = await startApps(plan, env, addresses, options, { runFile, onUnexpectedExit });
  const addressFile = join(SYSTEM_DIR, 'addresses.json');
  writeFileSync(addressFile, JSON.stringify(addresses, null, 2), { mode: 0o600 });
  return {
    addresses,
    died,
    async stop() {
      await Promise.all(apps.map((app) => app.stop()));
      await services.stop();
      await runFile.stopAll();
      rmSync(addressFile, { force: true });
    },
  };
}
