import { ODD_TEXTS, ODD_VALUES, SQL } from './attack-texts';

/** Random choices that a seed repeats. */
export interface Dice {
  /** From 0 up to, not including, `sides`. */
  roll(sides: number): number;
  pick<T>(from: readonly T[]): T;
  /** True once in so many times. */
  oneIn(sides: number): boolean;
}

/** Mulberry32: small, good enough to choose requests, and the same everywhere. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const roll = (sides: number) => Math.floor(next() * sides);
  return { roll, pick: (from) => from[roll(from.length)]!, oneIn: (sides) => roll(sides) === 0 };
}

/** As much of a JSON schema as our documents use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly anyOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
}

/** Values by the name of their field, for what only the world outside the schema knows: ids that exist. */
export type Pool = Readonly<Record<string, readonly unknown[]>>;

/** Makes values that a schema allows, at its bounds more often than between them. */
export function soundValue(
  schema: Schema,
  by: { name: string; dice: Dice; pool: Pool; resolve: (ref: string) => Schema },
): unknown {
  if (schema.$ref) return soundValue(by.resolve(schema.$ref), by);
  const known = by.pool[by.name];
  if (known) return by.dice.pick(known);
  if ('const' in schema) return schema.const;
  if (schema.enum) return by.dice.pick(schema.enum);
  if (schema.type === 'object') return soundObject(schema, by);
  if (schema.type === 'boolean') return by.dice.oneIn(2);
  if (schema.type === 'integer') return soundInteger(schema, by.dice);
  if (schema.examples && (schema.pattern || schema.anyOf)) return by.dice.pick(schema.examples);
  return soundText(schema, by.dice);
}

function soundObject(schema: Schema, by: Parameters<typeof soundValue>[1]): object {
  const { properties = {}, required = [], additionalProperties } = schema;
  const chosen = Object.entries(properties).filter(
    ([name]) => required.includes(name) || by.dice.oneIn(2),
  );
  const entries = chosen.map(([name, one]) => [name, soundValue(one, { ...by, name })]);
  if (typeof additionalProperties === 'object') {
    for (let i = by.dice.roll(4); i > 0; i -= 1) {
      entries.push([`key_${i}`, soundValue(additionalProperties, { ...by, name: '' })]);
    }
  }
  return Object.fromEntries(entries) as object;
}

function soundInteger({ minimum = 0, maximum = 2 ** 31 }: Schema, by: Dice): number {
  const small = Math.min(maximum, minimum + 20_000);
  return by.pick([minimum, maximum, minimum + by.roll(small - minimum + 1)]);
}

const LETTERS = ['a', 'Z', '9', '-', ' ', '가', '힣', '한', 'é', '漢', '🙂', "'", '<', '%', '"'];

function soundText({ minLength = 0, maxLength = 40 }: Schema, by: Dice): string {
  const length = by.pick([minLength, maxLength, minLength + by.roll(maxLength - minLength + 1)]);
  const text = Array.from({ length }, () => by.pick(LETTERS)).join('');
  // A text of blanks is nobody's name, and a schema cannot say so.
  return length > 0 && text.trim() === '' ? '가'.repeat(length) : text;
}

/** The same body with one thing wrong, odd or missing; it may happen to be sound still. */
export function spoilt(body: unknown, by: Dice): unknown {
  if (typeof body !== 'object' || body === null || by.oneIn(12)) return by.pick(ODD_VALUES);
  const fields = Object.keys(body);
  const field = fields.length > 0 ? by.pick(fields) : 'amount';
  const { [field]: old, ...rest } = body as Record<string, unknown>;
  switch (by.roll(5)) {
    case 0:
      return rest;
    case 1:
      return { ...body, [by.pick(EXTRA)]: by.pick(ODD_VALUES) };
    case 2:
      return { ...rest, [field]: spoilt(old, by) };
    default:
      return { ...rest, [field]: by.oneIn(2) ? by.pick(ODD_VALUES) : oddText(by) };
  }
}

const EXTRA = ['status', 'id', 'isAdmin', 'constructor', 'a b', '', 'ＡＭＯＵＮＴ', 'amount\u0000'];

/** Text as attackers and careless clients send it. */
export function oddText(by: Dice): string {
  return by.pick([...ODD_TEXTS, by.pick(SQL)]);
}

/** A JSON text made of the given one by a slip of one character: mostly no JSON any more. */
export function mangled(text: string, by: Dice): string {
  const at = by.roll(text.length + 1);
  const slip = by.pick(['', '"', '{', '}', '[', ',', ':', '\\', '\u0000', '\ud800', '9', 'null']);
  return text.slice(0, at) + slip + text.slice(at + by.roll(3));
}
