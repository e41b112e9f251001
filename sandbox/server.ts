import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serveAdmin } from './admin/router';
import { serveBank, type Bank } from './bank-endpoint';
import { lockFolder } from './folder-lock';
import { answerJson, pathOf } from './http';
import { openLedger } from './ledger/ledger';
import type { Mode, Profile } from './ledger/model';
import { createReceiver, type Receiver } from './receivers';
import { serveReceiver } from './receiver-endpoint';
import { openRequestLog } from './request-log';

/** How to run a bank; everything but the folder has a default. */
export interface SandboxOptions {
  /** Folder of journal and request log; made if missing. */
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port?: number;
  readonly host?: string;
  readonly seed?: number;
  readonly profile?: Profile['name'];
  readonly mode?: Mode;
  /** Real time in milliseconds; for tests. */
  readonly nowMs?: () => number;
  /** ApiNm to service code, where it is not the default. */
  readonly serviceCodes?: Readonly<Record<string, string>>;
}

/** A running bank. */
export interface Sandbox {
  readonly url: string;
  readonly port: number;
  /** Stops at once, held connections included. */
  close(): Promise<void>;
}

/** What this bank knows its one customer institution by; sample values, no secrets. */
const CONTRACT = {
  iscd: '999999',
  fintechApsno: '001',
  accessToken: '0123456789abcdef'.repeat(4),
} as const;

/** Idle connections outlive the pools of the callers, so that no re-use races a close; milliseconds. */
const KEEP_ALIVE_MS = 120_000;

/** Starts a bank on a folder: rebuilds what was there, then listens. Rejects if folder or port is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { dataDir, seed = 1, profile = 'off', mode = 'contract', nowMs = Date.now } = options;
  mkdirSync(dataDir, { recursive: true });
  const unlock = lockFolder(dataDir);
  const boot = { seed, profile, mode };
  const ledger = await openLedger({ path: join(dataDir, 'journal.jsonl'), boot, nowMs });
  const requestLog = openRequestLog(join(dataDir, 'requests.jsonl'));
  const bank: Bank = {
    ledger,
    requestLog,
    contract: { ...CONTRACT, serviceCodes: options.serviceCodes ?? {} },
  };
  const receivers = { slack: createReceiver(), partner: createReceiver() };
  const server = createServer((request, response) => {
    void serve(bank, receivers, { request, response }).catch((error: unknown) => {
      process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`);
      if (response.headersSent) response.destroy();
      else answerJson(response, 500, { error: 'the sandbox failed' });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const release = async (): Promise<void> => {
    await ledger.close();
    requestLog.close();
    unlock();
  };
  const host = options.host ?? '127.0.0.1';
  const port = await listen(server, { host, port: options.port ?? 0 }).catch(async (error) => {
    await release();
    throw error;
  });
  return {
    url: `http://${host}:${port}`,
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await release();
    },
  };
}

async function serve(
  bank: Bank,
  receivers: { readonly slack: Receiver; readonly partner: Receiver },
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  const { request, response } = exchange;
  const path = pathOf(request);
  if (path === '/healthz') {
    const failure = bank.ledger.failure();
    return answerJson(response, failure ? 503 : 200, { status: failure ? 'failed' : 'ok' });
  }
  if (!path.startsWith('/sandbox/')) return serveBank(bank, request, response);
  if (!isLoopback(request)) return answerJson(response, 403, { error: 'this machine only' });
  if (path === '/sandbox/slack') return serveReceiver(receivers.slack, request, response);
  if (path === '/sandbox/partner') return serveReceiver(receivers.partner, request, response);
  const admin = { ...bank, receivers: Object.values(receivers) };
  return serveAdmin(admin, request, response);
}

function isLoopback(request: IncomingMessage): boolean {
  const address = request.socket.remoteAddress ?? '';
  return /^(::ffff:)?127\./.test(address) || address === '::1';
}

function listen(server: Server, where: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => resolve((server.address() as AddressInfo).port));
  });
}
