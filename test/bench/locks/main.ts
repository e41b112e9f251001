import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { log, runCommand } from '../../../scripts/command';
import { startServices } from '../../../scripts/services/start-services';
import { measure, type Cell, type Isolation, type Measured } from './run';
import { optimistic, pessimistic, redisAlone, redisThenOptimistic } from './strategies';

/**
 * The lock experiment: pessimistic or optimistic, and does a lock in Redis help? One workload, fresh tables per cell, and an
 * audit of each. `npm run bench:locks -- 2000` prints the table as Markdown; the number is payments per cell.
 */
const ISOLATIONS: readonly Isolation[] = [
  { level: 'READ COMMITTED', snapshot: false },
  { level: 'REPEATABLE READ', snapshot: false },
  { level: 'REPEATABLE READ', snapshot: true },
];
const HOT_WRITERS = [1, 2, 4, 8, 16, 32, 64];
const SPREAD = { writers: 64, accounts: 1_000 };

async function main(): Promise<void> {
  const payments = Number(process.argv[2] ?? 2_000);
  const dir = mkdtempSync(join(tmpdir(), 'onjeon-locks-'));
  const services = await startServices({
    ...{ dir, toolsDir: dir, only: ['mysql', 'redis'] as const, log },
  });
  const redis = new Redis(services.redis.url);
  try {
    const url = await makeDatabase(services.mysql.adminUrl);
    log(await serverLine(url));
    for (const isolation of ISOLATIONS) await table({ url, redis, payments, isolation });
    await plantedBug({ url, redis, payments });
  } finally {
    redis.disconnect();
    await services.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The strategies of one row of the table run right after each other, so that a noisy machine hits all alike. */
async function table(of: {
  url: string;
  redis: Redis;
  payments: number;
  isolation: Isolation;
}): Promise<void> {
  const { url, redis, payments, isolation } = of;
  const strategies = [pessimistic, optimistic, redisThenOptimistic(redis)];
  print(`\n### ${isolation.level}${isolation.snapshot ? ', snapshot isolation' : ''}\n`);
  print(
    '| writers | way | payments/s | p50 ms | p99 ms | aborts/success | errors | given up | wrong |',
  );
  print('| --- | --- | ---: | ---: | ---: | ---: | --- | ---: | ---: |');
  const crowds = [...HOT_WRITERS.map((writers) => ({ writers, accounts: 1 })), SPREAD];
  for (const crowd of crowds) {
    for (const strategy of strategies) {
      const cell: Cell = { strategy, isolation, payments, ...crowd };
      print(line(cell, await measure(url, cell)));
    }
  }
}

/** A lock in Redis with nothing behind it must be caught by the audit, or the audit is worth nothing. */
async function plantedBug(of: { url: string; redis: Redis; payments: number }): Promise<void> {
  const { url, redis, payments } = of;
  const isolation: Isolation = { level: 'READ COMMITTED', snapshot: false };
  const cell: Cell = { strategy: redisAlone(redis), isolation, payments, writers: 16, accounts: 1 };
  const measured = await measure(url, cell);
  print('\n### Planted bug: a lock in Redis and nothing behind it\n');
  print(line(cell, measured));
  if (measured.violations > 0) return;
  process.stderr.write('the planted bug was not caught\n');
  process.exitCode = 1;
}

function line({ writers, accounts, strategy }: Cell, measured: Measured): string {
  const crowd = accounts === 1 ? `${writers} on one` : `${writers} on ${accounts}`;
  const errors = Object.entries(measured.errors).map(([code, count]) => `${code}: ${count}`);
  const figures = [
    measured.perSecond.toFixed(0),
    measured.p50Ms.toFixed(1),
    measured.p99Ms.toFixed(1),
    measured.abortsPerSuccess.toFixed(2),
    errors.join(', ') || '-',
    String(measured.givenUp),
    String(measured.violations),
  ];
  return `| ${crowd} | ${strategy.name} | ${figures.join(' | ')} |`;
}

async function makeDatabase(adminUrl: string): Promise<string> {
  const admin = await createConnection({ uri: adminUrl });
  await admin.query('CREATE DATABASE IF NOT EXISTS onjeon_locks');
  await admin.query('SET GLOBAL max_connections = 200');
  await admin.end();
  const url = new URL(adminUrl);
  url.pathname = '/onjeon_locks';
  return url.toString();
}

async function serverLine(url: string): Promise<string> {
  const connection = await createConnection({ uri: url });
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flushes,
       @@innodb_buffer_pool_size DIV 1048576 AS pool`,
  );
  await connection.end();
  const { version, flushes, pool } = rows[0] as { version: string; flushes: number; pool: number };
  return `${version}, flush at commit ${flushes}, buffer pool ${pool} MiB, Node ${process.version}`;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void runCommand(main);
