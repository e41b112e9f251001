import type { BankState } from '../adapters/mysql/ops-types';
import type { ApiBook, KeyedRequest } from '../adapters/mysql/types';
import type { Clock } from '../domain/clock';
import { OnjeonError } from '../domain/errors';
import { endOfPeriodAround, koreanIso, type DailyPeriod } from '../domain/korean-time';

/** A person holds the bank, and lets it go when the cause is gone: nobody knows when, so clients look now and then. */
const LOOK_AGAIN_SECONDS = 30;

/**
 * While the bank is held, or known to be closed, nothing new is taken and nothing is created: BANK_PAUSED, or
 * BANK_MAINTENANCE until it opens. A key that made something before is let through, since its answer needs no bank.
 */
export async function refuseNewWhileClosed(
  deps: {
    readonly book: Pick<ApiBook, 'findKeyed'>;
    readonly bankHold: () => Promise<Pick<BankState, 'state'>>;
    readonly clock: Clock;
    readonly config: { readonly bankClosedHours: readonly DailyPeriod[] };
  },
  request: KeyedRequest,
): Promise<void> {
  const refusal = whileHeld(await deps.bankHold()) ?? whileClosed(deps.clock.now(), deps.config);
  if (refusal === null || (await deps.book.findKeyed(request)) !== null) return;
  throw refusal;
}

function whileHeld({ state }: Pick<BankState, 'state'>): OnjeonError | null {
  if (state !== 'PAUSED') return null;
  return new OnjeonError('BANK_PAUSED', { retryAfterSeconds: LOOK_AGAIN_SECONDS });
}

function whileClosed(
  now: number,
  { bankClosedHours }: { readonly bankClosedHours: readonly DailyPeriod[] },
): OnjeonError | null {
  const opens = endOfPeriodAround(now, bankClosedHours);
  if (opens === null) return null;
  const time = koreanIso(opens).slice(11, 16);
  return new OnjeonError('BANK_MAINTENANCE', {
    retryAfterSeconds: Math.ceil((opens - now) / 1000),
    detail: { ko: `${time}에 다시 시작합니다.`, en: `The bank opens at ${time} Korean time.` },
  });
}
