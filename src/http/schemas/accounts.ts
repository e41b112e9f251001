import { z } from 'zod';
import { boundedText } from '../text-schema';
import { failureAnswer, pageAnswer, pageQuery } from './common';
import { currency, id, moment, wonAmount } from './text';

/** Digits as people write them, with hyphens anywhere; the hyphens are dropped. */
const accountNumber = z
  .string()
  .max(64)
  .overwrite((value) => value.replaceAll('-', ''))
  .regex(/^\d{10,16}$/)
  .meta({
    pattern: '^-*(?:[0-9]-*){10,16}$',
    description: '10 to 16 digits; hyphens are dropped',
    examples: ['302-0000-0000-01'],
  });

/** `YYYY-MM-DD`, a day that exists; handed on as the bank writes it, `YYYYMMDD`. */
const birthDate = z.iso.date().transform((day) => day.replaceAll('-', ''));

/** Path parameters of one account. */
export const accountParams = z.strictObject({ accountId: id('account') });

/** Query of GET /v1/accounts. */
export const accountsQuery = z.strictObject(pageQuery);

/** Body of POST /v1/accounts. */
export const openAccountBody = z
  .strictObject({
    bankCode: z.enum(['011', '012']).meta({ description: '011 NH Bank, 012 mutual finance' }),
    accountNumber,
    birthDate,
    withdrawalConsent: z.literal(true).meta({
      description: 'The customer agreed that payments are withdrawn from the account',
    }),
    nickname: boundedText({ min: 1, max: 20 }).optional(),
  })
  .meta({ id: 'OpenAccount' });

/** Body of PATCH /v1/accounts/{accountId}. */
export const renameAccountBody = z
  .strictObject({ nickname: boundedText({ min: 1, max: 20 }) })
  .meta({ id: 'RenameAccount' });

/** An account as its member sees it. */
export const accountAnswer = z
  .strictObject({
    accountId: id('account'),
    status: z.enum(['PENDING', 'ACTIVE', 'FAILED', 'CLOSED']),
    statusDetail: z
      .enum(['WAITING_FOR_BANK', 'BANK_RESULT_UNKNOWN', 'WAITING_FOR_OPERATOR'])
      .nullable(),
    bankCode: z.enum(['011', '012']),
    bankName: z.string(),
    accountNumber: z.string().meta({
      description: 'First and last three digits, the rest masked',
      examples: ['302*******901'],
    }),
    holderName: z.string().meta({ description: 'Masked', examples: ['김*늘'] }),
    nickname: z.string().nullable(),
    currency,
    limits: z.strictObject({
      perPayment: wonAmount,
      perDay: wonAmount,
      usedToday: wonAmount.meta({ description: 'Open payments of this Korean day included' }),
    }),
    failure: failureAnswer.nullable(),
    requestedAt: moment,
    openedAt: moment.nullable(),
    closedAt: moment.nullable(),
    version: z.int().min(0).meta({ description: 'Sequence of its newest event' }),
    links: z.strictObject({ self: z.string(), balance: z.string() }),
  })
  .meta({ id: 'Account' });

/** A page of accounts. */
export const accountPage = pageAnswer(accountAnswer, 'AccountPage');
