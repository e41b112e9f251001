import fc from 'fast-check';
import { readLenientJson, simpleName, type Json } from '../../../src/adapters/nh-bank/json';

/** Maps back to plain objects. */
function plain(value: Json | undefined): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner as Json)]));
  }
  return Array.isArray(value) ? value.map(plain) : value;
}

describe('readLenientJson', () => {
  it('reads what JSON.parse reads, if no names become one', () => {
    const name = fc.constantFrom('a', 'b', 'c"', 'd\\', '{', 'é', '"', ',:');
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false, 0, -1.5e-7, '', '{"a":[', '\\"', '김'),
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const read = readLenientJson(text);
        expect(plain(read?.value)).toEqual(JSON.parse(text));
        expect(read?.conflicts).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is null exactly where JSON.parse throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]:,"\\ae1- ') }), (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(readLenientJson(text) !== null).toBe(valid);
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['{"a":1,"a":2}', ['a']],
    ['{"a":1,"A ":"1"}', ['a']],
    ['{"x":[{"b":{},"B":[]}]}', ['b']],
    ['{"a":{"p":1},"a":{"p":2}}', ['a']],
    ['{"a":1,"a":1}', []],
    ['{"a":{"p":1},"a":{"p":1}}', []],
    ['{"a":1,"b":{"a":2}}', []],
    ['[{"a":1},{"a":2}]', []],
  ])('of %s tells the conflicts %j', (text, conflicts) => {
    expect(readLenientJson(text)?.conflicts).toEqual(conflicts);
  });

  it('names a field without blanks and case', () => {
    expect(simpleName(' Rs ms\u3000')).toBe('rsms');
  });
});
