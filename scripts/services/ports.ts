import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

const LOOPBACK = '127.0.0.1';

function listen(port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host: LOOPBACK }, () => resolve(server));
  });
}

async function release(server: Server): Promise<number> {
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Picks a loopback port for each name: the wished one if it is free, else any. All are held open
 * until every one is chosen, so that two names never get the same.
 */
export async function choosePorts<Name extends string>(
  wishes: Record<Name, number | undefined>,
): Promise<Record<Name, number>> {
  const held: [Name, Server][] = [];
  for (const [name, wish] of Object.entries(wishes) as [Name, number | undefined][]) {
    held.push([name, await listen(wish ?? 0).catch(() => listen(0))]);
  }
  const ports = {} as Record<Name, number>;
  for (const [name, server] of held) ports[name] = await release(server);
  return ports;
}

/** One free loopback port. */
export async function freePort(): Promise<number> {
  return release(await listen(0));
}
