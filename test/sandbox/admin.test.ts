import { ACCOUNT, startBank, TODAY, type TestBank } from './support/bank';

let bank: TestBank;

beforeEach(async () => {
  bank = await startBank();
});
afterEach(() => bank.close());

const get = async (path: string) => (await bank.admin('GET', `/sandbox/${path}`)).json;

test('the demo accounts are there', async () => {
  const { data } = await get('accounts');
  expect(
    data.map(({ holderName, accountNumber, birthDate, balance, state }: Record<string, unknown>) =>
      [holderName, accountNumber, birthDate, balance, state].join(' '),
    ),
  ).toEqual([
    '김하늘 3020000000901 1990-01-01 5000000 OPEN',
    '이바다 3020000000902 1985-02-02 0 OPEN',
    '박구름 3020000000903 1977-03-03 0 CLOSED',
  ]);
});

test('an account is created with defaults, shown with its fin-accounts and changed', async () => {
  const made = await bank.admin('POST', '/sandbox/accounts', {
    accountNumber: '3020000000555',
    holderName: '한바람',
  });
  const account = {
    bankCode: '011',
    accountNumber: '3020000000555',
    holderName: '한바람',
    birthDate: '1990-01-01',
    balance: 0,
    state: 'OPEN',
    consent: 'OK',
    limits: { perTransferWon: null, perDayWon: null },
  };
  expect(made).toMatchObject({ http: 201, json: account });
  const FinAcno = await bank.open('3020000000555');
  const finAccounts = [
    { finAcno: FinAcno, rgno: '20260102000000001', state: 1, issuedAt: TODAY, closedAt: null },
  ];
  expect(await get('accounts/3020000000555')).toEqual({ ...account, finAccounts });
  const changes = { balance: 900, limits: { perTransferWon: 500, perDayWon: 700 } };
  await bank.admin('PATCH', '/sandbox/accounts/3020000000555', changes);
  const codes: unknown[] = [];
  for (const Tram of ['501', '500', '201', '200', '1']) {
    codes.push((await bank.call('DrawingTransfer', { FinAcno, Tram })).code);
  }
  expect(codes).toEqual(['A0X13', '00000', 'A0X13', '00000', 'A0X13']);
  await bank.admin('PATCH', '/sandbox/accounts/3020000000555', { state: 'CLOSED' });
  expect((await bank.call('DrawingTransfer', { FinAcno, Tram: '1' })).code).toBe('A0X12');
});

test.each([
  ['POST', 'accounts', { holderName: '가' }],
  ['POST', 'accounts', { accountNumber: 'x', holderName: '가' }],
  ['POST', 'accounts', { accountNumber: ACCOUNT, holderName: '가' }],
  ['POST', 'accounts', { accountNumber: '1', holderName: '가', birthDate: '1990-02-30' }],
  ['PATCH', `accounts/${ACCOUNT}`, { balance: -1 }],
  ['PATCH', `accounts/${ACCOUNT}`, { balance: '5' }],
  ['PATCH', `accounts/${ACCOUNT}`, { holderName: '나' }],
  ['POST', 'faults', {}],
  ['POST', 'faults', { fault: 'nonsense' }],
  ['POST', 'faults', { fault: 'slow', params: { delayMs: -1 } }],
  ['POST', 'faults', { fault: 'slow', api: 'NoSuchApi' }],
  ['POST', 'faults', { fault: 'slow', times: 1.5 }],
  ['PUT', 'profile', { name: 'wild' }],
  ['PUT', 'profile', { lateSeconds: [9, 1] }],
  ['PUT', 'clock', {}],
  ['PUT', 'clock', { now: '2026-01-02 09:00' }],
  ['PUT', 'clock', { now: '2026-01-02T09:00:00+09:00', advanceSeconds: 1 }],
  ['PUT', 'settings', { mode: 'production' }],
  ['PUT', 'settings', { closedHours: ['0-1'] }],
  ['PUT', 'settings', { quirks: { rsmsBlank: 'yes' } }],
  ['PUT', 'settings', { quirks: 'unheard-of' }],
  ['PUT', 'settings', { settlementDays: 16 }],
  ['POST', 'reset', { all: true }],
])('%s %s %j is a 400 that says why, and changes nothing', async (method, path, body) => {
  const before = await get('state');
  const answer = await bank.admin(method, `/sandbox/${path}`, body);
  expect(answer).toMatchObject({ http: 400, json: { error: expect.stringMatching(/\w/) } });
  expect(await get('state')).toEqual(before);
});

