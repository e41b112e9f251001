import { randomBytes } from 'node:crypto';
import { createBook } from './adapters/mysql';
import { createRedisStore } from './adapters/redis/store';
import { createBankProbe, createReachProbe } from './api-probes';
import { followClock, wallClock } from './business-clock';
import { loadConfig } from './config';
import { createCrashHook } from './crash-hook';
import { createIdMint } from './domain/ids';
import { createHttpApp } from './http/app';
import { startHttpServer } from './http/server';
import { createLog } from './log';
import { stopOnSignal } from './shutdown';
import { addBookFigures, createMetrics, serveMetrics } from './telemetry';
import { createTemporalClient } from './temporal/connection';
import { createEngine } from './temporal/start';

/** The API process: accepts, starts and presents. Stateless; any number may run behind a balancer. */
async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog({ level: config.logLevel, process: 'api' });
  const clock = config.clockUrl ? await followClock({ url: config.clockUrl, log }) : wallClock;
  const metrics = createMetrics();
  const ids = createIdMint({ clock, randomBytes });
  const { publicUrl } = config.http;
  const crashPoints = createCrashHook(config.crashPointFile);
  const { random } = Math;
  const { movement: procedure } = config.bank;
  const stored = { ...config.mysql, clock, ids, publicUrl, random, crashPoints };
  const book = createBook({ ...stored, procedure });
  const redis = createRedisStore({ url: config.redisUrl, log });
  const client = createTemporalClient(config.temporal);
  const engine = createEngine({ client, log, crashPoints });

  const { uiUrl, namespace } = config.temporal;
  const app = createHttpApp({
    config: config.http,
    clock,
    wallClock,
    ids,
    book,
    engine,
    redis,
    log,
    workflowUrl: (workflowId) => `${uiUrl}/namespaces/${namespace}/workflows/${workflowId}`,
    health: {
      mysql: book.ping,
      temporal: engine.ping,
      redis: redis.ping,
      rabbitmq: createReachProbe(config.rabbitmqUrl),
      bank: createBankProbe(config.bank.client.baseUrl, book.bankState),
    },
    crashPoints,
    onRequest: metrics.request,
  });
  const { host, port } = config.http;
  const server = await startHttpServer(app, { host, port });

  const now = () => clock.now();
  const { countPayments, oldestOpenPayment } = book.watch;
  const { countUnpublished } = book.events;
  addBookFigures(metrics, { countPayments, oldestOpenPayment, countUnpublished, now });
  const { metricsHost, apiMetricsPort } = config;
  const exporter = await serveMetrics({ metrics, host: metricsHost, port: apiMetricsPort });
  log.info({ host, port }, 'API is listening');

  stopOnSignal({
    log,
    // Above the longest wait of a request.
    timeoutMs: 20_000,
    stops: [
      { what: 'http', stop: server.close },
      { what: 'metrics', stop: exporter.close },
      { what: 'temporal client', stop: engine.close },
      { what: 'redis', stop: redis.close },
      { what: 'mysql', stop: book.close },
    ],
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
