import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { PROGRAMS, requireBinary } from './binaries';
import type { Passwords } from './passwords';
import { createService } from './service';
import type { Service, ServiceDeps, ServiceSpec } from './service';

export interface RabbitmqService extends Service {
  /** The administrator `onjeon`, who declares everything. */
  readonly url: string;
  /** HTTP API and pages of the broker, same user. */
  readonly managementUrl: string;
  /** Partner 1, who may read its own queue and nothing else. */
  readonly partnerUrl: string;
}

export interface RabbitmqPorts {
  readonly amqp: number;
  readonly management: number;
  /** Erlang's own two ports: the node's, and its port mapper's (never the machine's 4369). */
  readonly distribution: number;
  readonly epmd: number;
}

/** Partner 1 of the demo data (온전상점). */
export const DEMO_PARTNER = {
  id: 'prt_01JDEM0SH0P000000000000001',
  password: 'onjeon-demo-partner-secret',
} as const;

/** Erlang needs some seconds of CPU; on a busy two-core machine several times as many. */
const START_TIMEOUT_MS = 120_000;

/** Its queues are closed within a second; what it then waits for is no data of ours. */
const STOP_TIMEOUT_MS = 4_000;

/** Users and rights are there when the broker opens its port: no rabbitmqctl, no waiting for it. */
function definitions(passwords: Passwords): string {
  const partnerQueue = `^onjeon\\.partner\\.${DEMO_PARTNER.id}$`;
  const all = { vhost: '/', configure: '.*', write: '.*', read: '.*' };
  return JSON.stringify({
    users: [
      { name: 'onjeon', password: passwords.rabbitmq, tags: 'administrator' },
      { name: DEMO_PARTNER.id, password: DEMO_PARTNER.password, tags: '' },
    ],
    vhosts: [{ name: '/' }],
    permissions: [
      { user: 'onjeon', ...all },
      { user: DEMO_PARTNER.id, vhost: '/', configure: '^$', write: '^$', read: partnerQueue },
    ],
  });
}

function configFile(dir: string, { amqp, management }: RabbitmqPorts): string {
  return `listeners.tcp.default = 127.0.0.1:${amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = ${management}
load_definitions = ${join(dir, 'definitions.json')}
# A small disk must not look like a hanging broker.
disk_free_limit.absolute = 50MB
log.console = true
log.console.level = info
log.file = false
`;
}

/** Nothing of a system-wide RabbitMQ is read or written: config, data, plugins, cookie, ports. */
function environment(dir: string, ports: RabbitmqPorts): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: dir,
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_CRASH_DUMP_SECONDS: '0',
    RABBITMQ_NODENAME: 'onjeon@localhost',
    RABBITMQ_DIST_PORT: String(ports.distribution),
    RABBITMQ_CONF_ENV_FILE: join(dir, 'no-such-file'),
    RABBITMQ_CONFIG_FILE: join(dir, 'rabbitmq'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(dir, 'advanced'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dir, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(dir, 'data'),
    RABBITMQ_LOG_BASE: join(dir, 'log'),
    RABBITMQ_PID_FILE: join(dir, 'rabbitmq.pid'),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    // Replaces the shell by the Erlang machine itself, so that the pid we know is the broker's.
    RABBITMQ_ALLOW_INPUT: '1',
    RABBITMQ_SERVER_START_ARGS: '-noinput',
  };
}

function writeFiles(dir: string, ports: RabbitmqPorts, passwords: Passwords): void {
  for (const folder of ['data', 'log']) mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, 'rabbitmq.conf'), configFile(dir, ports));
  writeFileSync(join(dir, 'definitions.json'), definitions(passwords), { mode: 0o600 });
  writeFileSync(join(dir, 'enabled_plugins'), '[rabbitmq_management].\n');
  const cookie = join(dir, '.erlang.cookie');
  if (existsSync(cookie)) return;
  writeFileSync(cookie, randomBytes(24).toString('hex'));
  chmodSync(cookie, 0o400);
}

function connects(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
  });
}

/** Ready means: the HTTP API knows our user, AMQP is open, and every feature flag is on. */
async function answers(ports: RabbitmqPorts, password: string): Promise<void> {
  const api = `http://127.0.0.1:${ports.management}/api`;
  const authorization = `Basic ${Buffer.from(`onjeon:${password}`).toString('base64')}`;
  const request = async (path: string, method = 'GET'): Promise<Response> => {
    const init = { method, headers: { authorization, 'content-type': 'application/json' } };
    const response = await fetch(`${api}${path}`, {
      ...init,
      ...(method === 'PUT' && { body: '{}' }),
    });
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    return response;
  };
  await connects(ports.amqp);
  // A data folder made by an older version keeps new flags off, and quorum queues need them.
  const flags = (await (await request('/feature-flags')).json()) as FeatureFlag[];
  for (const flag of flags.filter(
    (f) => f.state === 'disabled' && f.stability !== 'experimental',
  )) {
    await request(`/feature-flags/${flag.name}/enable`, 'PUT');
  }
}

interface FeatureFlag {
  readonly name: string;
  readonly state: string;
  readonly stability: string;
}

/** Two processes seen as one: the broker, and the port mapper that it cannot start without. */
function withPortMapper(broker: Service, mapper: Service): Service {
  return {
    ...broker,
    async start() {
      await mapper.start();
      await broker.start();
    },
    async stop() {
      await broker.stop();
      await mapper.stop();
    },
    killNow() {
      broker.killNow();
      mapper.killNow();
    },
  };
}

/** A private RabbitMQ with management pages, reachable on loopback only. */
export function createRabbitmqService(
  { dir, ports, passwords }: { dir: string; ports: RabbitmqPorts; passwords: Passwords },
  deps: ServiceDeps,
): RabbitmqService {
  mkdirSync(dir, { recursive: true });
  writeFiles(dir, ports, passwords);
  const common = {
    env: environment(dir, ports),
    cwd: dir,
    startTimeoutMs: START_TIMEOUT_MS,
    stopTimeoutMs: STOP_TIMEOUT_MS,
  } satisfies Partial<ServiceSpec>;
  const mapper = createService(
    {
      ...common,
      name: 'Erlang port mapper',
      command: requireBinary(PROGRAMS.epmd),
      args: ['-address', '127.0.0.1', '-port', String(ports.epmd)],
      logFile: join(dir, 'epmd.log'),
      isReady: () => connects(ports.epmd),
    },
    deps,
  );
  const broker = createService(
    {
      ...common,
      name: 'RabbitMQ',
      command: requireBinary(PROGRAMS.rabbitmq),
      args: [],
      logFile: join(dir, 'server.log'),
      isReady: () => answers(ports, passwords.rabbitmq),
    },
    deps,
  );
  const host = `127.0.0.1:${ports.amqp}`;
  return {
    ...withPortMapper(broker, mapper),
    url: `amqp://onjeon:${passwords.rabbitmq}@${host}/`,
    managementUrl: `http://onjeon:${passwords.rabbitmq}@127.0.0.1:${ports.management}`,
    partnerUrl: `amqp://${DEMO_PARTNER.id}:${DEMO_PARTNER.password}@${host}/`,
  };
}
