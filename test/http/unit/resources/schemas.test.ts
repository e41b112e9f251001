import fc from 'fast-check';
import { fieldErrors } from '../../../../src/http/field-errors';
import { openAccountBody } from '../../../../src/http/schemas/accounts';
import { pageQuery } from '../../../../src/http/schemas/common';
import { paymentParams, paymentsQuery, payBody } from '../../../../src/http/schemas/payments';
import { readPeriod } from '../../../../src/http/schemas/period';
import { cancelBody, refundBody } from '../../../../src/http/schemas/refunds';
import { IDS } from '../../../support/http-resources';

const pay = payBody({ maxPaymentWon: 100_000_000 });
const order = {
  accountId: IDS.account,
  partnerId: IDS.partner,
  orderId: 'ORDER-20261122-0001',
  orderName: '온전 티셔츠',
  amount: 15_000,
};
const opening = {
  bankCode: '011',
  accountNumber: '302-0000-0009-01',
  birthDate: '1990-03-14',
  withdrawalConsent: true,
};

/** The fields found wrong, as `pointer code`. */
function wrong(schema: typeof pay | typeof openAccountBody, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  const found = fieldErrors(error?.issues ?? [], { value, where: 'body' });
  return found.map(({ pointer, code }) => `${pointer} ${code}`);
}

test('fills in the defaults of a payment', () => {
  expect(pay.parse(order)).toEqual({
    ...order,
    ...{ currency: 'KRW', decisionSeconds: 900, metadata: {} },
  });
});

/** What generators of bad input send as an amount. */
const NO_AMOUNTS = [
  ...[0, -0, -1, 100_000_001, 1e12, 1e15, 2 ** 53 - 1, 2 ** 53, 0.1, 1.5, Number.NaN, Infinity],
  ...['1e3', ' 100', '１００', '100.00', '100', '', null, [], [1], true, {}, undefined],
];

test.each(NO_AMOUNTS)(
  'refuses %p as the amount of a payment, and names that field only',
  (amount) => {
    const found = wrong(pay, { ...order, amount });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^\/amount (TYPE|TOO_SMALL|TOO_LARGE|REQUIRED)$/);
  },
);

test.each([1, 1e3, 1000.0, 99_999_999, 100_000_000])('takes %p as an amount', (amount) => {
  expect(wrong(pay, { ...order, amount })).toEqual([]);
});

test('takes exactly the whole amounts up to the setting', () => {
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer(), fc.maxSafeInteger()), (amount) => {
      const valid = Number.isInteger(amount) && amount >= 1 && amount <= 100_000_000;
      expect(wrong(pay, { ...order, amount }).length === 0).toBe(valid);
    }),
  );
});

test.each([
  [{ currency: 'USD' }, '/currency NOT_ALLOWED'],
  [{ orderId: 'short' }, '/orderId PATTERN'],
  [{ orderId: 'ORDER 0001' }, '/orderId PATTERN'],
  [{ orderId: 'a'.repeat(65) }, '/orderId PATTERN'],
  [{ orderId: 'ORDER-0001\n' }, '/orderId PATTERN'],
  [{ orderName: '' }, '/orderName TOO_SMALL'],
  [{ orderName: '가'.repeat(101) }, '/orderName TOO_LONG'],
  [{ orderName: 7 }, '/orderName TYPE'],
  [{ accountId: IDS.account.toLowerCase() }, '/accountId PATTERN'],
  [{ accountId: `${IDS.account} ` }, '/accountId PATTERN'],
  [{ accountId: IDS.payment }, '/accountId PATTERN'],
  [{ partnerId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' }, '/partnerId PATTERN'],
  [{ bankMemo: '온전상점이' }, '/bankMemo PATTERN'],
  [{ decisionSeconds: 19 }, '/decisionSeconds TOO_SMALL'],
  [{ decisionSeconds: 1801 }, '/decisionSeconds TOO_LARGE'],
  [{ metadata: [] }, '/metadata TYPE'],
  [{ metadata: { a: 1 } }, '/metadata/a TYPE'],
  [{ metadata: { 'a b': 'x' } }, '/metadata/a b PATTERN'],
  [{ metadata: { a: 'x'.repeat(501) } }, '/metadata/a TOO_LONG'],
  [
    { metadata: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, ''])) },
    '/metadata TOO_LARGE',
  ],
  [{ status: 'DONE' }, '/status UNKNOWN'],
  [{ isAdmin: true }, '/isAdmin UNKNOWN'],
])('refuses %j in a payment as %s', (over, expected) => {
  expect(wrong(pay, { ...order, ...over })).toEqual([expected]);
});

test('names every wrong field at once', () => {
  expect(wrong(pay, { amount: '1', extra: 1 })).toEqual(
    expect.arrayContaining([
      ...['/accountId REQUIRED', '/partnerId REQUIRED', '/orderId REQUIRED'],
      ...['/orderName REQUIRED', '/amount TYPE', '/extra UNKNOWN'],
    ]),
  );
});

