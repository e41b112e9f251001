import type { z } from 'zod';
import type { CsFilter } from '../../adapters/mysql/cs-types';
import type { PaymentFile } from '../../adapters/mysql/types';
import { OnjeonError } from '../../domain/errors';
import type { Instant } from '../../domain/korean-time';
import { viewFailure, viewPayment } from '../../domain/representation';
import type { PaymentStatus } from '../../domain/states';
import { CSV_TYPE, csvAnswer, type CsvTable } from '../csv';
import { listAnswer, positionOf } from '../lists';
import { JSON_TYPE } from '../middleware/negotiate';
import { presentStaffListed } from '../presenters';
import { callerOf, route, type Call, type Route } from '../route';
import { csPaymentsQuery } from '../schemas/cs';
import { MAX_PERIOD_MS, readPeriod } from '../schemas/period';
import { staffPaymentPage } from '../schemas/staff';
import type { ResourceParts } from './resources';

const PATH = '/v1/cs/payments';
/** A table has so many rows; the `Link` header leads to the next part. */
const CSV_ROWS = 1000;

type Query = z.output<typeof csPaymentsQuery>;

/** The search of customer service: over all members and partners, as a page or as a table. */
export function searchPayments(deps: ResourceParts): Route {
  return route({
    tag: 'customer service',
    access: { roles: ['cs', 'operator'], scopes: { cs: 'cs:read', operator: 'cs:read' } },
    method: 'GET',
    path: PATH,
    summary: { ko: '결제 검색 (상담)', en: 'Search payments for a customer' },
    query: csPaymentsQuery,
    produces: [JSON_TYPE, CSV_TYPE],
    answers: {
      200: {
        schema: staffPaymentPage,
        description: `Newest first; as CSV ${CSV_ROWS} rows at a time, whatever the limit`,
      },
    },
    problems: ['INVALID_CURSOR', 'PERIOD_TOO_LONG'],
    async handle(call) {
      const asTable = call.mediaType === CSV_TYPE;
      const filter = filterOf(call.query);
      const scope = { callerId: callerOf(call).id, list: PATH, filters: scopeOf(filter) };
      const after = positionOf(deps.cursors, scope, call.query);
      requirePeriod(call.query, { filter, now: deps.clock.now() });
      const limit = asTable ? CSV_ROWS : call.query.limit;
      const page = await deps.book.cs.search({ filter, after, limit });
      const data = page.items.map((file) => presentStaffListed(file, deps, call.language));
      const listed = { cursors: deps.cursors, scope, call };
      const answer = listAnswer({ data, next: page.next }, listed);
      return asTable ? csvAnswer(tableOf(page.items, call), answer.headers) : answer;
    },
  });
}

/** What leads to few payments by itself; without one of these a period is needed. */
const IDS = [
  ...['paymentId', 'refundId', 'orderId', 'memberId', 'email', 'passbookReference'],
] as readonly (keyof Query)[];

function filterOf(query: Query): CsFilter {
  const { status = null } = query;
  return {
    ...readPeriod(query),
    statuses: status === null ? null : (status.split(',') as PaymentStatus[]),
    statusDetail: query.statusDetail ?? null,
    paymentId: query.paymentId ?? null,
    refundId: query.refundId ?? null,
    orderId: query.orderId ?? null,
    partnerId: query.partnerId ?? null,
    memberId: query.memberId ?? null,
    email: query.email ?? null,
    accountTail: query.accountTail ?? null,
    passbookReference: query.passbookReference ?? null,
    amountMin: query.amountMin ?? null,
    amountMax: query.amountMax ?? null,
    failureCode: query.failureCode ?? null,
  };
}

/** Without an id the beginning must be named, and lie no more than three months before the end, or before now. */
function requirePeriod(
  query: Query,
  { filter: { from, to }, now }: { filter: CsFilter; now: Instant },
): void {
  if (IDS.some((name) => query[name] !== undefined)) return;
  if (from === null) {
    throw new OnjeonError('INVALID_REQUEST', { errors: [{ pointer: 'from', code: 'REQUIRED' }] });
  }
  if ((to ?? now) - from > MAX_PERIOD_MS) throw new OnjeonError('PERIOD_TOO_LONG');
}

function scopeOf(filter: CsFilter) {
  return { ...filter, statuses: filter.statuses?.join(',') ?? null };
}

/** Money and states, no person: the table may be passed on. */
function tableOf(rows: readonly PaymentFile[], { language }: Pick<Call, 'language'>) {
  const view = ({ payment, refunds }: PaymentFile) => viewPayment(payment, refunds, language);
  const failure = ({ payment }: PaymentFile) => viewFailure(payment.failure, language);
  return {
    name: 'payments',
    rows,
    columns: {
      paymentId: ({ payment }) => payment.paymentId,
      orderId: ({ payment }) => payment.orderId,
      orderName: ({ payment }) => payment.orderName,
      partnerId: ({ payment }) => payment.partnerId,
      memberId: ({ payment }) => payment.memberId,
      status: ({ payment }) => payment.status,
      statusDetail: ({ payment }) => payment.statusDetail,
      totalAmount: ({ payment }) => payment.amount,
      balanceAmount: ({ payment }) => payment.refundable,
      requestedAt: (file) => view(file).requestedAt,
      approvedAt: (file) => view(file).approvedAt,
      netCanceledAt: (file) => view(file).netCanceledAt,
      decidedBy: ({ payment }) => payment.decidedBy,
      failureCode: (file) => failure(file)?.code ?? null,
      failureMessage: (file) => failure(file)?.message ?? null,
      bankCode: ({ payment }) => payment.failure?.bank?.code ?? null,
      bankMessage: ({ payment }) => payment.failure?.bank?.message ?? null,
      passbookText: ({ payment }) => payment.passbookText,
    },
  } satisfies CsvTable<PaymentFile>;
}
