import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createActivities } from '../activities';
import { createBook } from './adapters/mysql';
import { createNhBank } from './adapters/nh-bank';
import { createPublisher } from './adapters/rabbitmq/publisher';
import { createRedisStore } from './adapters/redis/store';
import { createSlack } from './adapters/slack/slack';
import { followClock, wallClock } from './business-clock';
import { loadConfig, type Config } from './config';
import { createCrashHook } from './crash-hook';
import type { Clock } from './domain/clock';
import type { CrashPoints } from './domain/crash-points';
import { createIdMint } from './domain/ids';
import { createLog, type Logger } from './log';
import { stopOnSignal } from './shutdown';
import { addBookFigures, createMetrics, serveMetrics, type Metrics } from './telemetry';
import { createTemporalClient } from './temporal/connection';
import { setUpTemporal } from './temporal/setup';
import { createEngine } from './temporal/start';
import { createBankAlarm } from './worker-alarms';
import { startWorkers } from './worker-pool';

/** The worker process: runs the workflows and their activities on the task queues it is given. */
async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog({ level: config.logLevel, process: 'worker' });
  const clock = config.clockUrl ? await followClock({ url: config.clockUrl, log }) : wallClock;
  const metrics = createMetrics();
  const crashPoints = createCrashHook(config.crashPointFile);
  const outside = connectOutside({ config, log, clock, metrics, crashPoints });
  const { book, engine, bank, publisher, redis } = outside;
  for (const warning of await book.checkServer()) log.warn(warning);
  await setUpTemporal(outside.client, config.worker);
  // Partners find their queues before the first event; a broker that is away is tried again by the relay.
  publisher.ping().catch((error: unknown) => log.warn({ err: error }, 'no broker yet'));

  const stopping = new AbortController();
  const { digest, digestSeconds, stuckSeconds } = config.alerts;
  const activities = createActivities({
    ...book,
    ...outside,
    log,
    clock,
    cache: redis.balances,
    settings: config.bank.movement,
    leaseMs: config.bank.leaseMs,
    crashPoints,
    startAgain: engine.startAgain,
    places: config.temporal,
    digestEverySeconds: digest ? digestSeconds : null,
    stuckAfterSeconds: stuckSeconds,
    newOwner: () => randomBytes(8).toString('hex'),
    stopping: stopping.signal,
  });
  const workflowsPath = join(__dirname, '..', 'workflows');
  const workers = await startWorkers({ config, log, activities, workflowsPath });
  addBookFigures(metrics, { ...book.watch, ...book.events, now: () => clock.now() });
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

/** Everything outside this process. Nothing connects before its first use. */
function connectOutside(deps: {
  config: Config;
  log: Logger;
  clock: Clock;
  metrics: Metrics;
  crashPoints: CrashPoints;
}) {
  const { config, log, clock, metrics, crashPoints } = deps;
  const ids = createIdMint({ clock, randomBytes });
  const { publicUrl } = config.http;
  const { random } = Math;
  const book = createBook({ ...config.mysql, clock, ids, publicUrl, random, crashPoints });
  const { partnersWithQueue } = book.events;
  const publisher = createPublisher({
    url: config.rabbitmqUrl,
    partnersWithQueue,
    // A broker with a disk alarm never answers.
    confirmTimeoutMs: 5_000,
    onAnswer: () => crashPoints.reach('O2'),
    log,
  });
  const { slackWebhookUrl: webhookUrl } = config.alerts;
  if (webhookUrl === null) log.warn('no Slack: SLACK_WEBHOOK_URL is not set');
  const redis = createRedisStore({ url: config.redisUrl, log });
  const client = createTemporalClient(config.temporal);
  const engine = createEngine({ client, log });
  const slack = createSlack({ webhookUrl, log });
  const bank = createNhBank({
    config: config.bank.client,
    clock,
    onCall: metrics.bankCall,
    onOrderWritten: () => crashPoints.reach('W3'),
    onAlarm: createBankAlarm({ log, metrics, slack }),
  });
  return { book, bank, publisher, redis, slack, client, engine };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
