import { OnjeonError } from '../../domain/errors';
import { koreanDay } from '../../domain/korean-time';
import type { Language } from '../../domain/representation';
import {
  presentStaffAccount,
  presentStaffListed,
  presentStaffMember,
  presentStaffPayment,
} from '../presenters';
import { route, type Route } from '../route';
import { paymentParams } from '../schemas/payments';
import { memberParams } from '../schemas/cs';
import { staffMemberAnswer, staffPaymentAnswer } from '../schemas/staff';
import { staffTimelineAnswer } from '../schemas/timelines';
import { presentStaffTimeline } from '../timeline';
import { visiblePayment } from './payments';
import { searchPayments } from './cs-search';
import type { ResourceParts } from './resources';

const STAFF = {
  tag: 'customer service',
  access: { roles: ['cs', 'operator'], scopes: { cs: 'cs:read', operator: 'cs:read' } },
} as const;

const COMMON = {
  ...STAFF,
  params: paymentParams,
  missing: 'NOT_FOUND_PAYMENT',
  problems: ['NOT_FOUND_PAYMENT'],
} as const;

/** What customer service reads; it moves no money. */
export function createCsRoutes(deps: ResourceParts): readonly Route[] {
  return [searchPayments(deps), getPayment(deps), timeline(deps), getMember(deps)];
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

/** So many of a member's payments are shown with them; the search has the rest. */
const LAST_PAYMENTS = 10;

function getMember(deps: ResourceParts): Route {
  return route({
    ...STAFF,
    method: 'GET',
    path: '/v1/cs/members/{memberId}',
    summary: { ko: '회원 조회 (상담)', en: 'Look up a member, masked' },
    params: memberParams,
    answers: { 200: { schema: staffMemberAnswer, description: 'Masked, with the last payments' } },
    problems: ['NOT_FOUND'],
    async handle(call) {
      const { memberId } = call.params;
      const member = await deps.book.people.memberById(memberId);
      if (!member) throw new OnjeonError('NOT_FOUND');
      const [accounts, page] = await Promise.all([
        accountsOf(deps, memberId, call.language),
        deps.book.payments.list({
          viewer: { role: 'member', id: memberId },
          filter: { from: null, to: null, statuses: null, orderId: null },
          ...{ after: null, limit: LAST_PAYMENTS },
        }),
      ]);
      const payments = page.items.map((file) => presentStaffListed(file, deps, call.language));
      return { status: 200, body: { ...presentStaffMember(member), accounts, payments } };
    },
  });
}

async function accountsOf(deps: ResourceParts, memberId: string, language: Language) {
  const day = koreanDay(deps.clock.now());
  const accounts = await deps.book.accounts.listOf(memberId);
  return Promise.all(
    accounts.map(async (account) => {
      const usedToday = await deps.book.accounts.usedOn({ accountId: account.accountId, day });
      return presentStaffAccount(account, usedToday, language);
    }),
  );
}
