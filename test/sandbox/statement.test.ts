import { ACCOUNT, startBank, TODAY, type TestBank } from './support/bank';

let bank: TestBank;
let FinAcno: string;

beforeEach(async () => {
  bank = await startBank();
  FinAcno = await bank.open();
});
afterEach(() => bank.close());

const debit = (Tram: string, DractOtlt = 'OUT') =>
  bank.call('DrawingTransfer', { FinAcno, Tram, DractOtlt, MractOtlt: 'UNUSED' });
const credit = (Tram: string, MractOtlt = 'IN') =>
  bank.call('ReceivedTransferAccountNumber', { Bncd: '011', Acno: ACCOUNT, Tram, MractOtlt });
const read = (more: object = {}) =>
  bank.call('InquireTransactionHistory', {
    Bncd: '011',
    Acno: ACCOUNT,
    Insymd: TODAY,
    Ineymd: TODAY,
    Dmcnt: '100',
    ...more,
  });
const amounts = async (more: object = {}): Promise<unknown> =>
  (await read(more)).json.REC?.map((row: { Tram: string }) => row.Tram);

test('a row tells direction, amount, balance, time and our text, cut to 20 EUC-KR bytes', async () => {
  await debit('1000', 'C4W8R0ZN6HE 온전상점입니');
  await credit('300', 'C4W8R0ZN6HF 환불');
  bank.pass(1000);
  const { json } = await read();
  expect(json).toMatchObject({ CtntDataYn: 'N', TotCnt: '', Iqtcnt: '2' });
  expect(json.REC[0]).toEqual({
    Trdd: TODAY,
    Txtm: '090001',
    MnrcDrotDsnc: '3',
    Tram: '1000',
    AftrBlnc: '4999000',
    TrnsAfAcntBlncSmblCd: '+',
    Smr: '',
    HnisCd: '011',
    HnbrCd: '0000001',
    Ccyn: '0',
    Tuno: 'SANDBOX0000000001',
    BnprCntn: 'C4W8R0ZN6HE 온전상점',
  });
  expect(json.REC[1]).toMatchObject({
    MnrcDrotDsnc: '2',
    AftrBlnc: '4999300',
    BnprCntn: 'C4W8R0ZN6HF 환불',
  });
});

test('a row appears when the booking lag is over', async () => {
  await bank.admin('PUT', '/sandbox/settings', { bookingLagSeconds: 5 });
  await debit('1000');
  bank.pass(4999);
  expect((await read()).code).toBe('A0090');
  bank.pass(1);
  expect(await amounts()).toEqual(['1000']);
});

test('pages, order and direction', async () => {
  for (const amount of ['1', '2', '3', '4', '5']) await debit(amount);
  await credit('6');
  bank.pass(1000);
  const first = await read({ Dmcnt: '4' });
  expect([first.json.CtntDataYn, first.json.Iqtcnt]).toEqual(['Y', '4']);
  expect(await amounts({ Dmcnt: '4', PageNo: '2' })).toEqual(['5', '6']);
  expect((await read({ Dmcnt: '4', PageNo: '2' })).json.CtntDataYn).toBe('N');
  expect((await read({ Dmcnt: '6' })).json.CtntDataYn).toBe('N');
  expect((await read({ Dmcnt: '4', PageNo: '3' })).code).toBe('A0090');
  expect(await amounts({ Lnsq: 'DESC', Dmcnt: '2' })).toEqual(['6', '5']);
  expect(await amounts({ TrnsDsnc: 'M' })).toEqual(['6']);
  expect(await amounts({ TrnsDsnc: 'D' })).toEqual(['1', '2', '3', '4', '5']);
});

test.each([
  [{ Dmcnt: '101' }],
  [{ Dmcnt: '0' }],
  [{ Insymd: '20250101', Ineymd: '20250102' }],
  [{ Insymd: '20251001' }],
  [{ Insymd: '20260103' }],
  [{ Insymd: '20260230' }],
  [{ TrnsDsnc: 'X' }],
  [{ Lnsq: 'UP' }],
])('refuses %j', async (more) => {
  expect((await read(more)).code).toBe('A0X05');
});

test('allows a year back and three months at once', async () => {
  expect((await read({ Insymd: '20250102', Ineymd: '20250402' })).code).toBe('A0090');
});

test('days are those of the business clock, over midnight too', async () => {
  await debit('1');
  await bank.admin('PUT', '/sandbox/clock', { now: '2026-01-03T00:00:10+09:00' });
  const header = { Tsymd: '20260103' };
  const late = await bank.call('DrawingTransfer', { FinAcno, Tram: '2' }, { header });
  expect(late.code).toBe('00000');
  expect((await debit('3')).code).toBe('A0X03');
  bank.pass(1000);
  const days = async (Insymd: string, Ineymd: string): Promise<unknown> => {
    const body = { Bncd: '011', Acno: ACCOUNT, Insymd, Ineymd, Dmcnt: '9' };
    const { json } = await bank.call('InquireTransactionHistory', body, { header });
    return json.REC.map((row: { Tram: string }) => row.Tram);
  };
  expect(await days(TODAY, TODAY)).toEqual(['1']);
  expect(await days('20260103', '20260103')).toEqual(['2']);
  expect(await days(TODAY, '20260103')).toEqual(['1', '2']);
});
