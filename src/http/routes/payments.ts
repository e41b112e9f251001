import type { z } from 'zod';
import type { PaymentFile, PaymentOrder } from '../../adapters/mysql/types';
import { OnjeonError } from '../../domain/errors';
import { won } from '../../domain/money';
import type { Payment } from '../../domain/records';
import { viewPayment } from '../../domain/representation';
import { isOpenPayment, type PaymentStatus } from '../../domain/states';
import { accepted } from '../accepted';
import { refuseNewWhileClosed } from '../bank-hours';
import { listAnswer, positionOf } from '../lists';
import { presentStaffPayment } from '../presenters';
import { callerOf, keyOf, route, type Call, type Route } from '../route';
import * as schemas from '../schemas/payments';
import { readPeriod } from '../schemas/period';
import { anyPaymentAnswer } from '../schemas/staff';
import { timelineAnswer } from '../schemas/timelines';
import { presentTimeline } from '../timeline';
import type { ResourceParts } from './resources';

const TAG = { tag: 'payments' } as const;
const ONE = { ...TAG, params: schemas.paymentParams, missing: 'NOT_FOUND_PAYMENT' } as const;

/** Those whose payments they are. */
const OWNERS = {
  roles: ['member', 'partner'],
  scopes: { partner: 'payments:read' },
} as const;

/** The owners, and staff who help them. */
const READERS = {
  roles: ['member', 'partner', 'cs', 'operator'],
  scopes: { partner: 'payments:read', cs: 'cs:read', operator: 'cs:read' },
} as const;

/** Payments. The look-up by order comes first: an order may be numbered `timeline`. */
export function createPaymentRoutes(deps: ResourceParts): readonly Route[] {
  return [pay(deps), list(deps), byOrder(deps), getPayment(deps), timeline(deps)];
}

function pay(deps: ResourceParts): Route {
  return route({
    ...TAG,
    method: 'POST',
    path: '/v1/payments',
    summary: { ko: '결제 요청', en: 'Pay' },
    access: { roles: ['member'] },
    rate: 'money',
    keyed: true,
    waits: true,
    testCodes: 'payment',
    body: schemas.payBody(deps.config),
    answers: {
      201: { schema: schemas.paymentAnswer, description: 'Final: read `status`' },
      202: { schema: schemas.paymentAnswer, description: 'Still working: follow `Location`' },
    },
    problems: PAY_PROBLEMS,
    async handle(call) {
      await refuseNewWhileClosed(deps, keyOf(call));
      const { resource, replayed } = await deps.book.payments.accept(orderOf(call));
      if (isOpenPayment(resource.status)) await start(deps, resource, call.waitMs);
      const { payment, refunds } = await visiblePayment(deps, call, resource.paymentId);
      const body = viewPayment(payment, refunds, call.language);
      const isFinal = !isOpenPayment(payment.status);
      return accepted({ body, path: body.links.self, isFinal, replayed });
    },
  });
}

/** The scenario of a payment that expires does so soon. */
const EXPIRING_SECONDS = 20;

const PAY_PROBLEMS = [
  'NOT_FOUND_ACCOUNT',
  'DUPLICATED_ORDER_ID',
  'ACCOUNT_NOT_ACTIVE',
  'EXCEED_PAYMENT_LIMIT',
  'EXCEED_DAILY_LIMIT',
  'UNKNOWN_PARTNER',
  'ORDER_NOT_REGISTERED',
  'ORDER_AMOUNT_MISMATCH',
  'BANK_MAINTENANCE',
  'BANK_PAUSED',
] as const;

function list(deps: ResourceParts): Route {
  const path = '/v1/payments';
  return route({
    ...TAG,
    method: 'GET',
    path,
    summary: { ko: '결제 목록', en: 'List payments' },
    access: OWNERS,
    query: schemas.paymentsQuery,
    answers: { 200: { schema: schemas.paymentPage, description: 'Newest first' } },
    problems: ['INVALID_CURSOR', 'PERIOD_TOO_LONG'],
    async handle(call) {
      const viewer = callerOf(call);
      const { status = null, orderId = null, limit } = call.query;
      const period = readPeriod(call.query);
      const scope = { callerId: viewer.id, list: path, filters: { ...period, status, orderId } };
      const after = positionOf(deps.cursors, scope, call.query);
      const statuses = status === null ? null : (status.split(',') as PaymentStatus[]);
      const filter = { ...period, statuses, orderId };
      const page = await deps.book.payments.list({ viewer, filter, after, limit });
      const data = page.items.map((file) => viewPayment(file.payment, file.refunds, call.language));
      return listAnswer({ data, next: page.next }, { cursors: deps.cursors, scope, call });
    },
  });
}

