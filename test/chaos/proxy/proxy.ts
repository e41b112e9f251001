import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Random } from '../random';
import { weatherOf } from './behaviours';
import type { Behaviour, Weather } from './behaviours';
import { createObserver } from './observers';
import type { Protocol } from './observers';
import { createPipe } from './pipe';

/** One link between two processes, which can be made to misbehave. */
export interface FaultProxy {
  readonly name: string;
  readonly port: number;
  /** Puts a behaviour in force; the answer takes it back. */
  add(behaviour: Behaviour): () => void;
  /** Drops this share of the answers worth dropping, all the time. */
  dropAlways(share: number): void;
  /** Fine weather again; what was swallowed stays lost, so its connections are reset. */
  heal(): void;
  /** Connections, bytes, dropped answers and what else was seen. */
  counts(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  isTainted: boolean;
}

/** Starts a proxy on a port of its own. Without behaviours it passes bytes as they come. */
export async function startProxy(of: {
  name: string;
  target: { host: string; port: number };
  protocol: Protocol;
  random: Random;
}): Promise<FaultProxy> {
  const { name, target, protocol, random } = of;
  const links = new Set<Link>();
  const behaviours = new Set<Behaviour>();
  const counts: Record<string, number> = {};
  const count = (what: string): void => void (counts[what] = (counts[what] ?? 0) + 1);
  let weather = weatherOf([]);
  let alwaysShare = 0;

  function reset(link: Link): void {
    links.delete(link);
    for (const socket of [link.client, link.server]) socket.resetAndDestroy();
  }
  const resetAll = (): void => links.forEach(reset);

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (weather.isDown) return void client.resetAndDestroy();
    count('connections');
    const upstream = connect({ ...target, allowHalfOpen: true });
    const link: Link = { client, server: upstream, isTainted: false };
    links.add(link);
    const share = (): number => weather.dropShare ?? alwaysShare;
    join({ link, protocol, random, count, reset, share, weather: () => weather });
  });
  await listen(server);

  return {
    name,
    port: (server.address() as AddressInfo).port,
    add(behaviour) {
      count(behaviour.kind);
      if (behaviour.kind === 'reset') {
        resetAll();
        return () => undefined;
      }
      behaviours.add(behaviour);
      weather = weatherOf(behaviours);
      if (behaviour.kind === 'down') resetAll();
      return () => {
        behaviours.delete(behaviour);
        weather = weatherOf(behaviours);
        if (!weather.swallows) [...links].filter((link) => link.isTainted).forEach(reset);
      };
    },
    dropAlways: (share) => void (alwaysShare = share),
    heal() {
      behaviours.clear();
      weather = weatherOf([]);
      alwaysShare = 0;
      [...links].filter((link) => link.isTainted).forEach(reset);
    },
    counts: () => ({ ...counts }),
    async close() {
      resetAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
}

/** Joins the two halves of a connection under the weather. */
function join(of: {
  link: Link;
  protocol: Protocol;
  random: Random;
  count: (what: string) => void;
  reset: (link: Link) => void;
  share: () => number;
  weather: () => Weather;
}): void {
  const { link, random, count, reset, weather } = of;
  const { client, server } = link;
  const observer = createObserver(of.protocol);
  const there = createPipe({ from: client, to: server, random, weather });
  const back = createPipe({ from: server, to: client, random, weather });
  let dropsNext = false;
  let passedBack = 0;
  const swallow = (): void => {
    count('swallowed');
    link.isTainted = true;
  };

  client.on('data', (chunk) => {
    if (weather().swallows) return swallow();
    if (observer.asks(chunk)) {
      count('asked');
      dropsNext ||= random.chance(of.share());
    }
    there.carry(chunk);
  });
  server.on('data', (chunk) => {
    const noted = observer.notes(chunk);
    if (noted) count(noted);
    const isAnswer = observer.answers(chunk);
    if (weather().swallows) return swallow();
    if (dropsNext && isAnswer) {
      count('dropped');
      return reset(link);
    }
    const { cutAfterBytes } = weather();
    passedBack += chunk.length;
    if (cutAfterBytes !== null && passedBack > cutAfterBytes) {
      const rest = chunk.subarray(0, Math.max(0, cutAfterBytes + chunk.length - passedBack));
      return void client.write(rest, () => reset(link));
    }
    back.carry(chunk);
  });
  client.on('end', () => there.end());
  server.on('end', () => back.end());
  for (const socket of [client, server]) {
    socket.setNoDelay(true);
    socket.on('error', () => reset(link));
    socket.on('close', () => client.destroyed && server.destroyed && reset(link));
  }
}
