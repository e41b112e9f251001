import { connect } from 'node:net';
import type { BankStateBook } from './adapters/mysql/ops-types';

/** A healthy server takes a connection at once; the health page has its own, longer limit. */
const CONNECT_TIMEOUT_MS = 900;

/** Ports of the schemes we use, where an address names none. */
const PORTS: Readonly<Record<string, number>> = {
  'amqp:': 5672,
  'amqps:': 5671,
  'http:': 80,
  'https:': 443,
};

/**
 * Resolves if the server behind the address takes a connection. Enough for the health page of a process that does not
 * otherwise talk to it; what the server then does is seen by the worker.
 */
export function createReachProbe(address: string): () => Promise<void> {
  const url = new URL(address);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port ? Number(url.port) : (PORTS[url.protocol] ?? 0);
  return () =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, timeout: CONNECT_TIMEOUT_MS });
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.once('timeout', () => socket.destroy(new Error('no connection in time')));
      socket.once('error', reject);
    });
}

/** Resolves if the bank takes a connection and nobody holds it: a pause is something the health page has to show. */
export function createBankProbe(
  address: string,
  bankState: Pick<BankStateBook, 'read'>,
): () => Promise<void> {
  const reach = createReachProbe(address);
  return async () => {
    const { state } = await bankState.read();
    if (state === 'PAUSED') throw new Error('the bank is held');
    await reach();
  };
}
