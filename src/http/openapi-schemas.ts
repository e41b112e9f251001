import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

/** A JSON schema of draft 2020-12, which OpenAPI 3.1 speaks. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** Turns zod schemas into JSON schemas; those with an id become components and are referred to. */
export interface SchemaBook {
  /** What clients may send. */
  request(schema: z.ZodType): JsonSchema;
  /** What they get back. Left open: the API may add fields, and clients must ignore those they do not know. */
  answer(schema: z.ZodType): JsonSchema;
  /** All components met so far, by id. */
  components(): Readonly<Record<string, JsonSchema>>;
}

const COMPONENTS = '#/components/schemas/';

/** An empty schema book, for one document. Two schemas under one id are a bug and throw. */
export function createSchemaBook(): SchemaBook {
  const components = new Map<string, JsonSchema>();

  const convert = (schema: z.ZodType, io: 'input' | 'output'): JsonSchema => {
    // Wrapped, so that the schema itself becomes a reference when it has an id.
    const wrapper = z.toJSONSchema(z.object({ schema }), {
      io,
      override: ({ jsonSchema }) => {
        if (io === 'output' && jsonSchema.additionalProperties === false) {
          delete jsonSchema.additionalProperties;
        }
      },
    });
    const converted = withReferences(wrapper) as {
      properties: { schema: JsonSchema };
      $defs?: Record<string, JsonSchema>;
    };
    for (const [id, component] of Object.entries(converted.$defs ?? {})) {
      const known = components.get(id);
      if (known && !isDeepStrictEqual(known, component)) {
        throw new Error(`two schemas are called ${id}`);
      }
      components.set(id, component);
    }
    return converted.properties.schema;
  };

  return {
    request: (schema) => convert(schema, 'input'),
    answer: (schema) => convert(schema, 'output'),
    components: () => Object.fromEntries([...components].sort(byName)),
  };
}

/** The same schema with its references pointing into an OpenAPI document, and without keywords that are undefined. */
function withReferences(schema: unknown): unknown {
  return JSON.parse(
    JSON.stringify(schema, (keyword, value: unknown) =>
      keyword === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', COMPONENTS)
        : value,
    ),
  );
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}
