import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { passwordsOf } from '../../../scripts/services/passwords';
import { choosePorts } from '../../../scripts/services/ports';
import { createRabbitmqService } from '../../../scripts/services/rabbitmq';
import { claimFolder } from '../../../scripts/services/run-file';

const RABBITMQCTL = '/usr/lib/rabbitmq/bin/rabbitmqctl';

/** A broker of one's own, to be killed and put into alarm. */
export async function startPrivateBroker() {
  const dir = mkdtempSync(join(tmpdir(), 'onjeon-broker-'));
  const runFile = await claimFolder(dir, () => undefined);
  const ports = await choosePorts({
    amqp: undefined,
    management: undefined,
    distribution: undefined,
    epmd: undefined,
  });
  const service = createRabbitmqService({ dir, ports, passwords: passwordsOf(dir) }, { runFile });
  await service.start();
  const env = {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: dir,
    ERL_EPMD_PORT: String(ports.epmd),
  };
  return {
    url: service.url,
    kill: () => service.kill(),
    start: () => service.start(),
    /** Runs rabbitmqctl on this broker. */
    ctl: (...args: string[]) =>
      promisify(execFile)(RABBITMQCTL, ['-n', 'onjeon@localhost', ...args], { env }),
    async stop() {
      await service.stop();
      runFile.release();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** See startPrivateBroker. */
export type PrivateBroker = Awaited<ReturnType<typeof startPrivateBroker>>;
