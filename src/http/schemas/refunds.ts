import { z } from 'zod';
import { MAX_WON } from '../../domain/money';
import { boundedText } from '../text-schema';
import {
  decidedByAnswer,
  failureAnswer,
  pageAnswer,
  pageQuery,
  statusDetailAnswer,
} from './common';
import { paymentAnswer } from './payments';
import { currency, id, moment, orderId, wonAmount } from './text';

/**
 * A part of the payment. More than is left is refused by its own code, so only the form is checked here: a number that
 * is an amount at all.
 */
const partAmount = z.int().min(1).max(MAX_WON).optional().meta({
  description: 'Whole won; all that is left if it is absent',
});

/** Path parameters of one refund. */
export const refundParams = z.strictObject({ refundId: id('refund') });

/** Query of the refunds of a payment. */
export const refundsQuery = z.strictObject(pageQuery);

/** Body of POST /v1/payments/{paymentId}/refunds. */
export const refundBody = z
  .strictObject({ reason: boundedText({ min: 1, max: 200 }), amount: partAmount })
  .meta({ id: 'RequestRefund' });

/** Body of POST /v1/payments/{paymentId}/cancel: the same in the words Korean payment clients know. */
export const cancelBody = z
  .strictObject({ cancelReason: boundedText({ min: 1, max: 200 }), cancelAmount: partAmount })
  .meta({ id: 'RequestCancel' });

/** Fields of the neutral refund but for its payment and links. */
export const refundFields = {
  refundId: id('refund'),
  paymentId: id('payment'),
  orderId,
  status: z.enum(['IN_PROGRESS', 'DONE', 'ABORTED']),
  statusDetail: statusDetailAnswer,
  currency,
  amount: wonAmount,
  refundableAmount: wonAmount.meta({
    description: 'Left on the payment once this one was accepted',
  }),
  reason: z.string(),
  cause: z.enum(['REQUESTED', 'NET_CANCEL', 'CORRECTION']),
  requestedBy: z.enum(['MEMBER', 'PARTNER', 'SYSTEM', 'OPERATOR']),
  requestedAt: moment,
  completedAt: moment.nullable(),
  decidedBy: decidedByAnswer,
  failure: failureAnswer.nullable(),
  passbookText: z.string().nullable(),
  version: z.int().min(0).meta({ description: 'As on the payment' }),
};

/** Links of the neutral refund. */
export const refundLinks = { self: z.string(), payment: z.string() };

/** A refund as members and partners see it. */
export const refundAnswer = z
  .strictObject({
    ...refundFields,
    links: z.strictObject(refundLinks),
    payment: paymentAnswer.meta({ description: 'The whole payment after this change' }),
  })
  .meta({ id: 'Refund' });

/** A page of refunds. */
export const refundPage = pageAnswer(refundAnswer, 'RefundPage');
