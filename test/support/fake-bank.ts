import net from 'node:net';
import tls from 'node:tls';
import type { AddressInfo } from 'node:net';
import type { NhBankConfig, NhBankDeps } from '../../src/adapters/nh-bank/types';
import { parseKoreanDay, startOfKoreanDay } from '../../src/domain/korean-time';

/** A request as its bytes arrived. */
export interface SeenRequest {
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; every value of ours is text. */
  readonly json: { readonly Header: Record<string, string> } & Record<string, unknown>;
}

/** Answers one request by writing to the socket whatever it likes, or nothing. */
export type Answering = (request: SeenRequest, socket: net.Socket, number: number) => void;

/** A server on a raw socket, so that a test decides about every byte that comes back. */
export interface FakeBank {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  /** Connections made so far. */
  connections(): number;
  /** Connections open now. */
  open(): number;
  /** Bytes of requests received so far, whole or not. */
  bytes(): number;
  close(): Promise<void>;
}

/** Starts a fake bank on a free port of this machine; with `secure`, behind TLS. */
export async function startFakeBank(
  answer: Answering,
  secure?: { readonly key: string; readonly cert: string },
): Promise<FakeBank> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<net.Socket>();
  let connections = 0;
  let bytes = 0;
  const serve = (socket: net.Socket): void => {
    connections += 1;
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      received = Buffer.concat([received, chunk]);
      const request = parse(received);
      if (!request) return;
      received = Buffer.alloc(0);
      requests.push(request);
      answer(request, socket, requests.length);
    });
  };
  const server = secure ? tls.createServer(secure, serve) : net.createServer(serve);
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${String(port)}`,
    requests,
    connections: () => connections,
    open: () => sockets.size,
    bytes: () => bytes,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function parse(received: Buffer): SeenRequest | null {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [line = '', ...rest] = received.subarray(0, end).toString('latin1').split('\r\n');
  const headers = Object.fromEntries(
    rest.map((row) => [
      row.slice(0, row.indexOf(':')).toLowerCase(),
      row.slice(row.indexOf(':') + 1).trim(),
    ]),
  );
  const body = received.subarray(end + 4);
  if (body.length < Number(headers['content-length'] ?? 0)) return null;
  const text = body.toString('utf8');
  return { line, headers, text, json: JSON.parse(text) as SeenRequest['json'] };
}

/** Writes one whole HTTP answer and leaves the connection open. */
export function reply(
  socket: net.Socket,
  answer: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body: string | Buffer;
  },
): void {
  const body = Buffer.from(answer.body);
  const headers = {
    'Content-Type': 'application/json',
    'Content-Length': String(body.length),
    ...answer.headers,
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const start = `HTTP/1.1 ${String(answer.status ?? 200)} Told\r\n${head.join('')}\r\n`;
  // In one piece: a second small write would wait for the delayed acknowledgement of the first.
  socket.write(Buffer.concat([Buffer.from(start), body]));
}

/**
 * An answer as NH writes it: the request's header without the token, a code, and fields beside it.
 */
export function nhAnswer(
  request: SeenRequest,
  code: string,
  more: {
    readonly header?: Readonly<Record<string, unknown>>;
    readonly body?: Readonly<Record<string, unknown>>;
  } = {},
): string {
  const { AccessToken: _token, ...echoed } = request.json.Header;
  const header = { ...echoed, Rpcd: code, Rsms: '정상처리 되었습니다.', ...more.header };
  return JSON.stringify({ Header: header, ...more.body });
}

/** Answers every request with the same code and fields. */
export function always(code: string, more?: Parameters<typeof nhAnswer>[2]): Answering {
  return (request, socket) => reply(socket, { body: nhAnswer(request, code, more) });
}

export const TOKEN = '0123456789abcdef'.repeat(4);
export const FIN_ACNO = '00820109999990000000000000001';
export const ACCOUNT = '3020000000901';
export const DAY = parseKoreanDay('20260102');
export const PAIR = { tsymd: DAY, isTuno: '20260102091500000004' };

/** Invented codes stand for those that only a contract tells. */
export function aConfig(change: Partial<NhBankConfig> = {}): NhBankConfig {
  const withdrawal = ['OpenFinAccountDirect', 'CheckOpenFinAccountDirect', 'CloseFinAccount'];
  const services = [
    ...[...withdrawal, 'DrawingTransfer', 'InquireDepositorAccountNumber'].map((api) => [
      api,
      'DrawingTransferA',
    ]),
    ...['ReceivedTransferAccountNumber', 'InquireTransactionHistory', 'InquireBalance'].map(
      (api) => [api, 'ReceivedTransferA'],
    ),
    ['CheckOnDrawingTransfer', '01D_001_00'],
    ['CheckOnReceivedTransfer', '02M_001_00'],
  ];
  return {
    baseUrl: 'http://127.0.0.1:9',
    pathSuffix: '.nh',
    mode: 'contract',
    authMode: 'field',
    iscd: '999999',
    fintechApsno: '001',
    accessToken: TOKEN,
    apiServiceCodes: Object.fromEntries(services) as Record<string, string>,
    refusalCodes: { R0001: 'INSUFFICIENT_BALANCE', R0002: 'BANK_LIMIT_EXCEEDED' },
    notFoundCodes: ['N0001'],
    duplicateCodes: ['D0001'],
    closedHours: [],
    connectTimeoutMs: 1_000,
    readTimeoutMs: 1_000,
    breaker: null,
    ...change,
  };
}

/** A clock that stands at a Korean time (`HHMMSS`) of the recorded day. */
export function clockAt(time: string): NhBankDeps['clock'] {
  const [h, m, s] = [0, 2, 4].map((from) => Number(time.slice(from, from + 2))) as number[];
  const at = startOfKoreanDay(DAY) + (((h ?? 0) * 60 + (m ?? 0)) * 60 + (s ?? 0)) * 1000;
  return { now: () => at };
}
