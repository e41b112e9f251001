import { readBankConfig } from './config-bank';
import { createEnvReader, parseJson, type Env, type EnvReader } from './config-reader';
import { MAX_WON, won } from './domain/money';

export { ConfigError } from './config-reader';

/** Where the sandbox bank listens by default. */
const SANDBOX_URL = 'http://127.0.0.1:4010';

/** Task queues a worker may serve. */
export const TASK_QUEUES = ['payments', 'bank-debit', 'bank-credit', 'bank-ask', 'notify'] as const;

/** The whole configuration, read once at start. */
export type Config = ReturnType<typeof loadConfig>;

/**
 * Reads and checks the configuration from environment variables (documented in `.env.example`). Throws a ConfigError
 * that lists every problem at once. The only reader of `process.env`.
 */
export function loadConfig(variables: Env = process.env) {
  const env = createEnvReader(variables);
  const production =
    env.choice('NODE_ENV', ['production', 'development', 'test'], 'development') === 'production';
  const bank = readBankConfig(env, { production });
  const config = Object.freeze({
    production,
    logLevel: env.choice('LOG_LEVEL', ['fatal', 'error', 'warn', 'info', 'debug'], 'info'),
    bank,
    http: {
      ...readHttp(env, production),
      bankClosedHours: bank.client.closedHours,
      sandboxBank: isSandbox(bank.client.baseUrl, production),
    },
    apiMetricsPort: env.integer('API_METRICS_PORT', { min: 0, max: 65_535, fallback: 9464 }),
    workerMetricsPort: env.integer('WORKER_METRICS_PORT', { min: 0, max: 65_535, fallback: 9465 }),
    metricsHost: env.text('METRICS_HOST', '127.0.0.1'),
    mysql: {
      url: env.url('MYSQL_URL', { protocols: ['mysql', 'mariadb'] }),
      poolSize: env.integer('MYSQL_POOL_SIZE', { min: 2, max: 200, fallback: 20 }),
      fieldKeys: readFieldKeys(env),
      hashKey: env.bytes('HASH_KEY', 32),
      newAccountLimits: readAccountLimits(env),
    },
    redisUrl: env.url('REDIS_URL', { protocols: ['redis', 'rediss'] }),
    rabbitmqUrl: env.url('RABBITMQ_URL', { protocols: ['amqp', 'amqps'] }),
    temporal: {
      address: env.text('TEMPORAL_ADDRESS', '127.0.0.1:7233'),
      namespace: env.text('TEMPORAL_NAMESPACE', 'onjeon'),
      apiKey: env.optional('TEMPORAL_API_KEY'),
      tls: env.flag('TEMPORAL_TLS', 'off'),
      uiUrl: env.url('TEMPORAL_UI_URL', {
        protocols: ['http', 'https'],
        fallback: 'http://127.0.0.1:8233',
      }),
    },
    worker: readWorker(env),
    alerts: readAlerts(env, production),
    clockUrl: readClockUrl(env, production),
    crashPointFile: readCrashPointFile(env, production),
  });
  refuseSamples(env, config, variables);
  env.finish();
  return config;
}

/** The sandbox bank lives on this machine only, and never in production: only then may scenarios be asked for. */
function isSandbox(baseUrl: string, production: boolean): boolean {
  const local = ['127.0.0.1', 'localhost', '[::1]', 'sandbox'];
  return !production && URL.canParse(baseUrl) && local.includes(new URL(baseUrl).hostname);
}

