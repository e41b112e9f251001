import { CODES } from '../../../src/adapters/nh-bank/codes';
import { encode } from 'iconv-lite';
import { ACCOUNT, FIN_ACNO } from '../../support/fake-bank';
import { answerTo, ASKED, askedFor, judge } from './pure';

const { debit, credit } = ASKED;
const UNDECIDED = { class: 'UNKNOWN', because: 'UNDECIDED' };
const NO_ANSWER = { class: 'UNKNOWN', because: 'NO_ANSWER' };

describe('a code of a transfer', () => {
  it.each([
    ['00000', 'SUCCEEDED'],
    ['A0050', 'STILL_PROCESSING'],
    ['A0348', 'STILL_PROCESSING'],
    ['A0284', 'STILL_PROCESSING'],
    ['A0017', 'STILL_PROCESSING'],
    ['A0082', 'STILL_PROCESSING'],
    ['A0073', 'STILL_PROCESSING'],
    ['AT999', 'UNDECIDED'],
    ['AC999', 'UNDECIDED'],
    ['A9999', 'UNDECIDED'],
    ['A9998', 'UNDECIDED'],
    ['AT998', 'UNDECIDED'],
    ['AP999', 'UNDECIDED'],
    ['AC081', 'DUPLICATE'],
    ['D0001', 'DUPLICATE'],
    ['N0001', 'UNDECIDED'],
    ['A0013', 'UNDECIDED'],
    ['A0090', 'UNDECIDED'],
    ['AI001', 'UNDECIDED'],
    ['AI002', 'UNDECIDED'],
    ['AC002', 'BANK_MAINTENANCE'],
    ['R0001', 'INSUFFICIENT_BALANCE'],
    ['R0002', 'BANK_LIMIT_EXCEEDED'],
  ])('%s means %s', (code, meaning) => {
    for (const asked of [debit, credit]) {
      const outcome = judge(asked, answerTo(asked, { Rpcd: code }));
      const said =
        outcome.class === 'UNKNOWN'
          ? outcome.because
          : outcome.class === 'REFUSED'
            ? outcome.failureCode
            : outcome.class;
      expect(said).toBe(meaning);
      expect(outcome).toMatchObject({ code, httpStatus: 200, message: '말씀' });
    }
  });

  it('says that the bank is closed only for AC002', () => {
    const closed = judge(debit, answerTo(debit, { Rpcd: 'AC002' }));
    const poor = judge(debit, answerTo(debit, { Rpcd: 'R0001' }));
    expect([closed, poor]).toMatchObject([{ closed: true }, { closed: false }]);
  });

  it('decides nothing if it is in no list, whatever it looks like', () => {
    for (let number = 0; number < 2_000; number += 1) {
      const code = `${number % 2 ? 'A' : 'Z'}${String(number * 7).padStart(4, '0')}`.slice(0, 5);
      if (Object.hasOwn(CODES, code)) continue;
      expect(judge(debit, answerTo(debit, { Rpcd: code }))).toMatchObject(UNDECIDED);
    }
  });

  it.each([0, '0000', ' 00000', '00000 ', '0 000', '000000', '', null, undefined, ['00000'], {}])(
    'is no code as %j',
    (code) => {
      const outcome = judge(debit, answerTo(debit, { Rpcd: code }));
      expect(outcome).toMatchObject({ ...UNDECIDED, code: null });
    },
  );

  it('is not read from a name that only an object of JavaScript has', () => {
    const outcome = judge(debit, '{"Header":{"__proto__":{"Rpcd":"00000"}}}');
    expect(outcome).toMatchObject({ ...UNDECIDED, code: null });
  });
});

describe('the echo', () => {
  const fields = ['ApiNm', 'Tsymd', 'IsTuno', 'Iscd', 'FintechApsno'];

  it.each(fields)('must carry our %s, also for a refusal', (field) => {
    for (const code of ['00000', 'R0001', 'AC081']) {
      for (const value of ['x', '', null, undefined, 7, ` ${debit.request.header[field]}`]) {
        const outcome = judge(debit, answerTo(debit, { Rpcd: code, [field]: value }));
        expect(outcome).toMatchObject({ ...UNDECIDED, code: null });
        expect(outcome.message).toBe(`the answer is about another request (${field} differs)`);
      }
    }
  });

  it.each([
    ['FinAcno', '00820109999990000000000000002'],
    ['Tram', '15001'],
    ['Tram', '15000.01'],
    ['Tram', '-15000'],
    ['Tram', 'abc'],
    ['Tram', ['15000']],
    ['FinAcno', 7],
  ])('must not carry another %s (%j), also for a refusal', (field, value) => {
    for (const code of ['00000', 'R0001']) {
      const outcome = judge(debit, answerTo(debit, { Rpcd: code }, { [field]: value }));
      expect(outcome).toMatchObject(UNDECIDED);
    }
  });

  it.each([
    ['the fields as sent', { FinAcno: FIN_ACNO, Tram: '15000', RgsnYmd: '20260102' }],
    ['an amount padded as in production', { Tram: '0000000000015000.00' }],
    ['null', { FinAcno: null, Tram: null }],
    ['nothing', { FinAcno: '', Tram: '' }],
    ['fields that we did not send', { Acno: ACCOUNT, Rgno: '1', Bncd: '010' }],
  ])('may carry %s', (_what, body) => {
    expect(judge(debit, answerTo(debit, { Rpcd: '00000' }, body)).class).toBe('SUCCEEDED');
  });

  it('must not carry another account, but may carry another bank code', () => {
    const ok = answerTo(credit, { Rpcd: '00000' }, { Acno: ACCOUNT, Bncd: '010' });
    const other = answerTo(credit, { Rpcd: '00000' }, { Acno: '3020000000902' });
    expect(judge(credit, ok).class).toBe('SUCCEEDED');
    expect(judge(credit, other)).toMatchObject(UNDECIDED);
  });
});

