import { mkdirSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { PROGRAMS, requireBinary } from './binaries';
import { createService } from './service';
import type { Service, ServiceDeps } from './service';

export interface RedisService extends Service {
  readonly url: string;
}

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;

/** Redis holds nothing that is not elsewhere too, so it keeps nothing over a restart. */
function configFile(dir: string, port: number): string {
  return `bind 127.0.0.1
port ${port}
dir ${dir}
save ""
appendonly no
daemonize no
`;
}

function answers(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ port, host: '127.0.0.1', timeout: 1_000 });
    socket.once('timeout', () => socket.destroy(new Error('no answer to PING')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed before the answer to PING')));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      const isReady = data.toString() === '+PONG\r\n';
      if (isReady) resolve();
      socket.destroy(isReady ? undefined : new Error(data.toString().trim()));
    });
  });
}

/** A private Redis without persistence, reachable on loopback only. */
export function createRedisService(
  { dir, port }: { dir: string; port: number },
  deps: ServiceDeps,
): RedisService {
  mkdirSync(dir, { recursive: true });
  const config = join(dir, 'redis.conf');
  writeFileSync(config, configFile(dir, port));
  const service = createService(
    {
      name: 'Redis',
      command: requireBinary(PROGRAMS.redis),
      args: [config],
      logFile: join(dir, 'server.log'),
      isReady: () => answers(port),
      startTimeoutMs: START_TIMEOUT_MS,
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
    deps,
  );
  return { ...service, url: `redis://127.0.0.1:${port}/0` };
}
