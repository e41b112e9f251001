import { z } from 'zod';
import { accountAnswer } from './accounts';
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

/** A payment as customer service lists it; its pairs are in its own look-up. */
const staffListedAnswer = z
  .strictObject({
    ...paymentFields,
    memberId: id('member'),
    bank: bankWordsAnswer,
    links: z.strictObject({ ...paymentLinks, workflow }),
  })
  .meta({ id: 'StaffListedPayment' });

/** What a search of customer service found. */
export const staffPaymentPage = pageAnswer(staffListedAnswer, 'StaffPaymentPage');

/** A member as customer service sees one. */
export const staffMemberAnswer = z
  .strictObject({
    memberId: id('member'),
    email: z.string().meta({ description: 'Masked', examples: ['ha***@example.com'] }),
    name: z.string().meta({ description: 'Masked', examples: ['김*늘'] }),
    createdAt: moment,
    accounts: z.array(accountAnswer.omit({ links: true }).meta({ id: 'StaffAccount' })),
    payments: z.array(staffListedAnswer).meta({ description: 'The last ones, newest first' }),
  })
  .meta({ id: 'StaffMember' });

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
