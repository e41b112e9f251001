import fc from 'fast-check';
import { createCursors, type CursorScope } from '../../../../src/http/cursors';

const cursors = createCursors({ key: new Uint8Array(32).fill(7) });
const filter = fc.oneof(fc.string(), fc.integer(), fc.constant(null));
const scopes: fc.Arbitrary<CursorScope> = fc.record({
  callerId: fc.string(),
  list: fc.string(),
  filters: fc.dictionary(fc.constantFrom('from', 'to', 'status', 'orderId'), filter),
});
const position = fc.string({ minLength: 1, unit: 'grapheme' });
const REFUSED = expect.objectContaining({ code: 'INVALID_CURSOR' });

/** What opening threw, or the position. */
function outcome(scope: CursorScope, cursor: string): unknown {
  try {
    return cursors.open(scope, cursor);
  } catch (error) {
    return error;
  }
}

test('opens what it sealed, whatever the order of the filters', () => {
  fc.assert(
    fc.property(scopes, position, (scope, at) => {
      const turned = Object.fromEntries(Object.entries(scope.filters).reverse());
      const cursor = cursors.seal(scope, at);
      expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(cursors.open({ ...scope, filters: turned }, cursor)).toBe(at);
    }),
  );
});

test('refuses a cursor of another caller, list or filter', () => {
  fc.assert(
    fc.property(scopes, scopes, position, (mine, other, at) => {
      fc.pre(JSON.stringify(sorted(mine)) !== JSON.stringify(sorted(other)));
      expect(outcome(other, cursors.seal(mine, at))).toEqual(REFUSED);
    }),
  );
});

test('refuses a cursor in which a single character was changed, added or left out', () => {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/. \n'];
  const scope = { callerId: 'mbr', list: '/v1/payments', filters: {} };
  const cursor = cursors.seal(scope, '1795332689120.pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1');
  for (let i = 0; i < cursor.length; i += 1) {
    const without = cursor.slice(0, i) + cursor.slice(i + 1);
    expect(outcome(scope, without)).toEqual(REFUSED);
    for (const character of alphabet) {
      const changed = cursor.slice(0, i) + character + cursor.slice(i + 1);
      if (changed !== cursor) expect(outcome(scope, changed)).toEqual(REFUSED);
      expect(outcome(scope, cursor.slice(0, i) + character + cursor.slice(i))).toEqual(REFUSED);
    }
  }
});

test('refuses a cursor sealed with another key, and any text that is none', () => {
  const scope = { callerId: 'mbr', list: '/v1/payments', filters: {} };
  const foreign = createCursors({ key: new Uint8Array(32).fill(8) }).seal(scope, 'x');
  expect(outcome(scope, foreign)).toEqual(REFUSED);
  fc.assert(fc.property(fc.string(), (text) => expect(outcome(scope, text)).toEqual(REFUSED)));
});

function sorted({ callerId, list, filters }: CursorScope) {
  return [callerId, list, Object.entries(filters).sort(([a], [b]) => (a < b ? -1 : 1))];
}
