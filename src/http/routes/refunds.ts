import type { Accepted, RefundFile, RefundOrder } from '../../adapters/mysql/types';
import { OnjeonError } from '../../domain/errors';
import { won } from '../../domain/money';
import type { Refund } from '../../domain/records';
import { viewPayment, viewRefund } from '../../domain/representation';
import { accepted } from '../accepted';
import { cutPage, listAnswer, positionOf } from '../lists';
import { presentStaffRefund } from '../presenters';
import { callerOf, keyOf, route, type Call, type Route } from '../route';
import { paymentAnswer, paymentParams } from '../schemas/payments';
import * as schemas from '../schemas/refunds';
import { anyRefundAnswer, anyRefundPage } from '../schemas/staff';
import { visiblePayment } from './payments';
import type { ResourceParts } from './resources';

const TAG = { tag: 'refunds' } as const;
const OF_PAYMENT = { ...TAG, params: paymentParams, missing: 'NOT_FOUND_PAYMENT' } as const;

const READERS = {
  roles: ['member', 'partner', 'cs', 'operator'],
  scopes: { partner: 'refunds:read', cs: 'cs:read', operator: 'cs:read' },
} as const;

/** What the two ways of asking for a refund have in common. */
const ASKING = {
  ...OF_PAYMENT,
  access: { roles: ['member', 'partner'], scopes: { partner: 'refunds:write' } },
  rate: 'money',
  keyed: true,
  waits: true,
  testCodes: 'refund',
  problems: [
    'NOT_FOUND_PAYMENT',
    'REFUND_NOT_ALLOWED',
    'NOT_CANCELABLE_PAYMENT',
    'ALREADY_CANCELED_PAYMENT',
    'NOT_CANCELABLE_AMOUNT',
  ],
} as const;

/** Refunds, also under the name of cancels that Korean payment clients know. */
export function createRefundRoutes(deps: ResourceParts): readonly Route[] {
  return [refund(deps), cancel(deps), listOfPayment(deps), getRefund(deps)];
}

function refund(deps: ResourceParts): Route {
  return route({
    ...ASKING,
    method: 'POST',
    path: '/v1/payments/{paymentId}/refunds',
    summary: { ko: '환불 요청', en: 'Refund' },
    body: schemas.refundBody,
    answers: {
      201: { schema: schemas.refundAnswer, description: 'Final: read `status`' },
      202: { schema: schemas.refundAnswer, description: 'Still working: follow `Location`' },
    },
    async handle(call) {
      const { amount, reason } = call.body;
      const { file, replayed } = await acceptAndStart(deps, call, { amount, reason });
      const body = viewRefund(file.refund, file, call.language);
      return accepted({ body, path: body.links.self, isFinal: hasEnded(file), replayed });
    },
  });
}

function cancel(deps: ResourceParts): Route {
  return route({
    ...ASKING,
    method: 'POST',
    path: '/v1/payments/{paymentId}/cancel',
    summary: { ko: '결제 취소', en: 'Cancel a finished payment' },
    body: schemas.cancelBody,
    answers: {
      201: { schema: paymentAnswer, description: 'The refund has ended: read `cancels`' },
      202: { schema: paymentAnswer, description: 'The refund is still working' },
    },
    async handle(call) {
      const { cancelAmount: amount, cancelReason: reason } = call.body;
      const { file, replayed } = await acceptAndStart(deps, call, { amount, reason });
      const body = viewPayment(file.payment, file.refunds, call.language);
      return accepted({ body, path: body.links.self, isFinal: hasEnded(file), replayed });
    },
  });
}

function listOfPayment(deps: ResourceParts): Route {
  const path = '/v1/payments/{paymentId}/refunds';
  return route({
    ...OF_PAYMENT,
    method: 'GET',
    path,
    summary: { ko: '결제의 환불 목록', en: 'List the refunds of a payment' },
    access: READERS,
    query: schemas.refundsQuery,
    answers: { 200: { schema: anyRefundPage, description: 'Newest first' } },
    problems: ['NOT_FOUND_PAYMENT', 'INVALID_CURSOR'],
    async handle(call) {
      const { paymentId } = call.params;
      const file = await visiblePayment(deps, call, paymentId);
      const scope = { callerId: callerOf(call).id, list: path, filters: { paymentId } };
      const after = positionOf(deps.cursors, scope, call.query);
      const cut = { after, limit: call.query.limit, idOf: (one: Refund) => one.refundId };
      const page = cutPage(file.refunds, cut);
      const files = page.data.map((one) => ({ ...file, refund: one }));
      const data = await presentToCaller(deps, files, call);
      return listAnswer({ data, next: page.next }, { cursors: deps.cursors, scope, call });
    },
  });
}

function getRefund(deps: ResourceParts): Route {
  return route({
    ...TAG,
    method: 'GET',
    path: '/v1/refunds/{refundId}',
    summary: { ko: '환불 조회', en: 'Look up a refund' },
    access: READERS,
    params: schemas.refundParams,
    missing: 'NOT_FOUND_REFUND',
    answers: { 200: { schema: anyRefundAnswer, description: 'The refund; staff see more' } },
    problems: ['NOT_FOUND_REFUND'],
    async handle(call) {
      const file = await visibleRefund(deps, call, call.params.refundId);
      const [body] = await presentToCaller(deps, [file], call);
      return { status: 200, body };
    },
  });
}

/** Reserves the amount, sets the work in motion while it is open, and reads what became of it. */
async function acceptAndStart(
  deps: ResourceParts,
  call: Call<{ paymentId: string }>,
  wish: { amount?: number | undefined; reason: string },
): Promise<{ file: RefundFile; replayed: boolean }> {
  const { resource, replayed }: Accepted<Refund> = await deps.book.refunds.accept({
    request: keyOf(call),
    paymentId: call.params.paymentId,
    caller: askerOf(call),
    amount: wish.amount === undefined ? null : won(wish.amount),
    reason: wish.reason,
    testCode: call.testCode,
  });
  const { refundId, paymentId, amount } = resource;
  const file = await visibleRefund(deps, call, refundId);
  if (hasEnded(file)) return { file, replayed };
  const { partnerId } = file.payment;
  await deps.engine.startRefund({ refundId, paymentId, partnerId, amountWon: amount }, call.waitMs);
  return { file: await visibleRefund(deps, call, refundId), replayed };
}

function hasEnded({ refund: { status } }: RefundFile): boolean {
  return status !== 'IN_PROGRESS';
}

async function visibleRefund(
  deps: ResourceParts,
  call: Pick<Call, 'caller'>,
  refundId: string,
): Promise<RefundFile> {
  const file = await deps.book.refunds.byId({ refundId, viewer: callerOf(call) });
  if (!file) throw new OnjeonError('NOT_FOUND_REFUND');
  return file;
}

/** Refunds of one payment as the caller may read them; the pairs are read once for all of them. */
async function presentToCaller(deps: ResourceParts, files: readonly RefundFile[], call: Call) {
  const { role } = callerOf(call);
  const first = files[0];
  if (!first || role === 'member' || role === 'partner') {
    return files.map((file) => viewRefund(file.refund, file, call.language));
  }
  const transfers = await deps.book.payments.transfersOf(first.payment.paymentId);
  return files.map((file) => presentStaffRefund(file, { ...deps, transfers }, call.language));
}

function askerOf(call: Call): RefundOrder['caller'] {
  const { role, id } = callerOf(call);
  if (role !== 'member' && role !== 'partner') throw new OnjeonError('FORBIDDEN');
  return { role, id };
}
