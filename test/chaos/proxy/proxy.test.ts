import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { eventually } from '../../support/eventually';
import { createRandom } from '../random';
import type { Behaviour } from './behaviours';
import { startProxy } from './proxy';
import type { FaultProxy } from './proxy';
import type { Protocol } from './observers';

/** A server that answers each chunk with itself, and remembers what it was asked. */
let echo: Server;
let heard: string[] = [];
let proxy: FaultProxy;
const open: Socket[] = [];

beforeEach(async () => {
  heard = [];
  echo = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('data', (chunk) => {
      heard.push(chunk.toString());
      socket.write(chunk);
    });
    socket.on('end', () => socket.end());
    socket.on('error', () => undefined);
    open.push(socket);
  });
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve));
  proxy = await through('bytes');
});
afterEach(async () => {
  await proxy.close();
  open.splice(0).forEach((socket) => socket.destroy());
  echo.close();
});

function through(protocol: Protocol): Promise<FaultProxy> {
  const { port } = echo.address() as AddressInfo;
  const target = { host: '127.0.0.1', port };
  return startProxy({ name: 'test', target, protocol, random: createRandom('proxy test') });
}

interface Caller {
  readonly socket: Socket;
  read(): string;
  readonly ended: Promise<'ended' | 'reset'>;
}

async function call(via: FaultProxy = proxy): Promise<Caller> {
  const socket = connect({ port: via.port, host: '127.0.0.1' });
  open.push(socket);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  const ended = new Promise<'ended' | 'reset'>((resolve) => {
    socket.once('end', () => resolve('ended'));
    socket.once('error', () => resolve('reset'));
  });
  await once(socket, 'connect').catch(() => undefined);
  return { socket, read: () => text, ended };
}

const says = (caller: Caller, text: string): Promise<boolean> =>
  eventually(() => caller.read() === text, { what: `the caller reads ${text}`, everyMs: 5 });

it('passes bytes in both directions, and the end', async () => {
  const caller = await call();
  caller.socket.write('hello');
  await says(caller, 'hello');
  caller.socket.end();
  expect(await caller.ended).toBe('ended');
});

it.each<Behaviour>([
  { kind: 'latency', ms: 20, jitterMs: 20 },
  { kind: 'bandwidth', bytesPerSecond: 1_000 },
  { kind: 'slicer', bytes: 3, pauseMs: 2 },
  { kind: 'slow-close', ms: 20 },
])('$kind delays, and neither loses nor reorders', async (behaviour) => {
  proxy.add(behaviour);
  const caller = await call();
  const numbers = Array.from({ length: 20 }, (_, i) => `${i},`);
  for (const number of numbers) caller.socket.write(number);
  await says(caller, numbers.join(''));
  caller.socket.end();
  expect(await caller.ended).toBe('ended');
});

it('resets old connections and refuses new ones while it is down', async () => {
  const before = await call();
  before.socket.write('a');
  await says(before, 'a');
  const up = proxy.add({ kind: 'down' });
  expect(await before.ended).toBe('reset');
  expect(await (await call()).ended).toBe('reset');
  up();
  const after = await call();
  after.socket.write('b');
  await says(after, 'b');
});

it('swallows what is said, and resets a connection that lost something', async () => {
  const caller = await call();
  const restore = proxy.add({ kind: 'swallow' });
  caller.socket.write('lost');
  const other = await call();
  other.socket.write('lost as well');
  await eventually(() => proxy.counts()['swallowed'] === 2, { what: 'both are swallowed' });
  expect(heard).toEqual([]);
  restore();
  caller.socket.write('again');
  expect([await caller.ended, await other.ended]).toEqual(['reset', 'reset']);
  expect(heard).toEqual([]);
});

it('resets once', async () => {
  const caller = await call();
  caller.socket.write('a');
  await says(caller, 'a');
  proxy.add({ kind: 'reset' });
  expect(await caller.ended).toBe('reset');
  const next = await call();
  next.socket.write('b');
  await says(next, 'b');
});

it('cuts an answer after so many bytes', async () => {
  proxy.add({ kind: 'cut', afterBytes: 3 });
  const caller = await call();
  caller.socket.write('abcdef');
  await caller.ended;
  expect(heard).toEqual(['abcdef']);
  expect('abc'.startsWith(caller.read())).toBe(true);
});

it('passes the request and drops the answer', async () => {
  proxy.add({ kind: 'drop-answer', share: 1 });
  const caller = await call();
  caller.socket.write('do it');
  expect(await caller.ended).toBe('reset');
  expect(heard).toEqual(['do it']);
  expect(caller.read()).toBe('');
  expect(proxy.counts()).toMatchObject({ asked: 1, dropped: 1 });
});

it('drops only its share, and nothing any more when it is healed', async () => {
  proxy.dropAlways(1);
  proxy.heal();
  const caller = await call();
  caller.socket.write('do it');
  await says(caller, 'do it');
  expect(proxy.counts()['dropped']).toBeUndefined();
});

it('drops answers to POST and to nothing else where it reads HTTP', async () => {
  const http = await through('http');
  http.dropAlways(1);
  const reader = await call(http);
  reader.socket.write('GET /v1/payments HTTP/1.1\r\n\r\n');
  await says(reader, 'GET /v1/payments HTTP/1.1\r\n\r\n');
  const payer = await call(http);
  payer.socket.write('POST /v1/payments HTTP/1.1\r\n\r\n');
  expect(await payer.ended).toBe('reset');
  await http.close();
});