/** What the API needs beside its stores. */
function readHttp(env: EnvReader, production: boolean) {
  const host = env.text('API_HOST', '127.0.0.1');
  const port = env.integer('API_PORT', { min: 0, max: 65_535, fallback: 3000 });
  const publicUrl = env.url('PUBLIC_URL', {
    protocols: ['http', 'https'],
    ...(production ? {} : { fallback: `http://127.0.0.1:${port}` }),
  });
  const perMinute = (name: string, fallback: number) =>
    env.integer(name, { min: 1, max: 1_000_000, fallback });
  return {
    host,
    port,
    production,
    publicUrl,
    jwtKeys: readJwtKeys(env),
    jwtIssuer: env.text('JWT_ISSUER', production ? undefined : 'onjeon'),
    fingerprintKey: env.bytes('FINGERPRINT_KEY', 32),
    cursorKey: env.bytes('CURSOR_KEY', 32),
    /** Behind a balancer: how many hops of `X-Forwarded-For` are ours; 0 ignores the header. */
    trustedProxies: env.integer('TRUSTED_PROXIES', { min: 0, max: 10, fallback: 0 }),
    rates: {
      memberPerMinute: perMinute('RATE_MEMBER_PER_MINUTE', 120),
      memberMoneyPerMinute: perMinute('RATE_MEMBER_MONEY_PER_MINUTE', 20),
      partnerPerMinute: perMinute('RATE_PARTNER_PER_MINUTE', 600),
      partnerRefundsPerMinute: perMinute('RATE_PARTNER_REFUNDS_PER_MINUTE', 300),
      staffPerMinute: perMinute('RATE_STAFF_PER_MINUTE', 300),
      balanceRefreshPerMinute: perMinute('RATE_BALANCE_REFRESH_PER_MINUTE', 10),
      signupPerHour: perMinute('RATE_SIGNUP_PER_HOUR', production ? 10 : 100),
      wrongPasswordsPerEmail: perMinute('RATE_WRONG_PASSWORDS_PER_EMAIL', 5),
      wrongPasswordsPerAddress: perMinute('RATE_WRONG_PASSWORDS_PER_ADDRESS', 20),
    },
    maxPaymentWon: env.integer('MAX_PAYMENT_WON', { min: 1, max: MAX_WON, fallback: 100_000_000 }),
  };
}

/** What a new account may spend until its limits are changed. */
function readAccountLimits(env: EnvReader) {
  const most = (name: string, fallback: number) =>
    won(env.integer(name, { min: 1, max: MAX_WON, fallback }));
  return {
    perPayment: most('LIMIT_PER_PAYMENT_WON', 2_000_000),
    perDay: most('LIMIT_PER_DAY_WON', 5_000_000),
  };
}

/** `HH:MM` in Korean time. */
function readTimeOfDay(env: EnvReader, name: string, fallback: string) {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(env.text(name, fallback));
  if (!match) env.problem(`${name} must be a time of day, HH:MM`);
  return { hour: Number(match?.[1] ?? 0), minute: Number(match?.[2] ?? 0) };
}

function readWorker(env: EnvReader) {
  const queues = env.list('WORKER_QUEUES', TASK_QUEUES);
  const known: readonly string[] = TASK_QUEUES;
  for (const queue of queues.filter((one) => !known.includes(one))) {
    env.problem(`WORKER_QUEUES: no queue is called ${queue}`);
  }
  return {
    queues: TASK_QUEUES.filter((queue) => queues.includes(queue)),
    /** Prebuilt workflow bundle; unset: bundled at start. Production requires it. */
    bundlePath: env.optional('WORKFLOW_BUNDLE'),
    maxBankCalls: env.integer('WORKER_MAX_BANK_CALLS', { min: 1, max: 1000, fallback: 50 }),
    sweepSeconds: env.integer('SWEEP_SECONDS', { min: 1, max: 3600, fallback: 10 }),
    reconciliationAt: readTimeOfDay(env, 'RECONCILIATION_AT', '01:00'),
  };
}

