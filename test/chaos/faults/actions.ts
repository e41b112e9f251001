import { setTimeout as pause } from 'node:timers/promises';
import Redis from 'ioredis';
import { createConnection } from 'mysql2/promise';
import type { Connection } from 'mysql2/promise';
import type { Cluster } from '../cluster';
import type { Random } from '../random';
import type { Fault } from './classes';

/** Does one fault, and takes it back. Resolves when all is as before. */
export async function inflict(
  fault: Fault,
  { cluster, random }: { cluster: Cluster; random: Random },
): Promise<void> {
  const { apis, workers, servers, links } = cluster;
  switch (fault.do) {
    case 'kill-api':
      return apis[fault.seat]?.kill(fault.downMs);
    case 'kill-worker':
      return workers[fault.seat]?.kill(fault.downMs);
    case 'term-api':
      return apis[fault.seat]?.term(fault.downMs);
    case 'term-worker':
      return workers[fault.seat]?.term(fault.downMs);
    case 'freeze-api':
      return apis[fault.seat]?.freeze?.(fault.ms);
    case 'freeze-worker':
      return workers[fault.seat]?.freeze?.(fault.ms);
    case 'kill-all-workers':
      await Promise.all(workers.map((one) => one.kill(fault.downMs)));
      return;
    case 'kill-server':
      return servers[fault.server].kill(fault.downMs);
    case 'link': {
      const hit = random.chance(0.5) ? links.of(fault.link) : [random.pick(links.of(fault.link))];
      const undo = hit.map((proxy) => proxy.add(fault.behaviour));
      await pause(fault.ms);
      return undo.forEach((one) => one());
    }
    case 'kill-connections':
      return withAdmin(cluster, killConnections);
    case 'lock-rows':
      return withAdmin(cluster, (sql) => lockRows(sql, { cluster, ms: fault.ms }));
    case 'read-only':
      return withAdmin(cluster, (sql) => readOnly(sql, fault.ms));
    case 'flush-redis':
      return withRedis(cluster, async (redis) => void (await redis.flushall()));
    case 'pause-redis':
      return withRedis(cluster, async (redis) => {
        await redis.call('CLIENT', 'PAUSE', String(fault.ms), 'ALL');
        await pause(fault.ms);
      });
    case 'bank':
      return bankFault(cluster, fault);
  }
}

async function withAdmin(
  { mysqlAdminUrl }: Cluster,
  work: (sql: Connection) => Promise<void>,
): Promise<void> {
  const sql = await createConnection({ uri: mysqlAdminUrl });
  sql.on('error', () => undefined);
  try {
    await work(sql);
  } finally {
    sql.destroy();
  }
}

async function withRedis(
  { places }: Cluster,
  work: (redis: Redis) => Promise<void>,
): Promise<void> {
  const redis = new Redis(places.redisUrl, { retryStrategy: () => null, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function killConnections(sql: Connection): Promise<void> {
  const [rows] = await sql.query(
    `SELECT id FROM information_schema.processlist WHERE user = 'onjeon'`,
  );
  for (const { id } of rows as { id: number }[]) {
    await sql.query(`KILL ${id}`).catch(() => undefined);
  }
}

/** Rows that guard sums, held by a stranger for longer than anybody waits for a lock. */
async function lockRows(
  sql: Connection,
  { cluster, ms }: { cluster: Cluster; ms: number },
): Promise<void> {
  await sql.query(`USE ${new URL(cluster.places.mysqlUrl).pathname.slice(1)}`);
  await sql.query('START TRANSACTION');
  // Every second account's day: the others go on.
  await sql.query(`SELECT 1 FROM account_days WHERE CRC32(number_hash) % 2 = 0 FOR UPDATE`);
  await pause(ms);
  await sql.query('ROLLBACK');
}

/** Administrators may write all the same; the product's user may not. */
async function readOnly(sql: Connection, ms: number): Promise<void> {
  await sql.query('SET GLOBAL read_only = 1');
  try {
    await pause(ms);
  } finally {
    await sql.query('SET GLOBAL read_only = 0').catch(() => undefined);
  }
}

async function bankFault(
  { bankUrl }: Cluster,
  { fault, api, ms }: Extract<Fault, { do: 'bank' }>,
): Promise<void> {
  const planted = await fetch(`${bankUrl}/sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify({ fault, times: 0, ...(api && { api }) }),
  });
  const { id } = (await planted.json()) as { id: string };
  await pause(ms);
  await fetch(`${bankUrl}/sandbox/faults/${id}`, { method: 'DELETE' });
}
