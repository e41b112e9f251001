import { ACCOUNT, headerFor, startBank, TOKEN, type TestBank } from './support/bank';

let bank: TestBank;

beforeAll(async () => {
  bank = await startBank();
});
afterAll(() => bank.close());

const HOLDER = { Bncd: '011', Acno: ACCOUNT };
const ask = (header: Record<string, unknown>, body: object = HOLDER) =>
  bank.call('InquireDepositorAccountNumber', body, { header });

/** From the first check to the last; each call fails its own check and all that come after it. */
const ORDER: readonly (readonly [string, Record<string, unknown>])[] = [
  ['A0X01', { Trtm: undefined }],
  ['A0X02', { AccessToken: 'f'.repeat(64) }],
  ['A0X04', { ApiSvcCd: 'ReceivedTransferA' }],
  ['AC002', {}],
  ['A0X03', { Tsymd: '20260103' }],
];

test.each(ORDER.map(([code], index) => ({ code, index })))(
  'answers $code before anything that is checked later',
  async ({ code, index }) => {
    const isOpen = code === 'A0X03';
    await bank.admin('PUT', '/sandbox/settings', { closedHours: isOpen ? [] : ['08:00-10:00'] });
    const header = Object.assign({}, ...ORDER.slice(index).map(([, wrong]) => wrong));
    expect((await ask(header, {})).code).toBe(code);
    await bank.admin('PUT', '/sandbox/settings', { closedHours: [] });
  },
);

test('checks fields before duplicates, and duplicates before business rules', async () => {
  const header = { IsTuno: 'ONCE' };
  expect((await ask(header, { Bncd: '011' })).code).toBe('A0X05');
  expect((await ask(header)).code).toBe('00000');
  expect((await ask(header, { Bncd: '011' })).code).toBe('A0X05');
  expect((await ask(header, { Bncd: '011', Acno: '1' })).code).toBe('AC081');
});

test('an API that the test bed lacks is refused after the service code and before the hours', async () => {
  await bank.admin('PUT', '/sandbox/settings', { mode: 'testbed', closedHours: ['08:00-10:00'] });
  const body = { FinAcno: '1', Tram: '1', OrtrYmd: '20260102', OrtrIsTuno: '1' };
  const check = (header: object) =>
    bank.call('CheckOnDrawingTransfer', body, { header: { ...header } });
  expect((await check({ ApiSvcCd: 'X' })).code).toBe('A0X04');
  expect((await check({})).code).toBe('A0X06');
  await bank.admin('PUT', '/sandbox/settings', { mode: 'contract', closedHours: [] });
});

test('another method is 405, an unknown API 404, a body that is no JSON object 400 and empty', async () => {
  const path = '/InquireDepositorAccountNumber.nh';
  expect((await bank.admin('GET', path)).http).toBe(405);
  expect((await bank.admin('GET', '/NoSuchApi.nh')).http).toBe(405);
  expect((await bank.admin('POST', '/NoSuchApi.nh', {})).http).toBe(404);
  expect((await bank.admin('POST', '/OpenFinAccountARS.nh', {})).http).toBe(404);
  expect(await bank.admin('POST', path, [])).toMatchObject({ http: 400, text: '' });
  expect(await bank.admin('POST', path)).toMatchObject({ http: 400, text: '' });
});

test.each(['/svcapi/InquireBalance.nh', '/InquireBalance.nhd', '/svcapi/InquireBalance.nhd'])(
  'serves %s',
  async (path) => {
    expect((await bank.call('InquireBalance', { FinAcno: '1' }, { path })).code).toBe('A0X15');
  },
);

test.each(['ApiNm', 'Tsymd', 'Trtm', 'Iscd', 'FintechApsno', 'ApiSvcCd', 'IsTuno', 'AccessToken'])(
  'a header whose %s is missing, empty, no text or too wide is refused',
  async (name) => {
    const right = headerFor('InquireDepositorAccountNumber', 'X')[name] ?? '';
    for (const wrong of [undefined, '', 7, null, right.padEnd(101, '0')]) {
      expect((await ask({ [name]: wrong })).code).toBe('A0X01');
    }
  },
);

test('a header for another API than the path is refused', async () => {
  expect((await ask({ ApiNm: 'InquireBalance' })).code).toBe('A0X01');
});

test.each([
  [{ Bncd: '11', Acno: ACCOUNT }, 'too short'],
  [{ Bncd: '011', Acno: '30200-0000901' }, 'not digits'],
  [{ Bncd: '011', Acno: '1'.repeat(21) }, 'too wide'],
  [{ Bncd: '011', Acno: 3020000000901 }, 'a number'],
  [{ Bncd: '011' }, 'missing'],
])('a body field that is wrong is refused: %j (%s)', async (body: object, _why) => {
  expect((await ask({}, body)).code).toBe('A0X05');
});

test('an amount of zero is refused, and passbook text is measured in EUC-KR bytes', async () => {
  const FinAcno = await bank.open();
  const debit = (body: object) =>
    bank.call('DrawingTransfer', { FinAcno, Tram: '10', ...body }, { header: {} });
  expect((await debit({ Tram: '0' })).code).toBe('A0X05');
  expect((await debit({ Tram: '1000.00' })).code).toBe('A0X05');
  expect((await debit({ DractOtlt: '가'.repeat(13) })).code).toBe('A0X05');
  expect((await debit({ DractOtlt: '가'.repeat(12) })).code).toBe('00000');
});

test('every answer echoes the seven fields of the request and never the credential', async () => {
  for (const header of [{}, { ApiSvcCd: 'X' }, { Trtm: '' }]) {
    const { json, text } = await ask(header);
    const { AccessToken: _credential, ...echoed } = headerFor('InquireDepositorAccountNumber', '');
    expect(json.Header).toMatchObject({ ...echoed, ...header, IsTuno: json.Header.IsTuno });
    expect(text).not.toContain(TOKEN);
  }
});

test('the credential may come as a bearer token instead', async () => {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const { AccessToken: _left, ...Header } = headerFor('InquireDepositorAccountNumber', 'BEARER');
  const api = `${bank.url()}/InquireDepositorAccountNumber.nh`;
  const send = async (init: object): Promise<string> => {
    const answer = await fetch(api, {
      method: 'POST',
      body: JSON.stringify({ Header, ...HOLDER }),
      ...init,
    });
    const json = (await answer.json()) as { Header: { Rpcd: string } };
    return json.Header.Rpcd;
  };
  expect(await send({})).toBe('A0X01');
  expect(await send({ headers })).toBe('00000');
});
