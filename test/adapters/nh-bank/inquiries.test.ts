import { parseKoreanDay } from '../../../src/domain/korean-time';
import { ACCOUNT, always, FIN_ACNO, PAIR } from '../../support/fake-bank';
import { STATEMENT, talkingTo } from './support';
import type { NhBank } from '../../../src/adapters/nh-bank/types';

const CUSTOMER = { pair: PAIR, bankCode: '011', accountNumber: ACCOUNT } as const;
const UNDECIDED = { class: 'UNKNOWN', because: 'UNDECIDED' };

/** One call to a bank that answers `code` with `body`. */
async function told<T>(
  ask: (bank: NhBank) => Promise<T>,
  code: string,
  body: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const { bank, close } = await talkingTo(always(code, { body }));
  const outcome = await ask(bank);
  await close();
  return outcome;
}

describe('openFinAccount', () => {
  const ask = (bank: NhBank) => bank.openFinAccount({ ...CUSTOMER, birthDate: '1990-01-01' });

  it.each([
    ['20260102000000001', '20260102000000001'],
    ['R'.repeat(50), 'R'.repeat(50)],
    ['R'.repeat(51), null],
    ['', null],
    ['  ', null],
    [null, null],
    [undefined, null],
    [20260102, null],
  ])('success with Rgno %j carries %j', async (rgno, registrationNumber) => {
    const outcome = await told(ask, '00000', { Rgno: rgno });
    expect(outcome).toMatchObject({ class: 'SUCCEEDED', value: { registrationNumber } });
  });

  it('is refused if the account is registered already, and waits while the bank works', async () => {
    expect(await told(ask, 'A0013')).toMatchObject({
      class: 'REFUSED',
      failureCode: 'ALREADY_REGISTERED_AT_BANK',
      closed: false,
    });
    expect(await told(ask, 'A0082')).toMatchObject({ class: 'STILL_PROCESSING' });
    expect(await told(ask, 'AC002')).toMatchObject({
      class: 'REFUSED',
      failureCode: 'BANK_MAINTENANCE',
      closed: true,
    });
    expect(await told(ask, 'AT999')).toMatchObject(UNDECIDED);
  });

  it('must be answered about the account we named', async () => {
    const other = { Rgno: '1', Acno: '3020000000902' };
    expect(await told(ask, '00000', other)).toMatchObject(UNDECIDED);
  });

  it('writes the birth date as NH wants it', async () => {
    const { fake, bank, close } = await talkingTo(always('00000'));
    await ask(bank);
    await close();
    expect(fake.requests[0]?.json['BrdtBrno']).toBe('19900101');
  });
});

describe('checkOpenFinAccount and closeFinAccount', () => {
  const ask = (bank: NhBank) =>
    bank.checkOpenFinAccount({ pair: PAIR, registrationNumber: '1', birthDate: '19900101' });

  it.each([
    [FIN_ACNO, FIN_ACNO],
    ['opaque text', 'opaque text'],
    ['F'.repeat(31), null],
    [null, null],
    [undefined, null],
  ])('success with FinAcno %j carries %j', async (answered, finAcno) => {
    const outcome = await told(ask, '00000', { FinAcno: answered });
    expect(outcome).toMatchObject({ class: 'SUCCEEDED', value: { finAcno } });
  });

  it('says that the issuing goes on', async () => {
    expect(await told(ask, 'A0017')).toMatchObject({ class: 'STILL_PROCESSING', code: 'A0017' });
  });

  it('closes by fin-account', async () => {
    const { fake, bank, close } = await talkingTo(always('00000'));
    const call = { pair: PAIR, finAcno: FIN_ACNO, birthDate: '1990-01-01' };
    expect(await bank.closeFinAccount(call)).toMatchObject({ class: 'SUCCEEDED', value: null });
    await close();
    expect(fake.requests[0]?.json).toMatchObject({ FinAcno: FIN_ACNO, BrdtBrno: '19900101' });
  });
});

describe('inquireHolder', () => {
  const ask = (bank: NhBank) => bank.inquireHolder(CUSTOMER);

  it('tells the name composed and without outer blanks, even with another bank code', async () => {
    const body = { Bncd: '010', Acno: ACCOUNT, Dpnm: ` ${'김하늘'.normalize('NFD')} ` };
    expect(await told(ask, '00000', body)).toMatchObject({
      class: 'SUCCEEDED',
      value: { holderName: '김하늘' },
    });
  });

  it.each([[undefined], [''], [' '], [null], [7]])('is unknown with the name %j', async (name) => {
    expect(await told(ask, '00000', { Dpnm: name })).toMatchObject(UNDECIDED);
  });
});

