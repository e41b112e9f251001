import { z } from 'zod';
import { FAILURES, type FailureCode } from '../../domain/failure';
import { currency, id, moment, wonAmount } from './text';

const known = {
  accountId: id('account'),
  amount: wonAmount.nullable().meta({ description: 'Null while nothing is known' }),
  display: z
    .string()
    .meta({ description: '`????` while nothing is known', examples: ['985,000원'] }),
  currency,
  source: z.enum(['NONE', 'CACHE', 'BANK']),
  asOf: moment.nullable(),
  ageSeconds: z.int().min(0).nullable(),
  stale: z.boolean().meta({ description: 'Unknown, or older than 60 s' }),
  version: z.int().min(0).nullable().meta({ description: 'Never falls' }),
};

/** The last known balance; asking for it never asks the bank. */
export const balanceAnswer = z.strictObject(known).meta({ id: 'Balance' });

/** A balance after the bank was asked; if that failed, the last known one and why. */
export const refreshedBalanceAnswer = z
  .strictObject({
    ...known,
    refreshed: z.boolean(),
    refreshError: z
      .strictObject({
        code: z.enum(Object.keys(FAILURES) as FailureCode[]),
        message: z.string(),
      })
      .nullable(),
    consent: z
      .strictObject({ url: z.string() })
      .nullable()
      .meta({ description: 'Where the customer gives the bank the consent it asks for' }),
  })
  .meta({ id: 'RefreshedBalance' });
