import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hash } from '@node-rs/argon2';
import { bundleWorkflowCode } from '@temporalio/worker';
import { choosePorts } from '../../scripts/services/ports';
import { claimFolder } from '../../scripts/services/run-file';
import type { RunFile } from '../../scripts/services/run-file';
import { ALL_SERVICES, startServices } from '../../scripts/services/start-services';
import type { ServiceName, StartedServices } from '../../scripts/services/start-services';
import { migrate } from '../../src/adapters/mysql/migrate';
import { seedDemo } from '../../src/adapters/mysql/seed';
import { loadConfig } from '../../src/config';
import { createBankAdmin } from '../support/bank-admin';
import type { BankAdmin } from '../support/bank-admin';
import { createJournal } from '../support/journal';
import type { Journal } from '../support/journal';
import { makePlaces } from '../support/system-places';
import type { Places } from '../support/system-places';
import { createSystemProcess } from '../support/system-process';
import type { SystemProcess } from '../support/system-process';
import { systemEnv, windowMsOf } from '../support/system-settings';
import { startLinks } from './links';
import type { Links } from './links';
import type { RunOptions } from './options';
import { addThirdShop } from './load/shops';
import type { Random } from './random';
import { keep } from './supervisor';
import type { Kept } from './supervisor';

/** The product with all its servers, private to one run, every link through a proxy. */
export interface Cluster {
  readonly dir: string;
  /** As clients reach them, through their proxies. */
  readonly apiUrls: readonly string[];
  /** The direct way to the servers, for the auditor. */
  readonly places: Places;
  readonly mysqlAdminUrl: string;
  readonly links: Links;
  readonly apis: readonly Kept[];
  readonly workers: readonly Kept[];
  readonly servers: Readonly<Record<ServiceName, Kept>>;
  readonly bank: BankAdmin;
  readonly bankUrl: string;
  readonly journal: Journal;
  readonly windowMs: number;
  /** Deaths that no fault ordered. */
  unexpectedDeaths(): number;
  tails(): string;
  stop(): Promise<void>;
}

const COUNT = 2;

/** Brings everything up. The compiled product comes from `options.dist`. */
export async function startCluster(of: {
  options: RunOptions;
  random: Random;
  log: (line: string) => void;
}): Promise<Cluster> {
  const { options, random, log } = of;
  const dir = resolve('.onjeon-test', `run-chaos-${randomBytes(4).toString('hex')}`);
  mkdirSync(dir, { recursive: true });
  const runFile = await claimFolder(dir, log);
  const servers = await startServices({
    dir: join(dir, 'servers'),
    toolsDir: resolve('.onjeon/tools'),
    only: ALL_SERVICES,
    log,
  });
  const places = await makePlaces(addressesOf(servers));
  const ports = await choosePorts(PORTS);
  const apiPorts = [ports.api, ports.otherApi];
  const bankUrl = `http://127.0.0.1:${ports.sandbox}`;
  const links = await startLinks({ places, apiPorts, workers: COUNT, bankUrl, random });
  const bundle = join(dir, 'workflows.js');
  const workflowsPath = join(options.dist, 'workflows', 'index.js');
  writeFileSync(bundle, (await bundleWorkflowCode({ workflowsPath, logger: quiet })).code);
  const env = systemEnv({ dir, places, ports, bundle, env: options.env });
  await prepareDatabase(env);
  const processes = makeProcesses({ options, dir, env, ports, links, runFile });
  const { sandbox, apis, workers } = processes;
  await sandbox.start();
  const ours = [...apis, ...workers];
  await Promise.all(ours.map((one) => one.start()));
  const stopReviving = revive(ours, log);
  return {
    ...{ dir, places, links, bankUrl, mysqlAdminUrl: servers.mysql.adminUrl },
    ...keptOf({ apis, workers, servers, log }),
    bank: createBankAdmin(bankUrl),
    apiUrls: apiPorts.map((port, seat) =>
      links.through('client-api', `http://127.0.0.1:${port}`, seat).replace(/\/$/, ''),
    ),
    journal: createJournal(join(dir, 'calls.jsonl')),
    windowMs: windowMsOf(env),
    unexpectedDeaths: () => ours.reduce((sum, one) => sum + one.deaths(), 0),
    tails: () => [...ours, sandbox].map((one) => one.tail()).join('\n'),
    async stop() {
      stopReviving();
      await Promise.all([...ours, sandbox].map((one) => one.kill()));
      await links.close();
      servers.killNow();
      await servers.stop();
      await runFile.stopAll();
      if (!options.keepsFiles) rmSync(dir, { recursive: true, force: true });
    },
  };
}

