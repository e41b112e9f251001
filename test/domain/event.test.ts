import { accountEventBody, paymentEventBody } from '../../src/domain/event';
import { viewPayment, viewRefund } from '../../src/domain/representation';
import { at } from '../support/movement-builder';
import { aPayment, anAccount, aRefund } from '../support/records-builder';

const envelope = {
  eventId: 'evt_01JDEM0SH0P000000000000001',
  type: 'payment.done',
  at: at(1.381),
  sequence: 1,
  publicUrl: 'https://pay.example.kr',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
} as const;

describe('the event of a payment', () => {
  const payment = aPayment();
  const body = () => paymentEventBody(envelope, { payment, refunds: [], refund: null });

  it('is a structured CloudEvent with the whole payment', () => {
    expect(JSON.parse(body())).toEqual({
      specversion: '1.0',
      id: envelope.eventId,
      source: '/onjeon',
      type: 'payment.done',
      subject: payment.paymentId,
      time: '2026-03-02T14:00:01.381+09:00',
      datacontenttype: 'application/json',
      dataschema: 'https://pay.example.kr/schemas/payment.v1.json',
      partnerid: payment.partnerId,
      paymentid: payment.paymentId,
      sequence: '1',
      traceparent: envelope.traceparent,
      data: { payment: viewPayment(payment, [], 'ko'), refund: null },
    });
  });

  it('has the same bytes whenever it is written', () => {
    expect(body()).toBe(body());
  });

  it('leaves the trace context out where there is none', () => {
    const bare = paymentEventBody(
      { ...envelope, traceparent: null },
      { payment, refunds: [], refund: null },
    );
    expect(JSON.parse(bare)).not.toHaveProperty('traceparent');
  });

  it('about a refund names the refund, and shows it with its payment', () => {
    const refund = aRefund();
    const of = { payment: aPayment({ eventSequence: 2 }), refunds: [refund], refund };
    const event = JSON.parse(paymentEventBody({ ...envelope, type: 'refund.done' }, of)) as {
      subject: string;
      data: { refund: object };
    };
    expect(event.subject).toBe(refund.refundId);
    expect(event.data.refund).toEqual(viewRefund(refund, of, 'ko'));
  });

  it('holds nothing that is only ours', () => {
    const secret = aPayment({
      failure: {
        code: 'BANK_REFUSED',
        at: at(2),
        bank: { code: 'A0X05', message: '입력 항목을 확인하여 주시기 바랍니다.' },
      },
      testCode: 'BANK_SLOW',
      limitDay: aPayment().limitDay,
    });
    const text = paymentEventBody(envelope, { payment: secret, refunds: [], refund: null });
    for (const hidden of ['A0X05', '입력 항목', 'memberId', 'mbr_', 'BANK_SLOW', 'limitDay']) {
      expect(text).not.toContain(hidden);
    }
  });
});

describe('the event of an account', () => {
  it('tells the member, with the number masked, and no partner', () => {
    const account = anAccount();
    const event = JSON.parse(
      accountEventBody({ ...envelope, type: 'account.active', sequence: 3 }, account),
    ) as Record<string, unknown>;
    expect(event).toMatchObject({
      type: 'account.active',
      subject: account.accountId,
      sequence: '3',
      dataschema: 'https://pay.example.kr/schemas/account.v1.json',
      data: { account: { accountNumber: '302*******901', status: 'ACTIVE', failure: null } },
    });
    expect(event).not.toHaveProperty('partnerid');
    expect(event).not.toHaveProperty('paymentid');
    expect(JSON.stringify(event)).not.toContain(account.holderName);
  });
});