describe('inquireBalance', () => {
  const ask = (bank: NhBank) => bank.inquireBalance({ pair: PAIR, finAcno: FIN_ACNO });

  it.each([
    ['985000', 985_000],
    ['0', 0],
    ['0000000000010000.00', 10_000],
    ['999999999999999', 999_999_999_999_999],
  ])('reads %j as what can be paid out', async (text, available) => {
    const body = { FinAcno: FIN_ACNO, Ldbl: '7', RlpmAbamt: text };
    expect(await told(ask, '00000', body)).toMatchObject({
      class: 'SUCCEEDED',
      value: { available },
      consentUrl: null,
    });
  });

  it.each(['-1', '1.5', '1,000', '1e3', '', ' 1', '9999999999999999', null, undefined, 1000])(
    'does not take %j for a balance',
    async (text) => {
      expect(await told(ask, '00000', { RlpmAbamt: text })).toMatchObject(UNDECIDED);
    },
  );

  it.each([
    ['AI001', 'CONSENT_REQUIRED'],
    ['AI002', 'CONSENT_EXPIRED'],
  ])('%s is %s and shows where to consent', async (code, failureCode) => {
    const body = { AthrCnfrTckt: 'T', WebUrl: 'https://bank.example/consent?t=T' };
    expect(await told(ask, code, body)).toMatchObject({
      class: 'REFUSED',
      failureCode,
      closed: false,
      consentUrl: 'https://bank.example/consent?t=T',
    });
  });

  it.each([
    [{ WebUrl: 'javascript:alert(1)' }, null],
    [{ WebUrl: `https://bank.example/${FIN_ACNO}` }, null],
    [{ WebUrl: 'https://bank.example/a b' }, null],
    [{ WebUrl: '', AndWebUrl: 'https://bank.example/a' }, 'https://bank.example/a'],
    [{}, null],
  ])('of the consent fields %j shows %j', async (body, consentUrl) => {
    expect(await told(ask, 'AI001', body)).toMatchObject({ class: 'REFUSED', consentUrl });
  });
});

describe('readStatementPage', () => {
  const ask = (bank: NhBank) => bank.readStatementPage(STATEMENT);
  const row = (change: Readonly<Record<string, unknown>> = {}) => ({
    Trdd: '20260102',
    Txtm: '103000',
    MnrcDrotDsnc: '3',
    Tram: '5000',
    AftrBlnc: '0000000000983000.00',
    TrnsAfAcntBlncSmblCd: '+',
    Smr: null,
    Ccyn: '0',
    Tuno: 'T1',
    BnprCntn: 'C4W8R0ZN6HE 온전상점',
    ...change,
  });

  it.each([
    ['REC', 'Iqtcnt'],
    ['Rec', 'IqtCnt'],
  ])('reads the list as %s, the count as %s', async (list, count) => {
    const body = { CtntDataYn: 'N', [count]: '0000000001', [list]: [row()] };
    expect(await told(ask, '00000', body)).toMatchObject({
      class: 'SUCCEEDED',
      value: {
        hasMore: false,
        rows: [
          {
            day: parseKoreanDay('20260102'),
            time: '103000',
            direction: 'OUT',
            amount: 5_000,
            balanceAfter: 983_000,
            cancelled: false,
            bankNumber: 'T1',
            text: 'C4W8R0ZN6HE 온전상점',
          },
        ],
      },
    });
  });

  it('reads cancelled rows, overdrawn balances and what is missing', async () => {
    const rows = [
      row({ Ccyn: '1' }),
      row({ Ccyn: null }),
      row({ TrnsAfAcntBlncSmblCd: '-', MnrcDrotDsnc: '2' }),
      row({ AftrBlnc: null, BnprCntn: null, Tuno: null, MnrcDrotDsnc: '1' }),
    ];
    expect(await told(ask, '00000', { CtntDataYn: 'Y', REC: rows })).toMatchObject({
      value: {
        hasMore: true,
        rows: [
          { cancelled: true },
          { cancelled: true },
          { balanceAfter: null, direction: 'IN' },
          { balanceAfter: null, text: '', bankNumber: '', direction: 'IN' },
        ],
      },
    });
  });

  it('is an empty page if there are no rows', async () => {
    const empty = { class: 'SUCCEEDED', value: { rows: [], hasMore: false } };
    expect(await told(ask, 'A0090')).toMatchObject(empty);
    expect(await told(ask, '00000', { CtntDataYn: 'N', REC: [] })).toMatchObject(empty);
  });

  it.each<[string, Record<string, unknown>]>([
    ['no list', { CtntDataYn: 'N' }],
    ['a null list', { CtntDataYn: 'N', REC: null }],
    ['two lists', { CtntDataYn: 'N', REC: [], Rec: [row()] }],
    ['no word on further pages', { REC: [row()] }],
    ['an odd word on further pages', { CtntDataYn: 'y', REC: [row()] }],
    ['further pages after nothing', { CtntDataYn: 'Y', REC: [] }],
    ['fewer rows than counted', { CtntDataYn: 'N', Iqtcnt: '2', REC: [row()] }],
    ['a row that is none', { CtntDataYn: 'N', REC: [row(), null] }],
    ['a row without an amount', { CtntDataYn: 'N', REC: [row({ Tram: null })] }],
    ['a row with a fraction', { CtntDataYn: 'N', REC: [row({ Tram: '1.50' })] }],
    ['a row of no direction', { CtntDataYn: 'N', REC: [row({ MnrcDrotDsnc: '5' })] }],
    ['a row of a borrowed direction', { CtntDataYn: 'N', REC: [row({ MnrcDrotDsnc: 'at' })] }],
    ['a row of no day', { CtntDataYn: 'N', REC: [row({ Trdd: '20260230' })] }],
    ['a row of no time', { CtntDataYn: 'N', REC: [row({ Txtm: '246000' })] }],
    ['another account', { CtntDataYn: 'N', Acno: '3020000000902', REC: [row()] }],
  ])('with %s is unanswered', async (_what, body) => {
    expect(await told(ask, '00000', body)).toMatchObject(UNDECIDED);
  });

  it('asks for both directions, oldest first, 100 rows, and the page', async () => {
    const { fake, bank, close } = await talkingTo(always('A0090'));
    await bank.readStatementPage({ ...STATEMENT, page: 12 });
    await close();
    expect(fake.requests[0]?.json).toMatchObject({
      Insymd: '20260102',
      Ineymd: '20260102',
      TrnsDsnc: 'A',
      Lnsq: 'ASC',
      PageNo: '12',
      Dmcnt: '100',
    });
  });
});
