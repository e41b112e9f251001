import Ajv2020 from 'ajv/dist/2020';
import { z } from 'zod';
import { ERROR_KINDS } from '../../../../src/domain/errors';
import { docsPage } from '../../../../src/http/docs-page';
import { openApi } from '../../../../src/http/openapi';
import { exampleOf } from '../../../../src/http/openapi-examples';
import { createSchemaBook } from '../../../../src/http/openapi-schemas';
import { route } from '../../../../src/http/route';
import { definedRoutes } from '../../../support/http-resources';

const routes = definedRoutes();
const document = JSON.parse(
  JSON.stringify(openApi(routes, { publicUrl: 'https://pay.example.kr' })),
);

interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { name?: string; in?: string; $ref?: string; schema?: object }[];
  readonly responses: Record<string, { description: string; content?: Record<string, unknown> }>;
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly security: readonly Record<string, readonly string[]>[];
}
const operations: readonly [string, string, Operation][] = Object.entries(document.paths).flatMap(
  ([path, methods]) =>
    Object.entries(methods as object).map(
      ([method, operation]) => [path, method, operation] as [string, string, Operation],
    ),
);

function ajv(): Ajv2020 {
  const checker = new Ajv2020({ strict: false, validateFormats: false });
  checker.addSchema({ $id: 'doc', components: document.components });
  return checker;
}

/** The same schema with its references pointing at the document inside the checker. */
function rooted(schema: unknown): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"doc#/components'));
}

test('describes exactly the routes that are declared', () => {
  const described = operations.map(([path, method]) => `${method.toUpperCase()} ${path}`).sort();
  expect(described).toEqual(routes.map((one) => `${one.method} ${one.path}`).sort());
  expect(new Set(operations.map(([, , { operationId }]) => operationId)).size).toBe(routes.length);
});

test('describes for every route each status it declares, and every status of its problems', () => {
  for (const one of routes) {
    const { responses } = document.paths[one.path][one.method.toLowerCase()];
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(Object.keys(one.answers)));
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['400', '404', '500', '503']));
  }
});

test('has no reference that leads nowhere', () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(references.length).toBeGreaterThan(100);
  for (const reference of references) {
    const target = reference.split('/').reduce((at, name) => at?.[name], document);
    expect([reference, target]).toEqual([reference, expect.any(Object)]);
  }
});

test('keeps the rules of OpenAPI 3.1: path parameters, descriptions, known security', () => {
  expect(document.openapi).toMatch(/^3\.1\.\d$/);
  for (const [path, method, operation] of operations) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const declared = operation.parameters.filter((one) => one.in === 'path').map((one) => one.name);
    expect([path, declared]).toEqual([path, inPath]);
    for (const [status, answer] of Object.entries(operation.responses)) {
      expect(status).toMatch(/^[1-5]\d\d$/);
      expect(answer.description).not.toBe('');
    }
    for (const alternative of operation.security) {
      for (const name of Object.keys(alternative)) {
        expect(Object.keys(document.components.securitySchemes)).toContain(name);
      }
    }
    expect(method === 'get' && operation.requestBody).toBeFalsy();
  }
});

test('has only schemas that JSON Schema 2020-12 accepts', () => {
  const checker = ajv();
  for (const schema of Object.values(document.components.schemas)) {
    expect(checker.validateSchema(rooted(schema))).toBe(true);
  }
});

test('asks for a key, and says who may call, where the routes do', () => {
  for (const one of routes) {
    const operation = document.paths[one.path][one.method.toLowerCase()] as Operation;
    const refs = operation.parameters.map((parameter) => parameter.$ref);
    expect(refs.includes('#/components/parameters/IdempotencyKey')).toBe(one.keyed === true);
    expect(operation.security.length).toBe(one.access === 'public' ? 0 : one.access.roles.length);
  }
});

test('shows examples that its own schemas and the schemas of the routes accept', () => {
  const checker = ajv();
  const shown = routes.filter((one) => exampleOf(one));
  expect(shown.length).toBeGreaterThan(5);
  for (const one of shown) {
    const example = exampleOf(one);
    const operation = document.paths[one.path][one.method.toLowerCase()] as Operation;
    if (example?.request !== undefined) {
      expect(one.body?.safeParse(example.request).success).toBe(true);
      const media = operation.requestBody?.content['application/json'];
      expect(checker.validate(rooted(media?.schema), example.request)).toBe(true);
    }
    for (const [status, body] of Object.entries(example?.answers ?? {})) {
      const wire: unknown = JSON.parse(JSON.stringify(body));
      expect(one.answers[Number(status)]?.schema?.safeParse(wire).error).toBeUndefined();
    }
  }
});

test('leaves answers open for new fields, and requests closed', () => {
  const { Payment, Pay } = document.components.schemas;
  expect(Payment.additionalProperties).toBeUndefined();
  expect(Pay.additionalProperties).toBe(false);
});

test('has an example document for every error code', () => {
  expect(Object.keys(document.components.examples).sort()).toEqual(Object.keys(ERROR_KINDS).sort());
  for (const { value } of Object.values<{ value: unknown }>(document.components.examples)) {
    expect(ajv().validate({ $ref: 'doc#/components/schemas/Problem' }, value)).toBe(true);
  }
});

test('refuses two schemas under one name', () => {
  const book = createSchemaBook();
  const first = z.strictObject({ a: z.string() }).meta({ id: 'TestTwice' });
  book.answer(first);
  z.globalRegistry.remove(first);
  const second = z.strictObject({ a: z.number() }).meta({ id: 'TestTwice' });
  expect(() => book.answer(second)).toThrow('two schemas are called TestTwice');
});

describe('the page', () => {
  const page = docsPage(routes, { document, production: false });

  test('has a section for every route, in Korean and English', () => {
    for (const one of routes) {
      expect(page).toContain(`<code>${one.path}</code>`);
      expect(page).toContain(one.summary.ko);
    }
  });

  test('has no script and loads nothing', () => {
    expect(page).not.toMatch(/<script|<link|<img|src=|@import|url\(/i);
  });

  test('names every error code with its Korean title', () => {
    for (const code of Object.keys(ERROR_KINDS)) expect(page).toContain(`/errors/${code}`);
  });

  test('keeps the scenarios to itself in production', () => {
    expect(page).toContain('BANK_SILENT_EXECUTED</code></td>');
    expect(docsPage(routes, { document, production: true })).not.toContain(
      'BANK_SILENT_EXECUTED</code></td>',
    );
  });

  test('shows text as text', () => {
    const odd = route({
      method: 'GET',
      path: '/odd',
      tag: '<b>',
      summary: { ko: '<i>', en: '"' },
      access: 'public',
      answers: { 200: { schema: null, description: '<u>' } },
      problems: [],
      handle: async () => ({ status: 200 }),
    });
    expect(docsPage([odd], { document, production: true })).not.toMatch(/<i>|<u>|<b><\/h2>/);
  });
});
