import type { PaymentFile, RefundFile, RefundOrder } from '../../adapters/mysql/types';
import { OnjeonError } from '../../domain/errors';
import { won } from '../../domain/money';
import type { Refund } from '../../domain/records';
import { viewPayment, viewRefund } from '../../domain/representation';
import { isOpenPayment } from '../../domain/states';
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
      const { resource, replayed } = await deps.book.refunds.accept(orderOf(call, call.body));
      const { file, isFinal } = await work(deps, call, resource.refundId);
      const body = viewRefund(file.refund, file, call.language);
      return accepted({ body, path: body.links.self, isFinal, replayed });
    },
  });
}

function cancel(deps: ResourceParts): Route {
  return route({
    ...ASKING,
    method: 'POST',
    path: '/v1/payments/{paymentId}/cancel',
    summary: {
      ko: '결제 취소: 끝난 결제는 환불하고, 진행 중인 결제는 지금 끝냅니다',
      en: 'Cancel: refunds a finished payment, decides an open one now',
    },
    body: schemas.cancelBody,
    answers: {
      201: { schema: paymentAnswer, description: 'Final: read `status` and `cancels`' },
      202: {
        schema: paymentAnswer,
        description: 'Still working: the refund, or the net cancel of a payment that was sent',
      },
    },
    async handle(call) {
      const { cancelAmount, cancelReason } = call.body;
      const order = orderOf(call, { amount: cancelAmount, reason: cancelReason });
      const { resource, replayed } = await deps.book.payments.cancel(order);
      const { file, isFinal } =
        resource.refundId === null
          ? await hurry(deps, call, resource.paymentId)
          : await work(deps, call, resource.refundId);
      const body = viewPayment(file.payment, file.refunds, call.language);
      return accepted({ body, path: body.links.self, isFinal, replayed });
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

/** A wished-for refund in the book's words. */
function orderOf(
  call: Call<{ paymentId: string }>,
  { amount, reason }: { amount?: number | undefined; reason: string },
): RefundOrder {
  return {
    request: keyOf(call),
    paymentId: call.params.paymentId,
    caller: askerOf(call),
    amount: amount === undefined ? null : won(amount),
    reason,
    testCode: call.testCode,
  };
}

/** Sets the work about a refund in motion while it is open, and reads what became of it. */
async function work(
  deps: ResourceParts,
  call: Call,
  refundId: string,
): Promise<{ file: RefundFile; isFinal: boolean }> {
  const file = await visibleRefund(deps, call, refundId);
  if (hasEnded(file)) return { file, isFinal: true };
  const { paymentId, partnerId } = file.payment;
  const start = { refundId, paymentId, partnerId, amountWon: file.refund.amount };
  await deps.engine.startRefund(start, call.waitMs);
  const later = await visibleRefund(deps, call, refundId);
  return { file: later, isFinal: hasEnded(later) };
}

/** Makes the run of a payment whose deadline is now look at the book, and waits for it. */
async function hurry(
  deps: ResourceParts,
  call: Call,
  paymentId: string,
): Promise<{ file: PaymentFile; isFinal: boolean }> {
  const file = await visiblePayment(deps, call, paymentId);
  const { status, partnerId, amount } = file.payment;
  if (!isOpenPayment(status)) return { file, isFinal: true };
  const { engine } = deps;
  // The cancel is in the book: a run that could not be told finds it at its next look, a lost one by the sweep.
  await engine.lookAgain({ kind: 'payment', id: paymentId, partnerId, amount }).catch(() => {});
  await engine.startPayment({ paymentId, partnerId, amountWon: amount }, call.waitMs);
  const later = await visiblePayment(deps, call, paymentId);
  return { file: later, isFinal: !isOpenPayment(later.payment.status) };
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
