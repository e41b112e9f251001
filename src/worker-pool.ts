import { createServer } from 'node:net';
import { NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Config } from './config';
import type { Logger } from './log';

/** Longest activity (40 s) and room to report it: shorter would turn each deploy into unknown outcomes. */
const SHUTDOWN_GRACE = '50s';

/** Idle rounds of the relay and polls end by themselves within this time after the grace. */
const SHUTDOWN_FORCE = '55s';

/** The workers of one process. */
export interface Workers {
  /** Drains and stops them; activities under way are finished first. */
  stop(): Promise<void>;
  /** The Temporal SDK's own figures, as Prometheus text. */
  metrics(): Promise<string>;
}

/** One worker per task queue of this process; only `payments` runs workflows. */
export async function startWorkers(options: {
  config: Config;
  log: Logger;
  activities: object;
  workflowsPath: string;
}): Promise<Workers> {
  const { config, log, activities, workflowsPath } = options;
  const metricsPort = await freePort();
  installRuntime(log, metricsPort);
  const { address, namespace, apiKey, tls } = config.temporal;
  const connection = await NativeConnection.connect({
    address,
    ...(apiKey ? { apiKey } : {}),
    tls,
  });
  const { bundlePath } = config.worker;
  const code = bundlePath ? { workflowBundle: { codePath: bundlePath } } : { workflowsPath };
  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    activities,
    shutdownGraceTime: SHUTDOWN_GRACE,
    shutdownForceTime: SHUTDOWN_FORCE,
  };
  const workers = await Promise.all(
    config.worker.queues.map((taskQueue) =>
      Worker.create({
        ...shared,
        taskQueue,
        ...(taskQueue === 'payments' ? code : {}),
        ...limitsOf(taskQueue, {
          maxBankCalls: config.worker.maxBankCalls,
          ratePerSecond: config.bank.ratePerSecond,
        }),
      }),
    ),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  running.catch((error: unknown) => {
    log.fatal({ err: error }, 'a worker died');
    process.exit(1);
  });
  return {
    async stop() {
      for (const worker of workers) worker.shutdown();
      await running;
      await connection.close();
    },
    metrics: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
  };
}

/** How the bank's calls a second are shared. Together they are the whole: a queue that is idle leaves its share unused. */
const SHARE_OF_RATE: Readonly<Record<string, number>> = {
  'bank-debit': 0.5,
  'bank-credit': 0.25,
  'bank-ask': 0.25,
};

/**
 * Bank queues are bounded, so that a slow bank holds up its own queue only, and rate limited by the server over all
 * workers: a limit of each process would grow with their number.
 */
export function limitsOf(
  taskQueue: string,
  limits: { readonly maxBankCalls: number; readonly ratePerSecond: number },
): Pick<WorkerOptions, 'maxConcurrentActivityTaskExecutions' | 'maxTaskQueueActivitiesPerSecond'> {
  const share = SHARE_OF_RATE[taskQueue];
  if (share === undefined) return {};
  return {
    maxConcurrentActivityTaskExecutions: limits.maxBankCalls,
    maxTaskQueueActivitiesPerSecond: limits.ratePerSecond * share,
  };
}

/** Temporal's loggers write through ours; installed once and first. */
function installRuntime(log: Logger, metricsPort: number): void {
  const levels = {
    TRACE: 'trace',
    DEBUG: 'debug',
    INFO: 'info',
    WARN: 'warn',
    ERROR: 'error',
  } as const;
  const write = (level: keyof typeof levels, message: string, meta?: object) =>
    log[levels[level]]({ ...meta }, message);
  Runtime.install({
    logger: {
      log: write,
      trace: (message, meta) => write('TRACE', message, meta),
      debug: (message, meta) => write('DEBUG', message, meta),
      info: (message, meta) => write('INFO', message, meta),
      warn: (message, meta) => write('WARN', message, meta),
      error: (message, meta) => write('ERROR', message, meta),
    },
    // Signals are ours to handle: workers drain in the order of the shutdown list.
    shutdownSignals: [],
    telemetryOptions: {
      metrics: { prometheus: { bindAddress: `127.0.0.1:${metricsPort}` } },
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
    },
  });
}

/** A port nobody uses: the SDK's exporter is read by ours only. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
