/** A moment in milliseconds since 1970 UTC. Never a local time. */
export type Instant = number;

/** A Korean calendar day as NH writes it: `YYYYMMDD`. */
export type KoreanDay = string & { readonly __brand: 'KoreanDay' };

/** Korea has kept UTC+9 without daylight saving since 1988, so no time-zone table is needed. */
const KOREA_OFFSET_MS = 9 * 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** The Korean day of a moment, computed from UTC, never from the process time zone. */
export function koreanDay(at: Instant): KoreanDay {
  return korean(at).slice(0, 10).replaceAll('-', '') as KoreanDay;
}

/** Checks `YYYYMMDD` and that such a day exists; throws a RangeError otherwise. */
export function parseKoreanDay(text: string): KoreanDay {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  const at = match ? Date.parse(`${match[1]}-${match[2]}-${match[3]}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(at) || koreanDay(at - KOREA_OFFSET_MS) !== text) {
    throw new RangeError(`not a day: ${text}`);
  }
  return text as KoreanDay;
}

/** The moment a Korean day begins. */
export function startOfKoreanDay(day: KoreanDay): Instant {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00+09:00`);
}

/** The moment a Korean day ends, which is the first moment of the next. */
export function endOfKoreanDay(day: KoreanDay): Instant {
  return startOfKoreanDay(day) + DAY_MS;
}

/** Korean time of day as NH writes it: `HHMMSS`. */
export function koreanTimeOfDay(at: Instant): string {
  return korean(at).slice(11, 19).replaceAll(':', '');
}

/** How the API writes a moment: ISO 8601 with milliseconds and Korea's offset. */
export function koreanIso(at: Instant): string {
  return `${korean(at).slice(0, 23)}+09:00`;
}

/** A daily period in Korean time, in minutes since midnight; `from` may be later than `to` (over midnight). */
export interface DailyPeriod {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** If the moment lies inside one of the periods, the moment at which that period ends; otherwise null. */
export function endOfPeriodAround(at: Instant, periods: readonly DailyPeriod[]): Instant | null {
  const midnight = startOfKoreanDay(koreanDay(at));
  for (const { fromMinute, toMinute } of periods) {
    const from = midnight + fromMinute * 60_000;
    const to = midnight + toMinute * 60_000;
    if (from <= to && at >= from && at < to) return to;
    if (from > to && at >= from) return to + DAY_MS;
    if (from > to && at < to) return to;
  }
  return null;
}

/** How many milliseconds of a span lie inside the periods; used to pause a limit while the bank is closed. */
export function timeInsidePeriods(
  span: { readonly from: Instant; readonly to: Instant },
  periods: readonly DailyPeriod[],
): number {
  let inside = 0;
  for (let day = koreanDay(span.from - DAY_MS); startOfKoreanDay(day) < span.to; day = next(day)) {
    const midnight = startOfKoreanDay(day);
    for (const { fromMinute, toMinute } of periods) {
      const from = midnight + fromMinute * 60_000;
      const length = (toMinute - fromMinute + (fromMinute <= toMinute ? 0 : 1440)) * 60_000;
      inside += Math.max(0, Math.min(span.to, from + length) - Math.max(span.from, from));
    }
  }
  return inside;
}

function next(day: KoreanDay): KoreanDay {
  return koreanDay(endOfKoreanDay(day));
}

/** ISO text of the Korean wall clock, its final `Z` to be ignored. */
function korean(at: Instant): string {
  return new Date(at + KOREA_OFFSET_MS).toISOString();
}
