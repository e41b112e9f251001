import { FAULTS } from '../../sandbox/faults/catalogue';
import { eventually } from '../support/eventually';
import { ACCOUNT, startBank, TODAY, type TestBank } from './support/bank';

let bank: TestBank;
let FinAcno: string;

beforeEach(async () => {
  bank = await startBank();
  FinAcno = await bank.open();
});
afterEach(() => bank.close());

const debit = (fault: string, isTuno = 'ORIGINAL') =>
  bank.call(
    'DrawingTransfer',
    { FinAcno, Tram: '1000', DractOtlt: 'REFERENCE01 memo' },
    { fault, isTuno },
  );
const check = () =>
  bank.call('CheckOnDrawingTransfer', {
    FinAcno,
    Tram: '1000',
    OrtrYmd: TODAY,
    OrtrIsTuno: 'ORIGINAL',
  });
const statement = () =>
  bank.call('InquireTransactionHistory', {
    Bncd: '011',
    Acno: ACCOUNT,
    Insymd: TODAY,
    Ineymd: TODAY,
    Dmcnt: '100',
  });
/** Code of a check: its own, or that of the original if it answered. */
const checked = async () => {
  const { code, json } = await check();
  return code === '00000' ? `Pcrs ${json.Pcrs}` : code;
};

interface Row {
  readonly fault: string;
  /** What the caller sees: a code, an HTTP status, or how the connection ended. */
  readonly sees: string | number;
  readonly rows: number;
  readonly check: string;
  /** What the same pair gets when it is sent again. */
  readonly again: string;
}

const HOLD = 'holdMs=20';

