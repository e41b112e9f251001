import { carriesSecret, redact } from '../../../src/adapters/nh-bank/redact';
import { ACCOUNT, FIN_ACNO, TOKEN } from '../../support/fake-bank';

const SECRETS = [TOKEN, 'AB.1234+opaque', ''];

describe('redact', () => {
  it.each([
    [`계좌 ${ACCOUNT} 오류`, '계좌 *** 오류'],
    ['계좌 302-0000-0009-01 오류', '계좌 *** 오류'],
    ['계좌 302 0000 0009 01 오류', '계좌 *** 오류'],
    ['계좌 ３０２００００００ 오류', '계좌 *** 오류'],
    [`${FIN_ACNO}`, '***'],
    ['010-1234-5678', '***'],
    [`key=${TOKEN.toUpperCase()}!`, 'key=***!'],
    ['key=fedcba9876543210fedcba9876543210', 'key=***'],
    ['ab.1234+OPAQUE.', '***.'],
    ['잔액 15,000원, 코드 AC081', '잔액 15,000원, 코드 AC081'],
    ['두\r\n줄\u0000', '두 줄'],
  ])('of %j leaves %j', (text, left) => {
    expect(redact(text, SECRETS)).toBe(left);
  });

  it('cuts at 200 characters, and no number in two', () => {
    const long = redact(`${'가'.repeat(195)}${ACCOUNT}${'나'.repeat(200)}`, SECRETS);
    expect(long).toBe(`${'가'.repeat(195)}***나나`);
  });

  it('knows a text that carries a secret', () => {
    expect(carriesSecret(`https://bank.example/?k=${TOKEN}`, SECRETS)).toBe(true);
    expect(carriesSecret('https://bank.example/', SECRETS)).toBe(false);
  });

  it('leaves nothing where there was nothing', () => {
    expect(redact(null, SECRETS)).toBeNull();
  });
});
