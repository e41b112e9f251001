import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { connect, type ChannelModel } from 'amqplib';
import { Redis } from 'ioredis';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { eventually } from './eventually';
import { services } from './services';
import type { System } from './system';

/** A text that was found somewhere, and where. */
export interface Kept {
  readonly place: string;
  readonly text: string;
}

/** Everything that a running system keeps or has told: its logs, rows, keys, messages, posts and histories. */
export async function everythingKept(system: System): Promise<readonly Kept[]> {
  const parts = await Promise.all([
    rowsOf(system),
    keysOf(system),
    messagesOf(system),
    postsOf(system),
    historiesOf(system),
  ]);
  return [...logs(), ...parts.flat()];
}

/**
 * Logs of the processes of ours, of every system that runs just now: what is looked for is nobody else's. The bank's own
 * log and the calls that tests note for themselves are none.
 */
function logs(): readonly Kept[] {
  const runs = resolve('.onjeon-test');
  return readdirSync(runs)
    .filter((name) => name.startsWith('run-journey-'))
    .flatMap((run) => ['api.log', 'otherApi.log', 'worker.log'].map((log) => join(runs, run, log)))
    .filter((file) => existsSync(file))
    .map((file) => ({ place: `log ${file}`, text: readFileSync(file, 'utf8') }));
}

/** Columns that hold what a member signs in with; everything else that is personal is encrypted or hashed. */
const READABLE_ON_PURPOSE = new Set(['members.email', 'members.email_key']);

async function rowsOf({ places }: System): Promise<readonly Kept[]> {
  const db = await createConnection({ uri: places.mysqlUrl, dateStrings: true });
  try {
    const [tables] = await db.query<RowDataPacket[]>('SHOW TABLES');
    const kept: Kept[] = [];
    for (const table of tables.map((row) => String(Object.values(row)[0]))) {
      const [rows] = await db.query<RowDataPacket[]>(`SELECT * FROM \`${table}\``);
      for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
        const place = `${table}.${column}`;
        if (!READABLE_ON_PURPOSE.has(place)) kept.push({ place, text: textOf(value) });
      }
    }
    return kept;
  } finally {
    await db.end();
  }
}

async function keysOf({ places }: System): Promise<readonly Kept[]> {
  const redis = new Redis(places.redisUrl);
  try {
    const kept: Kept[] = [];
    for (const key of await redis.keys('*')) {
      // A dump holds values of every type, short ones as they are.
      const value = await redis.get(key).catch(() => redis.dump(key));
      kept.push({ place: `redis ${key}`, text: `${key} ${value}` });
    }
    return kept;
  } finally {
    redis.disconnect();
  }
}

async function messagesOf({ places }: System): Promise<readonly Kept[]> {
  const { origin, username, password } = new URL(services().rabbitmqManagementUrl);
  const vhost = new URL(places.rabbitmqUrl).pathname.slice(1);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const list = await fetch(`${origin}/api/queues/${vhost}`, { headers: { authorization } });
  const connection = await connect(places.rabbitmqUrl);
  try {
    const kept: Kept[] = [];
    for (const { name } of (await list.json()) as { name: string }[]) {
      kept.push(...(await waitingIn(connection, name)));
    }
    return kept;
  } finally {
    await connection.close();
  }
}

/** What waits in a queue; it is given back by closing. A queue with one active consumer lets nobody peek. */
async function waitingIn(connection: ChannelModel, queue: string): Promise<readonly Kept[]> {
  const channel = await connection.createChannel();
  const { messageCount } = await channel.checkQueue(queue);
  const kept: Kept[] = [];
  await channel.consume(queue, (message) => {
    const { properties, fields } = message ?? {};
    const text = `${message?.content.toString('utf8')} ${textOf({ properties, fields })}`;
    kept.push({ place: `queue ${queue}`, text });
  });
  await eventually(() => Promise.resolve(kept.length >= messageCount), {
    what: `all messages of ${queue} are read`,
  });
  await channel.close();
  return kept;
}

async function postsOf(system: System): Promise<readonly Kept[]> {
  const posts = await system.bank.slack();
  return posts.map((post) => ({ place: 'slack', text: JSON.stringify(post) }));
}

async function historiesOf({ places }: System): Promise<readonly Kept[]> {
  const { temporalAddress: address, temporalNamespace: namespace } = places;
  const connection = await Connection.connect({ address });
  const { workflowService } = connection;
  try {
    const { executions } = await workflowService.listWorkflowExecutions({
      ...{ namespace, pageSize: 1000 },
    });
    const kept: Kept[] = [];
    for (const one of executions ?? []) {
      const place = `history ${one.execution?.workflowId}`;
      kept.push({ place, text: textOf(one) });
      let nextPageToken: Uint8Array | undefined;
      do {
        const request = {
          namespace,
          execution: one.execution ?? null,
          nextPageToken: nextPageToken ?? null,
        };
        const page = await workflowService.getWorkflowExecutionHistory(request);
        for (const event of page.history?.events ?? []) kept.push({ place, text: textOf(event) });
        nextPageToken = page.nextPageToken;
      } while (nextPageToken?.length);
    }
    return kept;
  } finally {
    await connection.close();
  }
}

/** A value as text, bytes read as what they spell: JSON would show the payloads of histories as base64. */
function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${textOf(inner)}`)
    .join('\n');
}
