import { ConfigError, loadConfig } from '../../src/config';
import type { Env } from '../../src/config-reader';

const bytes = (fill: number) => Buffer.alloc(32, fill).toString('base64');

const SIGNING_KEY = {
  ...{ kty: 'EC', crv: 'P-256', kid: 'k1' },
  ...{ x: 'planted-secret-x', y: 'planted-secret-y', d: 'planted-secret-d' },
};

/** Everything that has no default in development. Every secret among it is planted, to be looked for. */
export const REQUIRED: Env = {
  NH_ISCD: '999999',
  NH_ACCESS_TOKEN: 'planted-secret-token',
  NH_API_SERVICE_CODES:
    '{"CheckOnDrawingTransfer":"01D_001_00","CheckOnReceivedTransfer":"02M_001_00"}',
  JWT_KEYS: JSON.stringify([SIGNING_KEY]),
  FIELD_KEYS: `k1:${bytes(1)}`,
  HASH_KEY: bytes(2),
  FINGERPRINT_KEY: bytes(3),
  CURSOR_KEY: bytes(4),
  MYSQL_URL: 'mysql://onjeon:planted-secret-mysql@127.0.0.1:3306/onjeon',
  REDIS_URL: 'redis://:planted-secret-redis@127.0.0.1:6379/0',
  RABBITMQ_URL: 'amqp://onjeon:planted-secret-rabbitmq@127.0.0.1:5672/',
};

/** What production needs beyond it. */
export const PRODUCTION: Env = {
  ...REQUIRED,
  NODE_ENV: 'production',
  NH_BASE_URL: 'https://nh.example.com/svcapi',
  PUBLIC_URL: 'https://pay.example.kr',
  JWT_ISSUER: 'https://pay.example.kr',
  WORKFLOW_BUNDLE: 'dist/workflow-bundle.js',
};

/** Every problem of a configuration; none if it loads. */
export function problemsOf(env: Env): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}
