import { localSecrets } from '../../scripts/secrets';
import { sandboxSettings } from '../../scripts/settings';
import type { Places } from './system-places';

/** Ports of one system; two APIs may run side by side. */
export interface Ports {
  readonly sandbox: number;
  readonly api: number;
  readonly apiMetrics: number;
  readonly otherApi: number;
  readonly otherApiMetrics: number;
  readonly workerMetrics: number;
}

/** The procedure of the unknown outcome in seconds instead of minutes; its proportions stay. */
export const COMPRESSED_TIME = {
  NH_CHECK_INTERVAL_SECONDS: '4',
  NH_CHECK_TRIES: '5',
  NH_SILENCE_PAUSES: '1,2,3,5',
  NH_CHECK_PAUSES: '2,4',
  NH_READ_TIMEOUT_MS: '1500',
  NH_DOUBT_LIMIT_SECONDS: '90',
  NH_OPERATOR_ASK_SECONDS: '30',
  NH_LEASE_SECONDS: '3',
  SWEEP_SECONDS: '3',
} as const;

/** The settling window of a system: no new pair may be sent before it has passed. */
export function windowMsOf(env: NodeJS.ProcessEnv): number {
  return Number(env['NH_CHECK_INTERVAL_SECONDS']) * Number(env['NH_CHECK_TRIES']) * 1000;
}

/** Rates are the business of other tests. */
const NO_RATE_LIMITS = Object.fromEntries(
  [
    'RATE_MEMBER_PER_MINUTE',
    'RATE_MEMBER_MONEY_PER_MINUTE',
    'RATE_PARTNER_PER_MINUTE',
    'RATE_PARTNER_REFUNDS_PER_MINUTE',
    'RATE_STAFF_PER_MINUTE',
    'RATE_BALANCE_REFRESH_PER_MINUTE',
    'RATE_SIGNUP_PER_HOUR',
    'RATE_WRONG_PASSWORDS_PER_EMAIL',
    'RATE_WRONG_PASSWORDS_PER_ADDRESS',
    'NH_RATE_PER_SECOND',
  ].map((name) => [name, name === 'NH_RATE_PER_SECOND' ? '1000' : '100000']),
);

/** Where a journey names the border at which a process is to die. */
export function crashFileIn(dir: string): string {
  return `${dir}/crash-point`;
}

/** The environment all processes of one system share. */
export function systemEnv(options: {
  dir: string;
  places: Places;
  ports: Ports;
  bundle: string;
  env: Readonly<Record<string, string>>;
}): NodeJS.ProcessEnv {
  const { dir, places, ports, bundle, env } = options;
  const bank = `http://127.0.0.1:${ports.sandbox}`;
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_ENV: 'test',
    LOG_LEVEL: 'info',
    ...sandboxSettings(),
    ...localSecrets(dir),
    ...COMPRESSED_TIME,
    ...NO_RATE_LIMITS,
    MYSQL_URL: places.mysqlUrl,
    REDIS_URL: places.redisUrl,
    RABBITMQ_URL: places.rabbitmqUrl,
    TEMPORAL_ADDRESS: places.temporalAddress,
    TEMPORAL_NAMESPACE: places.temporalNamespace,
    TEMPORAL_UI_URL: places.temporalUiUrl,
    NH_BASE_URL: bank,
    BUSINESS_CLOCK_URL: `${bank}/sandbox/clock`,
    SLACK_WEBHOOK_URL: `${bank}/sandbox/slack`,
    SANDBOX_PORT: String(ports.sandbox),
    SANDBOX_DATA_DIR: `${dir}/sandbox`,
    API_PORT: String(ports.api),
    API_METRICS_PORT: String(ports.apiMetrics),
    WORKER_METRICS_PORT: String(ports.workerMetrics),
    WORKFLOW_BUNDLE: bundle,
    CRASH_POINT_FILE: crashFileIn(dir),
    ...env,
  };
}
