import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type Koa from 'koa';

/** A running HTTP server. */
export interface HttpServer {
  /** Base URL with the port it really has. */
  readonly url: string;
  readonly port: number;
  /** Takes no new connection, lets running requests end, and cuts what is left after `graceMs`. */
  close(graceMs?: number): Promise<void>;
}

/** Headers of a request must be in by then: one slow client must not hold a socket for long. */
const HEADERS_TIMEOUT_MS = 10_000;

/** The whole request, body included; ours are small. */
const REQUEST_TIMEOUT_MS = 20_000;

/** How often time-outs are looked for; together with the above a slow client is gone within 30 s. */
const CHECK_EVERY_MS = 5000;

/** Longer than usual balancers keep a connection, so that they close it and not we. */
const KEEP_ALIVE_MS = 65_000;

/** An answer may take 5 s of waiting and little more. */
const CLOSE_GRACE_MS = 10_000;

/** Serves the app; `port` 0 takes any free one. Rejects if the port is taken. */
export async function startHttpServer(
  app: Pick<Koa, 'callback'>,
  listen: { host: string; port: number },
): Promise<HttpServer> {
  const answer = app.callback();
  const server = createServer(
    { connectionsCheckingInterval: CHECK_EVERY_MS },
    (request, response) => {
      // Koa answers every error itself, so this promise has nothing left to say.
      void answer(request, response);
    },
  );
  server.on('clientError', refuseUnreadable);
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, () => resolve());
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${port}`,
    port,
    close: (graceMs = CLOSE_GRACE_MS) => closeServer(server, graceMs),
  };
}

/** What Node could not even read as HTTP; no request reaches the app, so the problem is written by hand. */
function refuseUnreadable(error: Error & { code?: string }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const problem = JSON.stringify({
    type: 'about:blank',
    title: '요청 형식이 올바르지 않습니다.',
    status: 400,
    code: 'INVALID_REQUEST',
    retryable: false,
  });
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(problem)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${problem}`);
}

function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close((error) => {
      clearTimeout(timer);
      if (error) reject(error);
      else resolve();
    });
    server.closeIdleConnections();
  });
}
