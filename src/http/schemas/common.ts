import { z } from 'zod';
import { ERROR_KINDS, type ErrorCode } from '../../domain/errors';
import { FAILURES, type FailureCode } from '../../domain/failure';
import { moment } from './text';

/** Why something failed. */
export const failureAnswer = z
  .strictObject({
    code: z.enum(Object.keys(FAILURES) as FailureCode[]),
    message: z.string().meta({ description: "In the reader's language; never switch on it" }),
    at: moment,
  })
  .meta({ id: 'Failure', description: 'Why it failed' });

/** What an open thing waits for. */
export const statusDetailAnswer = z
  .enum(['WAITING_FOR_BANK', 'BANK_RESULT_UNKNOWN', 'NET_CANCELING', 'WAITING_FOR_OPERATOR'])
  .nullable()
  .meta({ description: 'What an open thing waits for; null once it has ended' });

/** Which witness a status rests on. */
export const decidedByAnswer = z
  .enum(['BANK_ANSWER', 'RESULT_CHECK', 'STATEMENT', 'OPERATOR', 'RULE'])
  .nullable()
  .meta({ description: 'Why we believe the status; null while it is open' });

/** A page of a list, newest first. */
export function pageAnswer<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .strictObject({
      data: z.array(item),
      hasMore: z.boolean(),
      nextCursor: z.string().nullable().meta({ description: 'For `cursor` of the next request' }),
    })
    .meta({ id: name });
}

/** The query of every list. */
export const pageQuery = {
  cursor: z.string().min(1).max(1000).optional().meta({ description: '`nextCursor` of a page' }),
  limit: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(100))
    .default(20)
    .meta({
      ...{ type: 'integer', pattern: undefined, minimum: 1, maximum: 100 },
      description: 'Items per page',
    }),
};

/** Every 4xx and 5xx: RFC 9457 with our own fields. */
export const problemAnswer = z
  .strictObject({
    type: z.url().meta({ description: 'Opens a page with meaning, cause and remedy' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().nullable(),
    instance: z.string(),
    code: z.enum(Object.keys(ERROR_KINDS) as ErrorCode[]),
    requestId: z.string(),
    retryable: z.boolean().meta({
      description: 'The same request with the same key may succeed later',
    }),
    resource: z.string().nullable().meta({ description: 'Path of the thing concerned' }),
    errors: z.array(
      z.strictObject({
        pointer: z.string().meta({ description: 'JSON pointer into the body, or a parameter' }),
        code: z.enum([
          'REQUIRED',
          'UNKNOWN',
          'TYPE',
          'PATTERN',
          'TOO_SMALL',
          'TOO_LARGE',
          'TOO_LONG',
          'NOT_ALLOWED',
        ]),
        detail: z.string(),
      }),
    ),
    bank: z
      .strictObject({ code: z.string().nullable(), message: z.string().nullable() })
      .nullable()
      .meta({ description: "The bank's own words, for staff only" }),
  })
  .meta({ id: 'Problem', description: 'Why a request was not done (RFC 9457)' });
