import fc from 'fast-check';
import { createCursors } from '../../../../src/http/cursors';
import { cutPage, listAnswer } from '../../../../src/http/lists';

const cursors = createCursors({ key: new Uint8Array(32) });
const scope = { callerId: 'mbr', list: '/v1/payments', filters: {} };

test('walks through every item once, newest first, whatever the page size', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 30 });
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 10 }), (items, limit) => {
      const seen: string[] = [];
      let after: string | null = null;
      do {
        const page: ReturnType<typeof cutPage<string>> = cutPage(items, {
          ...{ after, limit },
          idOf: (one) => one,
        });
        expect(page.data.length).toBeLessThanOrEqual(limit);
        seen.push(...page.data);
        after = page.next;
      } while (after !== null);
      expect(seen).toEqual([...items].sort((left, right) => (left < right ? 1 : -1)));
    }),
  );
});

test('links to the next page with the same filters', () => {
  const call = { url: '/v1/payments?limit=1&status=DONE&cursor=old' };
  const answer = listAnswer({ data: ['a'], next: 'a' }, { cursors, scope, call });
  const { nextCursor } = answer.body as { nextCursor: string };
  expect(cursors.open(scope, nextCursor)).toBe('a');
  expect(answer.headers?.['Link']).toBe(
    `</v1/payments?limit=1&status=DONE&cursor=${nextCursor}>; rel="next"`,
  );
});

test('has neither cursor nor link on the last page', () => {
  const call = { url: '/v1/payments' };
  const answer = listAnswer({ data: [], next: null }, { cursors, scope, call });
  expect(answer).toEqual({ status: 200, body: { data: [], hasMore: false, nextCursor: null } });
});
