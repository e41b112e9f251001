import { join } from 'node:path';
import { ensurePrograms, PROGRAMS } from './binaries';
import type { Program } from './binaries';
import { createMysqlService } from './mysql';
import type { MysqlService } from './mysql';
import { passwordsOf } from './passwords';
import { choosePorts } from './ports';
import { createRabbitmqService } from './rabbitmq';
import type { RabbitmqService } from './rabbitmq';
import { createRedisService } from './redis';
import type { RedisService } from './redis';
import { claimFolder } from './run-file';
import type { RunFile } from './run-file';
import type { Service } from './service';
import { createTemporalService, ensureTemporalCli } from './temporal';
import type { TemporalService } from './temporal';

/** Every server that Onjeon stands on. */
export interface ServiceSet {
  readonly mysql: MysqlService;
  readonly redis: RedisService;
  readonly rabbitmq: RabbitmqService;
  readonly temporal: TemporalService;
}

export type ServiceName = keyof ServiceSet;

export const ALL_SERVICES: readonly ServiceName[] = ['mysql', 'redis', 'rabbitmq', 'temporal'];

export interface StartOptions<Name extends ServiceName> {
  /** Holds data, logs and the run file; never shared by two runs at a time. */
  readonly dir: string;
  /** Where downloaded binaries are kept; may be shared. */
  readonly toolsDir: string;
  /** Which servers; the others are somebody else's. */
  readonly only: readonly Name[];
  /** Ports to take when they are free; any free one otherwise. */
  readonly ports?: Partial<Record<keyof typeof USUAL_PORTS, number>>;
  readonly log: (line: string) => void;
  /** Told when a server ends by itself. */
  readonly onUnexpectedExit?: (service: Service) => void;
  /** A claim on `dir` that the caller holds already, and gives up itself. */
  readonly runFile?: RunFile;
}

export type StartedServices<Name extends ServiceName> = Pick<ServiceSet, Name> & {
  /** Stops all of them, at the same time, and gives the folder free. */
  stop(): Promise<void>;
  /** SIGKILL to all at once, for the last moment of a process that is itself ending. */
  killNow(): void;
};

/** Where people expect these servers. */
export const USUAL_PORTS = {
  mysql: 3306,
  redis: 6379,
  rabbitmq: 5672,
  rabbitmqManagement: 15672,
  temporal: 7233,
  temporalUi: 8233,
} as const;

const PROGRAMS_OF: Record<ServiceName, readonly Program[]> = {
  mysql: [PROGRAMS.mysql],
  redis: [PROGRAMS.redis],
  rabbitmq: [PROGRAMS.rabbitmq, PROGRAMS.epmd],
  temporal: [],
};

type Ports = Awaited<ReturnType<typeof pickPorts>>;

function pickPorts(wishes: StartOptions<ServiceName>['ports'] = {}) {
  return choosePorts({
    mysql: wishes.mysql,
    redis: wishes.redis,
    rabbitmq: wishes.rabbitmq,
    rabbitmqManagement: wishes.rabbitmqManagement,
    rabbitmqDistribution: undefined,
    epmd: undefined,
    temporal: wishes.temporal,
    temporalUi: wishes.temporalUi,
  });
}

function makersOf(
  { dir, toolsDir, log, onUnexpectedExit }: StartOptions<ServiceName>,
  ports: Ports,
  runFile: RunFile,
): { [Name in ServiceName]: () => Promise<ServiceSet[Name]> } {
  const passwords = passwordsOf(dir);
  const deps = { runFile, onUnexpectedExit };
  return {
    mysql: () =>
      createMysqlService({ dir: join(dir, 'mysql'), port: ports.mysql, passwords }, deps),
    redis: async () => createRedisService({ dir: join(dir, 'redis'), port: ports.redis }, deps),
    rabbitmq: async () => {
      const { rabbitmq: amqp, rabbitmqManagement: management, epmd } = ports;
      const own = { amqp, management, epmd, distribution: ports.rabbitmqDistribution };
      return createRabbitmqService({ dir: join(dir, 'rabbitmq'), ports: own, passwords }, deps);
    },
    temporal: async () => {
      const cli = await ensureTemporalCli({ toolsDir, log });
      const own = { grpc: ports.temporal, ui: ports.temporalUi };
      return createTemporalService({ dir: join(dir, 'temporal'), ports: own, cli }, deps);
    },
  };
}

/**
 * Starts private servers side by side and waits until each answers. Servers that were on this
 * machine before are never touched. If one fails, those already up are stopped again.
 */
export async function startServices<Name extends ServiceName>(
  options: StartOptions<Name>,
): Promise<StartedServices<Name>> {
  const { dir, only, log } = options;
  const runFile = options.runFile ?? (await claimFolder(dir, log));
  const started: Service[] = [];
  const set: Partial<Record<ServiceName, Service>> = {};
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((service) => service.stop()));
    if (!options.runFile) runFile.release();
  };

  try {
    await ensurePrograms(
      only.flatMap((name) => PROGRAMS_OF[name]),
      { dir, log },
    );
    const makers = makersOf(options, await pickPorts(options.ports), runFile);
    const starts = only.map(async (name) => {
      const service = await makers[name]();
      started.push(service);
      await service.start();
      set[name] = service;
      log(`${service.name} is up`);
    });
    const results = await Promise.allSettled(starts);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  } catch (error) {
    await stop();
    throw error;
  }
  const killNow = (): void => started.forEach((service) => service.killNow());
  return Object.assign(set as Pick<ServiceSet, Name>, { stop, killNow });
}