function readAlerts(env: EnvReader, production: boolean) {
  const protocols = production ? ['https'] : ['http', 'https'];
  const given = env.optional('SLACK_WEBHOOK_URL');
  const fallback = production ? null : `${SANDBOX_URL}/sandbox/slack`;
  return {
    slackWebhookUrl: given ? env.url('SLACK_WEBHOOK_URL', { protocols }) : fallback,
    /** Refusals the customer caused come as a digest. */
    digest: env.flag('SLACK_DIGEST', 'on'),
    digestSeconds: env.integer('SLACK_DIGEST_SECONDS', { min: 1, max: 86_400, fallback: 600 }),
    /** Upper bound of every age at which an open thing is told; unset: each state has its own. */
    stuckSeconds: readStuckSeconds(env),
  };
}

function readStuckSeconds(env: EnvReader): number | null {
  if (env.optional('ALERT_STUCK_SECONDS') === null) return null;
  return env.integer('ALERT_STUCK_SECONDS', { min: 1, max: 86_400, fallback: 600 });
}

/** Business time follows the sandbox outside production, so that midnight can be crossed; production has its own clock. */
function readClockUrl(env: EnvReader, production: boolean): string | null {
  const given = env.optional('BUSINESS_CLOCK_URL');
  if (production && given) env.problem('BUSINESS_CLOCK_URL is not allowed in production');
  if (production || given === 'off') return null;
  return env.url('BUSINESS_CLOCK_URL', {
    protocols: ['http', 'https'],
    fallback: `${SANDBOX_URL}/sandbox/clock`,
  });
}

/** The file by which tests name the border at which a process kills itself. */
function readCrashPointFile(env: EnvReader, production: boolean): string | null {
  const file = env.optional('CRASH_POINT_FILE');
  if (production && file) env.problem('CRASH_POINT_FILE is not allowed in production');
  return production ? null : file;
}

/** Private ES256 keys as a JSON array of JWKs with `kid`; the first one signs. */
function readJwtKeys(env: EnvReader) {
  const keys = parseJson(env.text('JWT_KEYS'));
  if (Array.isArray(keys) && keys.length > 0 && keys.every(isSigningKey)) return keys;
  env.problem('JWT_KEYS must be a JSON array of private ES256 keys (JWK) with kid');
  return [];
}

/** A private key of the only curve we sign with. */
export interface SigningKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

function isSigningKey(key: unknown): key is SigningKey {
  const one = (key ?? {}) as Partial<Record<keyof SigningKey, unknown>>;
  const texts = [one.kid, one.x, one.y, one.d];
  return one.kty === 'EC' && one.crv === 'P-256' && texts.every((text) => typeof text === 'string');
}

/** `<id>:<base64 of 32 bytes>`, comma-separated; the first one encrypts, all decrypt. */
function readFieldKeys(
  env: EnvReader,
): readonly { readonly id: string; readonly key: Uint8Array }[] {
  env.text('FIELD_KEYS');
  return env.list('FIELD_KEYS').map((entry) => {
    const [id = '', encoded = ''] = entry.split(':', 2);
    const key = Buffer.from(encoded, 'base64');
    if (!/^[a-z0-9-]{1,16}$/.test(id) || key.length !== 32) {
      env.problem('FIELD_KEYS must be <id>:<32 bytes in base64>, separated by commas');
    }
    return { id, key };
  });
}

/** Production refuses what everyone can read in this repository, and plain connections it should not make. */
function refuseSamples(
  env: EnvReader,
  config: { production: boolean; bank: { client: { baseUrl: string; accessToken: string } } },
  variables: Env,
): void {
  if (!config.production) return;
  const { baseUrl, accessToken } = config.bank.client;
  if (!baseUrl.startsWith('https://')) env.problem('NH_BASE_URL must be https in production');
  if (/^(0123456789abcdef)+$/.test(accessToken)) env.problem('NH_ACCESS_TOKEN is the sample one');
  if (!variables['WORKFLOW_BUNDLE']) env.problem('WORKFLOW_BUNDLE is required in production');
  for (const name of ['MYSQL_URL', 'RABBITMQ_URL'] as const) {
    if (/onjeon-dev|guest:guest/.test(variables[name] ?? '')) {
      env.problem(`${name} has a sample password`);
    }
  }
}
