import { z } from 'zod';
import { pageAnswer } from './common';
import { paymentAnswer, paymentFields, paymentLinks } from './payments';
import { refundAnswer, refundFields, refundLinks } from './refunds';
import { id, moment, wonAmount } from './text';

/** The bank's own code and words. */
export const bankWordsAnswer = z
  .strictObject({ code: z.string().nullable(), message: z.string().nullable() })
  .nullable();

const transferAnswer = z
  .strictObject({
    kind: z.enum(['DEBIT', 'CREDIT']),
    movementId: z.string().meta({ description: 'The payment or refund it belongs to' }),
    amount: wonAmount,
    tsymd: z.string(),
    isTuno: z.string().meta({ description: 'With `tsymd` what NH knows the transfer by' }),
    state: z.string(),
    evidence: z.array(
      z.strictObject({
        at: moment,
        kind: z.enum(['BANK_ANSWER', 'RESULT_CHECK', 'STATEMENT', 'OPERATOR']),
        outcome: z.string(),
        code: z.string().nullable(),
        message: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Transfer', description: 'One pair at the bank, and what the bank said to it' });

const staffFields = {
  memberId: id('member'),
  bank: bankWordsAnswer,
  transfers: z.array(transferAnswer),
};

const workflow = z.string().meta({ description: 'Its run in Temporal UI' });

/** A payment as customer service and operators see it. */
export const staffPaymentAnswer = z
  .strictObject({
    ...paymentFields,
    ...staffFields,
    links: z.strictObject({ ...paymentLinks, workflow }),
  })
  .meta({ id: 'StaffPayment' });

/** A refund as customer service and operators see it. */
export const staffRefundAnswer = z
  .strictObject({
    ...refundFields,
    ...staffFields,
    links: z.strictObject({ ...refundLinks, workflow }),
    payment: staffPaymentAnswer,
  })
  .meta({ id: 'StaffRefund' });

/** A payment look-up: staff tokens see more. */
export const anyPaymentAnswer = z.union([paymentAnswer, staffPaymentAnswer]);

/** A refund look-up: staff tokens see more. */
export const anyRefundAnswer = z.union([refundAnswer, staffRefundAnswer]);

/** The refunds of a payment: staff tokens see more. */
export const anyRefundPage = z.union([
  pageAnswer(refundAnswer, 'RefundPage'),
  pageAnswer(staffRefundAnswer, 'StaffRefundPage'),
]);
