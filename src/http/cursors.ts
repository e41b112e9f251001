import { createHmac, timingSafeEqual } from 'node:crypto';
import { OnjeonError } from '../domain/errors';

/** What a cursor is bound to: it opens only for the same caller, list and filters. */
export interface CursorScope {
  readonly callerId: string;
  /** Path template of the list. */
  readonly list: string;
  /** Filters as checked; the page size is none, it may change from page to page. */
  readonly filters: Readonly<Record<string, string | number | null>>;
}

/** Makes and opens the opaque cursors of lists. */
export interface Cursors {
  seal(scope: CursorScope, position: string): string;
  /** The position of a cursor this API made for that scope; INVALID_CURSOR otherwise. */
  open(scope: CursorScope, cursor: string): string;
}

/** 128 bits: enough against guessing, and the cursor stays short in a URL. */
const SEAL_BYTES = 16;

/** Cursors signed with a secret key, so that no caller can step into another's list by editing one. */
export function createCursors(deps: { key: string | Uint8Array }): Cursors {
  const sign = (scope: CursorScope, position: string): Buffer =>
    createHmac('sha256', deps.key)
      .update(canonical(scope, position))
      .digest()
      .subarray(0, SEAL_BYTES);
  return {
    seal: (scope, position) =>
      Buffer.concat([sign(scope, position), Buffer.from(position)]).toString('base64url'),
    open: (scope, cursor) => {
      const bytes = Buffer.from(cursor, 'base64url');
      const position = bytes.subarray(SEAL_BYTES).toString();
      // Decoders forgive spare bits and odd characters; only the very text we made is a cursor.
      const isOurs = bytes.length > SEAL_BYTES && bytes.toString('base64url') === cursor;
      if (!isOurs || !timingSafeEqual(bytes.subarray(0, SEAL_BYTES), sign(scope, position))) {
        throw new OnjeonError('INVALID_CURSOR');
      }
      return position;
    },
  };
}

/** One text per scope and position: JSON keeps the parts apart, sorted names make the order of filters irrelevant. */
function canonical({ callerId, list, filters }: CursorScope, position: string): string {
  const sorted = Object.entries(filters).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([callerId, list, sorted, position]);
}
