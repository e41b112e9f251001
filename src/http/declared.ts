import { OnjeonError, type ErrorCode } from '../domain/errors';
import type { Answer, Route } from './route';

/** Problems that checks before the handler may answer on any route. */
export const COMMON_PROBLEMS = [
  'INVALID_REQUEST',
  'TEST_CODE_NOT_ALLOWED',
  'UNAUTHORIZED',
  'INVALID_TOKEN',
  'TOKEN_EXPIRED',
  'FORBIDDEN',
  'NOT_FOUND',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'BODY_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'TOO_MANY_REQUESTS',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
] as const satisfies readonly ErrorCode[];

/** Problems of keyed routes, beside the common ones. */
export const KEYED_PROBLEMS = [
  'MISSING_IDEMPOTENCY_KEY',
  'INVALID_IDEMPOTENCY_KEY',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENT_REQUEST_PROCESSING',
] as const satisfies readonly ErrorCode[];

/** Every problem a route may answer: the common ones, those of its kind, and its own. */
export function problemsOf(route: Route): ReadonlySet<ErrorCode> {
  const ofItsKind = [
    ...(route.keyed ? KEYED_PROBLEMS : []),
    ...(route.missing ? [route.missing] : []),
  ];
  return new Set([...COMMON_PROBLEMS, ...ofItsKind, ...route.problems]);
}

/** Throws if the route did not declare such an answer: then its documentation is wrong, or it is. */
export function checkAnswer(route: Route, answer: Answer): void {
  const declared = route.answers[answer.status];
  const name = `${route.method} ${route.path}`;
  if (!declared) throw new Error(`${name} does not declare status ${answer.status}`);
  if (answer.contentType && !route.produces?.includes(answer.contentType)) {
    throw new Error(`${name} does not declare ${answer.contentType}`);
  }
  if (!declared.schema || answer.contentType) return;
  // What a client reads is the JSON, so that is what is checked.
  const body: unknown = JSON.parse(JSON.stringify(answer.body ?? null));
  const result = declared.schema.safeParse(body);
  if (result.success) return;
  const places = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`);
  throw new Error(`${name} answers ${answer.status} unlike its schema: ${places.join(', ')}`);
}

/** The error itself if the route declares it, or is a bug already; else an error that says so. */
export function checkProblem(route: Route, thrown: unknown): unknown {
  if (!(thrown instanceof OnjeonError) || problemsOf(route).has(thrown.code)) return thrown;
  const name = `${route.method} ${route.path}`;
  return new Error(`${name} does not declare ${thrown.code}`, { cause: thrown });
}
