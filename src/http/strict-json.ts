import { OnjeonError, type FieldError } from '../domain/errors';
import { cleanText } from './text';

/** Deeper than any request of ours; bounds recursion. */
const MAX_DEPTH = 20;

/** Names that reach an object's prototype when a careless merge meets them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Strings, brackets and colons of a text that is known to be JSON; nothing else matters for its structure. */
const STRUCTURE = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/**
 * Reads a JSON body more strictly than `JSON.parse`: valid UTF-8 without a byte order mark, no key twice in an object,
 * no prototype keys, at most 20 levels, texts in NFC and free of control characters. INVALID_REQUEST otherwise.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  const text = decodeUtf8(bytes);
  const value = parse(text);
  checkStructure(text);
  const errors: FieldError[] = [];
  const clean = cleanTexts(value, { pointer: '', errors });
  if (errors.length > 0) throw new OnjeonError('INVALID_REQUEST', { errors });
  return clean;
}

/** UTF-8 or INVALID_REQUEST; nothing is replaced silently. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refusal('본문이 UTF-8이 아닙니다.', 'The body is not UTF-8.');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('본문이 JSON이 아닙니다.', 'The body is not JSON.');
  }
}

function checkStructure(text: string): void {
  /** Keys of every open object; null stands for an array. */
  const open: (Set<string> | null)[] = [];
  let lastString = '""';
  for (const [token] of text.matchAll(STRUCTURE)) {
    if (token === '{' || token === '[') open.push(token === '{' ? new Set() : null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') addKey(open.at(-1) ?? new Set(), JSON.parse(lastString) as string);
    else lastString = token;
    if (open.length > MAX_DEPTH) {
      throw refusal('본문의 중첩이 너무 깊습니다.', 'The body is nested too deeply.');
    }
  }
}

function addKey(keys: Set<string>, key: string): void {
  if (FORBIDDEN_KEYS.has(key)) {
    throw refusal('사용할 수 없는 항목 이름이 있습니다.', 'A field name is not allowed.');
  }
  if (keys.has(key)) {
    throw refusal('같은 항목이 두 번 있습니다.', 'A field is given twice.');
  }
  keys.add(key);
}

function cleanTexts(value: unknown, at: { pointer: string; errors: FieldError[] }): unknown {
  const inside = (child: unknown, name: string | number): unknown =>
    cleanTexts(child, { pointer: `${at.pointer}/${escapePointer(name)}`, errors: at.errors });
  if (typeof value === 'string') {
    const clean = cleanText(value);
    if (clean === null) at.errors.push({ pointer: at.pointer, code: 'PATTERN' });
    return clean;
  }
  if (Array.isArray(value)) return value.map(inside);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => {
      if (cleanText(key) !== key) {
        throw refusal('사용할 수 없는 항목 이름이 있습니다.', 'A field name is not allowed.');
      }
      return [key, inside(child, key)];
    }),
  );
}

/** One step of a JSON pointer (RFC 6901). */
export function escapePointer(name: string | number): string {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

function refusal(ko: string, en: string): OnjeonError {
  return new OnjeonError('INVALID_REQUEST', { detail: { ko, en } });
}