test('counts emoji and joiners in code points, as people and JSON Schema do', () => {
  expect(wrong(pay, { ...order, orderName: '👕'.repeat(100) })).toEqual([]);
  expect(wrong(pay, { ...order, orderName: '👕'.repeat(101) })).toEqual(['/orderName TOO_LONG']);
});

test('drops the hyphens of an account number, and writes a birth date as the bank does', () => {
  expect(openAccountBody.parse(opening)).toEqual({
    ...opening,
    ...{ accountNumber: '3020000000901', birthDate: '19900314' },
  });
});

test.each([
  [{ bankCode: '004' }, '/bankCode NOT_ALLOWED'],
  [{ accountNumber: '123456789' }, '/accountNumber PATTERN'],
  [{ accountNumber: '12345678901234567' }, '/accountNumber PATTERN'],
  [{ accountNumber: '３０２0000000901' }, '/accountNumber PATTERN'],
  [{ accountNumber: 3020000000901 }, '/accountNumber TYPE'],
  [{ birthDate: '19900314' }, '/birthDate PATTERN'],
  [{ birthDate: '2023-02-29' }, '/birthDate PATTERN'],
  [{ withdrawalConsent: false }, '/withdrawalConsent NOT_ALLOWED'],
  [{ withdrawalConsent: 'true' }, '/withdrawalConsent NOT_ALLOWED'],
  [{ nickname: '가'.repeat(21) }, '/nickname TOO_LONG'],
])('refuses %j in an opening as %s', (over, expected) => {
  expect(wrong(openAccountBody, { ...opening, ...over })).toEqual([expected]);
});

test('takes 29 February in leap years only', () => {
  expect(openAccountBody.parse({ ...opening, birthDate: '2000-02-29' }).birthDate).toBe('20000229');
});

test('lets the whole refund be asked for by leaving the amount out, and no part below one won', () => {
  expect(refundBody.parse({ reason: '변심' })).toEqual({ reason: '변심' });
  expect(cancelBody.parse({ cancelReason: '변심' })).toEqual({ cancelReason: '변심' });
  for (const amount of [0, -1, 1.5, '1', null]) {
    expect(refundBody.safeParse({ reason: '변심', amount }).success).toBe(false);
    expect(cancelBody.safeParse({ cancelReason: '변심', cancelAmount: amount }).success).toBe(
      false,
    );
  }
});

test.each(['', '0', '101', '-1', '1e1', ' 5', '5 ', '0x10', '１０', '1.0', '1000000000'])(
  'refuses %j as a page size',
  (limit) => {
    expect(pageQuery.limit.safeParse(limit).success).toBe(false);
  },
);

test('takes page sizes of 1 to 100, and 20 without one', () => {
  expect(['1', '100', undefined].map((limit) => pageQuery.limit.parse(limit))).toEqual([
    1, 100, 20,
  ]);
});

test.each(['done', 'DONE,', ',DONE', 'DONE,OPEN', 'DONE DONE', ''])(
  'refuses %j as statuses',
  (status) => {
    expect(paymentsQuery.safeParse({ status }).success).toBe(false);
  },
);

test.each(['..', '%00', 'pay_', IDS.refund, IDS.payment.toLowerCase(), `${IDS.payment}0`])(
  'knows no payment called %j',
  (paymentId) => {
    expect(paymentParams.safeParse({ paymentId }).success).toBe(false);
  },
);

describe('a period', () => {
  test('of bare days means Korean days, both ends included', () => {
    expect(readPeriod({ from: '2026-11-22', to: '2026-11-22' })).toEqual({
      from: Date.parse('2026-11-22T00:00:00+09:00'),
      to: Date.parse('2026-11-23T00:00:00+09:00'),
    });
  });

  test('may be given with any offset, and includes its last millisecond', () => {
    expect(readPeriod({ to: '2026-11-22T07:00:00.000Z' })).toEqual({
      from: null,
      to: Date.parse('2026-11-22T16:00:00.001+09:00'),
    });
  });

  test('of three months is the longest', () => {
    expect(() => readPeriod({ from: '2026-08-22', to: '2026-11-22' })).not.toThrow();
    expect(() => readPeriod({ from: '2026-08-22', to: '2026-11-23' })).toThrow('PERIOD_TOO_LONG');
  });

  test('that ends before it begins is refused', () => {
    expect(() => readPeriod({ from: '2026-11-23', to: '2026-11-22' })).toThrow('INVALID_REQUEST');
  });

  test.each(['2026-02-30', '20261122', '2026-11-22T16:00:00', 'yesterday', '2026-13-01', ''])(
    'has no end %j',
    (from) => {
      expect(paymentsQuery.safeParse({ from }).success).toBe(false);
    },
  );
});
