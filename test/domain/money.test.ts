import fc from 'fast-check';
import {
  addWon,
  displayWon,
  MAX_WON,
  parseWon,
  subtractWon,
  sumWon,
  won,
} from '../../src/domain/money';

const amounts = fc.integer({ min: 0, max: MAX_WON }).map(won);
const RUNS = { numRuns: 10_000 };

describe('an amount', () => {
  it.each([0, 1, 10 ** 12, MAX_WON])('may be %d won', (value) => {
    expect(won(value)).toBe(value);
  });

  it('is never a negative zero', () => {
    expect(Object.is(won(-0), 0)).toBe(true);
  });

  it.each([-1, 0.1, 10 ** 15, 2 ** 53 - 1, 2 ** 53, Number.NaN, Infinity, 1e300])(
    'cannot be %d',
    (value) => {
      expect(() => won(value)).toThrow(RangeError);
    },
  );
});

describe('an amount that a store gave back', () => {
  it.each([
    [15_000, 15_000],
    [15_000n, 15_000],
    ['15000', 15_000],
    ['0', 0],
    ['000000000000007', 7],
    ['999999999999999', MAX_WON],
  ])('%p is read as %d', (value, expected) => {
    expect(parseWon(value)).toBe(expected);
  });

  it.each<[unknown]>([
    ...[['1e3'], [' 100'], ['100 '], ['１００'], ['100.00'], ['-1'], ['+1'], [''], ['0x10']],
    ...[[null], [undefined], [[]], [['1']], [true], [{}], [-1n], [10n ** 15n], [2n ** 64n]],
    ...[['1000000000000000'], [0.5], [Number.NaN]],
  ] as [unknown][])('%p is refused', (value) => {
    expect(() => parseWon(value)).toThrow(RangeError);
  });
});

describe('arithmetic', () => {
  it('adds and takes away without ever losing a won', () => {
    const halves = fc.integer({ min: 0, max: Math.floor(MAX_WON / 2) }).map(won);
    fc.assert(
      fc.property(halves, halves, (left, right) => {
        expect(BigInt(addWon(left, right))).toBe(BigInt(left) + BigInt(right));
        expect(subtractWon(addWon(left, right), right)).toBe(left);
      }),
      RUNS,
    );
  });

  it('refuses to take more than there is', () => {
    fc.assert(
      fc.property(amounts, amounts, (from, taken) => {
        if (taken > from) expect(() => subtractWon(from, taken)).toThrow(RangeError);
        else expect(subtractWon(from, taken)).toBe(from - taken);
      }),
      RUNS,
    );
  });

  it('refuses sums that no field of the bank could carry', () => {
    expect(() => addWon(won(MAX_WON), won(1))).toThrow(RangeError);
    expect(() => sumWon([won(MAX_WON), won(1)])).toThrow(RangeError);
  });

  it('sums none to zero, and many in any order to the same', () => {
    expect(sumWon([])).toBe(0);
    const some = fc.array(fc.integer({ min: 0, max: 10 ** 12 }).map(won), { maxLength: 50 });
    fc.assert(
      fc.property(some, (list) => {
        expect(sumWon(list)).toBe(sumWon([...list].reverse()));
      }),
    );
  });
});

describe('an amount as people read it', () => {
  it.each([
    [0, '0원'],
    [999, '999원'],
    [1000, '1,000원'],
    [985_000, '985,000원'],
    [MAX_WON, '999,999,999,999,999원'],
  ])('%d is %s', (value, text) => {
    expect(displayWon(won(value))).toBe(text);
  });
});