test('what does not exist is a 404, what is no JSON a 400', async () => {
  for (const path of ['nothing', 'accounts/1', 'accounts/1/2']) {
    expect((await bank.admin('GET', `/sandbox/${path}`)).http).toBe(404);
  }
  expect((await bank.admin('DELETE', '/sandbox/faults/flt_9')).http).toBe(404);
  expect((await bank.admin('PUT', '/sandbox/clock', 'text')).http).toBe(400);
});

test('the ledger is read in pages', async () => {
  const deposit = { Bncd: '011', Acno: ACCOUNT, Tram: '7', MractOtlt: 'REFERENCE01' };
  for (const isTuno of ['A', 'B', 'C']) {
    await bank.call('ReceivedTransferAccountNumber', deposit, { isTuno });
  }
  const first = await get('ledger?limit=2');
  expect([first.data.length, first.hasMore]).toEqual([2, true]);
  const rest = await get('ledger?after=2&limit=2');
  expect(rest).toEqual({
    data: [
      {
        seq: 3,
        at: '2026-01-02T09:00:00.000+09:00',
        kind: 'CREDIT',
        tsymd: TODAY,
        isTuno: 'C',
        api: 'ReceivedTransferAccountNumber',
        accountNumber: ACCOUNT,
        amount: 7,
        balanceAfter: 5_000_021,
        contractAfter: 9_999_999_979,
        pendingAfter: 0,
        text: 'REFERENCE01',
        tuno: 'SANDBOX0000000003',
      },
    ],
    hasMore: false,
  });
  expect((await bank.admin('GET', '/sandbox/ledger?limit=1001')).http).toBe(400);
  const { data } = await get('requests?after=2');
  expect(data).toEqual([
    {
      seq: 3,
      at: '2026-01-02T09:00:00.000+09:00',
      api: 'ReceivedTransferAccountNumber',
      header: expect.objectContaining({ IsTuno: 'C' }),
      body: deposit,
      fault: null,
      executed: true,
      code: '00000',
      http: 200,
      ms: expect.any(Number),
    },
  ]);
});

test('a debit waits in pending until its settlement day', async () => {
  const FinAcno = await bank.open();
  await bank.admin('PUT', '/sandbox/settings', { settlementDays: 2 });
  await bank.call('DrawingTransfer', { FinAcno, Tram: '1000' });
  const pending = async () => (await get('state')).sums.pending;
  expect(await pending()).toBe(1000);
  await bank.admin('PUT', '/sandbox/clock', { now: '2026-01-03T23:59:00+09:00' });
  expect(await pending()).toBe(1000);
  await bank.admin('PUT', '/sandbox/clock', { advanceSeconds: 60 });
  expect(await pending()).toBe(0);
  expect((await get('state')).sums.contract).toBe(10_000_001_000);
});

test('the business clock can be set, moved and runs on', async () => {
  const now = '2026-03-01T12:00:00.000+09:00';
  const epochMs = Date.parse(now);
  expect((await bank.admin('PUT', '/sandbox/clock', { now })).json).toEqual({ now, epochMs });
  bank.pass(500);
  expect(await get('clock')).toEqual({
    now: '2026-03-01T12:00:00.500+09:00',
    epochMs: epochMs + 500,
  });
  await bank.admin('PUT', '/sandbox/clock', { advanceSeconds: 86_400 });
  expect((await get('clock')).now).toBe('2026-03-02T12:00:00.500+09:00');
});

test('closed hours refuse every call and use up no pair', async () => {
  const ask = () =>
    bank.call('InquireDepositorAccountNumber', { Bncd: '011', Acno: ACCOUNT }, { isTuno: 'X' });
  await bank.admin('PUT', '/sandbox/settings', { closedHours: ['23:00-10:00'] });
  expect((await ask()).code).toBe('AC002');
  await bank.admin('PUT', '/sandbox/clock', { now: '2026-01-02T10:00:00+09:00' });
  expect((await ask()).code).toBe('00000');
});

test.each(['slack', 'partner'])('the %s receiver shows what it was sent', async (name) => {
  expect((await bank.admin('POST', `/sandbox/${name}`, { text: '안녕' })).http).toBe(200);
  const { data } = await get(name);
  expect(data).toEqual([
    { at: expect.stringContaining('+09:00'), headers: expect.any(Object), body: { text: '안녕' } },
  ]);
});

test('is healthy while its journal can be written', async () => {
  expect(await bank.admin('GET', '/healthz')).toMatchObject({ http: 200, json: { status: 'ok' } });
});
