import { escapeHtml, richText, table } from './docs-html';
import type { JsonSchema } from './openapi-schemas';

const HEAD = ['필드 · Field', '형식 · Type', '설명 · Meaning'];

/** A table of an object's fields; a reference becomes a link to its component. */
export function fieldTable(schema: JsonSchema): string {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = new Set((schema.required ?? []) as readonly string[]);
  const rows = Object.entries(properties).map(([name, field]) => [
    `<code>${escapeHtml(name)}</code>${required.has(name) ? '' : '<span class="quiet">?</span>'}`,
    typeText(field),
    [describe(field), rules(field)].filter(Boolean).join('. '),
  ]);
  return table(HEAD, rows);
}

/** A schema in a few words: its type, a link to its component, or the alternatives. */
export function typeText(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') return componentLink(schema.$ref);
  if (schema.const !== undefined) return `<code>${escapeHtml(JSON.stringify(schema.const))}</code>`;
  const alternatives = (schema.anyOf ?? schema.oneOf) as readonly JsonSchema[] | undefined;
  if (alternatives && !schema.type) return alternatives.map(typeText).join(' | ');
  if (Array.isArray(schema.enum)) {
    return schema.enum.map((one) => `<code>${escapeHtml(String(one))}</code>`).join(' ');
  }
  if (schema.type === 'array') return `[${typeText((schema.items ?? {}) as JsonSchema)}]`;
  return escapeHtml(plain(schema.type ?? 'any'));
}

/** Every component with its fields; those without fields are described by their type. */
export function componentSections(schemas: Readonly<Record<string, JsonSchema>>): string {
  return Object.entries(schemas)
    .map(([name, schema]) => {
      const fields = fieldTable(schema) || `<p>${typeText(schema)}</p>`;
      return `<h3 id="schema-${escapeHtml(name)}">${escapeHtml(name)}</h3><p>${describe(schema)}</p>${fields}`;
    })
    .join('');
}

function componentLink(reference: string): string {
  const name = escapeHtml(reference.split('/').at(-1) ?? '');
  return `<a href="#schema-${name}">${name}</a>`;
}

function describe(schema: JsonSchema): string {
  return typeof schema.description === 'string' ? richText(schema.description) : '';
}

/** Limits of a field in words that need no translation. */
function rules(schema: JsonSchema): string {
  const range = (low: unknown, high: unknown) =>
    low === undefined && high === undefined ? null : `${plain(low)} … ${plain(high)}`;
  const shown = [
    range(schema.minLength, schema.maxLength),
    range(schema.minimum, bounded(schema.maximum)),
    typeof schema.pattern === 'string' && schema.pattern.length < 60
      ? `<code>${escapeHtml(schema.pattern)}</code>`
      : null,
    schema.default === undefined
      ? null
      : `기본값 · default <code>${escapeHtml(JSON.stringify(schema.default))}</code>`,
  ];
  return shown.filter((one) => one !== null).join(', ');
}

/** The largest whole number of JSON is no rule of ours. */
function bounded(maximum: unknown): unknown {
  return maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
}

/** A keyword that holds a text or number, or several of them; anything else is not for people. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(' | ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
