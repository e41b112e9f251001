import type { z } from 'zod';
import type { FieldError } from '../domain/errors';
import { escapePointer } from './strict-json';

/** Nobody reads more; a body of 64 kB could name thousands of unknown fields. */
const MOST_ERRORS = 50;

type Issue = z.core.$ZodIssue;
type Finding = Pick<FieldError, 'code' | 'detail'>;

/**
 * What a schema found wrong, one entry per field. Body fields are named by JSON pointer, query parameters by name.
 * A schema's own rule (`custom` issue) may say which code it means by `params: { code, detail }`; else PATTERN.
 */
export function fieldErrors(
  issues: readonly Issue[],
  input: { value: unknown; where: 'body' | 'query' },
): readonly FieldError[] {
  const found = new Map<string, FieldError>();
  for (const issue of issues) {
    const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys : [null];
    for (const key of unknownKeys) {
      const path = key === null ? issue.path : [...issue.path, key];
      const pointer = pointerOf(path, input.where);
      if (found.has(pointer)) continue;
      found.set(pointer, { pointer, ...finding(issue, valueAt(input.value, issue.path)) });
    }
  }
  return [...found.values()].slice(0, MOST_ERRORS);
}

function finding(issue: Issue, value: unknown): Finding {
  if (value === undefined && issue.code !== 'unrecognized_keys') return { code: 'REQUIRED' };
  switch (issue.code) {
    case 'unrecognized_keys':
      return { code: 'UNKNOWN' };
    case 'invalid_type':
    case 'invalid_union':
      return { code: 'TYPE' };
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_value':
    case 'not_multiple_of':
      return { code: 'NOT_ALLOWED' };
    case 'custom':
      return ownRule(issue);
    case 'invalid_format':
    case 'invalid_key':
    case 'invalid_element':
      return { code: 'PATTERN' };
  }
}

function tooSmall({ origin, minimum }: Extract<Issue, { code: 'too_small' }>): Finding {
  const detail =
    origin === 'string'
      ? { ko: `${minimum}자 이상이어야 합니다.`, en: `Must have at least ${minimum} characters.` }
      : { ko: `${minimum} 이상이어야 합니다.`, en: `Must be at least ${minimum}.` };
  return { code: 'TOO_SMALL', detail };
}

function tooBig({ origin, maximum }: Extract<Issue, { code: 'too_big' }>): Finding {
  if (origin !== 'string') {
    const detail = { ko: `${maximum} 이하여야 합니다.`, en: `Must be at most ${maximum}.` };
    return { code: 'TOO_LARGE', detail };
  }
  const detail = {
    ko: `${maximum}자 이하여야 합니다.`,
    en: `Must have at most ${maximum} characters.`,
  };
  return { code: 'TOO_LONG', detail };
}

function ownRule({ params }: Extract<Issue, { code: 'custom' }>): Finding {
  const rule = (params ?? {}) as Partial<Finding>;
  return { code: rule.code ?? 'PATTERN', ...(rule.detail ? { detail: rule.detail } : {}) };
}

function pointerOf(path: readonly PropertyKey[], where: 'body' | 'query'): string {
  const names = path.map((step) => escapePointer(String(step)));
  return where === 'query' ? names.join('/') : names.map((name) => `/${name}`).join('');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<PropertyKey, unknown>)[step];
  }
  return at;
}
