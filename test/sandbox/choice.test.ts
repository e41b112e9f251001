import { ACCOUNT, startBank, TODAY, type TestBank } from './support/bank';

let bank: TestBank;
let FinAcno: string;

beforeEach(async () => {
  bank = await startBank();
  FinAcno = await bank.open();
});
afterEach(() => bank.close());

const debit = (Tram = '1000', options: { fault?: string; isTuno?: string } = {}) =>
  bank.call('DrawingTransfer', { FinAcno, Tram }, options);
const credit = (Tram: string) =>
  bank.call('ReceivedTransferAccountNumber', { Bncd: '011', Acno: ACCOUNT, Tram });
const plant = (fault: object) => bank.admin('POST', '/sandbox/faults', fault);

test('magic amounts: 77,0NN for withdrawals, 66,0NN for deposits', async () => {
  expect((await debit('77017')).code).toBe('A0X10');
  expect((await debit('66017')).code).toBe('00000');
  expect((await credit('66025')).code).toBe('A0X11');
  expect((await credit('77017')).code).toBe('00000');
  expect((await debit('77025')).code).toBe('00000');
  expect((await debit('77000')).code).toBe('00000');
  expect((await debit('77026')).code).toBe('00000');
});

test('the header beats a planted fault, which beats the magic amount', async () => {
  await plant({ fault: 'limit-exceeded', times: 0 });
  expect((await debit('77017', { fault: 'account-closed' })).code).toBe('A0X12');
  expect((await debit('77017')).code).toBe('A0X13');
  await bank.admin('DELETE', '/sandbox/faults');
  expect((await debit('77017')).code).toBe('A0X10');
});

test('a fault works once per pair', async () => {
  const again = { fault: 'error-before', isTuno: 'PAIR' };
  expect((await debit('1000', again)).http).toBe(500);
  expect((await debit('1000', again)).code).toBe('00000');
  expect((await debit('77008', { isTuno: 'MAGIC' })).http).toBe(500);
  expect((await debit('77008', { isTuno: 'MAGIC' })).code).toBe('00000');
});

test('a planted fault counts the calls that match API and account, and no others', async () => {
  const api = 'DrawingTransfer';
  await plant({ fault: 'error-before', api, accountNumber: '3020000000902', times: 1 });
  const planted = await plant({ fault: 'closed', api, accountNumber: ACCOUNT, times: 2 });
  expect(planted).toMatchObject({ http: 201, json: { timesLeft: 2, hits: 0, kind: 'planted' } });
  expect((await credit('10')).code).toBe('00000');
  const same = { isTuno: 'SAME' };
  expect((await debit('1000', same)).code).toBe('AC002');
  expect((await debit('1000', same)).code).toBe('AC002');
  expect((await debit('1000', same)).code).toBe('00000');
  const left = (await bank.admin('GET', '/sandbox/faults')).json.data;
  expect(left.map(({ fault }: { fault: string }) => fault)).toEqual(['error-before']);
});

test('times 0 lasts until it is deleted', async () => {
  const { id } = (await plant({ fault: 'closed', times: 0 })).json;
  for (let call = 0; call < 3; call += 1) expect((await debit()).code).toBe('AC002');
  await bank.admin('DELETE', `/sandbox/faults/${id}`);
  expect((await debit()).code).toBe('00000');
});

test('result checks can be taken down without touching transfers', async () => {
  await plant({ fault: 'error-before', api: 'CheckOnDrawingTransfer', times: 0 });
  expect((await debit('1000', { isTuno: 'A' })).code).toBe('00000');
  const body = { FinAcno, Tram: '1000', OrtrYmd: TODAY, OrtrIsTuno: 'A' };
  expect((await bank.call('CheckOnDrawingTransfer', body)).http).toBe(500);
});

test.each(['no-such-fault', 'slow;delayMs=x', 'slow;colour=red', 'undecided-executed;code=00000'])(
  'a header with %s is refused loudly, and nothing happens',
  async (fault) => {
    expect(await debit('1000', { fault })).toMatchObject({
      http: 400,
      json: { error: expect.any(String) },
    });
    expect(await bank.ledger()).toEqual([]);
  },
);

test('a fault that the call cannot meet is ignored', async () => {
  expect((await debit('1000', { fault: 'consent-missing' })).code).toBe('00000');
});

test('a repeated pair can lose its answer too, but nothing more is executed', async () => {
  await debit('1000', { isTuno: 'A' });
  const again = await debit('1000', { isTuno: 'A', fault: 'executed-silence;holdMs=5' });
  expect(again.http).toBe('closed');
  expect((await debit('1000', { isTuno: 'A', fault: 'undecided-executed' })).code).toBe('AC081');
  expect(await bank.ledger()).toHaveLength(1);
});

test('the profile spoils a pair at most maxFaultsPerPair times, so that all work can end', async () => {
  await bank.admin('PUT', '/sandbox/profile', { name: 'harsh', seed: 3, maxFaultsPerPair: 0 });
  for (let pair = 0; pair < 30; pair += 1) expect((await debit()).code).toBe('00000');
});
