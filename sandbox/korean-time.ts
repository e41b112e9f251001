/** Korea has kept UTC+9 without daylight saving since 1988, so no time-zone table is needed. */
const KOREA_OFFSET_MS = 9 * 3600 * 1000;
const DAY_MS = 24 * 3600 * 1000;

/** A moment as ISO 8601 with milliseconds and Korea's offset. */
export function koreanIso(atMs: number): string {
  return `${korean(atMs).slice(0, 23)}+09:00`;
}

/** The Korean calendar day of a moment, `YYYYMMDD`. */
export function koreanDay(atMs: number): string {
  return korean(atMs).slice(0, 10).replaceAll('-', '');
}

/** The Korean time of day of a moment, `HHMMSS`. */
export function koreanTime(atMs: number): string {
  return korean(atMs).slice(11, 19).replaceAll(':', '');
}

/** Whether a text is a day that exists, written `YYYYMMDD`. */
export function isDay(text: string): boolean {
  return /^\d{8}$/.test(text) && koreanDay(startOfDayMs(text)) === text;
}

/** The day a number of days after (or, negative, before) another one. */
export function addDays(day: string, days: number): string {
  return koreanDay(startOfDayMs(day) + days * DAY_MS);
}

/** The same day of the month a number of months earlier; a day that does not exist rolls over. */
export function monthsBefore(day: string, months: number): string {
  const date = new Date(startOfDayMs(day) + KOREA_OFFSET_MS);
  date.setUTCMonth(date.getUTCMonth() - months);
  return koreanDay(date.getTime() - KOREA_OFFSET_MS);
}

/** Whether a moment lies inside one of the daily periods `HH:MM-HH:MM`, which may run over midnight. */
export function isInside(atMs: number, periods: readonly string[]): boolean {
  const time = korean(atMs).slice(11, 16);
  return periods.some((period) => {
    const [from = '', to = ''] = period.split('-');
    return from <= to ? time >= from && time < to : time >= from || time < to;
  });
}

function startOfDayMs(day: string): number {
  return Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}T00:00:00+09:00`);
}

function korean(atMs: number): string {
  const at = new Date(atMs + KOREA_OFFSET_MS);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
