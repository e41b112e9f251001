import { join } from 'node:path';
import { localSecrets } from './secrets';
import { choosePorts } from './services/ports';
import { ALL_SERVICES } from './services/start-services';
import type { ServiceName, ServiceSet } from './services/start-services';
import { sandboxSettings } from './settings';
import type { Settings } from './settings';

/** The variable that, when set, makes us use a server that is somebody else's. */
const URL_OF: Record<ServiceName, string> = {
  mysql: 'MYSQL_URL',
  redis: 'REDIS_URL',
  rabbitmq: 'RABBITMQ_URL',
  temporal: 'TEMPORAL_ADDRESS',
};

const PORT_DEFAULTS = {
  API_PORT: 3000,
  API_METRICS_PORT: 9464,
  WORKER_METRICS_PORT: 9465,
  SANDBOX_PORT: 4010,
} as const;

type PortName = keyof typeof PORT_DEFAULTS;

/** What is to be started, before any server runs. */
export interface Plan {
  readonly user: Settings;
  readonly privateServices: readonly ServiceName[];
  /** False as soon as NH_BASE_URL names a bank. */
  readonly hasSandbox: boolean;
  readonly ports: Readonly<Record<PortName, number>>;
}

/** A port the user has named is used as it is, even if that fails; others make way. */
async function appPorts(user: Settings): Promise<Record<PortName, number>> {
  const chosen: Record<PortName, number> = await choosePorts(PORT_DEFAULTS);
  for (const name of Object.keys(chosen) as PortName[]) {
    if (user[name] !== undefined) chosen[name] = Number(user[name]);
  }
  return chosen;
}

/** Decides from what the user has set what is left for us to bring up. */
export async function makePlan(user: Settings): Promise<Plan> {
  return {
    user,
    privateServices: ALL_SERVICES.filter((name) => user[URL_OF[name]] === undefined),
    hasSandbox: user['NH_BASE_URL'] === undefined,
    ports: await appPorts(user),
  };
}

/** Where the private servers are; nothing for those that are somebody else's. */
function serviceAddresses({ mysql, redis, rabbitmq, temporal }: Partial<ServiceSet>): Settings {
  return {
    ...(mysql && { MYSQL_URL: mysql.url }),
    ...(redis && { REDIS_URL: redis.url }),
    ...(rabbitmq && { RABBITMQ_URL: rabbitmq.url }),
    ...(temporal && {
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: temporal.namespace,
      TEMPORAL_UI_URL: temporal.uiUrl,
    }),
  };
}

function sandboxAddresses(dir: string, { SANDBOX_PORT }: Plan['ports']): Settings {
  const url = `http://127.0.0.1:${SANDBOX_PORT}`;
  return {
    SANDBOX_DATA_DIR: join(dir, 'sandbox'),
    NH_BASE_URL: url,
    BUSINESS_CLOCK_URL: `${url}/sandbox/clock`,
    SLACK_WEBHOOK_URL: `${url}/sandbox/slack`,
  };
}

/** The environment of every process of ours: defaults of development, then what the user said. */
export function processEnv(plan: Plan, dir: string, services: Partial<ServiceSet>): Settings {
  const ports = Object.entries(plan.ports).map(([name, port]) => [name, String(port)]);
  const mode = plan.user['NH_MODE'] ?? 'contract';
  return {
    ...(plan.hasSandbox && { SANDBOX_MODE: mode, ...sandboxSettings() }),
    ...(plan.hasSandbox && sandboxAddresses(dir, plan.ports)),
    // Without a sandbox there is no clock to follow, and nobody to receive Slack's messages.
    ...(!plan.hasSandbox && { BUSINESS_CLOCK_URL: 'off' }),
    ...localSecrets(dir),
    ...serviceAddresses(services),
    ...plan.user,
    ...Object.fromEntries(ports),
  };
}
