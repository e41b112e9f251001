/** However long a gateway asks us to wait, money in doubt is not left alone longer than this. */
const MAX_SECONDS = 60;

/**
 * Seconds asked for by `Retry-After`, as a number or as an HTTP date, from 0 to 60; null if absent
 * or unreadable. A date is counted from the answer's own `Date`, so that neither clock has to be
 * right; without one, from `now`.
 */
export function retryAfterSeconds(
  headers: { readonly retryAfter: string | null; readonly date: string | null },
  now: number,
): number | null {
  const text = headers.retryAfter?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Math.min(Number(text), MAX_SECONDS);
  const until = Date.parse(text);
  if (Number.isNaN(until) || !/[a-z]/i.test(text)) return null;
  const sent = Date.parse(headers.date ?? '');
  const seconds = Math.ceil((until - (Number.isNaN(sent) ? now : sent)) / 1000);
  return Math.min(Math.max(seconds, 0), MAX_SECONDS);
}
