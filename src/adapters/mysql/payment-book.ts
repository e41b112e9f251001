import { literal, Op } from 'sequelize';
import type { FindOptions, Order, WhereOptions } from 'sequelize';
import { OnjeonError } from '../../domain/errors';
import type { Instant } from '../../domain/korean-time';
import { acceptCancel } from './acceptance-cancel';
import { acceptPayment } from './acceptance-payment';
import { acceptRefund } from './acceptance-refund';
import type { BookParts } from './book-parts';
import { toDate, toPayment, toRefund } from './mappers';
import type { PaymentRow, RefundRow } from './models/payments';
import { findRow } from './rows';
import { timelineOf, transfersOf } from './timeline';
import type { PaymentBook, PaymentFilter, RefundBook } from './api-books';
import type { PaymentFile, Viewer } from './types';
import type { Reader } from './unit';

/** Newest first; the id decides between payments of one millisecond. */
const NEWEST_FIRST = [
  ['requested_at', 'DESC'],
  ['payment_id', 'DESC'],
] satisfies Order;
/** `<milliseconds>.<payment id>` */
const POSITION = /^(\d{1,15})\.([A-Za-z0-9_]{1,64})$/;

type Parts = Pick<BookParts, 'units' | 'clock' | 'ids' | 'events' | 'crashPoints'>;

/** Payments. Every look-up is narrowed to the viewer before anything is read. */
export function createPaymentBook(parts: Parts): PaymentBook {
  const { units } = parts;
  return {
    accept: (order) => acceptPayment(parts, order),
    cancel: (order) => acceptCancel(parts, order),

    byId: ({ paymentId, viewer }) =>
      units.read(async (db) => {
        const where = { payment_id: paymentId, ...ownedBy(viewer) };
        const [file] = await files(db, { where, limit: 1 });
        return file ?? null;
      }),

    byOrder: ({ orderId, partnerId, viewer }) =>
      units.read(async (db) => {
        const where = { partner_id: partnerId, order_id: orderId, [Op.and]: ownedBy(viewer) };
        // The holder first: literal text of ours, no input.
        const order: Order = [[literal('(order_slot IS NULL)'), 'ASC'], ...NEWEST_FIRST];
        const [file] = await files(db, { where, order, limit: 1 });
        return file ?? null;
      }),

    list: ({ viewer, filter, after, limit }) =>
      units.read(async (db) => {
        const where = { [Op.and]: [ownedBy(viewer), ...matching(filter), behind(after)] };
        const found = await files(db, { where, limit: limit + 1 });
        const items = found.slice(0, limit);
        const last = items.at(-1);
        return { items, next: found.length > limit && last ? positionOf(last) : null };
      }),

    timeline: (paymentId) => units.read((db) => timelineOf(db, paymentId)),
    transfersOf: (paymentId) => units.read((db) => transfersOf(db, paymentId)),
  };
}

/** Refunds, each with its payment. */
export function createRefundBook(parts: Parts): RefundBook {
  const { units } = parts;
  return {
    accept: (order) => acceptRefund(parts, order),

    byId: ({ refundId, viewer }) =>
      units.read(async (db) => {
        const row = await findRow(db, db.models.refunds, { refund_id: refundId });
        if (!row) return null;
        const where = { payment_id: row.payment_id, ...ownedBy(viewer) };
        const [file] = await files(db, { where, limit: 1 });
        const refund = file?.refunds.find((each) => each.refundId === refundId);
        return file && refund ? { ...file, refund } : null;
      }),
  };
}

/** The condition that makes another's payment "not there". Staff see all. */
function ownedBy(viewer: Viewer): WhereOptions<PaymentRow> {
  switch (viewer.role) {
    case 'member':
      return { member_id: viewer.id };
    case 'partner':
      return { partner_id: viewer.id };
    case 'cs':
    case 'operator':
      return {};
  }
}

function matching(filter: PaymentFilter): WhereOptions<PaymentRow>[] {
  const { from, to, statuses, orderId } = filter;
  return [
    ...(from === null ? [] : [{ requested_at: { [Op.gte]: toDate(from) } }]),
    ...(to === null ? [] : [{ requested_at: { [Op.lt]: toDate(to) } }]),
    ...(statuses === null ? [] : [{ status: { [Op.in]: [...statuses] } }]),
    ...(orderId === null ? [] : [{ order_id: orderId }]),
  ];
}

/** Where the last page ended, never how many rows were seen: new payments shift nothing. */
function behind(after: string | null): WhereOptions<PaymentRow> {
  if (after === null) return {};
  const [, ms, id] = POSITION.exec(after) ?? [];
  if (ms === undefined || id === undefined) throw new OnjeonError('INVALID_CURSOR');
  const at = toDate(Number(ms) satisfies Instant);
  return {
    requested_at: { [Op.lte]: at },
    [Op.or]: [{ requested_at: { [Op.lt]: at } }, { payment_id: { [Op.lt]: id } }],
  };
}

function positionOf({ payment }: PaymentFile): string {
  return `${payment.requestedAt}.${payment.paymentId}`;
}

/** Payments with their refunds in one SELECT, so that both are of one moment. */
async function files(
  db: Reader,
  query: { where: WhereOptions<PaymentRow>; order?: Order; limit: number },
): Promise<readonly PaymentFile[]> {
  const { payments, refunds } = db.models;
  const options: FindOptions<PaymentRow> = {
    where: query.where,
    order: query.order ?? NEWEST_FIRST,
    limit: query.limit,
    include: [{ model: refunds, as: 'refunds' }],
    transaction: db.transaction,
  };
  const found = await payments.findAll(options);
  return found.map((each) => {
    const row = each.get({ plain: true }) as PaymentRow & { refunds: RefundRow[] };
    const oldestFirst = row.refunds.map(toRefund).sort(byAge);
    return { payment: toPayment(row), refunds: oldestFirst };
  });
}

function byAge(
  left: { requestedAt: Instant; refundId: string },
  right: { requestedAt: Instant; refundId: string },
): number {
  return left.requestedAt - right.requestedAt || (left.refundId < right.refundId ? -1 : 1);
}
