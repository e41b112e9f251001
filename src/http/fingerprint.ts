import { createHmac } from 'node:crypto';

/**
 * Keyed hash of what a request asks for: the checked body with its defaults, and the ids in its path. Key order, white space
 * and the way a number is written make no difference. Keyed, since bodies hold account numbers that could be guessed.
 */
export function fingerprint(
  asked: { params: unknown; body: unknown },
  key: string | Uint8Array,
): string {
  return createHmac('sha256', key)
    .update(canonicalJson([asked.params, asked.body]))
    .digest('hex');
}

/** JSON with keys in code-unit order; members that are undefined are left out, as JSON does. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member === 'bigint') return String(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(
      Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)),
    );
  });
}
