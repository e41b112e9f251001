import type { Places } from '../support/system-places';
import type { FaultProxy } from './proxy/proxy';
import { startProxy } from './proxy/proxy';
import type { Protocol } from './proxy/observers';
import type { Random } from './random';

/** The links between processes that carry money's business; each process has its own proxy on each. */
export const LINKS = [
  ...['client-api', 'api-mysql', 'api-temporal', 'api-redis'],
  ...['worker-mysql', 'worker-temporal', 'worker-bank', 'worker-redis'],
  ...['notify-rabbitmq', 'rabbitmq-partner', 'notify-slack'],
] as const;

export type LinkName = string;

const PROTOCOL_OF: Readonly<Record<string, Protocol>> = {
  api: 'http',
  bank: 'http',
  slack: 'http',
  mysql: 'mysql',
  temporal: 'temporal',
  redis: 'redis',
  rabbitmq: 'amqp',
  partner: 'amqp',
};

/** How many answers are lost all through a run: to a COMMIT, a start, a publish. One confirm is for many messages, so more of them. */
export const DROP_SHARES: Readonly<Record<LinkName, number>> = {
  ...{ 'api-mysql': 0.02, 'worker-mysql': 0.02, 'api-temporal': 0.02 },
  'notify-rabbitmq': 0.3,
};

/** All proxies of a run, and the addresses that lead through them. */
export interface Links {
  readonly proxies: readonly FaultProxy[];
  /** The proxies of one link, one per process. */
  of(link: LinkName): readonly FaultProxy[];
  /** An address as the process with this number reaches it. */
  through(link: LinkName, address: string, seat: number): string;
  /** What was counted on all proxies of some links. */
  total(links: Iterable<LinkName>, what: string): number;
  heal(): void;
  close(): Promise<void>;
}

/** Starts a proxy for each link and process. */
export async function startLinks(of: {
  places: Places;
  apiPorts: readonly number[];
  workers: number;
  bankUrl: string;
  random: Random;
}): Promise<Links> {
  const { places, apiPorts, random } = of;
  const proxies = new Map<string, FaultProxy>();
  const temporal = `http://${places.temporalAddress}`;
  const targets: Readonly<Record<string, string>> = {
    ...{ mysql: places.mysqlUrl, redis: places.redisUrl, temporal, bank: of.bankUrl },
    ...{ rabbitmq: places.rabbitmqUrl, partner: places.rabbitmqUrl, slack: of.bankUrl },
  };
  const seats = Math.max(apiPorts.length, of.workers);
  for (const link of LINKS) {
    const [, to = ''] = link.split('-');
    const count = link === 'rabbitmq-partner' ? 1 : seats;
    for (let seat = 0; seat < count; seat += 1) {
      const url = new URL(to === 'api' ? `http://127.0.0.1:${apiPorts[seat]}` : `${targets[to]}`);
      const name = `${link}-${seat + 1}`;
      const target = { host: url.hostname, port: Number(url.port) };
      const protocol = PROTOCOL_OF[to] ?? 'bytes';
      proxies.set(name, await startProxy({ name, target, protocol, random: random.fork(name) }));
    }
  }
  const all = [...proxies.values()];
  const ofLink = (link: LinkName): FaultProxy[] =>
    all.filter(({ name }) => name.startsWith(`${link}-`));
  return {
    proxies: all,
    of: ofLink,
    through(link, address, seat) {
      const proxy = proxies.get(`${link}-${seat + 1}`);
      if (!proxy) throw new Error(`no proxy ${link}-${seat + 1}`);
      if (!address.includes('://')) return `127.0.0.1:${proxy.port}`;
      const url = new URL(address);
      url.port = String(proxy.port);
      return url.href;
    },
    total: (links, what) =>
      [...links].flatMap(ofLink).reduce((sum, proxy) => sum + (proxy.counts()[what] ?? 0), 0),
    heal: () => all.forEach((proxy) => proxy.heal()),
    close: async () => void (await Promise.all(all.map((proxy) => proxy.close()))),
  };
}
