import { ACCOUNT, startBank, TODAY, type TestBank } from './support/bank';

let bank: TestBank;
let FinAcno: string;

beforeEach(async () => {
  bank = await startBank();
  FinAcno = await bank.open();
});
afterEach(() => bank.close());

const set = (settings: object) => bank.admin('PUT', '/sandbox/settings', settings);
const debit = (options: { isTuno?: string; fault?: string } = {}) =>
  bank.call('DrawingTransfer', { FinAcno, Tram: '1000', DractOtlt: 'REF' }, options);
const check = (more: object = {}) =>
  bank.call('CheckOnDrawingTransfer', {
    FinAcno,
    Tram: '1000',
    OrtrYmd: TODAY,
    OrtrIsTuno: 'A',
    ...more,
  });
const days = { Insymd: TODAY, Ineymd: TODAY, Dmcnt: '10' };

test('the test bed lacks the contract APIs and has its own text for a repeated transfer', async () => {
  await set({ mode: 'testbed' });
  await debit({ isTuno: 'A' });
  const again = await debit({ isTuno: 'A' });
  expect(again.json.Header).toMatchObject({
    Rpcd: 'A0X41',
    Rsms: '중복된 기관거래고유번호입니다. 다시 확인바랍니다.',
  });
  expect((await check()).code).toBe('A0X06');
  const birth = { FinAcno, BrdtBrno: '19900101' };
  expect((await bank.call('CloseFinAccount', birth)).code).toBe('A0X06');
  expect((await bank.call('InquireFinAccountStatus', birth)).code).toBe('A0X06');
  const deposit = { FinAcno, Tram: '1', MractOtlt: 'x' };
  expect((await bank.call('ReceivedTransferFinAccount', deposit)).code).toBe('A0X06');
});

test('on the test bed a look at the statement counts as a question about a pair in processing', async () => {
  await set({ mode: 'testbed' });
  await debit({ fault: 'processing;polls=2' });
  bank.pass(60_000);
  const read = () =>
    bank.call('InquireTransactionHistory', { Bncd: '011', Acno: ACCOUNT, ...days });
  expect((await read()).code).toBe('A0090');
  expect((await read()).code).toBe('00000');
});

test('a check finds only the same kind, account and amount', async () => {
  await debit({ isTuno: 'A' });
  expect((await check({ Tram: '01000' })).json.Pcrs).toBe('00000');
  for (const other of [
    { Tram: '999' },
    { OrtrIsTuno: 'B' },
    { OrtrYmd: '20260101' },
    { FinAcno: '1' },
  ]) {
    expect((await check(other)).code).toBe('A0X40');
  }
  const original = { OrtrYmd: TODAY, OrtrIsTuno: 'A', Tram: '1000' };
  const asDeposit = (target: object) =>
    bank.call('CheckOnReceivedTransfer', { ...original, ...target });
  expect((await asDeposit({ FinAcno })).code).toBe('A0X40');
  expect((await asDeposit({ FinAcno: '', Bncd: '', Acno: '' })).code).toBe('A0X05');
});

test('a deposit is found by account or by alias, with the time of its processing', async () => {
  const Tram = '5';
  const body = { FinAcno, Tram, MractOtlt: 'x' };
  await bank.call('ReceivedTransferFinAccount', body, { isTuno: 'A' });
  const original = { OrtrYmd: TODAY, OrtrIsTuno: 'A', Tram };
  for (const target of [{ FinAcno }, { FinAcno: '', Bncd: '011', Acno: ACCOUNT }]) {
    const { json } = await bank.call('CheckOnReceivedTransfer', { ...original, ...target });
    expect(json).toMatchObject({ Pcrs: '00000', Prtm: '090001' });
  }
});

test('a check may not re-use the number of a transfer, nor any call that of another', async () => {
  await debit({ isTuno: 'A' });
  const body = { FinAcno, Tram: '1000', OrtrYmd: TODAY, OrtrIsTuno: 'A' };
  expect((await bank.call('CheckOnDrawingTransfer', body, { isTuno: 'A' })).code).toBe('AC081');
  expect((await bank.call('InquireBalance', { FinAcno }, { isTuno: 'B' })).code).toBe('00000');
  expect((await debit({ isTuno: 'B' })).code).toBe('AC081');
});

test('the same number is free again on the next business day', async () => {
  await debit({ isTuno: 'A' });
  await bank.admin('PUT', '/sandbox/clock', { now: '2026-01-03T09:00:00+09:00' });
  const header = { Tsymd: '20260103' };
  const next = await bank.call(
    'DrawingTransfer',
    { FinAcno, Tram: '1000' },
    { header, isTuno: 'A' },
  );
  expect(next.code).toBe('00000');
  expect(await bank.ledger()).toHaveLength(2);
});

describe('quirks', () => {
  const balance = () => bank.call('InquireBalance', { FinAcno });

  test('rsmsBlank, successText, paddedNumbers and shuffleKeys change the look of an answer', async () => {
    const plain = (await balance()).json;
    await set({ quirks: { rsmsBlank: true, successText: 3, paddedNumbers: true } });
    const { json } = await balance();
    expect(json.Header['Rsms ']).toBe('정상처리되었습니다');
    expect(json.Header.Rsms).toBeUndefined();
    expect(json.RlpmAbamt).toBe('0000000005000000.00');
    await set({ quirks: { rsmsBlank: false, shuffleKeys: true } });
    const orders = new Set<string>();
    for (let call = 0; call < 5; call += 1) {
      const shuffled = (await balance()).json;
      expect(Object.keys(shuffled.Header).sort()).toEqual(Object.keys(plain.Header).sort());
      orders.add(Object.keys(shuffled.Header).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  test('listKey, countKey, nullSmr and historyByFinAcno change the statement', async () => {
    await debit();
    bank.pass(1000);
    const quirks = { listKey: 'Rec', countKey: 'IqtCnt', nullSmr: true, historyByFinAcno: true };
    await set({ quirks });
    const history = (body: object) => bank.call('InquireTransactionHistory', { ...body, ...days });
    expect((await history({ Bncd: '011', Acno: ACCOUNT })).code).toBe('A0X05');
    const { json } = await history({ FinAcno });
    expect([json.IqtCnt, json.Rec[0].Smr, json.REC]).toEqual(['1', null, undefined]);
  });

  test('bareDebit, bank010, notFoundInPcrs and errorsWithoutBody change single answers', async () => {
    const quirks = {
      bareDebit: true,
      bank010: true,
      notFoundInPcrs: true,
      errorsWithoutBody: true,
    };
    await set({ quirks });
    expect(Object.keys((await debit()).json)).toEqual(['Header']);
    const holder = { Bncd: '011', Acno: ACCOUNT };
    expect((await bank.call('InquireDepositorAccountNumber', holder)).json.Bncd).toBe('010');
    expect((await check({ OrtrIsTuno: 'NONE' })).json).toMatchObject({
      Header: { Rpcd: '00000' },
      Pcrs: 'A0X40',
    });
    const fault = 'consent-missing';
    const { json } = await bank.call('InquireBalance', { FinAcno }, { fault });
    expect([json.Header.Rpcd, Object.keys(json)]).toEqual(['AI001', ['Header']]);
  });

  test.each(['testbed-like', 'production-like', 'none'])(
    'the set %s serves a payment',
    async (quirks) => {
      expect((await set({ quirks })).http).toBe(200);
      expect((await debit({ isTuno: 'A' })).code).toBe('00000');
      expect((await check()).json.Pcrs).toBe('00000');
    },
  );
});
