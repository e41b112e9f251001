import type { FailureCode } from '../src/domain/failure';
import type { Instant } from '../src/domain/korean-time';

/** Refusals by code since the last digest. */
export interface DigestCount {
  readonly since: Instant;
  readonly counts: ReadonlyMap<FailureCode, number>;
}

/** Counts refusals that customers caused, to be told as one message per period. */
export interface Digest {
  note(code: FailureCode, at: { at: Instant; position: number }): void;
  /** The digest, if its first refusal is a period old. */
  due(now: Instant): DigestCount | null;
  told(): void;
  /** Position of the first refusal that was not told, or null. */
  oldestUntold(): number | null;
}

/** See Digest. `everySeconds` null: none is ever due, and refusals are not counted. */
export function createDigest(everySeconds: number | null): Digest {
  let since: Instant | null = null;
  let first: number | null = null;
  let counts = new Map<FailureCode, number>();
  return {
    note(code, { at, position }) {
      if (everySeconds === null) return;
      since ??= at;
      first ??= position;
      counts.set(code, (counts.get(code) ?? 0) + 1);
    },
    due(now) {
      if (since === null || everySeconds === null) return null;
      // Before it began: the business clock was set back, and waiting could take days.
      const early = now >= since && now - since < everySeconds * 1000;
      return early ? null : { since, counts };
    },
    told() {
      since = null;
      first = null;
      counts = new Map();
    },
    oldestUntold: () => first,
  };
}
