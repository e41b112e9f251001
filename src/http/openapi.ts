import { OnjeonError, type ErrorCode } from '../domain/errors';
import { problemsOf } from './declared';
import { exampleOf } from './openapi-examples';
import { HEADERS, PARAMETERS, SECURITY_SCHEMES } from './openapi-parts';
import { createSchemaBook, type JsonSchema, type SchemaBook } from './openapi-schemas';
import { problemDocument, PROBLEMS } from './problems';
import type { Route } from './route';
import { problemAnswer } from './schemas/common';

/** An OpenAPI 3.1 document, ready for JSON. */
export type OpenApi = ReturnType<typeof openApi>;

const PROBLEM_TYPE = 'application/problem+json';

/** The document of all routes, made from the very schemas that check requests and answers. */
export function openApi(routes: readonly Route[], about: { publicUrl: string }) {
  const schemas = createSchemaBook();
  const problem = schemas.answer(problemAnswer);
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    const methods = (paths[route.path] ??= {});
    methods[route.method.toLowerCase()] = operation(route, { schemas, problem });
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Onjeon',
      version: '1',
      summary: '농협 계좌 결제 · Payments from NH NongHyup Bank accounts',
      description: RULES,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: about.publicUrl }],
    tags: [...new Set(routes.map((route) => route.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.components(),
      parameters: PARAMETERS,
      headers: HEADERS,
      securitySchemes: SECURITY_SCHEMES,
      examples: problemExamples(about.publicUrl),
    },
  };
}

/** The five rules for clients; whoever reads nothing else should read these. */
export const RULES = [
  '1. 2xx: the thing exists, read `status`. 4xx: nothing was created or changed. 5xx or no answer: unknown, send the same request with the same key.',
  '2. `201` = final, `202` = still working (follow `Location`). A replayed request obeys the same rule.',
  '3. A refusal by the bank is not an HTTP error: `201`, `status: "ABORTED"`, `failure` says why.',
  '4. Deliver goods on `DONE` only. Once `netCanceledAt` is set a payment never becomes `DONE`.',
  '5. Switch on `code`, `status`, `type`; never on texts. Ignore fields and types you do not know.',
].join('\n');

interface Parts {
  readonly schemas: SchemaBook;
  readonly problem: JsonSchema;
}

function operation(route: Route, parts: Parts) {
  return {
    operationId: operationId(route),
    tags: [route.tag],
    summary: `${route.summary.ko} · ${route.summary.en}`,
    ...(route.access === 'public' ? {} : { 'x-roles': route.access.roles }),
    security: security(route),
    parameters: parameters(route, parts.schemas),
    ...(route.body ? { requestBody: requestBody(route, parts.schemas) } : {}),
    responses: { ...answers(route, parts.schemas), ...problems(route, parts.problem) },
  };
}

/** `getPaymentsByPaymentIdTimeline`: method and path, so that it is unique and stays as it is. */
export function operationId({ method, path }: Route): string {
  const words = path
    .replace(/^\/v1\//, '/')
    .replaceAll('{', 'by-')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + words.join('');
}

/** Each role that may call is an alternative; partners need the scope of their client credentials. */
function security({ access }: Route): readonly Record<string, readonly string[]>[] {
  if (access === 'public') return [];
  return access.roles.map((role) => {
    const scope = access.scopes?.[role];
    return { [role === 'partner' ? 'partner' : 'bearer']: scope ? [scope] : [] };
  });
}

function parameters(route: Route, schemas: SchemaBook): readonly object[] {
  const shared = [
    ...(route.keyed ? ['IdempotencyKey'] : []),
    ...(route.waits ? ['Prefer'] : []),
    ...(route.testCodes ? ['TestCode'] : []),
    ...(route.answers[304] ? ['IfNoneMatch'] : []),
    ...(route.access === 'public' ? [] : ['AcceptLanguage']),
  ];
  return [
    ...parametersIn('path', route.params, schemas),
    ...parametersIn('query', route.query, schemas),
    ...shared.map((name) => ({ $ref: `#/components/parameters/${name}` })),
  ];
}

function parametersIn(
  place: 'path' | 'query',
  schema: Route['params'],
  schemas: SchemaBook,
): readonly object[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemas.request(schema) as {
    properties?: Record<string, JsonSchema>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: rest,
  }));
}

function requestBody(route: Route, schemas: SchemaBook) {
  const type =
    route.bodyFormat === 'form' ? 'application/x-www-form-urlencoded' : 'application/json';
  const example = exampleOf(route)?.request;
  const schema = route.body ? schemas.request(route.body) : {};
  return {
    required: true,
    content: { [type]: { schema, ...(example === undefined ? {} : { example }) } },
  };
}

/** A table's columns are told in the description of its answer. */
const CSV_MEDIA = { schema: { type: 'string' } };

function answers(route: Route, schemas: SchemaBook) {
  const types = route.produces ?? ['application/json'];
  const described = Object.entries(route.answers).map(([status, { schema, description }]) => {
    const example = exampleOf(route)?.answers[Number(status)];
    const media = {
      ...(schema ? { schema: schemas.answer(schema) } : {}),
      ...(example === undefined ? {} : { example }),
    };
    const hasBody = schema !== null || (route.produces !== undefined && status === '200');
    const content = hasBody
      ? Object.fromEntries(types.map((type) => [type, type === 'text/csv' ? CSV_MEDIA : media]))
      : null;
    const headers = answerHeaders(route, Number(status));
    return [status, { description, headers, ...(content ? { content } : {}) }] as const;
  });
  return Object.fromEntries(described);
}

function answerHeaders(route: Route, status: number) {
  const names = [
    'X-Request-Id',
    ...(status === 201 || status === 202 ? ['Location'] : []),
    ...(status === 202 ? ['Retry-After'] : []),
    ...(route.keyed ? ['Idempotent-Replayed'] : []),
    ...(route.answers[304] ? ['ETag'] : []),
    ...(route.query && 'cursor' in route.query.shape ? ['Link'] : []),
    ...(route.access === 'public' ? [] : ['RateLimit', 'RateLimit-Policy']),
  ];
  return headerReferences(names);
}

/** One response per status, with an example per code that the route may answer with it. */
function problems(route: Route, problem: JsonSchema) {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of problemsOf(route)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, answer(status, codes)]),
  );

  function answer(status: number, codes: readonly ErrorCode[]) {
    const examples = codes.map(
      (code) => [code, { $ref: `#/components/examples/${code}` }] as const,
    );
    const names = [
      'X-Request-Id',
      ...(status === 401 ? ['WWW-Authenticate'] : []),
      ...(status === 405 ? ['Allow'] : []),
      ...(status === 429 || status === 503 ? ['Retry-After'] : []),
    ];
    return {
      description: codes.map((code) => `\`${code}\` ${PROBLEMS[code].title.en}`).join(' · '),
      headers: headerReferences(names),
      content: {
        [PROBLEM_TYPE]: { schema: problem, examples: Object.fromEntries(examples) },
      },
    };
  }
}

function headerReferences(names: readonly string[]) {
  return Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/headers/${name}` }] as const),
  );
}

function problemExamples(publicUrl: string) {
  const codes = Object.keys(PROBLEMS) as ErrorCode[];
  const context = {
    publicUrl,
    instance: '/v1/payments',
    requestId: 'req_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
    language: 'ko',
  } as const;
  return Object.fromEntries(
    codes.map((code) => {
      const value = problemDocument(new OnjeonError(code), context);
      return [code, { summary: PROBLEMS[code].title.en, value }];
    }),
  );
}
