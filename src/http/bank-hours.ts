import type { ApiBook, KeyedRequest } from '../adapters/mysql/types';
import type { Clock } from '../domain/clock';
import { OnjeonError } from '../domain/errors';
import { endOfPeriodAround, koreanIso, type DailyPeriod } from '../domain/korean-time';

/**
 * While the bank is known to be closed nothing new is taken: BANK_MAINTENANCE until it opens, and nothing is created. A
 * key that made something before is let through, since its answer needs no bank.
 */
export async function refuseNewWhileClosed(
  deps: {
    readonly book: Pick<ApiBook, 'findKeyed'>;
    readonly clock: Clock;
    readonly config: { readonly bankClosedHours: readonly DailyPeriod[] };
  },
  request: KeyedRequest,
): Promise<void> {
  const now = deps.clock.now();
  const opens = endOfPeriodAround(now, deps.config.bankClosedHours);
  if (opens === null || (await deps.book.findKeyed(request)) !== null) return;
  const time = koreanIso(opens).slice(11, 16);
  throw new OnjeonError('BANK_MAINTENANCE', {
    retryAfterSeconds: Math.ceil((opens - now) / 1000),
    detail: { ko: `${time}에 다시 시작합니다.`, en: `The bank opens at ${time} Korean time.` },
  });
}
