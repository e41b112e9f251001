/** Longest wait for an outcome: what a phone's user still takes for an answer. */
export const MAX_WAIT_MS = 5000;

/** What `Prefer` asks for, and how to say that it was heard. */
export interface Preference {
  readonly waitMs: number;
  /** Value of `Preference-Applied`; null if nothing was asked that we know. */
  readonly applied: string | null;
}

/** Reads `wait=N` (seconds, at most 5) and `respond-async` (RFC 7240). What it does not know is ignored, as the RFC says. */
export function readPreference(header: string | undefined): Preference {
  for (const part of (header ?? '').split(',')) {
    const preference = part.split(';', 1)[0]?.trim().toLowerCase() ?? '';
    if (preference === 'respond-async') return { waitMs: 0, applied: 'respond-async' };
    const wait = /^wait\s*=\s*"?(\d{1,9})"?$/.exec(preference);
    if (wait) {
      const seconds = Math.min(Number(wait[1]), MAX_WAIT_MS / 1000);
      return { waitMs: seconds * 1000, applied: `wait=${seconds}` };
    }
  }
  return { waitMs: MAX_WAIT_MS, applied: null };
}
