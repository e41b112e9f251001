import { z } from 'zod';
import { ID_PREFIXES, idPattern, type IdKind } from '../../domain/ids';

/** An id of one kind: its prefix and a ULID. */
export function id(kind: IdKind) {
  return z
    .string()
    .regex(idPattern(kind))
    .meta({ examples: [`${ID_PREFIXES[kind]}_01JD8QK3V5M7N9P1R3T5W7Y9Z1`] });
}

/** The shop's own number of an order: the characters Korean payment clients are used to. */
export const orderId = z
  .string()
  .regex(/^[A-Za-z0-9_=-]{6,64}$/)
  .meta({ description: 'The number of the order at the shop', examples: ['ORDER-20261122-0001'] });

/** A moment as answers write it: Korean time with milliseconds. */
export const moment = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}\+09:00$/)
  .meta({ format: 'date-time', examples: ['2026-11-22T16:31:29.120+09:00'] });

/** Whole won in an answer. */
export const wonAmount = z.int().min(0).meta({ description: 'Whole won' });

/** The only currency of a NH account. */
export const currency = z.literal('KRW');
