import { z } from 'zod';
import { FAILURES, type FailureCode } from '../../domain/failure';
import { pageQuery } from './common';
import { paymentsQuery } from './payments';
import { periodQuery } from './period';
import { id, orderId } from './text';

/** The largest number a filter of amounts can name; far more than any payment. */
const MAX_WON = 1_000_000_000_000;

const wonFilter = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
  .pipe(z.int().min(0).max(MAX_WON))
  .optional();

const amount = (description: string) =>
  wonFilter.meta({ type: 'integer', minimum: 0, maximum: MAX_WON, description });

/** Query of GET /v1/cs/payments. All filters that are given must hold. */
export const csPaymentsQuery = z.strictObject({
  ...periodQuery,
  status: paymentsQuery.shape.status,
  statusDetail: z
    .enum(['WAITING_FOR_BANK', 'BANK_RESULT_UNKNOWN', 'NET_CANCELING', 'WAITING_FOR_OPERATOR'])
    .optional(),
  paymentId: id('payment').optional(),
  refundId: id('refund').optional(),
  orderId: orderId.optional(),
  partnerId: id('partner').optional(),
  memberId: id('member').optional(),
  email: z.email().max(254).optional().meta({ description: 'The whole address' }),
  accountTail: z
    .string()
    .regex(/^\d{4}$/)
    .optional()
    .meta({ description: 'Last four digits of the account that paid', examples: ['4901'] }),
  passbookReference: z
    .string()
    .regex(/^[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{11}$/)
    .transform((text) => text.toUpperCase())
    .optional()
    .meta({
      type: 'string',
      description: 'The first 11 characters of our text in the passbook, of a debit or a refund',
      examples: ['7K2M9QX4T1B'],
    }),
  amountMin: amount('Whole won, included'),
  amountMax: amount('Whole won, included'),
  failureCode: z.enum(Object.keys(FAILURES) as FailureCode[]).optional(),
  ...pageQuery,
});

/** Path parameters of one member. */
export const memberParams = z.strictObject({ memberId: id('member') });
