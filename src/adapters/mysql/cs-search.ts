import { OnjeonError } from '../../domain/errors';
import type { BookParts } from './book-parts';
import type { CsBook, CsFilter } from './cs-types';
import type { FieldCrypto } from './field-crypto';
import { toDate, toPayment, toRefund } from './mappers';
import { emailKey } from './people-book';
import type { PaymentRow, RefundRow } from './models/payments';
import type { PaymentFile } from './types';
import type { Reader, SqlValues } from './unit';

/** Digits of an account number that a customer tells, and that are hashed for this search. */
const TAIL_DIGITS = 4;
/** `<milliseconds>.<payment id>` */
const POSITION = /^(\d{1,15})\.([A-Za-z0-9_]{1,64})$/;

/** The keyed hash by which an account is found from the last digits of its number; the digits are stored nowhere. */
export function tailHash(crypto: FieldCrypto, accountNumber: string): string {
  return crypto.hash('account-tail', accountNumber.slice(-TAIL_DIGITS));
}

/** The search of customer service over all members and partners. */
export function createCsBook({ units, crypto }: Pick<BookParts, 'units' | 'crypto'>): CsBook {
  return {
    search: ({ filter, after, limit }) =>
      units.read(async (db) => {
        const { sql, values } = searchStatement({ filter, after, limit: limit + 1 }, crypto);
        const found = await db.rows<{ payment_id: string }>(sql, values);
        const ids = found.slice(0, limit).map((row) => row.payment_id);
        const items = await filesOf(db, ids);
        const last = items.at(-1);
        return { items, next: found.length > limit && last ? positionOf(last) : null };
      }),
  };
}

/**
 * The statement of one page. What the caller sent stands in the values only; the text is ours. Each id leads by an index
 * to few payments, and without one the period is walked from its newest payment until the page is full.
 */
export function searchStatement(
  { filter, after, limit }: { filter: CsFilter; after: string | null; limit: number },
  crypto: FieldCrypto,
): { readonly sql: string; readonly values: SqlValues } {
  const behind = after === null ? { at: null, id: null } : readPosition(after);
  const conditions = CONDITIONS.filter(([, name]) => {
    const given = name === 'behind' ? after : filter[name];
    return given !== null;
  }).map(([sql]) => sql);
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return {
    sql: `SELECT p.payment_id FROM payments p ${where}
      ORDER BY p.requested_at DESC, p.payment_id DESC LIMIT :limit`,
    values: {
      from: toDate(filter.from),
      to: toDate(filter.to),
      statuses: filter.statuses ?? [],
      statusDetail: filter.statusDetail,
      paymentId: filter.paymentId,
      refundId: filter.refundId,
      orderId: filter.orderId,
      partnerId: filter.partnerId,
      memberId: filter.memberId,
      email: filter.email === null ? null : emailKey(filter.email),
      accountTail: filter.accountTail === null ? null : tailHash(crypto, filter.accountTail),
      passbookReference: filter.passbookReference,
      amountMin: filter.amountMin,
      amountMax: filter.amountMax,
      failureCode: filter.failureCode,
      behindAt: behind.at,
      behindId: behind.id,
      limit,
    },
  };
}

/** One condition per filter. Shops are few: naming them all lets the index of (shop, order) find an order. */
const CONDITIONS: readonly (readonly [sql: string, filter: keyof CsFilter | 'behind'])[] = [
  ['p.requested_at >= :from', 'from'],
  ['p.requested_at < :to', 'to'],
  ['p.status IN (:statuses)', 'statuses'],
  ['p.status_detail = :statusDetail', 'statusDetail'],
  ['p.payment_id = :paymentId', 'paymentId'],
  ['p.payment_id = (SELECT payment_id FROM refunds WHERE refund_id = :refundId)', 'refundId'],
  ['p.order_id = :orderId AND p.partner_id IN (SELECT partner_id FROM partners)', 'orderId'],
  ['p.partner_id = :partnerId', 'partnerId'],
  ['p.member_id = :memberId', 'memberId'],
  ['p.member_id = (SELECT member_id FROM members WHERE email_key = :email)', 'email'],
  [
    'p.account_id IN (SELECT account_id FROM account_tails WHERE tail_hash = :accountTail)',
    'accountTail',
  ],
  [
    'p.payment_id = (SELECT payment_id FROM bank_transfers WHERE reference = :passbookReference)',
    'passbookReference',
  ],
  ['p.amount_won >= :amountMin', 'amountMin'],
  ['p.amount_won <= :amountMax', 'amountMax'],
  ['p.failure_code = :failureCode', 'failureCode'],
  [
    `p.requested_at <= :behindAt
      AND (p.requested_at < :behindAt OR p.payment_id < :behindId)`,
    'behind',
  ],
];

function readPosition(after: string): { at: Date; id: string } {
  const [, ms, id] = POSITION.exec(after) ?? [];
  if (ms === undefined || id === undefined) throw new OnjeonError('INVALID_CURSOR');
  return { at: toDate(Number(ms)), id };
}

function positionOf({ payment }: PaymentFile): string {
  return `${payment.requestedAt}.${payment.paymentId}`;
}

/** The payments with their refunds in one SELECT, so that both are of one moment. */
async function filesOf(db: Reader, ids: readonly string[]): Promise<readonly PaymentFile[]> {
  const { payments, refunds } = db.models;
  const found = await payments.findAll({
    where: { payment_id: [...ids] },
    order: [
      ['requested_at', 'DESC'],
      ['payment_id', 'DESC'],
      [{ model: refunds, as: 'refunds' }, 'requested_at', 'ASC'],
      [{ model: refunds, as: 'refunds' }, 'refund_id', 'ASC'],
    ],
    include: [{ model: refunds, as: 'refunds' }],
    transaction: db.transaction,
  });
  return found.map((each) => {
    const row = each.get({ plain: true }) as PaymentRow & { refunds: RefundRow[] };
    return { payment: toPayment(row), refunds: row.refunds.map(toRefund) };
  });
}
