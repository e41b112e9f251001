/** A bad request of an administrator: answered 400 with this message. */
export class InputError extends Error {
  override readonly name = 'InputError';
}

/** An object with anything in it. */
export type Input = Readonly<Record<string, unknown>>;

/** Checks that an input has no other keys, so that a misspelt one is noticed. */
export function only(input: Input, keys: readonly string[]): void {
  const extra = Object.keys(input).find((key) => !keys.includes(key));
  if (extra === undefined) return;
  throw new InputError(`unknown field: ${extra} (known: ${keys.join(', ')})`);
}

/** A whole number inside limits, or the fallback when absent. */
export function wholeOf(
  input: Input,
  key: string,
  rule: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const value = input[key];
  if (value === undefined) return rule.fallback;
  const isWhole = typeof value === 'number' && Number.isSafeInteger(value);
  if (isWhole && value >= rule.min && value <= rule.max) return value;
  throw new InputError(`${key} is a whole number from ${rule.min} to ${rule.max}`);
}

/** Text that matches a pattern, or the fallback when absent; without a fallback it is required. */
export function textOf(
  input: Input,
  key: string,
  rule: { readonly pattern: RegExp; readonly says: string; readonly fallback?: string },
): string {
  const value = input[key] ?? rule.fallback;
  if (value === undefined) throw new InputError(`${key} is required: ${rule.says}`);
  if (typeof value === 'string' && rule.pattern.test(value)) return value;
  throw new InputError(`${key} is ${rule.says}`);
}

/** One of a few words, or the fallback when absent. */
export function choiceOf<T extends string>(
  input: Input,
  key: string,
  rule: { readonly choices: readonly T[]; readonly fallback: T },
): T {
  const value = input[key];
  if (value === undefined) return rule.fallback;
  const choice = rule.choices.find((it) => it === value);
  if (choice !== undefined) return choice;
  throw new InputError(`${key} is one of ${rule.choices.join(', ')}`);
}

/** An object inside an input, or an empty one when absent. */
export function objectOf(input: Input, key: string): Input {
  const value = input[key] ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as Input;
  throw new InputError(`${key} is an object`);
}

/** Number of a query parameter. */
export function queryNumber(
  query: URLSearchParams,
  key: string,
  rule: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const given = query.get(key);
  if (given === null) return rule.fallback;
  const value = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (value >= rule.min && value <= rule.max) return value;
  throw new InputError(`${key} is a whole number from ${rule.min} to ${rule.max}`);
}
