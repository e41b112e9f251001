import { won } from '../../../../src/domain/money';
import {
  maskName,
  presentAccount,
  presentBalance,
  presentRefreshError,
  presentStaffPayment,
  presentStaffRefund,
} from '../../../../src/http/presenters';
import { accountAnswer } from '../../../../src/http/schemas/accounts';
import { balanceAnswer } from '../../../../src/http/schemas/balances';
import { staffPaymentAnswer, staffRefundAnswer } from '../../../../src/http/schemas/staff';
import { AFTERNOON, aFile, anAccount, aRefundFile, IDS } from '../../../support/http-resources';

const BANK_WORDS = { code: 'A0090', message: '잔액이 부족합니다.' };
const debit = {
  movementId: IDS.payment,
  kind: 'DEBIT',
  amount: won(15_000),
  tsymd: '20261122',
  isTuno: '20261122163129000001',
  state: 'SUCCEEDED',
  evidence: [
    { at: AFTERNOON, kind: 'BANK_ANSWER', outcome: 'SUCCEEDED', code: '00000', message: null },
  ],
} as const;
const credit = { ...debit, movementId: IDS.refund, kind: 'CREDIT', amount: won(5_000) } as const;
const extras = { transfers: [debit, credit], workflowUrl: (id: string) => `ui/${id}` };
const wire = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('staff see of a payment', () => {
  const failure = { code: 'INSUFFICIENT_BALANCE', at: AFTERNOON, bank: BANK_WORDS } as const;
  const view = presentStaffPayment(aFile({ status: 'ABORTED', failure }), extras, 'en');

  test('whose money it is, the bank’s words, each pair with its evidence, and the run', () => {
    expect(view).toMatchObject({
      memberId: IDS.member,
      bank: BANK_WORDS,
      links: { workflow: `ui/payment-${IDS.payment}` },
      transfers: [
        { isTuno: debit.isTuno, evidence: [{ kind: 'BANK_ANSWER', code: '00000' }] },
        { movementId: IDS.refund },
      ],
    });
  });

  test('nothing that the schema does not name', () => {
    expect(staffPaymentAnswer.parse(wire(view))).toEqual(wire(view));
  });

  test('the failure in their language, without the bank’s words inside it', () => {
    expect(view.failure).toEqual({
      code: 'INSUFFICIENT_BALANCE',
      message: 'Insufficient balance',
      at: '2026-11-22T16:31:29.120+09:00',
    });
  });
});

test('shows staff only the pairs of the refund, and all of them in its payment', () => {
  const view = presentStaffRefund(aRefundFile(), extras, 'ko');
  expect(staffRefundAnswer.parse(wire(view))).toEqual(wire(view));
  expect(view.transfers.map((one) => one.movementId)).toEqual([IDS.refund]);
  expect(view.payment.transfers).toHaveLength(2);
  expect(view.links.workflow).toBe(`ui/refund-${IDS.refund}`);
});

describe('an account', () => {
  test('shows number and holder masked, and nothing that the schema does not name', () => {
    const view = presentAccount(anAccount(), won(15_000), 'ko');
    expect(view).toMatchObject({
      accountNumber: '302*******901',
      holderName: '김*늘',
      bankName: 'NH농협은행',
      limits: { perPayment: 2_000_000, perDay: 5_000_000, usedToday: 15_000 },
    });
    expect(accountAnswer.parse(wire(view))).toEqual(wire(view));
  });

  test.each([
    ['김하늘', '김*늘'],
    ['김늘', '김*'],
    ['남궁하늘', '남**늘'],
    ['John Smith', 'J********h'],
    ['', ''],
  ])('masks the name %s as %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});

describe('a balance', () => {
  const balance = { amount: won(985_000), asOf: AFTERNOON, version: 17 };
  const at = (ageMs: number) =>
    presentBalance(IDS.account, { balance, source: 'CACHE', now: AFTERNOON + ageMs });

  test('is ???? in display only while nothing is known', () => {
    const view = presentBalance(IDS.account, { balance: null, source: 'CACHE', now: AFTERNOON });
    expect(balanceAnswer.parse(view)).toEqual({
      ...{ accountId: IDS.account, amount: null, display: '????', currency: 'KRW' },
      ...{ source: 'NONE', asOf: null, ageSeconds: null, stale: true, version: null },
    });
  });

  test('says how old it is, and is stale after 60 s', () => {
    expect(at(59_999)).toMatchObject({ ageSeconds: 59, stale: false, display: '985,000원' });
    expect(at(60_000)).toMatchObject({ ageSeconds: 60, stale: false });
    expect(at(60_001)).toMatchObject({ ageSeconds: 60, stale: true });
  });

  test('is never younger than now, whatever the clocks say', () => {
    expect(at(-5_000)).toMatchObject({ ageSeconds: 0, stale: false });
  });
});

test('says in the reader’s language why a refresh failed', () => {
  expect(presentRefreshError('BANK_NO_ANSWER', 'ko').message).toBe('은행 응답이 없습니다.');
  expect(presentRefreshError('BANK_NO_ANSWER', 'en').message).toBe('No answer from the bank');
});
