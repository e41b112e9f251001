import type { CursorScope, Cursors } from './cursors';
import type { Answer, Call } from './route';

/** What every list is asked with. */
interface PageQuery {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page as it is answered, and where the next one begins. */
export interface Listed<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

/** Opens the cursor of a list's query; null for the first page, INVALID_CURSOR if it is not one of this list's. */
export function positionOf(cursors: Cursors, scope: CursorScope, query: PageQuery): string | null {
  return query.cursor === undefined ? null : cursors.open(scope, query.cursor);
}

/** A page with its cursor, and a Link to the next page that repeats the request as it was sent. */
export function listAnswer<T>(
  page: Listed<T>,
  of: { readonly cursors: Cursors; readonly scope: CursorScope; readonly call: Pick<Call, 'url'> },
): Answer {
  const nextCursor = page.next === null ? null : of.cursors.seal(of.scope, page.next);
  const body = { data: page.data, hasMore: nextCursor !== null, nextCursor };
  if (nextCursor === null) return { status: 200, body };
  return {
    status: 200,
    body,
    headers: { Link: `<${nextLink(of.call.url, nextCursor)}>; rel="next"` },
  };
}

/** Cuts a page from a short list that is in memory as a whole: newest first, behind the id `after`. */
export function cutPage<T>(
  items: readonly T[],
  cut: {
    readonly after: string | null;
    readonly limit: number;
    readonly idOf: (item: T) => string;
  },
): Listed<T> {
  const { after, limit, idOf } = cut;
  const newestFirst = [...items].sort((left, right) => (idOf(left) < idOf(right) ? 1 : -1));
  const rest = newestFirst.filter((item) => after === null || idOf(item) < after);
  const data = rest.slice(0, limit);
  const last = data.at(-1);
  return { data, next: last !== undefined && rest.length > data.length ? idOf(last) : null };
}

function nextLink(url: string, cursor: string): string {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
