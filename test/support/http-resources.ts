import type { PaymentFile, RefundFile, TimelineStep } from '../../src/adapters/mysql/types';
import type { ExchangeFacts } from '../../src/adapters/mysql/timeline-types';
import { koreanDay } from '../../src/domain/korean-time';
import { won } from '../../src/domain/money';
import type { Account, Payment, Refund } from '../../src/domain/records';
import type { Route } from '../../src/http/route';
import { createDocsRoutes } from '../../src/http/routes/docs';
import { createResourceRoutes } from '../../src/http/routes/resources';

/** A Sunday afternoon in Seoul. */
export const AFTERNOON = Date.parse('2026-11-22T16:31:29.120+09:00');

export const IDS = {
  member: 'mbr_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  partner: 'prt_01JDEM0SH0P000000000000001',
  account: 'acc_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  payment: 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  refund: 'rfd_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
} as const;

export function aPayment(over: Partial<Payment> = {}): Payment {
  return {
    paymentId: IDS.payment,
    memberId: IDS.member,
    partnerId: IDS.partner,
    accountId: IDS.account,
    orderId: 'ORDER-20261122-0001',
    orderName: '온전 티셔츠',
    amount: won(15_000),
    status: 'DONE',
    statusDetail: null,
    refundable: won(15_000),
    requestedAt: AFTERNOON,
    decisionDeadline: AFTERNOON + 900_000,
    approvedAt: AFTERNOON + 400,
    netCanceledAt: null,
    decidedBy: 'BANK_ANSWER',
    failure: null,
    bankMemo: '온전상점',
    passbookText: '7K2M9QX4T1B 온전상점',
    metadata: {},
    testCode: null,
    limitDay: koreanDay(AFTERNOON),
    eventSequence: 1,
    version: 3,
    ...over,
  };
}

export function aRefund(over: Partial<Refund> = {}): Refund {
  return {
    refundId: IDS.refund,
    paymentId: IDS.payment,
    amount: won(5_000),
    refundableAfter: won(10_000),
    reason: '단순 변심',
    cause: 'REQUESTED',
    requestedBy: 'MEMBER',
    status: 'DONE',
    statusDetail: null,
    requestedAt: AFTERNOON + 60_000,
    completedAt: AFTERNOON + 60_400,
    decidedBy: 'BANK_ANSWER',
    failure: null,
    passbookText: 'C4W8R0ZN6HE 온전상점',
    testCode: null,
    version: 2,
    ...over,
  };
}

export function anAccount(over: Partial<Account> = {}): Account {
  return {
    accountId: IDS.account,
    memberId: IDS.member,
    bankCode: '011',
    maskedNumber: '302*******901',
    holderName: '김하늘',
    nickname: null,
    status: 'ACTIVE',
    statusDetail: null,
    failure: null,
    limitPerPayment: won(2_000_000),
    limitPerDay: won(5_000_000),
    requestedAt: AFTERNOON,
    openedAt: AFTERNOON,
    closedAt: null,
    testCode: null,
    eventSequence: 1,
    version: 2,
    ...over,
  };
}

export function aFile(
  payment: Partial<Payment> = {},
  refunds: readonly Refund[] = [],
): PaymentFile {
  return { payment: aPayment(payment), refunds };
}

export function aRefundFile(refund: Partial<Refund> = {}): RefundFile {
  const made = aRefund(refund);
  return { ...aFile({ status: 'PARTIAL_CANCELED' }, [made]), refund: made };
}

/** An exchange with the bank, so many minutes after the afternoon began. */
export function anExchange(
  minutes: number,
  facts: Partial<ExchangeFacts>,
  subject = 'payment',
): TimelineStep {
  return {
    at: AFTERNOON + minutes * 60_000,
    kind: 'BANK_EXCHANGE',
    subjectId: subject === 'refund' ? IDS.refund : IDS.payment,
    facts: {
      ...{ operation: 'SEND', class: null, because: null, finding: null },
      ...{ code: null, message: null, durationMs: 10_000 },
      ...facts,
    },
  };
}

/** The routes of the resources and of the documents, for tests that only read their definitions. */
export function definedRoutes(): readonly Route[] {
  const unused = {} as never;
  const resources = createResourceRoutes({
    ...{ book: unused, engine: unused, redis: unused, clock: unused, log: unused },
    config: { bankClosedHours: [], cursorKey: new Uint8Array(32), maxPaymentWon: 100_000_000 },
    workflowUrl: (id) => `http://127.0.0.1:8233/${id}`,
  });
  const config = { publicUrl: 'https://pay.example.kr', production: false };
  return [...resources, ...createDocsRoutes(resources, config)];
}
