import { createServer, type Server } from 'node:http';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** Bank calls and requests take from milliseconds to the read time-out. */
const SECONDS_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** The figures of one process. */
export interface Metrics {
  readonly registry: Registry;
  /** One finished request; `route` is the template, never a path with ids. */
  request(record: { method: string; route: string; status: number; durationMs: number }): void;
  /** One finished call to the bank. */
  bankCall(record: { api: string; class: string; durationMs: number }): void;
  /** The circuit of an operation of the bank. */
  circuit(change: { api: string; state: 'CLOSED' | 'HALF_OPEN' | 'OPEN' }): void;
  /** An alarm that only a person can clear, by kind. */
  alarm(kind: string): void;
}

/** What the book knows, asked whenever the figures are read. */
export interface BookFigures {
  countPayments(): Promise<
    readonly { status: string; statusDetail: string | null; count: number }[]
  >;
  oldestOpenPayment(): Promise<number | null>;
  countUnpublished(): Promise<number>;
  now(): number;
}

/** The figures of a process: its own, HTTP, and the bank. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const http = new Histogram({
    name: 'onjeon_http_request_seconds',
    help: 'Answered requests by method, route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS_BUCKETS,
    registers,
  });
  const bank = new Histogram({
    name: 'onjeon_bank_call_seconds',
    help: 'Calls to the bank by operation and outcome class.',
    labelNames: ['api', 'class'],
    buckets: SECONDS_BUCKETS,
    registers,
  });
  const circuits = new Gauge({
    name: 'onjeon_bank_circuit',
    help: 'Circuit of each operation of the bank that ever opened: 0 closed, 1 one call tries, 2 open.',
    labelNames: ['api'],
    registers,
  });
  const alarms = new Counter({
    name: 'onjeon_alarms_total',
    help: 'Conditions only a person can clear, by kind.',
    labelNames: ['kind'],
    registers,
  });
  return {
    registry,
    request: ({ method, route, status, durationMs }) =>
      http.observe({ method, route, status: String(status) }, durationMs / 1000),
    bankCall: (record) =>
      bank.observe({ api: record.api, class: record.class }, record.durationMs / 1000),
    circuit: ({ api, state }) => circuits.set({ api }, { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 }[state]),
    alarm: (kind) => alarms.inc({ kind }),
  };
}

/** Adds what the book knows: payments by state, the oldest open one, and what was not told yet. */
export function addBookFigures({ registry }: Metrics, book: BookFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'onjeon_payments',
    help: 'Payments by status and, while open, by what they wait for.',
    labelNames: ['status', 'detail'],
    registers,
    async collect() {
      const counts = await book.countPayments().catch(() => []);
      this.reset();
      for (const { status, statusDetail, count } of counts) {
        this.set({ status, detail: statusDetail ?? '' }, count);
      }
    },
  });
  new Gauge({
    name: 'onjeon_oldest_open_payment_seconds',
    help: 'Age of the oldest open payment; 0 if there is none.',
    registers,
    async collect() {
      const since = await book.oldestOpenPayment().catch(() => null);
      this.set(since === null ? 0 : Math.max(0, (book.now() - since) / 1000));
    },
  });
  new Gauge({
    name: 'onjeon_unpublished_events',
    help: 'Events that no broker has confirmed yet.',
    registers,
    async collect() {
      this.set(await book.countUnpublished().catch(() => Number.NaN));
    },
  });
}

/** Serves `/metrics` on its own port, which is never public. `more` is text of other exporters of this process. */
export async function serveMetrics(options: {
  metrics: Metrics;
  host: string;
  port: number;
  more?: () => Promise<string>;
}): Promise<{ close(): Promise<void> }> {
  const { metrics, host, port, more } = options;
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    void Promise.all([metrics.registry.metrics(), more?.().catch(() => '') ?? ''])
      .then((texts) =>
        response
          .writeHead(200, { 'content-type': metrics.registry.contentType })
          .end(texts.join('\n')),
      )
      .catch(() => response.writeHead(500).end());
  });
  await listen(server, { host, port });
  return { close: () => new Promise((resolve) => server.close(() => resolve())) };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}
