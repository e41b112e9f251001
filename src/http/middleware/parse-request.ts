import { z } from 'zod';
import { OnjeonError } from '../../domain/errors';
import { routeOf, type HttpContext, type HttpMiddleware } from '../context';
import { fieldErrors } from '../field-errors';
import { decodeUtf8, parseStrictJson } from '../strict-json';
import { parseStrictForm } from '../strict-form';

const NOTHING = z.strictObject({});

/**
 * Checks query, body and path by the route's schemas. A path id of the wrong form names nothing that exists, so it is
 * answered like a missing thing, and like it only after the body was checked.
 */
export const parseRequest: HttpMiddleware = async (ctx, next) => {
  const query = parseQuery(ctx);
  const body = parseBody(ctx);
  ctx.state.parsed = { query, body, params: parseParams(ctx) };
  await next();
};

function parseQuery(ctx: HttpContext): unknown {
  const schema = routeOf(ctx).query?.strict() ?? NOTHING;
  // A plain object for the schema: the form reader's has no prototype, and no name twice.
  const value = { ...parseStrictForm(ctx.querystring, { pointerPrefix: '' }) };
  return check(schema, { value, where: 'query' });
}

function parseBody(ctx: HttpContext): unknown {
  const { body: schema, bodyFormat } = routeOf(ctx);
  const { bytes } = ctx.state;
  if (bytes.length === 0 && !schema) return undefined;
  const value =
    bodyFormat === 'form'
      ? { ...parseStrictForm(decodeUtf8(bytes), { pointerPrefix: '/' }) }
      : parseStrictJson(bytes);
  const strict = schema instanceof z.ZodObject ? schema.strict() : (schema ?? NOTHING);
  const parsed = check(strict, { value, where: 'body' });
  return schema ? parsed : undefined;
}

function parseParams(ctx: HttpContext): unknown {
  const { params, missing = 'NOT_FOUND' } = routeOf(ctx);
  const result = (params ?? z.object({})).safeParse(ctx.state.pathParams);
  if (!result.success) throw new OnjeonError(missing);
  return result.data;
}

function check(schema: z.ZodType, input: { value: unknown; where: 'body' | 'query' }): unknown {
  const result = schema.safeParse(input.value);
  if (result.success) return result.data;
  throw new OnjeonError('INVALID_REQUEST', { errors: fieldErrors(result.error.issues, input) });
}
