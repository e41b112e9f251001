import { defineSearchAttributeKey } from '@temporalio/common';

/** What operators can search runs by in Temporal UI; no personal data. Registered at the worker's start. */
export const searchAttributes = {
  paymentStatus: defineSearchAttributeKey('PaymentStatus', 'KEYWORD'),
  failureCode: defineSearchAttributeKey('FailureCode', 'KEYWORD'),
  partnerId: defineSearchAttributeKey('PartnerId', 'KEYWORD'),
  needsOperator: defineSearchAttributeKey('NeedsOperator', 'BOOL'),
  amount: defineSearchAttributeKey('Amount', 'INT'),
} as const;
