import { FAILURES, type FailureCode, isFailureCode } from '../../src/domain/failure';
import { won } from '../../src/domain/money';
import { viewFailure, viewPayment, viewRefund } from '../../src/domain/representation';
import { at } from '../support/movement-builder';
import { aPayment, aRefund } from '../support/records-builder';

const TIME = '2026-03-02T14:00:00.000+09:00';

describe('a payment as everybody sees it', () => {
  it('has exactly these fields', () => {
    expect(viewPayment(aPayment({ metadata: { table: '7' } }), [], 'ko')).toEqual({
      paymentId: 'pay_01JDEM0SH0P000000000000001',
      orderId: 'ORDER-20260302-0001',
      orderName: '온전 티셔츠 외 2건',
      partnerId: 'prt_01JDEM0SH0P000000000000001',
      accountId: 'acc_01JDEM0SH0P000000000000001',
      status: 'DONE',
      statusDetail: null,
      currency: 'KRW',
      totalAmount: 15_000,
      balanceAmount: 15_000,
      isPartialCancelable: true,
      requestedAt: TIME,
      decisionDeadline: '2026-03-02T14:15:00.000+09:00',
      approvedAt: '2026-03-02T14:00:01.381+09:00',
      netCanceledAt: null,
      decidedBy: 'BANK_ANSWER',
      failure: null,
      cancels: [],
      passbookText: '7K2M9QX4T1B 온전상점',
      metadata: { table: '7' },
      version: 1,
      links: {
        self: '/v1/payments/pay_01JDEM0SH0P000000000000001',
        timeline: '/v1/payments/pay_01JDEM0SH0P000000000000001/timeline',
        refunds: '/v1/payments/pay_01JDEM0SH0P000000000000001/refunds',
        stream: '/v1/events/stream?paymentId=pay_01JDEM0SH0P000000000000001',
      },
    });
  });

  it('lists its refunds in the shape Korean clients know, oldest first', () => {
    const refunds = [
      aRefund(),
      aRefund({
        refundId: 'rfd_01JDEM0SH0P000000000000002',
        status: 'IN_PROGRESS',
        completedAt: null,
        refundableAfter: won(5_000),
      }),
    ];
    expect(viewPayment(aPayment(), refunds, 'ko').cancels).toEqual([
      {
        transactionKey: 'rfd_01JDEM0SH0P000000000000001',
        cancelAmount: 5_000,
        cancelReason: '단순 변심',
        cancelStatus: 'DONE',
        canceledAt: '2026-03-02T14:01:01.000+09:00',
        refundableAmount: 10_000,
        cause: 'REQUESTED',
      },
      {
        transactionKey: 'rfd_01JDEM0SH0P000000000000002',
        cancelAmount: 5_000,
        cancelReason: '단순 변심',
        cancelStatus: 'IN_PROGRESS',
        canceledAt: null,
        refundableAmount: 5_000,
        cause: 'REQUESTED',
      },
    ]);
  });
});

it('a refund shows itself, and the whole payment after it', () => {
  const payment = aPayment({ eventSequence: 4 });
  const refunds = [aRefund({ status: 'IN_PROGRESS', completedAt: null })];
  const view = viewRefund(refunds[0] ?? aRefund(), { payment, refunds }, 'ko');
  expect(view).toEqual({
    refundId: 'rfd_01JDEM0SH0P000000000000001',
    paymentId: payment.paymentId,
    orderId: payment.orderId,
    status: 'IN_PROGRESS',
    statusDetail: null,
    currency: 'KRW',
    amount: 5_000,
    refundableAmount: 10_000,
    reason: '단순 변심',
    cause: 'REQUESTED',
    requestedBy: 'MEMBER',
    requestedAt: '2026-03-02T14:01:00.000+09:00',
    completedAt: null,
    decidedBy: 'RESULT_CHECK',
    failure: null,
    passbookText: 'C4W8R0ZN6HE 온전상점',
    version: 4,
    links: {
      self: '/v1/refunds/rfd_01JDEM0SH0P000000000000001',
      payment: `/v1/payments/${payment.paymentId}`,
    },
    payment: viewPayment(payment, refunds, 'ko'),
  });
});

describe('a failure', () => {
  it.each(Object.keys(FAILURES) as FailureCode[])('%s is told in both languages', (code) => {
    const failure = { code, at: at(0), bank: { code: 'A0X10', message: '출금계좌' } };
    const [korean, english] = FAILURES[code];
    expect(viewFailure(failure, 'ko')).toEqual({ code, message: korean, at: TIME });
    expect(viewFailure(failure, 'en')).toEqual({ code, message: english, at: TIME });
    expect(korean).toMatch(/[가-힣].*\.$/);
    expect(english).toMatch(/^[A-Z][\x20-\x7e]+[^.]$/);
  });

  it('is null where nothing failed', () => {
    expect(viewFailure(null, 'ko')).toBeNull();
  });

  it.each(['toString', '__proto__', 'constructor', '', 'insufficient_balance'])(
    'has no code %j',
    (text) => {
      expect(isFailureCode(text)).toBe(false);
    },
  );
});
