import { presentStaffPayment } from '../presenters';
import { route, type Route } from '../route';
import { paymentParams } from '../schemas/payments';
import { staffPaymentAnswer } from '../schemas/staff';
import { staffTimelineAnswer } from '../schemas/timelines';
import { presentStaffTimeline } from '../timeline';
import { visiblePayment } from './payments';
import type { ResourceParts } from './resources';

const COMMON = {
  tag: 'customer service',
  access: { roles: ['cs', 'operator'], scopes: { cs: 'cs:read', operator: 'cs:read' } },
  params: paymentParams,
  missing: 'NOT_FOUND_PAYMENT',
  problems: ['NOT_FOUND_PAYMENT'],
} as const;

/** What customer service reads; it moves no money. */
export function createCsRoutes(deps: ResourceParts): readonly Route[] {
  return [getPayment(deps), timeline(deps)];
}

function getPayment(deps: ResourceParts): Route {
  return route({
    ...COMMON,
    method: 'GET',
    path: '/v1/cs/payments/{paymentId}',
    summary: { ko: '결제 조회 (상담)', en: 'Look up a payment for a customer' },
    answers: { 200: { schema: staffPaymentAnswer, description: 'With pairs and evidence' } },
    async handle(call) {
      const file = await visiblePayment(deps, call, call.params.paymentId);
      const transfers = await deps.book.payments.transfersOf(file.payment.paymentId);
      const body = presentStaffPayment(file, { ...deps, transfers }, call.language);
      return { status: 200, body };
    },
  });
}

function timeline(deps: ResourceParts): Route {
  return route({
    ...COMMON,
    method: 'GET',
    path: '/v1/cs/payments/{paymentId}/timeline',
    summary: {
      ko: '결제 진행 내역 (상담)',
      en: 'What happened to a payment, with the bank’s words',
    },
    answers: { 200: { schema: staffTimelineAnswer, description: 'Oldest step first' } },
    async handle(call) {
      const { paymentId } = call.params;
      const file = await visiblePayment(deps, call, paymentId);
      const steps = await deps.book.payments.timeline(paymentId);
      return { status: 200, body: presentStaffTimeline({ file, steps, language: call.language }) };
    },
  });
}
