import { randomBytes } from 'node:crypto';
import { createIdMint, ID_PREFIXES, idPattern, isId, type IdKind } from '../../src/domain/ids';
import { mintPair } from '../../src/domain/pair';
import { at } from '../support/movement-builder';

const KINDS = Object.keys(ID_PREFIXES) as IdKind[];
const mint = createIdMint({ clock: { now: () => at(0) }, randomBytes });

describe('an id', () => {
  it.each(KINDS)('of a %s is its prefix and a ULID', (kind) => {
    const id = mint.id(kind);
    expect(id).toMatch(new RegExp(`^${ID_PREFIXES[kind]}_[0-9A-HJKMNP-TV-Z]{26}$`));
    for (const other of KINDS) expect(isId(other, id)).toBe(other === kind);
  });

  it('sorts by the time it was made', () => {
    let now = Date.parse('2026-03-02T14:00:00Z');
    const { id } = createIdMint({ clock: { now: () => now++ }, randomBytes });
    const ids = Array.from({ length: 200 }, () => id('payment'));
    expect([...ids].sort()).toEqual(ids);
  });

  it('is unique within a millisecond', () => {
    const ids = new Set(Array.from({ length: 20_000 }, () => mint.id('payment')));
    expect(ids.size).toBe(20_000);
  });

  it('carries the time and 80 random bits exactly', () => {
    const zero = createIdMint({
      clock: { now: () => 0 },
      randomBytes: (size) => new Uint8Array(size),
    });
    expect(zero.id('payment')).toBe(`pay_${'0'.repeat(26)}`);
    const full = createIdMint({
      clock: { now: () => 2 ** 48 - 1 },
      randomBytes: (size) => new Uint8Array(size).fill(255),
    });
    expect(full.id('payment')).toBe(`pay_7${'Z'.repeat(25)}`);
  });

  it.each([
    ['upper case is another prefix', (id: string) => id.replace('pay_', 'PAY_')],
    ['lower case is no ULID', (id: string) => id.toLowerCase()],
    ['a trailing blank counts', (id: string) => `${id} `],
    ['a trailing line break counts', (id: string) => `${id}\n`],
    ['too short', (id: string) => id.slice(0, -1)],
    ['too long', (id: string) => `${id}0`],
    ['a letter Crockford left out', (id: string) => `${id.slice(0, -1)}U`],
    ['a path', () => 'pay_../../etc/passwd'],
    ['an encoded NUL', (id: string) => `${id.slice(0, -3)}%00`],
  ])('is not recognised: %s', (_name, change) => {
    expect(isId('payment', change(mint.id('payment')))).toBe(false);
    expect(idPattern('payment').test(change(mint.id('payment')))).toBe(false);
  });
});

describe('a passbook reference', () => {
  it('is 11 characters that a person can read aloud', () => {
    for (let i = 0; i < 1000; i += 1) expect(mint.reference()).toMatch(/^[0-9A-HJKMNP-TV-Z]{11}$/);
  });

  it('uses all of its 55 bits', () => {
    const reference = (fill: number) =>
      createIdMint({
        clock: { now: () => 0 },
        randomBytes: (size) => new Uint8Array(size).fill(fill),
      }).reference();
    expect(reference(0)).toBe('0'.repeat(11));
    expect(reference(255)).toBe('Z'.repeat(11));
  });

  it('does not repeat', () => {
    const seen = new Set(Array.from({ length: 20_000 }, () => mint.reference()));
    expect(seen.size).toBe(20_000);
  });
});

describe('a pair', () => {
  it('is the Korean day, and the Korean second with six digits of a sequence', () => {
    const pair = mintPair(Date.parse('2026-01-02T00:15:00.999Z'), 4);
    expect(pair).toEqual({ tsymd: '20260102', isTuno: '20260102091500000004' });
  });

  it('belongs to the day after, right from midnight in Seoul', () => {
    const before = mintPair(Date.parse('2026-12-31T14:59:59.999Z'), 7);
    expect(before).toEqual({ tsymd: '20261231', isTuno: '20261231235959000007' });
    const after = mintPair(Date.parse('2026-12-31T15:00:00.000Z'), 8);
    expect(after).toEqual({ tsymd: '20270101', isTuno: '20270101000000000008' });
  });

  it.each([0, 999_999, 1_000_000, 123_456_789_012])('has 20 digits for sequence %d', (sequence) => {
    const { isTuno } = mintPair(at(0), sequence);
    expect(isTuno).toMatch(/^\d{20}$/);
    expect(Number(isTuno.slice(14))).toBe(sequence % 1_000_000);
  });
});
