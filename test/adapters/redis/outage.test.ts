import { connect, createServer, type Server, type Socket } from 'node:net';
import pino from 'pino';
import { createRedisStore } from '../../../src/adapters/redis/store';
import type { RedisStore } from '../../../src/adapters/redis/types';
import { won } from '../../../src/domain/money';
import { eventually } from '../../support/eventually';
import { freePort, services } from '../../support/services';

jest.setTimeout(30_000);

const balance = { amount: won(1), asOf: 1, version: 1 };

/** A wire to the real Redis that can be cut, silenced and mended. */
async function createWire(target: URL) {
  const port = await freePort();
  const sockets = new Set<Socket>();
  const mute = new Set<Socket>();
  let server: Server | null = null;
  const open = () =>
    new Promise<void>((resolve) => {
      server = createServer((near) => {
        const far = connect(Number(target.port), target.hostname);
        for (const socket of [near, far]) {
          sockets.add(socket);
          socket.on('error', () => undefined);
          socket.on('close', () => [near, far].forEach((each) => each.destroy()));
        }
        near.on('data', (bytes) => mute.has(near) || far.write(bytes));
        far.on('data', (bytes) => mute.has(near) || near.write(bytes));
      }).listen(port, '127.0.0.1', resolve);
    });
  const cut = () =>
    new Promise<void>((resolve) => {
      sockets.forEach((socket) => socket.destroy());
      if (server) server.close(() => resolve());
      else resolve();
      server = null;
    });
  await open();
  /** From now on nothing passes over the connections that stand; new ones work. */
  const swallow = () => sockets.forEach((socket) => mute.add(socket));
  return { url: `redis://127.0.0.1:${port}`, open, cut, swallow };
}

describe('Redis away', () => {
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  let wire: Awaited<ReturnType<typeof createWire>>;
  let store: RedisStore;
  beforeEach(async () => {
    lines.length = 0;
    wire = await createWire(new URL(services().redisUrl));
    store = createRedisStore({ url: wire.url, log });
    await eventually(() => store.ping().then(() => true), { what: 'Redis answers' });
  });
  afterEach(async () => {
    await store.close();
    await wire.cut();
  });

  it('reads null and refuses to write while it is down, and works again by itself', async () => {
    await store.balances.write('acc_outage', balance);
    await wire.cut();
    await eventually(
      () =>
        store.ping().then(
          () => false,
          () => true,
        ),
      { what: 'the cut is seen' },
    );
    expect(await store.balances.read('acc_outage')).toBeNull();
    await expect(store.balances.write('acc_outage', balance)).rejects.toThrow();
    await wire.open();
    await eventually(() => store.balances.read('acc_outage'), { what: 'Redis is back' });
    expect(lines.filter((line) => line.includes('Redis is away'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('Redis is back'))).toHaveLength(1);
  });

  it('gives up a silent Redis by its command timeout, and dials again', async () => {
    wire.swallow();
    expect(await store.balances.read('acc_outage')).toBeNull();
    await expect(store.ping()).rejects.toThrow('Command timed out');
    // That connection stays mute: only a new one can answer.
    await eventually(() => store.ping().then(() => true), { what: 'a new connection' });
  });

  it('fails at once, instead of queueing, before the first connection', async () => {
    const early = createRedisStore({ url: 'redis://127.0.0.1:1', log });
    expect(await early.balances.read('acc_outage')).toBeNull();
    await expect(early.ping()).rejects.toThrow(/writeable|closed|offline/i);
    await early.close();
  });
});