describe('field names', () => {
  it('are read whatever their case and blanks', () => {
    const answer = answerTo(debit, { Rpcd: '00000' })
      .replace('"Rsms"', '"Rsms "')
      .replace('"IsTuno"', '"Istuno"')
      .replace('"Header"', '" header"');
    expect(judge(debit, answer)).toMatchObject({ class: 'SUCCEEDED', message: '말씀' });
  });

  it.each([
    ['after trimming', '"Rpcd ":"R0001",'],
    ['in another case', '"RPCD":"R0001",'],
    ['word for word', '"Rpcd":"R0001",'],
    ['with an escape', '"\\u0052pcd":"R0001",'],
    ['in a field that we do not read', '"Z":"1","z":"2",'],
  ])('that are the same %s and say two things say nothing', (_how, twice) => {
    const answer = answerTo(debit, { Rpcd: '00000' }).replace('"Rpcd"', `${twice}"Rpcd"`);
    expect(judge(debit, answer)).toMatchObject({ ...UNDECIDED, code: null });
  });

  it('that stand twice and say the same are one', () => {
    const answer = answerTo(debit, { Rpcd: '00000' }).replace('"Rpcd"', '"Rpcd ":"00000","Rpcd"');
    expect(judge(debit, answer).class).toBe('SUCCEEDED');
  });

  it('of two headers that differ say nothing', () => {
    const answer = answerTo(debit, { Rpcd: '00000' }).replace('{"Header"', '{"header":{},"Header"');
    expect(judge(debit, answer)).toMatchObject(UNDECIDED);
  });
});

describe('an answer that is none', () => {
  it.each([
    ['empty', ''],
    ['a page', '<html>정상처리 되었습니다. 00000</html>'],
    ['cut', answerTo(debit, { Rpcd: '00000' }).slice(0, -3)],
    ['followed by something', `${answerTo(debit, { Rpcd: '00000' })}x`],
    ['a list', `[${answerTo(debit, { Rpcd: '00000' })}]`],
    ['text', '"00000"'],
    ['null', 'null'],
    ['without a header', '{"Rpcd":"00000"}'],
    ['with a header that is text', '{"Header":"00000"}'],
    ['with no header in it', '{"Header":null}'],
  ])('because it is %s leaves the same pair to be sent again', (_what, answer) => {
    expect(judge(debit, answer)).toMatchObject({ ...NO_ANSWER, code: null, httpStatus: 200 });
  });

  it('is one with another status than 200, even if it says success', () => {
    for (const status of [201, 202, 204, 301, 400, 401, 404, 409, 429, 500, 502, 503, 504]) {
      const outcome = judge(debit, answerTo(debit, { Rpcd: '00000' }), { status });
      expect(outcome).toMatchObject({ ...NO_ANSWER, code: null, httpStatus: status });
    }
  });

  it('may be nested as deep as it likes', () => {
    const deep = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;
    expect(judge(debit, deep)).toMatchObject(NO_ANSWER);
    const header = answerTo(debit, { Rpcd: '00000' }).replace('{"Header"', `{"x":${deep},"Header"`);
    expect(judge(debit, header).class).toBe('SUCCEEDED');
  });
});

describe('bytes', () => {
  const answer = answerTo(debit, { Rpcd: '00000', Rsms: '정상처리' });

  it.each([
    ['with a byte order mark', Buffer.from(`\uFEFF${answer}`)],
    ['in EUC-KR', encode(answer, 'euc-kr')],
  ])('%s are read', (_how, bytes) => {
    expect(judge(debit, bytes)).toMatchObject({ class: 'SUCCEEDED', message: '정상처리' });
  });

  it('that are broken in a text do not hide the code', () => {
    const broken = Buffer.concat([
      Buffer.from(answer.slice(0, answer.indexOf('정'))),
      Buffer.from([0xff, 0xfe, 0x80]),
      Buffer.from(answer.slice(answer.indexOf('정'))),
    ]);
    expect(judge(debit, broken)).toMatchObject({ class: 'SUCCEEDED', code: '00000' });
  });
});

describe('codes of single operations', () => {
  it.each([
    ['OpenFinAccountDirect', 'A0013', 'ALREADY_REGISTERED_AT_BANK'],
    ['CheckOpenFinAccountDirect', 'A0013', 'ALREADY_REGISTERED_AT_BANK'],
    ['InquireBalance', 'AI001', 'CONSENT_REQUIRED'],
    ['InquireTransactionHistory', 'AI002', 'CONSENT_EXPIRED'],
  ] as const)('%s reads %s as %s', (api, code, failureCode) => {
    const asked = askedFor(api, {});
    const outcome = judge(asked, answerTo(asked, { Rpcd: code }));
    expect(outcome).toMatchObject({ class: 'REFUSED', failureCode, closed: false });
  });
});
