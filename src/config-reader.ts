/** Environment variables as the process got them. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the configuration, at once. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`the configuration has ${problems.length} problem(s):\n- ${problems.join('\n- ')}`);
    this.name = 'ConfigError';
  }
}

/** Reads variables, remembers every problem, and throws them all together at the end. */
export interface EnvReader {
  /** Text; missing or empty gives the fallback, a missing fallback is a problem. */
  text(name: string, fallback?: string): string;
  /** Text or null if unset. */
  optional(name: string): string | null;
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
  /** A whole number within bounds. */
  integer(name: string, range: { min: number; max: number; fallback: number }): number;
  /** Whole numbers, comma-separated, at least one. */
  integers(name: string, fallback: readonly number[]): readonly number[];
  /** `on`/`off`, `true`/`false`, `1`/`0`. */
  flag(name: string, fallback: 'on' | 'off'): boolean;
  /** Comma-separated words; empty gives none. */
  list(name: string, fallback?: readonly string[]): readonly string[];
  url(name: string, options: { protocols: readonly string[]; fallback?: string }): string;
  /** A JSON object of strings; unset gives {}. */
  map(name: string): Readonly<Record<string, string>>;
  /** Base64 of exactly so many bytes. */
  bytes(name: string, length: number): Uint8Array;
  /** Notes a problem found by a rule that concerns several variables. */
  problem(text: string): void;
  /** Throws a ConfigError if there was any problem. */
  finish(): void;
}

/** A reader over the given variables. Values are never repeated in problems: they may be secrets. */
export function createEnvReader(env: Env): EnvReader {
  const problems: string[] = [];
  const source = {
    raw: (name: string) => env[name]?.trim() || null,
    problem: (text: string) => void problems.push(text),
  };
  return {
    ...readText(source),
    ...readNumbers(source),
    ...readStructures(source),
    // Set and empty means none; unset means the default.
    list: (name, fallback = []) => (env[name] === undefined ? fallback : words(env[name])),
    problem: source.problem,
    finish() {
      if (problems.length > 0) throw new ConfigError(problems);
    },
  };
}

interface Source {
  /** Trimmed text, or null where nothing is set. */
  raw(name: string): string | null;
  problem(text: string): void;
}

function readText(
  source: Source,
): Pick<EnvReader, 'text' | 'optional' | 'choice' | 'flag' | 'url'> {
  const { raw, problem } = source;

  function text(name: string, fallback?: string): string {
    const value = raw(name) ?? fallback;
    if (value === undefined) problem(`${name} is required`);
    return value ?? '';
  }

  function choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = raw(name) ?? fallback;
    const known = choices.find((one) => one === value);
    if (known === undefined) problem(`${name} must be one of ${choices.join(', ')}`);
    return known ?? fallback;
  }

  function flag(name: string, fallback: 'on' | 'off'): boolean {
    const value = choice(name, ['on', 'off', 'true', 'false', '1', '0'], fallback);
    return value === 'on' || value === 'true' || value === '1';
  }

  function url(name: string, options: { protocols: readonly string[]; fallback?: string }): string {
    const value = text(name, options.fallback);
    const wanted = options.protocols.map((one) => `${one}://`).join(' or ');
    if (!value) return value;
    const parsed = URL.canParse(value) ? new URL(value) : null;
    if (!parsed || !options.protocols.includes(parsed.protocol.slice(0, -1))) {
      problem(`${name} must be a URL that begins with ${wanted}`);
    }
    return value.replace(/\/+$/, '');
  }

  return { text, optional: raw, choice, flag, url };
}

function readNumbers({ raw, problem }: Source): Pick<EnvReader, 'integer' | 'integers'> {
  function integer(name: string, range: { min: number; max: number; fallback: number }): number {
    const value = raw(name);
    if (value === null) return range.fallback;
    const number = /^-?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= range.min && number <= range.max) return number;
    problem(`${name} must be a whole number from ${range.min} to ${range.max}`);
    return range.fallback;
  }

  function integers(name: string, fallback: readonly number[]): readonly number[] {
    const value = raw(name);
    if (value === null) return fallback;
    const numbers = value.split(',').map((word) => word.trim());
    if (numbers.every((word) => /^\d{1,9}$/.test(word))) return numbers.map(Number);
    problem(`${name} must be whole numbers separated by commas`);
    return fallback;
  }

  return { integer, integers };
}

function readStructures({ raw, problem }: Source): Pick<EnvReader, 'map' | 'bytes'> {
  function map(name: string): Readonly<Record<string, string>> {
    const value = raw(name);
    if (value === null) return {};
    const parsed = parseJson(value);
    const isMap = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    if (isMap && Object.values(parsed).every((one) => typeof one === 'string')) {
      return parsed as Record<string, string>;
    }
    problem(`${name} must be a JSON object of strings`);
    return {};
  }

  function bytes(name: string, length: number): Uint8Array {
    const value = raw(name);
    const decoded = Buffer.from(value ?? '', 'base64');
    if (value === null) problem(`${name} is required`);
    else if (decoded.length !== length) problem(`${name} must be ${length} bytes in base64`);
    return decoded;
  }

  return { map, bytes };
}

function words(value: string): readonly string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** JSON or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