function keptOf(of: {
  apis: readonly SystemProcess[];
  workers: readonly SystemProcess[];
  servers: StartedServices<ServiceName>;
  log: (line: string) => void;
}): Pick<Cluster, 'apis' | 'workers' | 'servers'> {
  const { apis, workers, servers, log } = of;
  const kept = (one: SystemProcess): Kept => keep(one.name, one, log);
  const [mysql, redis, rabbitmq, temporal] = (
    ['mysql', 'redis', 'rabbitmq', 'temporal'] as const
  ).map((name) => keep(name, servers[name], log)) as [Kept, Kept, Kept, Kept];
  return {
    apis: apis.map(kept),
    workers: workers.map(kept),
    servers: { mysql, redis, rabbitmq, temporal },
  };
}

/** Our own processes: the bank, two APIs and two workers, each of these with proxies of its own. */
function makeProcesses(of: {
  options: RunOptions;
  dir: string;
  env: NodeJS.ProcessEnv;
  ports: Readonly<Record<keyof typeof PORTS, number>>;
  links: Links;
  runFile: RunFile;
}): { sandbox: SystemProcess; apis: SystemProcess[]; workers: SystemProcess[] } {
  const { options, dir, env, ports, links, runFile } = of;
  const make = (name: string, script: string, healthUrl: string, more: NodeJS.ProcessEnv) => {
    const own = { name, script: join(options.dist, script), env: { ...env, ...more }, healthUrl };
    return createSystemProcess({ ...own, logDir: dir }, { runFile });
  };
  const local = (port: number): string => `http://127.0.0.1:${port}`;
  return {
    sandbox: make('sandbox', 'sandbox/main.js', `${local(ports.sandbox)}/healthz`, {}),
    apis: [ports.api, ports.otherApi].map((port, seat) =>
      make(`api-${seat + 1}`, 'src/api.js', `${local(port)}/healthz`, {
        ...throughProxies('api', { links, env, seat }),
        API_PORT: String(port),
        API_METRICS_PORT: String([ports.apiMetrics, ports.otherApiMetrics][seat]),
      }),
    ),
    workers: [ports.workerMetrics, ports.otherWorkerMetrics].map((port, seat) =>
      make(`worker-${seat + 1}`, 'src/worker.js', `${local(port)}/metrics`, {
        ...throughProxies('worker', { links, env, seat }),
        WORKER_METRICS_PORT: String(port),
      }),
    ),
  };
}

const PORTS = {
  ...{ sandbox: undefined, api: undefined, apiMetrics: undefined, otherApi: undefined },
  ...{ otherApiMetrics: undefined, workerMetrics: undefined, otherWorkerMetrics: undefined },
};

const silent = (): void => undefined;
const quiet = {
  ...{ log: silent, trace: silent, debug: silent, info: silent, warn: silent, error: silent },
};

function addressesOf({ mysql, redis, rabbitmq, temporal }: StartedServices<ServiceName>) {
  return {
    mysqlUrl: mysql.url,
    redisUrl: redis.url,
    rabbitmqUrl: rabbitmq.url,
    rabbitmqManagementUrl: rabbitmq.managementUrl,
    temporalAddress: temporal.address,
    temporalUiUrl: temporal.uiUrl,
  };
}

/** The addresses of one process: each leads over a proxy that is its own. */
function throughProxies(
  role: 'api' | 'worker',
  of: { links: Links; env: NodeJS.ProcessEnv; seat: number },
): NodeJS.ProcessEnv {
  const { links, env, seat } = of;
  const way = (link: string, name: string): NodeJS.ProcessEnv => ({
    [name]: links.through(link, String(env[name]), seat),
  });
  return {
    ...way(`${role}-mysql`, 'MYSQL_URL'),
    ...way(`${role}-redis`, 'REDIS_URL'),
    ...way(`${role}-temporal`, 'TEMPORAL_ADDRESS'),
    ...way('notify-rabbitmq', 'RABBITMQ_URL'),
    ...way('worker-bank', 'NH_BASE_URL'),
    ...way('notify-slack', 'SLACK_WEBHOOK_URL'),
  };
}

async function prepareDatabase(env: NodeJS.ProcessEnv): Promise<void> {
  const { mysql } = loadConfig(env);
  await migrate(mysql.url);
  const hashSecret = (plain: string): Promise<string> => hash(plain);
  await seedDemo({ ...mysql, clock: { now: () => Date.now() }, hashSecret });
  await addThirdShop(mysql.url);
}

const LOOK_MS = 500;

/** A process that ended by itself is started again, as any platform would. */
function revive(processes: readonly SystemProcess[], log: (line: string) => void): () => void {
  const seen = new Map<SystemProcess, number>();
  const timer = setInterval(() => {
    for (const one of processes) {
      if (one.deaths() === (seen.get(one) ?? 0)) continue;
      seen.set(one, one.deaths());
      log(`${one.name} ended by itself; starting it again`);
      one.start().catch((error: unknown) => {
        log(`${one.name}: ${String(error).split('\n')[0]}`);
        seen.set(one, -1);
      });
    }
  }, LOOK_MS);
  return () => clearInterval(timer);
}
