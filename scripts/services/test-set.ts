import { ALL_SERVICES, startServices } from './start-services';
import { ensureTemporalTestServer } from './temporal-test-server';

/** Where the servers of a test run are; each value also travels as an environment variable. */
export interface TestAddresses {
  /** May create and drop databases named `onjeon_...`. */
  readonly mysqlUrl: string;
  /** All rights on the server. */
  readonly mysqlAdminUrl: string;
  readonly redisUrl: string;
  /** The administrator, on the default vhost. */
  readonly rabbitmqUrl: string;
  readonly rabbitmqManagementUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly temporalUiUrl: string;
  /** A binary, not an address: each test file starts its own time. */
  readonly temporalTestServerPath: string;
}

/** The environment variable of each address, by which Jest's workers learn of it. */
export const TEST_ENV_NAMES: { readonly [Key in keyof TestAddresses]: string } = {
  mysqlUrl: 'ONJEON_TEST_MYSQL_URL',
  mysqlAdminUrl: 'ONJEON_TEST_MYSQL_ADMIN_URL',
  redisUrl: 'ONJEON_TEST_REDIS_URL',
  rabbitmqUrl: 'ONJEON_TEST_RABBITMQ_URL',
  rabbitmqManagementUrl: 'ONJEON_TEST_RABBITMQ_MANAGEMENT_URL',
  temporalAddress: 'ONJEON_TEST_TEMPORAL_ADDRESS',
  temporalNamespace: 'ONJEON_TEST_TEMPORAL_NAMESPACE',
  temporalUiUrl: 'ONJEON_TEST_TEMPORAL_UI_URL',
  temporalTestServerPath: 'ONJEON_TEST_TEMPORAL_SERVER_PATH',
};

export interface TestSet {
  readonly addresses: TestAddresses;
  stop(): Promise<void>;
  killNow(): void;
}

/** Starts the servers that tests share, on free ports, with data that nobody else uses. */
export async function startTestSet(context: {
  dir: string;
  toolsDir: string;
  log: (line: string) => void;
}): Promise<TestSet> {
  const temporalTestServerPath = await ensureTemporalTestServer(context);
  const services = await startServices({ ...context, only: ALL_SERVICES });
  const { mysql, redis, rabbitmq, temporal } = services;
  return {
    addresses: {
      mysqlUrl: mysql.url,
      mysqlAdminUrl: mysql.adminUrl,
      redisUrl: redis.url,
      rabbitmqUrl: rabbitmq.url,
      rabbitmqManagementUrl: rabbitmq.managementUrl,
      temporalAddress: temporal.address,
      temporalNamespace: temporal.namespace,
      temporalUiUrl: temporal.uiUrl,
      temporalTestServerPath,
    },
    async stop() {
      services.killNow(); // nobody wants the data of a test run back
      await services.stop();
    },
    killNow: () => services.killNow(),
  };
}
