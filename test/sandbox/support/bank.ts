import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../sandbox/server';
import type { Sandbox, SandboxOptions } from '../../../sandbox/server';

/** 2026-01-02 09:00 in Korea. */
export const START_MS = Date.parse('2026-01-02T00:00:00Z');
export const TODAY = '20260102';
export const ACCOUNT = '3020000000901';
export const TOKEN = '0123456789abcdef'.repeat(4);

const SERVICE_CODES: Readonly<Record<string, string>> = {
  CheckOnDrawingTransfer: '01D_001_00',
  CheckOnReceivedTransfer: '02M_001_00',
  InquireBalance: 'ReceivedTransferA',
  InquireTransactionHistory: 'ReceivedTransferA',
  ReceivedTransferAccountNumber: 'ReceivedTransferA',
  ReceivedTransferOtherBank: 'ReceivedTransferA',
  ReceivedTransferFinAccount: 'ReceivedTransferA',
};

/** What a caller saw: an answer, or the connection's end without a whole one. */
export interface Seen {
  readonly http: number | 'closed' | 'reset';
  readonly code: string | null;
  /** The answer's fields, `Header` included; empty if it was no JSON. */
  readonly json: Readonly<Record<string, any>>; // oxlint-disable-line typescript/no-explicit-any -- tests look into arbitrary answers
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** What a test may change about a call. */
export interface CallOptions {
  readonly fault?: string;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly isTuno?: string;
  readonly path?: string;
}

/** A sandbox bank of a test, with a clock of its own. */
export interface TestBank {
  /** Moves the bank's real time on. */
  pass(milliseconds: number): void;
  call(api: string, body: object, options?: CallOptions): Promise<Seen>;
  admin(method: string, path: string, body?: unknown): Promise<Seen>;
  /** Registers an account and returns its fin-account, usable. */
  open(accountNumber?: string): Promise<string>;
  ledger(): Promise<readonly Record<string, unknown>[]>;
  /** Stops and starts again on the same folder. */
  restart(options?: Partial<SandboxOptions>): Promise<void>;
  readonly folder: string;
  url(): string;
  close(): Promise<void>;
}

/** Starts a bank on an empty folder and any port. */
export async function startBank(options: Partial<SandboxOptions> = {}): Promise<TestBank> {
  const folder = options.dataDir ?? mkdtempSync(join(tmpdir(), 'sandbox-bank-'));
  let nowMs = START_MS;
  let calls = 0;
  const start = (more: Partial<SandboxOptions> = {}): Promise<Sandbox> =>
    startSandbox({ dataDir: folder, nowMs: () => nowMs, ...options, ...more });
  let sandbox = await start();

  const admin: TestBank['admin'] = (method, path, body) =>
    exchange(`${sandbox.url}${path}`, {
      method,
      text: body === undefined ? '' : JSON.stringify(body),
    });
  const call: TestBank['call'] = (api, body, { fault, header, isTuno, path } = {}) => {
    calls += 1;
    const Header = { ...headerFor(api, isTuno ?? `T${calls}`), ...header };
    return exchange(`${sandbox.url}${path ?? `/${api}.nh`}`, {
      method: 'POST',
      text: JSON.stringify({ Header, ...body }),
      ...(fault === undefined ? {} : { fault }),
    });
  };

  return {
    folder,
    url: () => sandbox.url,
    pass: (milliseconds) => {
      nowMs += milliseconds;
    },
    call,
    admin,
    open: async (accountNumber = ACCOUNT) => {
      const account = (await admin('GET', `/sandbox/accounts/${accountNumber}`)).json;
      const BrdtBrno = String(account.birthDate).replaceAll('-', '');
      const body = { DrtrRgyn: 'Y', BrdtBrno, Bncd: '011', Acno: accountNumber };
      const { Rgno } = (await call('OpenFinAccountDirect', body)).json;
      nowMs += 1000;
      return String((await call('CheckOpenFinAccountDirect', { Rgno, BrdtBrno })).json.FinAcno);
    },
    ledger: async () => (await admin('GET', '/sandbox/ledger?limit=1000')).json.data,
    restart: async (more) => {
      await sandbox.close();
      sandbox = await start(more);
    },
    close: async () => {
      await sandbox.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The common header of a call, right in every field. */
export function headerFor(api: string, IsTuno: string): Record<string, string> {
  return {
    ApiNm: api,
    Tsymd: TODAY,
    Trtm: '090000',
    Iscd: '999999',
    FintechApsno: '001',
    ApiSvcCd: SERVICE_CODES[api] ?? 'DrawingTransferA',
    IsTuno,
    AccessToken: TOKEN,
  };
}

function exchange(
  url: string,
  sent: { readonly method: string; readonly text: string; readonly fault?: string },
): Promise<Seen> {
  return new Promise((resolve) => {
    const headers = sent.fault === undefined ? {} : { 'X-Sandbox-Fault': sent.fault };
    const end = (error: NodeJS.ErrnoException): void => {
      const http = isHalf || error.message !== 'socket hang up' ? 'reset' : 'closed';
      resolve({ http, code: null, json: {}, text: '', headers: {} });
    };
    let isHalf = false;
    const outgoing = request(url, { method: sent.method, agent: false, headers }, (response) => {
      isHalf = true;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', end);
      response.on('end', () => {
        if (!response.complete) return;
        const text = Buffer.concat(chunks).toString('utf8');
        const json = parsed(text);
        const code = json.Header?.Rpcd ?? null;
        resolve({ http: response.statusCode ?? 0, code, json, text, headers: response.headers });
      });
    });
    outgoing.on('error', end);
    outgoing.end(sent.text);
  });
}

function parsed(text: string): Seen['json'] {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