const TABLE: readonly Row[] = [
  { fault: 'slow;delayMs=20', sees: '00000', rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  { fault: `lost-before;${HOLD}`, sees: 'closed', rows: 0, check: 'A0X40', again: '00000' },
  {
    fault: `executed-silence;${HOLD}`,
    sees: 'closed',
    rows: 1,
    check: 'Pcrs 00000',
    again: 'AC081',
  },
  { fault: 'executed-reset', sees: 'reset', rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  {
    fault: `executed-late;seconds=20;${HOLD}`,
    sees: 'closed',
    rows: 0,
    check: 'A0X40',
    again: 'AC081',
  },
  {
    fault: `executed-late;until=processing;${HOLD}`,
    sees: 'closed',
    rows: 0,
    check: 'A0050',
    again: 'AC081',
  },
  { fault: 'undecided-executed', sees: 'AT999', rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  {
    fault: 'undecided-executed;code=AP999',
    sees: 'AP999',
    rows: 1,
    check: 'Pcrs 00000',
    again: 'AC081',
  },
  { fault: 'undecided-not-executed', sees: 'AT999', rows: 0, check: 'A0X40', again: 'AC081' },
  { fault: 'error-before', sees: 500, rows: 0, check: 'A0X40', again: '00000' },
  { fault: 'error-before;status=503', sees: 503, rows: 0, check: 'A0X40', again: '00000' },
  { fault: 'error-after;status=502', sees: 502, rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  { fault: 'malformed', sees: 200, rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  { fault: 'html', sees: 200, rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  { fault: 'html;executed=false', sees: 200, rows: 0, check: 'A0X40', again: '00000' },
  { fault: 'wrong-echo', sees: '00000', rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  { fault: 'processing', sees: 'AT999', rows: 1, check: 'A0050', again: 'AC081' },
  { fault: 'processing;executed=false', sees: 'AT999', rows: 0, check: 'A0050', again: 'AC081' },
  { fault: `check-lags;${HOLD}`, sees: 'closed', rows: 1, check: 'A0X40', again: 'AC081' },
  { fault: 'rate-limited', sees: 429, rows: 0, check: 'A0X40', again: '00000' },
  { fault: 'closed', sees: 'AC002', rows: 0, check: 'A0X40', again: '00000' },
  { fault: 'insufficient-balance', sees: 'A0X10', rows: 0, check: 'Pcrs A0X10', again: 'AC081' },
  { fault: 'account-closed', sees: 'A0X12', rows: 0, check: 'Pcrs A0X12', again: 'AC081' },
  { fault: 'limit-exceeded', sees: 'A0X13', rows: 0, check: 'Pcrs A0X13', again: 'AC081' },
  { fault: 'unlisted-executed', sees: 'ZZ001', rows: 1, check: 'Pcrs 00000', again: 'AC081' },
  { fault: 'unlisted-refused', sees: 'ZZ002', rows: 0, check: 'Pcrs ZZ002', again: 'AC081' },
  {
    fault: `refused-silence;${HOLD}`,
    sees: 'closed',
    rows: 0,
    check: 'Pcrs A0X10',
    again: 'AC081',
  },
  { fault: 'undecided-forever', sees: 'AT999', rows: 1, check: 'A0050', again: 'AC081' },
];

test.each(TABLE)('$fault shows $sees, books $rows rows, checks say $check', async (row) => {
  const seen = await debit(row.fault);
  expect(seen.code ?? seen.http).toBe(row.sees);
  expect(await bank.ledger()).toHaveLength(row.rows);
  expect(await checked()).toBe(row.check);
  expect((await debit(row.fault)).code).toBe(row.again);
  const { sums, faultCounts } = (await bank.admin('GET', '/sandbox/state')).json;
  expect(sums.total).toBe(sums.expectedTotal);
  expect(faultCounts).toEqual({ [row.fault.split(';')[0] ?? '']: 1 });
});

test('every fault of a transfer is in the table or has a test of its own', () => {
  const names = Object.entries(FAULTS).filter(([, spec]) => spec.kinds.includes('t' as never));
  const own = ['silent-past-deadline', 'contract-short'];
  const missing = names
    .map(([name]) => name)
    .filter(
      (name) => !own.includes(name) && !TABLE.some((row) => row.fault.split(';')[0] === name),
    );
  expect(missing).toEqual([]);
});

test('executed-late books the row when its time has come, and only then', async () => {
  await debit(`executed-late;seconds=20;${HOLD}`);
  bank.pass(19_999);
  expect(await checked()).toBe('A0X40');
  bank.pass(1);
  expect(await checked()).toBe('Pcrs 00000');
  expect(await bank.ledger()).toHaveLength(1);
});

test('processing answers A0050 three times and then the truth; the statement shows the row then', async () => {
  await debit('processing');
  bank.pass(60_000);
  expect((await statement()).code).toBe('A0090');
  expect([await checked(), await checked(), await checked()]).toEqual(['A0050', 'A0050', 'A0050']);
  expect(await checked()).toBe('Pcrs 00000');
  expect((await statement()).json.REC).toHaveLength(1);
});

test('check-lags denies the transfer and hides its row for its time', async () => {
  await debit(`check-lags;seconds=30;${HOLD}`);
  bank.pass(29_999);
  expect([await checked(), (await statement()).code]).toEqual(['A0X40', 'A0090']);
  bank.pass(1);
  expect([await checked(), (await statement()).code]).toEqual(['Pcrs 00000', '00000']);
});

test('undecided-forever ends when its effect is deleted', async () => {
  await debit('undecided-forever');
  bank.pass(1e9);
  await bank.admin('PUT', '/sandbox/clock', { now: '2026-01-02T12:00:00+09:00' });
  expect([await checked(), (await statement()).code]).toEqual(['A0050', 'A0090']);
  const [effect] = (await bank.admin('GET', '/sandbox/faults')).json.data;
  expect(effect).toMatchObject({ kind: 'effect', fault: 'undecided-forever', isTuno: 'ORIGINAL' });
  expect((await bank.admin('DELETE', `/sandbox/faults/${effect.id}`)).http).toBe(204);
  expect([await checked(), (await statement()).code]).toEqual(['Pcrs 00000', '00000']);
});

test('silent-past-deadline keeps checks and statement of the pair silent for its time', async () => {
  expect((await debit(`silent-past-deadline;seconds=45;${HOLD}`)).http).toBe('closed');
  const silent = Promise.race([check(), statement()]);
  const rows = async () => (await bank.admin('GET', '/sandbox/requests?after=3')).json.data;
  await eventually(async () => (await rows()).length === 2, { what: 'both questions', everyMs: 5 });
  expect(
    (await rows()).map((row: { http: unknown; fault: unknown }) => [row.http, row.fault]),
  ).toEqual([
    [null, 'silent-past-deadline'],
    [null, 'silent-past-deadline'],
  ]);
  bank.pass(45_000);
  expect([await checked(), (await statement()).code]).toEqual(['Pcrs 00000', '00000']);
  await bank.restart();
  expect((await silent).http).toBe('closed');
});

test.each(['IsTuno', 'ApiNm', 'FinAcno', 'Tram'])(
  'wrong-echo answers with a foreign %s',
  async (field) => {
    const { json } = await debit(`wrong-echo;field=${field}`);
    const told = { ...json.Header, ...json, Header: undefined };
    const sent: Record<string, string> = {
      IsTuno: 'ORIGINAL',
      ApiNm: 'DrawingTransfer',
      FinAcno,
      Tram: '1000',
    };
    expect(told[field]).toBeDefined();
    expect(told[field]).not.toBe(sent[field]);
    expect(json.Header.Rpcd).toBe('00000');
  },
);

test('contract-short refuses deposits and leaves withdrawals alone', async () => {
  const deposit = { Bncd: '011', Acno: ACCOUNT, Tram: '1000', DractOtlt: 'a', MractOtlt: 'b' };
  const fault = 'contract-short';
  expect((await bank.call('ReceivedTransferAccountNumber', deposit, { fault })).code).toBe('A0X11');
  expect((await debit(fault)).code).toBe('00000');
});

test('rate-limited says when to come back', async () => {
  expect((await debit('rate-limited')).headers['retry-after']).toBe('2');
});

test('html is a page, malformed is JSON that stops in the middle', async () => {
  expect((await debit('html', 'A')).headers['content-type']).toContain('text/html');
  const { text } = await debit('malformed', 'B');
  expect(text.startsWith('{"Header":')).toBe(true);
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
});
