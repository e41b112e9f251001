import { koreanDay } from '../domain/korean-time';
import { won } from '../domain/money';
import type { Account, Payment, Refund } from '../domain/records';
import { viewPayment, viewRefund } from '../domain/representation';
import { presentAccount, presentBalance } from './presenters';
import type { Route } from './route';

/** What the documents show for one route. */
export interface RouteExample {
  readonly request?: unknown;
  readonly answers: Readonly<Record<number, unknown>>;
}

const at = Date.parse('2026-11-22T16:31:29.120+09:00');
const EARLIER_MS = 86_400_000;

const account: Account = {
  accountId: 'acc_01JD8Q2V5M7N9P1R3T5W7Y9Z11',
  memberId: 'mbr_01JD8PZX3K5M7N9P1R3T5W7Y9Z',
  bankCode: '011',
  maskedNumber: '302*******901',
  holderName: '김하늘',
  nickname: '월급통장',
  status: 'ACTIVE',
  statusDetail: null,
  failure: null,
  limitPerPayment: won(2_000_000),
  limitPerDay: won(5_000_000),
  requestedAt: at - EARLIER_MS,
  openedAt: at - EARLIER_MS,
  closedAt: null,
  testCode: null,
  eventSequence: 1,
  version: 2,
};

const payment: Payment = {
  paymentId: 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  memberId: account.memberId,
  partnerId: 'prt_01JDEM0SH0P000000000000001',
  accountId: account.accountId,
  orderId: 'ORDER-20261122-0001',
  orderName: '온전 티셔츠 외 2건',
  amount: won(15_000),
  status: 'DONE',
  statusDetail: null,
  refundable: won(15_000),
  requestedAt: at,
  decisionDeadline: at + 900_000,
  approvedAt: at + 381,
  netCanceledAt: null,
  decidedBy: 'BANK_ANSWER',
  failure: null,
  bankMemo: '온전상점',
  passbookText: '7K2M9QX4T1B 온전상점',
  metadata: {},
  testCode: null,
  limitDay: koreanDay(at),
  eventSequence: 1,
  version: 3,
};

const inDoubt: Payment = {
  ...payment,
  status: 'IN_PROGRESS',
  statusDetail: 'BANK_RESULT_UNKNOWN',
  approvedAt: null,
  decidedBy: null,
};

const refund: Refund = {
  refundId: 'rfd_01JD8R0A1B3C5D7E9F1G3H5J7K',
  paymentId: payment.paymentId,
  amount: won(5_000),
  refundableAfter: won(10_000),
  reason: '단순 변심',
  cause: 'REQUESTED',
  requestedBy: 'MEMBER',
  status: 'DONE',
  statusDetail: null,
  requestedAt: at + 600_000,
  completedAt: at + 600_420,
  decidedBy: 'BANK_ANSWER',
  failure: null,
  passbookText: 'C4W8R0ZN6HE 온전상점',
  testCode: null,
  version: 3,
};

const refunded: Payment = {
  ...payment,
  status: 'PARTIAL_CANCELED',
  refundable: won(10_000),
  eventSequence: 3,
};

const accountView = presentAccount(account, won(15_000), 'ko');
const known = { amount: won(985_000), asOf: at, version: 17 };
const now = at + 12_000;
const paymentView = viewPayment(payment, [], 'ko');
const refundedView = viewPayment(refunded, [refund], 'ko');

const EXAMPLES: Readonly<Record<string, RouteExample>> = {
  'POST /v1/accounts': {
    request: {
      bankCode: '011',
      accountNumber: '302-0000-0009-01',
      birthDate: '1990-03-14',
      withdrawalConsent: true,
      nickname: '월급통장',
    },
    answers: { 201: accountView },
  },
  'GET /v1/accounts/{accountId}': { answers: { 200: accountView } },
  'GET /v1/accounts/{accountId}/balance': {
    answers: {
      200: presentBalance(account.accountId, { balance: known, source: 'CACHE', now }),
    },
  },
  'POST /v1/accounts/{accountId}/balance/refresh': {
    answers: {
      200: {
        ...presentBalance(account.accountId, { balance: known, source: 'BANK', now: at }),
        ...{ refreshed: true, refreshError: null, consent: null },
      },
    },
  },
  'POST /v1/payments': {
    request: {
      accountId: payment.accountId,
      partnerId: payment.partnerId,
      orderId: payment.orderId,
      orderName: payment.orderName,
      amount: payment.amount,
    },
    answers: { 201: paymentView, 202: viewPayment(inDoubt, [], 'ko') },
  },
  'GET /v1/payments/{paymentId}': { answers: { 200: paymentView } },
  'POST /v1/payments/{paymentId}/refunds': {
    request: { reason: refund.reason, amount: refund.amount },
    answers: { 201: viewRefund(refund, { payment: refunded, refunds: [refund] }, 'ko') },
  },
  'POST /v1/payments/{paymentId}/cancel': {
    request: { cancelReason: refund.reason, cancelAmount: refund.amount },
    answers: { 201: refundedView },
  },
};

/** The example of a route, made by the presenters that make its answers; undefined where none is needed. */
export function exampleOf({
  method,
  path,
}: Pick<Route, 'method' | 'path'>): RouteExample | undefined {
  return EXAMPLES[`${method} ${path}`];
}
