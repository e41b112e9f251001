import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { ACCOUNT, headerFor } from './support/bank';

interface Process {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Several processes are started from source, on a machine that may be busy. */
jest.setTimeout(60_000);

let folder: string;
const running = new Set<ChildProcess>();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-kill-'));
});
afterEach(async () => {
  for (const child of running) await end(child, 'SIGKILL');
  rmSync(folder, { recursive: true });
});

async function start(): Promise<Process> {
  const child = spawn(process.execPath, [join(__dirname, 'support/run-bank.cjs')], {
    env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  for await (const line of child.stdout ?? []) {
    const url = /http:\S+/.exec(String(line))?.[0];
    if (url !== undefined) return { child, url };
  }
  throw new Error('the bank did not start');
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  running.delete(child);
  const exited = once(child, 'exit');
  child.kill(signal);
  return (await exited)[0] as number | null;
}

interface Call {
  readonly isTuno: string;
  readonly body: object;
  readonly fault?: string;
}

/** The code of an answer, or null if there was none. */
async function call(url: string, api: string, call: Call) {
  const Tsymd = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '');
  const Header = { ...headerFor(api, call.isTuno), Tsymd };
  const headers = new Headers(call.fault === undefined ? [] : [['X-Sandbox-Fault', call.fault]]);
  const sent = { method: 'POST', headers, body: JSON.stringify({ Header, ...call.body }) };
  try {
    const answer = await fetch(`${url}/${api}.nh`, sent);
    const json = (await answer.json()) as { Header: { Rpcd: string } };
    return json.Header.Rpcd;
  } catch {
    return null;
  }
}

interface Audit {
  readonly data: readonly { readonly isTuno: string }[];
  readonly sums: {
    readonly total: number;
    readonly expectedTotal: number;
    readonly accounts: number;
  };
}

const admin = async (url: string, path: string): Promise<Audit> =>
  (await (await fetch(`${url}/sandbox/${path}`)).json()) as Audit;

test('whatever was answered before a kill -9 is in the ledger after it, once, and nothing is half done', async () => {
  const answered: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const { child, url } = await start();
    const credit = async (number: number): Promise<void> => {
      const isTuno = `R${round}N${number}`;
      const body = { Bncd: '011', Acno: ACCOUNT, Tram: '10' };
      const code = await call(url, 'ReceivedTransferAccountNumber', { isTuno, body });
      if (code === '00000') answered.push(isTuno);
    };
    const before = answered.length;
    const calls = Array.from({ length: 200 }, (_, number) => credit(number));
    await Promise.race(calls);
    await end(child, 'SIGKILL');
    await Promise.all(calls);
    expect(answered.length).toBeGreaterThan(before);
  }
  const { url } = await start();
  const { data } = await admin(url, 'ledger?limit=1000');
  const booked = data.map((row) => row.isTuno);
  expect(booked).toEqual(expect.arrayContaining(answered));
  expect(new Set(booked).size).toBe(booked.length);
  const { sums } = await admin(url, 'state');
  expect(sums.total).toBe(sums.expectedTotal);
  expect(sums.accounts).toBe(5_000_000 + 10 * booked.length);
});

test('SIGTERM ends the process with calls still held', async () => {
  const { child, url } = await start();
  const held = call(url, 'InquireDepositorAccountNumber', {
    isTuno: 'HELD',
    body: { Bncd: '011', Acno: ACCOUNT },
    fault: 'slow;delayMs=600000',
  });
  const isHeld = async () => (await admin(url, 'requests')).data.length === 1;
  await eventually(isHeld, { what: 'the call to be held', everyMs: 5 });
  expect(await end(child, 'SIGTERM')).toBe(0);
  expect(await held).toBeNull();
});
