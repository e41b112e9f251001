import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createActivities } from '../activities';
import { followClock, wallClock } from './business-clock';
import { loadConfig } from './config';
import { createCrashHook } from './crash-hook';
import { createLog } from './log';
import { stopOnSignal } from './shutdown';
import { addBookFigures, createMetrics, serveMetrics } from './telemetry';
import { setUpTemporal } from './temporal/setup';
import { connectOutside } from './worker-outside';
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
    sweepSeconds: config.worker.sweepSeconds,
    places: config.temporal,
    digestEverySeconds: digest ? digestSeconds : null,
    stuckAfterSeconds: stuckSeconds,
    contractLowWon: config.bank.contract.lowWon,
    contractFinAcno: config.bank.contract.finAcno,
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
