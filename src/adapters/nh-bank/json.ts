/** A JSON value whose objects are maps from simplified names (see `simpleName`) to values. */
export type Json = string | number | boolean | null | readonly Json[] | Fields;

/** The fields of a JSON object by simplified name. */
export type Fields = ReadonlyMap<string, Json>;

/** A JSON text as read, and the names that stood twice in one object with different values. */
export interface LenientJson {
  readonly value: Json;
  readonly conflicts: readonly string[];
}

/**
 * A field name without blanks and case: NH's guide, its examples and its servers disagree on them
 * (`APISvcCd` and `ApiSvcCd`, `"Rsms "`, `REC` and `Rec`).
 */
export function simpleName(name: string): string {
  return name.replace(/\s+/g, '').toLowerCase();
}

/** Narrows to an object. */
export function isFields(value: Json | undefined): value is Fields {
  return value instanceof Map;
}

interface Frame {
  readonly start: number;
  readonly fields: Map<string, Json> | null;
  readonly items: Json[];
  readonly texts: Map<string, string>;
  name: string | null;
}

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s{}[\],:"]+/g;

/**
 * Reads JSON without losing repeated keys, which `JSON.parse` silently settles in favour of the
 * last: an answer that says two things says nothing. Null if the text is not JSON. Needs no
 * recursion, so depth cannot break it.
 */
export function readLenientJson(text: string): LenientJson | null {
  if (!isJson(text)) return null;
  const conflicts: string[] = [];
  const root = openFrame(0, '[');
  const stack: Frame[] = [];
  let top = root;
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0];
    if (token === '{' || token === '[') {
      stack.push(top);
      top = openFrame(match.index, token);
    } else if (token === '}' || token === ']') {
      const closed = top;
      top = stack.pop() ?? root;
      put(top, closed.fields ?? closed.items, text.slice(closed.start, match.index), conflicts);
    } else {
      take(top, JSON.parse(token) as string | number | boolean | null, conflicts);
    }
  }
  return { value: root.items[0] ?? null, conflicts };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function openFrame(start: number, bracket: '{' | '['): Frame {
  const fields = bracket === '{' ? new Map<string, Json>() : null;
  return { start, fields, items: [], texts: new Map(), name: null };
}

/** A scalar is the next field's name, or a value. */
function take(top: Frame, scalar: string | number | boolean | null, conflicts: string[]): void {
  if (top.fields && top.name === null) {
    top.name = simpleName(String(scalar));
    return;
  }
  put(top, scalar, JSON.stringify(scalar), conflicts);
}

function put(top: Frame, value: Json, text: string, conflicts: string[]): void {
  if (!top.fields || top.name === null) {
    top.items.push(value);
    return;
  }
  const before = top.texts.get(top.name);
  if (before !== undefined && before !== text) conflicts.push(top.name);
  top.texts.set(top.name, text);
  top.fields.set(top.name, value);
  top.name = null;
}
