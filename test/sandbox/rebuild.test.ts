import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLedger } from '../../sandbox/ledger/ledger';
import { startBank, START_MS, TODAY, type TestBank } from './support/bank';

let bank: TestBank;

beforeEach(async () => {
  bank = await startBank();
});
afterEach(() => bank.close());

const BOOT = { mode: 'contract', profile: 'off', seed: 1 } as const;
const journal = () => join(bank.folder, 'journal.jsonl');
const debit = (FinAcno: string, isTuno: string, fault?: string) =>
  bank.call('DrawingTransfer', { FinAcno, Tram: '1000' }, { isTuno, ...(fault && { fault }) });
const checked = async (FinAcno: string, OrtrIsTuno: string) => {
  const body = { FinAcno, Tram: '1000', OrtrYmd: TODAY, OrtrIsTuno };
  const { code, json } = await bank.call('CheckOnDrawingTransfer', body);
  return json.Pcrs ?? code;
};

/** A bank with something of everything in it. */
async function busyBank(): Promise<string> {
  const FinAcno = await bank.open();
  await debit(FinAcno, 'DONE');
  await debit(FinAcno, 'REFUSED', 'refused-silence;holdMs=5');
  await debit(FinAcno, 'VOID', 'undecided-not-executed');
  await debit(FinAcno, 'LATE', 'executed-late;seconds=20;holdMs=5');
  await debit(FinAcno, 'PROCESSING', 'processing;polls=2');
  await debit(FinAcno, 'SWALLOWED', 'error-before');
  await bank.admin('POST', '/sandbox/faults', { fault: 'closed', times: 2 });
  await bank.admin('PUT', '/sandbox/settings', { bookingLagSeconds: 7, quirks: { nullSmr: true } });
  await bank.admin('PUT', '/sandbox/clock', { advanceSeconds: 60 });
  await bank.admin('PUT', '/sandbox/profile', { maxFaultsPerPair: 9 });
  await bank.admin('POST', '/sandbox/accounts', {
    accountNumber: '77',
    holderName: '나',
    balance: 5,
  });
  return FinAcno;
}

/** The state a fresh process would have, read from a copy of nothing but the journal. */
async function rebuilt(nowMs: number): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-copy-'));
  appendFileSync(join(folder, 'journal.jsonl'), readFileSync(journal()));
  const path = join(folder, 'journal.jsonl');
  const ledger = await openLedger({ path, boot: BOOT, nowMs: () => nowMs });
  await ledger.close();
  rmSync(folder, { recursive: true });
  return ledger.state;
}

test('a bank that dies without a word comes back with the same state', async () => {
  await busyBank();
  const shown = async () => (await bank.admin('GET', '/sandbox/state')).json;
  const faults = async () => (await bank.admin('GET', '/sandbox/faults')).json;
  const before = [{ ...(await shown()), clock: null }, await faults(), await bank.ledger()];
  const copy = await rebuilt(START_MS + 1000);
  await bank.restart();
  expect([{ ...(await shown()), clock: null }, await faults(), await bank.ledger()]).toEqual(
    before,
  );
  expect(await rebuilt(START_MS + 1000)).toEqual(copy);
});

test('a scheduled transfer and the effects of faults outlive the process', async () => {
  const FinAcno = await busyBank();
  await bank.admin('DELETE', '/sandbox/faults/flt_2');
  expect(await checked(FinAcno, 'PROCESSING')).toBe('A0050');
  await bank.restart();
  expect(await checked(FinAcno, 'PROCESSING')).toBe('A0050');
  await bank.restart();
  expect(await checked(FinAcno, 'PROCESSING')).toBe('00000');
  expect(await checked(FinAcno, 'LATE')).toBe('A0X40');
  bank.pass(20_000);
  await bank.restart();
  expect((await bank.ledger()).at(-1)).toMatchObject({ isTuno: 'LATE', amount: 1000 });
  expect(await checked(FinAcno, 'LATE')).toBe('00000');
  expect((await debit(FinAcno, 'SWALLOWED', 'error-before')).code).toBe('00000');
  expect((await debit(FinAcno, 'VOID')).code).toBe('AC081');
});

test('a last line torn at any byte is as if it had never been written', async () => {
  const FinAcno = await bank.open();
  const [length, copy] = [statSync(journal()).size, await rebuilt(START_MS + 1000)];
  await debit(FinAcno, 'TORN');
  const whole = readFileSync(journal());
  for (const cut of [1, 2, 40, whole.length - length - 1]) {
    truncateSync(journal(), whole.length - cut);
    expect(await rebuilt(START_MS + 1000)).toEqual(copy);
  }
});

test('what is written after a torn line can be read again', async () => {
  const FinAcno = await bank.open();
  appendFileSync(journal(), '[{"e":"call","pai');
  await bank.restart();
  await debit(FinAcno, 'AFTER');
  await bank.restart();
  expect(await checked(FinAcno, 'AFTER')).toBe('00000');
});

test('damage before the last line is not swept under the carpet', async () => {
  await bank.open();
  appendFileSync(journal(), 'rubbish\n[]\n');
  await expect(rebuilt(START_MS)).rejects.toThrow('damaged at byte');
});

test('reset leaves the demo accounts, the given seed and nothing else', async () => {
  await busyBank();
  const { http, json } = await bank.admin('POST', '/sandbox/reset', { seed: 5 });
  expect(http).toBe(200);
  expect(json).toMatchObject({ seed: 5, scheduled: [], faultCounts: {}, lastSeq: { ledger: 0 } });
  expect(json.sums.total).toBe(10_005_000_000);
  expect(await bank.open()).toBe('00820109999990000000000000001');
  await bank.restart({ seed: 5 });
  expect((await bank.admin('GET', '/sandbox/accounts')).json.data).toHaveLength(3);
});

test('a start with another mode overrides what was set, a start with the same one does not', async () => {
  const mode = async () => (await bank.admin('GET', '/sandbox/state')).json.mode;
  await bank.admin('PUT', '/sandbox/settings', { mode: 'testbed' });
  await bank.restart();
  expect(await mode()).toBe('testbed');
  await bank.restart({ mode: 'testbed' });
  await bank.restart({ mode: 'contract' });
  expect(await mode()).toBe('contract');
});

test('calls are in the request log before and after a death, answered or not, without the credential', async () => {
  const FinAcno = await busyBank();
  const rows = async () => (await bank.admin('GET', '/sandbox/requests')).json.data;
  const before = await rows();
  await bank.restart();
  expect(await rows()).toEqual(before);
  expect(before.find((row: { fault: string }) => row.fault === 'executed-late')).toMatchObject({
    api: 'DrawingTransfer',
    header: { IsTuno: 'LATE' },
    body: { FinAcno, Tram: '1000' },
    executed: false,
    http: null,
    code: null,
  });
  expect(JSON.stringify(before)).not.toContain('AccessToken');
});

test('a folder belongs to one process at a time', async () => {
  const holder: ChildProcess = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-lock-'));
  appendFileSync(join(folder, 'lock'), String(holder.pid));
  await expect(startBank({ dataDir: folder })).rejects.toThrow('in use by process');
  holder.kill('SIGKILL');
  await new Promise((resolve) => holder.once('exit', resolve));
  const taken = await startBank({ dataDir: folder });
  await taken.close();
});
