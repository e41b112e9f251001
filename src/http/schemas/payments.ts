import { z } from 'zod';
import { isPassbookMemo } from '../../domain/passbook';
import { boundedText } from '../text-schema';
import {
  decidedByAnswer,
  failureAnswer,
  pageAnswer,
  pageQuery,
  statusDetailAnswer,
} from './common';
import { periodQuery } from './period';
import { currency, id, moment, orderId, wonAmount } from './text';

/** Statuses of a payment, as in every answer and event. */
export const paymentStatuses = [
  'READY',
  'IN_PROGRESS',
  'DONE',
  'PARTIAL_CANCELED',
  'CANCELED',
  'ABORTED',
  'EXPIRED',
] as const;

const known: readonly string[] = paymentStatuses;

const MAX_METADATA_KEYS = 10;

/** Notes of the caller, returned as they came. Never personal data: they reach the shop. */
const metadata = z
  .record(z.string().regex(/^[A-Za-z0-9_.-]{1,40}$/), boundedText({ min: 0, max: 500 }))
  .check((context) => {
    if (Object.keys(context.value).length > MAX_METADATA_KEYS) {
      context.issues.push({
        code: 'too_big',
        origin: 'object',
        maximum: MAX_METADATA_KEYS,
        input: context.value,
      });
    }
  })
  .meta({ maxProperties: MAX_METADATA_KEYS });

/** What the bank prints in the customer's passbook beside our reference. */
const bankMemo = z
  .string()
  .refine(isPassbookMemo)
  .meta({
    minLength: 1,
    maxLength: 8,
    pattern: '^[가-힣A-Za-z0-9]+( +[가-힣A-Za-z0-9]+)*$',
    description: 'At most 8 EUC-KR bytes (4 Hangul, 8 letters or digits); blanks only inside',
    examples: ['온전상점'],
  });

/** Path parameters of one payment. */
export const paymentParams = z.strictObject({ paymentId: id('payment') });

/** Path parameters of an order. */
export const orderParams = z.strictObject({ orderId });

/** Query of the look-up by order; members must say at which shop. */
export const orderQuery = z.strictObject({ partnerId: id('partner').optional() });

/** Body of POST /v1/payments; the largest amount is a setting. */
export function payBody({ maxPaymentWon }: { maxPaymentWon: number }) {
  return z
    .strictObject({
      accountId: id('account'),
      partnerId: id('partner'),
      orderId,
      orderName: boundedText({ min: 1, max: 100 }),
      amount: z.int().min(1).max(maxPaymentWon).meta({ description: 'Whole won, a JSON number' }),
      currency: currency.default('KRW'),
      bankMemo: bankMemo.optional(),
      decisionSeconds: z.int().min(20).max(1800).default(900).meta({
        description: 'Undecided after so many seconds, the payment is given up',
      }),
      metadata: metadata.default({}),
    })
    .meta({ id: 'Pay' });
}

/** Query of GET /v1/payments. */
export const paymentsQuery = z.strictObject({
  ...periodQuery,
  status: z
    .string()
    .max(200)
    .refine((list) => list.split(',').every((one) => known.includes(one)), {
      params: { code: 'NOT_ALLOWED' },
    })
    .optional()
    .meta({
      pattern: `^(${known.join('|')})(,(${known.join('|')}))*$`,
      description: 'One status or several, separated by commas',
      examples: ['DONE,CANCELED'],
    }),
  orderId: orderId.optional(),
  ...pageQuery,
});

const cancelAnswer = z
  .strictObject({
    transactionKey: id('refund'),
    cancelAmount: wonAmount,
    cancelReason: z.string(),
    cancelStatus: z.enum(['IN_PROGRESS', 'DONE', 'ABORTED']),
    canceledAt: moment.nullable(),
    refundableAmount: wonAmount,
    cause: z.enum(['REQUESTED', 'NET_CANCEL', 'CORRECTION']),
  })
  .meta({ id: 'Cancel', description: 'One refund, as Korean payment clients know it' });

/** Fields of the neutral payment; staff see more beside them. */
export const paymentFields = {
  paymentId: id('payment'),
  orderId,
  orderName: z.string(),
  partnerId: id('partner'),
  accountId: id('account'),
  status: z.enum(paymentStatuses),
  statusDetail: statusDetailAnswer,
  currency,
  totalAmount: wonAmount,
  balanceAmount: wonAmount.meta({ description: 'What can still be refunded' }),
  isPartialCancelable: z.boolean(),
  requestedAt: moment,
  decisionDeadline: moment,
  approvedAt: moment.nullable(),
  netCanceledAt: moment.nullable().meta({
    description: 'Once set, the payment never becomes DONE: any money taken comes back',
  }),
  decidedBy: decidedByAnswer,
  failure: failureAnswer.nullable(),
  cancels: z.array(cancelAnswer).meta({ description: 'Oldest first' }),
  passbookText: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
  version: z.int().min(0).meta({ description: 'Sequence of its newest event: drop older ones' }),
};

/** Links of the neutral payment. */
export const paymentLinks = {
  self: z.string(),
  timeline: z.string(),
  refunds: z.string(),
  stream: z.string(),
};

/** A payment as members, partners and events show it. */
export const paymentAnswer = z
  .strictObject({ ...paymentFields, links: z.strictObject(paymentLinks) })
  .meta({ id: 'Payment' });

/** A page of payments. */
export const paymentPage = pageAnswer(paymentAnswer, 'PaymentPage');