function byOrder(deps: ResourceParts): Route {
  return route({
    ...TAG,
    method: 'GET',
    path: '/v1/payments/orders/{orderId}',
    summary: { ko: '주문번호로 결제 조회', en: 'Look up a payment by its order' },
    access: OWNERS,
    params: schemas.orderParams,
    missing: 'NOT_FOUND_PAYMENT',
    query: schemas.orderQuery,
    answers: {
      200: {
        schema: schemas.paymentAnswer,
        description: 'The payment that holds the order, else the newest with its number',
      },
    },
    problems: ['NOT_FOUND_PAYMENT'],
    async handle(call) {
      const viewer = callerOf(call);
      const partnerId = shopOf(viewer, call.query.partnerId);
      const order = { orderId: call.params.orderId, partnerId, viewer };
      const { payment, refunds } = existing(await deps.book.payments.byOrder(order));
      return { status: 200, body: viewPayment(payment, refunds, call.language) };
    },
  });
}

function getPayment(deps: ResourceParts): Route {
  return route({
    ...ONE,
    method: 'GET',
    path: '/v1/payments/{paymentId}',
    summary: { ko: '결제 조회', en: 'Look up a payment' },
    access: READERS,
    answers: {
      200: { schema: anyPaymentAnswer, description: 'The payment; staff see more' },
      304: { schema: null, description: 'Unchanged since the ETag in If-None-Match' },
    },
    problems: ['NOT_FOUND_PAYMENT'],
    async handle(call) {
      const file = await visiblePayment(deps, call, call.params.paymentId);
      return { status: 200, body: await presentToCaller(deps, file, call), etag: true };
    },
  });
}

function timeline(deps: ResourceParts): Route {
  return route({
    ...ONE,
    method: 'GET',
    path: '/v1/payments/{paymentId}/timeline',
    summary: { ko: '결제 진행 내역', en: 'What happened to a payment' },
    access: OWNERS,
    answers: { 200: { schema: timelineAnswer, description: 'Oldest step first' } },
    problems: ['NOT_FOUND_PAYMENT'],
    async handle(call) {
      const { paymentId } = call.params;
      const file = await visiblePayment(deps, call, paymentId);
      const steps = await deps.book.payments.timeline(paymentId);
      return { status: 200, body: presentTimeline({ file, steps, language: call.language }) };
    },
  });
}

/** A payment the caller may see; NOT_FOUND_PAYMENT otherwise, whether it exists or not. */
export async function visiblePayment(
  deps: Pick<ResourceParts, 'book'>,
  call: Pick<Call, 'caller'>,
  paymentId: string,
): Promise<PaymentFile> {
  return existing(await deps.book.payments.byId({ paymentId, viewer: callerOf(call) }));
}

/** Members and partners read the neutral payment, staff also what stands behind it. */
async function presentToCaller(deps: ResourceParts, file: PaymentFile, call: Call) {
  const { role } = callerOf(call);
  if (role === 'member' || role === 'partner') {
    return viewPayment(file.payment, file.refunds, call.language);
  }
  const transfers = await deps.book.payments.transfersOf(file.payment.paymentId);
  return presentStaffPayment(file, { ...deps, transfers }, call.language);
}

function existing(file: PaymentFile | null): PaymentFile {
  if (!file) throw new OnjeonError('NOT_FOUND_PAYMENT');
  return file;
}

/** Order numbers are the shop's own: a partner means itself and can name no other, a member must name the shop. */
function shopOf(viewer: { role: string; id: string }, partnerId: string | undefined): string {
  if (viewer.role === 'partner') {
    if (partnerId === undefined || partnerId === viewer.id) return viewer.id;
    throw new OnjeonError('NOT_FOUND_PAYMENT');
  }
  if (partnerId !== undefined) return partnerId;
  throw new OnjeonError('INVALID_REQUEST', {
    errors: [{ pointer: 'partnerId', code: 'REQUIRED' }],
  });
}

function start({ engine }: ResourceParts, payment: Payment, waitMs: number) {
  const { paymentId, partnerId, amount } = payment;
  return engine.startPayment({ paymentId, partnerId, amountWon: amount }, waitMs);
}

type PayBody = z.output<ReturnType<typeof schemas.payBody>>;

function orderOf(call: Call<unknown, unknown, PayBody>): PaymentOrder {
  const { accountId, partnerId, orderId, orderName, amount, bankMemo = null } = call.body;
  return {
    request: keyOf(call),
    memberId: callerOf(call).id,
    accountId,
    partnerId,
    orderId,
    orderName,
    amount: won(amount),
    bankMemo,
    decisionSeconds:
      call.testCode === 'PAYMENT_EXPIRES' ? EXPIRING_SECONDS : call.body.decisionSeconds,
    metadata: call.body.metadata,
    testCode: call.testCode,
    traceparent: call.traceparent,
  };
}
