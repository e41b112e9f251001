import { randomBytes, randomInt } from 'node:crypto';
import { Connection } from '@temporalio/client';
import { createConnection } from 'mysql2/promise';
import { eventually } from './eventually';

/** Servers a system stands on: the shared ones of the run, or private ones that a journey may kill. */
export interface Servers {
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  readonly rabbitmqUrl: string;
  readonly rabbitmqManagementUrl: string;
  readonly temporalAddress: string;
  readonly temporalUiUrl: string;
}

/** A system's own part of each server, so that nobody else's rows, messages or runs are in its audit. */
export interface Places {
  readonly mysqlUrl: string;
  readonly redisUrl: string;
  readonly rabbitmqUrl: string;
  readonly temporalAddress: string;
  readonly temporalNamespace: string;
  readonly temporalUiUrl: string;
  /** Gives back what can be given back; fails silently where the server is gone. */
  release(): Promise<void>;
}

/** Temporal forgets closed runs after this; journeys are over long before. */
const RETENTION_SECONDS = 24 * 60 * 60;
/** Redis has sixteen databases; keys hold ids, so two systems in one do not meet. */
const REDIS_DATABASES = 16;

/** Makes an empty database, an empty broker and an empty namespace. */
export async function makePlaces(servers: Servers): Promise<Places> {
  const name = `onjeon_${randomBytes(8).toString('hex')}`;
  await runSql(servers.mysqlUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  await makeVhost(servers, name);
  await makeNamespace(servers.temporalAddress, name);
  return {
    mysqlUrl: withPath(servers.mysqlUrl, name),
    redisUrl: withPath(servers.redisUrl, String(randomInt(1, REDIS_DATABASES))),
    rabbitmqUrl: withPath(servers.rabbitmqUrl, name),
    temporalAddress: servers.temporalAddress,
    temporalNamespace: name,
    temporalUiUrl: servers.temporalUiUrl,
    async release() {
      await Promise.allSettled([
        runSql(servers.mysqlUrl, `DROP DATABASE IF EXISTS ${name}`),
        manageBroker(servers, 'DELETE', `/vhosts/${name}`),
      ]);
    },
  };
}

function withPath(address: string, name: string): string {
  const url = new URL(address);
  url.pathname = `/${name}`;
  return url.href;
}

async function runSql(url: string, sql: string): Promise<void> {
  const connection = await createConnection({ uri: url });
  await connection.query(sql).finally(() => connection.end());
}

async function makeVhost(servers: Servers, name: string): Promise<void> {
  await manageBroker(servers, 'PUT', `/vhosts/${name}`);
  const { username } = new URL(servers.rabbitmqManagementUrl);
  const all = { configure: '.*', write: '.*', read: '.*' };
  await manageBroker(servers, 'PUT', `/permissions/${name}/${username}`, all);
}

async function manageBroker(
  { rabbitmqManagementUrl }: Servers,
  method: 'PUT' | 'DELETE',
  path: string,
  body: object = {},
): Promise<void> {
  const { origin, username, password } = new URL(rabbitmqManagementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const headers = { authorization, 'content-type': 'application/json' };
  const init = { method, headers, ...(method === 'PUT' && { body: JSON.stringify(body) }) };
  const response = await fetch(`${origin}/api${path}`, init);
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
}

/** A namespace is usable only after the server's caches have heard of it. */
async function makeNamespace(address: string, namespace: string): Promise<void> {
  const connection = await Connection.connect({ address });
  const { workflowService } = connection;
  const retention = { seconds: RETENTION_SECONDS } as never; // a Long in its types, a number on the wire
  try {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: retention,
    });
    await eventually(() => workflowService.listWorkflowExecutions({ namespace, pageSize: 1 }), {
      what: `the namespace ${namespace} is usable`,
      timeoutMs: 30_000,
    });
  } finally {
    await connection.close();
  }
}
