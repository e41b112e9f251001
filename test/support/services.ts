import { randomBytes } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { TEST_ENV_NAMES } from '../../scripts/services/test-set';
import type { TestAddresses } from '../../scripts/services/test-set';

export { freePort } from '../../scripts/services/ports';

/** Where this run's servers are. Only for tests of the Jest project `services`. */
export function services(): TestAddresses {
  const entries = Object.entries(TEST_ENV_NAMES).map(([key, name]) => {
    const value = process.env[name];
    if (value === undefined) {
      throw new Error(`${name} is not set: this test belongs to the Jest project "services".`);
    }
    return [key, value];
  });
  return Object.fromEntries(entries) as TestAddresses;
}

function uniqueName(): string {
  return `onjeon_${randomBytes(8).toString('hex')}`;
}

export interface FreshDatabase {
  readonly url: string;
  readonly name: string;
  drop(): Promise<void>;
}

/** An empty database of its own for one test file; the caller migrates it, and drops it at the end. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { mysqlUrl } = services();
  const name = uniqueName();
  const run = async (sql: string): Promise<void> => {
    const connection = await createConnection({ uri: mysqlUrl });
    await connection.query(sql).finally(() => connection.end());
  };
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const url = new URL(mysqlUrl);
  url.pathname = `/${name}`;
  return { url: url.href, name, drop: () => run(`DROP DATABASE IF EXISTS ${name}`) };
}

export interface FreshVhost {
  /** The administrator's address of the broker, on this vhost. */
  readonly url: string;
  readonly name: string;
  drop(): Promise<void>;
}

/** An empty RabbitMQ vhost for one test file, so that `onjeon.events` is nobody else's. */
export async function freshVhost(): Promise<FreshVhost> {
  const { rabbitmqUrl, rabbitmqManagementUrl } = services();
  const name = uniqueName();
  const { origin, username, password } = new URL(rabbitmqManagementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const call = async (method: string, path: string, body?: object): Promise<void> => {
    const headers = { authorization, 'content-type': 'application/json' };
    const init = { method, headers, body: body && JSON.stringify(body) };
    const response = await fetch(`${origin}/api${path}`, init);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  };
  await call('PUT', `/vhosts/${name}`, {});
  const all = { configure: '.*', write: '.*', read: '.*' };
  await call('PUT', `/permissions/${name}/${username}`, all);
  const url = new URL(rabbitmqUrl);
  url.pathname = `/${name}`;
  return { url: url.href, name, drop: () => call('DELETE', `/vhosts/${name}`) };
}
