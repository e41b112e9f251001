import { ACCOUNT, startBank, TODAY, type TestBank } from './support/bank';

let bank: TestBank;

beforeEach(async () => {
  bank = await startBank();
});
afterEach(() => bank.close());

const BIRTH = { BrdtBrno: '19900101' };
const BODY = { DrtrRgyn: 'Y', ...BIRTH, Bncd: '011', Acno: ACCOUNT };
const open = (options: { fault?: string; isTuno?: string; body?: object } = {}) =>
  bank.call('OpenFinAccountDirect', { ...BODY, ...options.body }, { isTuno: 'OPEN', ...options });
const check = (Rgno: string) => bank.call('CheckOpenFinAccountDirect', { Rgno, ...BIRTH });

test('opening takes two steps: a registration number, then the fin-account once it is issued', async () => {
  const { json } = await open();
  expect(json.Rgno).toBe('20260102000000001');
  expect((await check(json.Rgno)).code).toBe('A0017');
  bank.pass(1000);
  expect((await check(json.Rgno)).json).toMatchObject({
    FinAcno: '00820109999990000000000000001',
    RgsnYmd: TODAY,
  });
  expect((await bank.call('InquireBalance', { FinAcno: json.Rgno })).code).toBe('A0X15');
});

test('the same pair with the same body gets "working", then the same number; another body AC081', async () => {
  const { Rgno } = (await open()).json;
  expect((await open()).code).toBe('A0082');
  bank.pass(1000);
  expect((await open()).json.Rgno).toBe(Rgno);
  expect((await open({ body: { Acno: '3020000000902' } })).code).toBe('AC081');
});

test('an account registered under another pair is A0013, until its fin-account was closed', async () => {
  const FinAcno = await bank.open();
  expect((await open({ isTuno: 'OTHER' })).code).toBe('A0013');
  expect((await bank.call('CloseFinAccount', { FinAcno, ...BIRTH })).code).toBe('00000');
  expect((await bank.call('InquireFinAccountStatus', { FinAcno, ...BIRTH })).json).toMatchObject({
    FinAcnoStts: '9',
    Trymd: TODAY,
  });
  expect((await bank.call('DrawingTransfer', { FinAcno, Tram: '1' })).code).toBe('A0X15');
  expect(await bank.open()).toBe('00820109999990000000000000002');
});

test.each([
  [{ Acno: '123' }, 'A0X14'],
  [{ Bncd: '012' }, 'A0X14'],
  [{ BrdtBrno: '19900102' }, 'A0X16'],
  [{ Acno: '3020000000903', BrdtBrno: '19770303' }, 'A0X12'],
  [{ DrtrRgyn: 'N' }, 'A0X05'],
])('refuses %j with %s, and again so for the same pair', async (body, code) => {
  expect((await open({ body })).code).toBe(code);
  expect((await open({ body })).code).toBe(code);
});

test.each([
  ['executed-silence;holdMs=10', 'closed', 1],
  ['executed-reset', 'reset', 1],
  ['undecided-executed', 'AT999', 1],
  ['error-after', 500, 1],
  ['undecided-not-executed', 'AT999', 0],
  ['lost-before;holdMs=10', 'closed', 0],
  ['error-before', 500, 0],
  ['already-registered', 'A0013', 0],
  ['account-closed', 'A0X12', 0],
  ['closed', 'AC002', 0],
])('%s of an opening shows %s and registers %d', async (fault, sees, registered) => {
  const seen = await open({ fault });
  expect(seen.code ?? seen.http).toBe(sees);
  const account = (await bank.admin('GET', `/sandbox/accounts/${ACCOUNT}`)).json;
  expect(account.finAccounts).toHaveLength(registered);
});

test.each(['undecided-not-executed', 'error-before', 'executed-silence;holdMs=10'])(
  'after %s the same pair leads to a registration number',
  async (fault) => {
    await open({ fault });
    bank.pass(1000);
    expect((await open({ fault })).json.Rgno).toBe('20260102000000001');
  },
);

test('issue-pending keeps the check at A0017 for its polls, and the alias unusable meanwhile', async () => {
  const { Rgno } = (await open({ fault: 'issue-pending;polls=2' })).json;
  bank.pass(1000);
  const FinAcno = '00820109999990000000000000001';
  expect((await bank.call('InquireBalance', { FinAcno })).code).toBe('A0X15');
  expect([(await check(Rgno)).code, (await check(Rgno)).code]).toEqual(['A0017', 'A0017']);
  expect((await check(Rgno)).json.FinAcno).toBe(FinAcno);
});

test('holder-mismatch answers another name, and goes unnoticed by an opening', async () => {
  const fault = 'holder-mismatch';
  const ask = (options: object) =>
    bank.call('InquireDepositorAccountNumber', { Bncd: '011', Acno: ACCOUNT }, options);
  expect((await ask({})).json.Dpnm).toBe('김하늘');
  expect((await ask({ fault })).json.Dpnm).not.toBe('김하늘');
  expect((await open({ fault })).code).toBe('00000');
});

test.each([
  ['consent-missing', { consent: 'MISSING' }, 'AI001'],
  ['consent-expired', { consent: 'EXPIRED' }, 'AI002'],
])(
  '%s refuses balance and statement, with the fields to renew consent',
  async (fault, state, code) => {
    const FinAcno = await bank.open();
    const days = { Insymd: TODAY, Ineymd: TODAY, Dmcnt: '1' };
    const history = { Bncd: '011', Acno: ACCOUNT, ...days };
    const refused = await bank.call('InquireBalance', { FinAcno }, { fault });
    expect(refused).toMatchObject({ code, json: { AthrCnfrTckt: expect.any(String) } });
    expect((await bank.call('InquireBalance', { FinAcno })).code).toBe('00000');
    await bank.admin('PATCH', `/sandbox/accounts/${ACCOUNT}`, state);
    expect((await bank.call('InquireBalance', { FinAcno })).code).toBe(code);
    expect((await bank.call('InquireTransactionHistory', history)).code).toBe(code);
    expect((await bank.call('DrawingTransfer', { FinAcno, Tram: '1' })).code).toBe('00000');
  },
);

test('the contract account tells its balance under an alias that is good for nothing else', async () => {
  const FinAcno = '00820109999990000000000000000';
  const { code, json } = await bank.call('InquireBalance', { FinAcno });
  expect({ code, Ldbl: json.Ldbl }).toEqual({ code: '00000', Ldbl: '10000000000' });
  expect((await bank.call('DrawingTransfer', { FinAcno, Tram: '1' })).code).toBe('A0X15');
});
