import fc from 'fast-check';
import { eucKrWidth, isPassbookMemo, passbookText } from '../../src/domain/passbook';

const WELL_FORMED = fc.stringMatching(/^[가-힣A-Za-z0-9]{1,8}$/);

test.each([
  ['', 0],
  ['ABC 123', 7],
  ['온전상점', 8],
  ['온전 ab', 7],
  ['👕', 2],
])('counts %j as %i EUC-KR bytes', (text, bytes) => {
  expect(eucKrWidth(text)).toBe(bytes);
});

test.each(['온전상점', 'ONJEON12', '온전 A', 'a', '온 전'])('takes %j as a memo', (memo) => {
  expect(isPassbookMemo(memo)).toBe(true);
});

test.each([
  ...[
    '',
    ' ',
    ' 온전',
    '온전 ',
    '온전상점A',
    '온전상점1호',
    'ONJEON123',
    'a-b',
    '온전!',
    'ㄱㄴ',
    '온전\n',
  ],
  ...['온전'.normalize('NFD'), '👕', 'é', '漢字', '\ud800', '\u202Eab', 'a\u0000'],
])('takes %j not as a memo', (memo) => {
  expect(isPassbookMemo(memo)).toBe(false);
});

test('keeps every passbook text within the 20 bytes of NH, reference and all', () => {
  fc.assert(
    fc.property(WELL_FORMED, (memo) => {
      fc.pre(isPassbookMemo(memo));
      const text = passbookText('7K2M9QX4T1B', memo);
      return eucKrWidth(text) <= 20 && text.startsWith('7K2M9QX4T1B ');
    }),
  );
});
