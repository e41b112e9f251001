import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createActivities } from '../activities';
import { createBook } from './adapters/mysql';
import { createNhBank } from './adapters/nh-bank';
import { createPublisher } from './adapters/rabbitmq/publisher';
import { createRedisStore } from './adapters/redis/store';
import { createSlack } from './adapters/slack/slack';
import { followClock, wallClock } from './business-clock';
import { loadConfig } from './config';
import { NO_CRASH_POINTS } from './domain/crash-points';
import { createIdMint } from './domain/ids';
import { createLog } from './log';
import { stopOnSignal } from './shutdown';
import { addBookFigures, createMetrics, serveMetrics } from './telemetry';
import { createTemporalClient } from './temporal/connection';
import { setUpTemporal } from './temporal/setup';
import { createEngine } from './temporal/start';
import { startWorkers } from './worker-pool';

/** The worker process: runs the workflows and their activities on the task queues it is given. */
async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog({ level: config.logLevel, process: 'worker' });
  const clock = config.clockUrl ? await followClock({ url: config.clockUrl, log }) : wallClock;
  const metrics = createMetrics();
  const ids = createIdMint({ clock, randomBytes });
  const { publicUrl } = config.http;
  const book = createBook({ ...config.mysql, clock, ids, publicUrl, random: Math.random });
  for (const warning of await book.checkServer()) log.warn(warning);
  const bank = createNhBank({
    config: config.bank.client,
    clock,
    onCall: metrics.bankCall,
  });
  const redis = createRedisStore({ url: config.redisUrl, log });
  const { partnersWithQueue } = book.events;
  const publisher = createPublisher({
    url: config.rabbitmqUrl,
    partnersWithQueue,
    // A broker with a disk alarm never answers.
    confirmTimeoutMs: 5_000,
    log,
  });
  const { slackWebhookUrl, digest, digestSeconds, stuckSeconds } = config.alerts;
  if (slackWebhookUrl === null) log.warn('no Slack: SLACK_WEBHOOK_URL is not set');
  const client = createTemporalClient(config.temporal);
  const engine = createEngine({ client, log });
  await setUpTemporal(client, config.worker);

  const stopping = new AbortController();
  const activities = createActivities({
    log,
    clock,
    bank,
    movements: book.movements,
    openings: book.openings,
    settlements: book.settlements,
    watch: book.watch,
    events: book.events,
    balances: book.balances,
    cache: redis.balances,
    publisher,
    slack: createSlack({ webhookUrl: slackWebhookUrl, log }),
    places: config.temporal,
    digestEverySeconds: digest ? digestSeconds : null,
    stuckAfterSeconds: stuckSeconds,
    newOwner: () => randomBytes(8).toString('hex'),
    stopping: stopping.signal,
    settings: config.bank.movement,
    leaseMs: config.bank.leaseMs,
    crashPoints: NO_CRASH_POINTS,
    startAgain: engine.startAgain,
  });
  const workers = await startWorkers({
    config,
    log,
    activities,
    workflowsPath: join(__dirname, '..', 'workflows'),
  });

  const now = () => clock.now();
  const { countPayments, oldestOpenPayment } = book.watch;
  const { countUnpublished } = book.events;
  addBookFigures(metrics, { countPayments, oldestOpenPayment, countUnpublished, now });
  const { metricsHost: host, workerMetricsPort: port } = config;
  const exporter = await serveMetrics({ metrics, host, port, more: workers.metrics });
  log.info({ queues: config.worker.queues }, 'worker is running');

  stopOnSignal({
    log,
    // Above the longest activity: a call to the bank that is cut off becomes an unknown outcome.
    timeoutMs: 60_000,
    stops: [
      { what: 'rounds', stop: async () => stopping.abort() },
      { what: 'workers', stop: workers.stop },
      { what: 'metrics', stop: exporter.close },
      { what: 'bank', stop: bank.close },
      { what: 'rabbitmq', stop: publisher.close },
      { what: 'redis', stop: redis.close },
      { what: 'temporal client', stop: engine.close },
      { what: 'mysql', stop: book.close },
    ],
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
