import { z } from 'zod';
import { OnjeonError } from '../../domain/errors';
import {
  endOfKoreanDay,
  parseKoreanDay,
  startOfKoreanDay,
  type Instant,
} from '../../domain/korean-time';

const DAY = z.iso.date();
const MOMENT = z.iso.datetime({ offset: true });
/** Three months in any season: 92 days, and the last one included. */
export const MAX_PERIOD_MS = 93 * 24 * 3600 * 1000;

const periodEnd = z
  .string()
  .max(40)
  .refine((value) => DAY.safeParse(value).success || MOMENT.safeParse(value).success)
  .optional()
  .meta({
    description: 'A Korean day (`2026-11-22`), or a moment with its offset; included',
    anyOf: [{ format: 'date' }, { format: 'date-time' }],
    examples: ['2026-11-22', '2026-11-22T00:00:00+09:00'],
  });

/** Both ends of a period, each of which may be left out. */
export const periodQuery = { from: periodEnd, to: periodEnd };

/** A period as the book wants it: from a moment, to before another. */
export interface Period {
  readonly from: Instant | null;
  readonly to: Instant | null;
}

/**
 * Reads a checked period; a bare day means the whole Korean day, and both ends are included. PERIOD_TOO_LONG over three
 * months, INVALID_REQUEST if it ends before it begins.
 */
export function readPeriod({ from, to }: { from?: string; to?: string }): Period {
  const period = {
    from: from === undefined ? null : beginOf(from),
    to: to === undefined ? null : endOf(to),
  };
  if (period.from === null || period.to === null) return period;
  if (period.to <= period.from) {
    throw new OnjeonError('INVALID_REQUEST', { errors: [{ pointer: 'to', code: 'TOO_SMALL' }] });
  }
  if (period.to - period.from > MAX_PERIOD_MS) throw new OnjeonError('PERIOD_TOO_LONG');
  return period;
}

function beginOf(text: string): Instant {
  return isDay(text) ? startOfKoreanDay(parseKoreanDay(compact(text))) : Date.parse(text);
}

/** The first moment after the end: moments have whole milliseconds. */
function endOf(text: string): Instant {
  return isDay(text) ? endOfKoreanDay(parseKoreanDay(compact(text))) : Date.parse(text) + 1;
}

function isDay(text: string): boolean {
  return text.length === 10;
}

function compact(day: string): string {
  return day.replaceAll('-', '');
}
