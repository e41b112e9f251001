import { OnjeonError } from '../../domain/errors';
import { koreanDay, type Instant } from '../../domain/korean-time';
import { displayWon, parseWon } from '../../domain/money';
import type { Payment } from '../../domain/records';
import { acceptOnce, START_GRACE_MS } from './acceptance';
import type { BookParts } from './book-parts';
import { reserveLimit } from './day-limits';
import { appendHistory } from './history-writer';
import { failureRow, toDate, toPayment } from './mappers';
import type { AccountRow } from './models/accounts';
import type { PaymentRow } from './models/payments';
import { findRow, insertRow, shareRow } from './rows';
import type { Accepted, PaymentOrder } from './types';
import type { Tx } from './unit';

/**
 * Accepts a payment: key, rules, the day's share and the payment READY, all in one transaction. A
 * refusal is an OnjeonError and leaves nothing behind, the key included.
 */
export async function acceptPayment(
  parts: Pick<BookParts, 'units' | 'clock' | 'ids' | 'crashPoints'>,
  order: PaymentOrder,
): Promise<Accepted<Payment>> {
  const { units, clock, ids } = parts;
  const paymentId = ids.id('payment');
  const at = clock.now();
  return acceptOnce(parts, {
    request: order.request,
    resourceId: paymentId,
    at,
    create: (tx) => create(tx, { order, paymentId, at }),
    current: async (id) => {
      const row = await units.read((db) => findRow(db, db.models.payments, { payment_id: id }));
      if (!row) throw new Error(`a key is bound to ${id}, which does not exist`);
      return toPayment(row);
    },
  });
}

async function create(
  tx: Tx,
  { order, paymentId, at }: { order: PaymentOrder; paymentId: string; at: Instant },
): Promise<Payment> {
  const account = await payingAccount(tx, order);
  const partner = await findRow(tx, tx.models.partners, { partner_id: order.partnerId });
  if (partner?.status !== 'ACTIVE') throw new OnjeonError('UNKNOWN_PARTNER');
  if (account.status !== 'ACTIVE') throw new OnjeonError('ACCOUNT_NOT_ACTIVE');
  await refuseTakenOrder(tx, order);
  await takeLimits(tx, { account, order, at });

  const row = newPayment({
    ...{ order, paymentId, at, numberHash: account.number_hash },
    bankMemo: order.bankMemo ?? partner.passbook_name,
  });
  await insertRow(tx, tx.models.payments, row);
  await appendHistory(tx, {
    ...{ of: 'payment', id: paymentId, paymentId, from: null, to: 'READY' },
    ...{ detail: null, reason: null, actor: order.memberId, at },
  });
  return toPayment(row);
}

/** Share-locked, so that it cannot be closed between this look and our commit. */
async function payingAccount(tx: Tx, order: PaymentOrder): Promise<AccountRow> {
  const where = { account_id: order.accountId, member_id: order.memberId };
  const account = await shareRow(tx, tx.models.accounts, where);
  if (!account) throw new OnjeonError('NOT_FOUND_ACCOUNT');
  return account;
}

/** Two at the same moment meet at the unique index; the later one starts again and ends here. */
async function refuseTakenOrder(tx: Tx, order: PaymentOrder): Promise<void> {
  const where = { partner_id: order.partnerId, order_slot: order.orderId };
  const holder = await findRow(tx, tx.models.payments, where);
  if (!holder) return;
  const isOurs = holder.member_id === order.memberId;
  throw new OnjeonError(
    'DUPLICATED_ORDER_ID',
    isOurs ? { resource: `/v1/payments/${holder.payment_id}` } : {},
  );
}

async function takeLimits(
  tx: Tx,
  { account, order, at }: { account: AccountRow; order: PaymentOrder; at: Instant },
): Promise<void> {
  const perPayment = parseWon(account.limit_per_payment_won);
  if (order.amount > perPayment) {
    const ko = `1회 한도는 ${displayWon(perPayment)}입니다. 요청한 금액은 ${displayWon(order.amount)}입니다.`;
    const en = `The limit per payment is ${perPayment} won; ${order.amount} won were asked for.`;
    throw new OnjeonError('EXCEED_PAYMENT_LIMIT', { detail: { ko, en } });
  }
  const limit = parseWon(account.limit_per_day_won);
  const share = { numberHash: account.number_hash, day: koreanDay(at), amount: order.amount };
  if (!(await reserveLimit(tx, { ...share, limit }))) {
    const ko = `1일 한도는 ${displayWon(limit)}이며, 진행 중인 결제도 포함됩니다.`;
    const en = `The limit per Korean day is ${limit} won, open payments included.`;
    throw new OnjeonError('EXCEED_DAILY_LIMIT', { detail: { ko, en } });
  }
}

function newPayment(of: {
  order: PaymentOrder;
  paymentId: string;
  at: Instant;
  numberHash: string;
  bankMemo: string;
}): PaymentRow {
  const { order, at } = of;
  return {
    payment_id: of.paymentId,
    member_id: order.memberId,
    partner_id: order.partnerId,
    account_id: order.accountId,
    order_id: order.orderId,
    order_name: order.orderName,
    amount_won: order.amount,
    refundable_won: order.amount,
    status: 'READY',
    status_detail: null,
    requested_at: toDate(at),
    decision_deadline: toDate(at + order.decisionSeconds * 1000),
    approved_at: null,
    net_canceled_at: null,
    decided_by: null,
    ...failureRow(null),
    bank_memo: of.bankMemo,
    passbook_text: null,
    metadata: JSON.stringify(order.metadata),
    test_code: order.testCode,
    traceparent: order.traceparent,
    limit_day: koreanDay(at),
    number_hash: of.numberHash,
    order_slot: order.orderId,
    event_sequence: 0,
    version: 1,
    next_action_at: toDate(at + START_GRACE_MS),
  };
}
