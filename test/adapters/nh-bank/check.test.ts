import { parseKoreanDay, startOfKoreanDay } from '../../../src/domain/korean-time';
import { processedAt } from '../../../src/adapters/nh-bank/classify';
import { clockAt, DAY, FIN_ACNO, PAIR } from '../../support/fake-bank';
import { answerTo, ASKED, judgeCheck } from './pure';
import { CHECK_CREDIT, CHECK_DEBIT, clientOf, talkingTo } from './support';

const { checkDebit, checkCredit } = ASKED;

const told = (rpcd: unknown, body: Readonly<Record<string, unknown>> = {}) =>
  judgeCheck(checkDebit, answerTo(checkDebit, { Rpcd: rpcd }, body));

describe('a result check that was answered', () => {
  it.each([
    ['00000', { finding: 'EXECUTED', processedAt: clockAt('091501').now() }],
    ['R0001', { finding: 'REFUSED', failureCode: 'INSUFFICIENT_BALANCE', closed: false }],
    ['AC002', { finding: 'REFUSED', failureCode: 'BANK_MAINTENANCE', closed: true }],
    ['N0001', { finding: 'NOT_FOUND' }],
    ['A0050', { finding: 'PROCESSING' }],
    ['A0348', { finding: 'PROCESSING' }],
    ['AT999', { finding: 'PROCESSING' }],
    ['A9998', { finding: 'PROCESSING' }],
    ['AC081', { finding: 'PROCESSING' }],
    ['D0001', { finding: 'PROCESSING' }],
    ['A0013', { finding: 'OTHER_FAILURE' }],
    ['AI001', { finding: 'OTHER_FAILURE' }],
    ['A0090', { finding: 'OTHER_FAILURE' }],
    ['ZZ002', { finding: 'OTHER_FAILURE' }],
  ])('reads Pcrs %s', (pcrs, finding) => {
    const outcome = told('00000', { Pcrs: pcrs, Prtm: '091501' });
    expect(outcome).toEqual({
      class: 'SUCCEEDED',
      code: pcrs,
      message: '말씀',
      httpStatus: 200,
      ...finding,
    });
  });

  it('reads "still processing" and "no such transaction" from its own code as well', () => {
    expect(told('A0050')).toMatchObject({ finding: 'PROCESSING', class: 'STILL_PROCESSING' });
    expect(told('N0001')).toMatchObject({ finding: 'NOT_FOUND', code: 'N0001' });
  });
});

describe('a result check that was not answered', () => {
  it.each([
    ['no Pcrs', {}],
    ['an empty Pcrs', { Pcrs: '' }],
    ['a numeric Pcrs', { Pcrs: 0 }],
    ['a Pcrs with blanks', { Pcrs: ' 00000' }],
  ])('is one with %s', (_what, body) => {
    expect(told('00000', body)).toMatchObject({ finding: 'NOT_ANSWERED', class: 'UNKNOWN' });
  });

  it.each(['AT999', 'AC081', 'AC002', 'R0001', 'A0013', 'A0348', 'A0082', 'ZZ001', 7])(
    'is one with the code %s, whatever Pcrs says',
    (code) => {
      for (const pcrs of ['00000', 'R0001', 'N0001']) {
        expect(told(code, { Pcrs: pcrs }).finding).toBe('NOT_ANSWERED');
      }
    },
  );

  it.each([
    ['IsTuno', PAIR.isTuno],
    ['ApiNm', 'DrawingTransfer'],
    ['Tsymd', '20260103'],
  ])('is one that echoes another %s', (field, value) => {
    const answer = answerTo(checkDebit, { Rpcd: '00000', [field]: value }, { Pcrs: '00000' });
    expect(judgeCheck(checkDebit, answer).finding).toBe('NOT_ANSWERED');
  });

  it.each([
    ['FinAcno', `${FIN_ACNO}9`],
    ['Tram', '15001'],
    ['OrtrIsTuno', '20260102091500000099'],
    ['OrtrYmd', '20260101'],
  ])('is one about another %s', (field, value) => {
    expect(told('00000', { Pcrs: '00000', [field]: value }).finding).toBe('NOT_ANSWERED');
  });

  it('is one that never left', async () => {
    const outcome = await clientOf({ apiServiceCodes: {} }).checkDebit(CHECK_DEBIT);
    expect(outcome).toMatchObject({ finding: 'NOT_ANSWERED', class: 'NEVER_LEFT', code: null });
  });
});

describe('the check of a deposit', () => {
  it('names the account, leaves the fin-account empty, and may be answered with either', async () => {
    const { fake, bank, close } = await talkingTo((_request, socket) => socket.destroy());
    const outcome = await bank.checkCredit(CHECK_CREDIT);
    await close();
    expect(outcome).toMatchObject({ finding: 'NOT_ANSWERED', class: 'UNKNOWN' });
    const { Header: header, ...body } = fake.requests[0]?.json ?? { Header: {} };
    expect(header['ApiSvcCd']).toBe('02M_001_00');
    expect(body).toEqual(checkCredit.request.body);
    expect(body).toMatchObject({ FinAcno: '', Bncd: '011', Tram: '5000' });
    for (const finAcno of ['', null, FIN_ACNO]) {
      const fields = { FinAcno: finAcno, Pcrs: '00000' };
      const answer = answerTo(checkCredit, { Rpcd: '00000' }, fields);
      expect(judgeCheck(checkCredit, answer).finding).toBe('EXECUTED');
    }
    const other = answerTo(checkCredit, { Rpcd: '00000' }, { Acno: '3020', Pcrs: '00000' });
    expect(judgeCheck(checkCredit, other).finding).toBe('NOT_ANSWERED');
  });
});

describe('the time a transfer was processed', () => {
  const at = (prtm: unknown, isTuno: string = PAIR.isTuno, now = startOfKoreanDay(DAY) + 2e8) =>
    processedAt({ prtm, original: { tsymd: DAY, isTuno }, at: now });

  it('is on the day of the original', () => {
    expect(at('091501')).toBe(clockAt('091501').now());
    expect(at('235959')).toBe(clockAt('235959').now());
  });

  it('is on the next day if it would be before the original was sent', () => {
    const next = startOfKoreanDay(parseKoreanDay('20260103'));
    expect(at('000001', '20260102235958000001')).toBe(next + 1000);
  });

  it('may be a little earlier by the clock of the bank', () => {
    expect(at('091459')).toBe(clockAt('091459').now());
  });

  it('is not told if it is none, or has not come yet', () => {
    for (const wrong of [undefined, null, '', '9:15', '240000', '096000', '0915011', 91501]) {
      expect(at(wrong)).toBeNull();
    }
    expect(at('120000', PAIR.isTuno, clockAt('100000').now())).toBeNull();
  });

  it('does not need a number of our shape', () => {
    expect(at('000001', 'X')).toBe(clockAt('000001').now());
  });
});
