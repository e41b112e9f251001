import type { z } from 'zod';
import type { KeyedRequest } from '../adapters/mysql/types';
import type { ErrorCode } from '../domain/errors';
import type { Role } from '../domain/records';
import type { Language } from '../domain/representation';
import type { ScenarioSubject } from '../domain/scenarios';

/** What a partner's or staff member's token may do; members need none. */
export type Scope =
  | 'payments:read'
  | 'refunds:read'
  | 'refunds:write'
  | 'orders:write'
  | 'events:read'
  | 'webhooks:write'
  | 'cs:read'
  | 'ops:read'
  | 'ops:write';

/** Whose token came with the request, once it was believed and its session found alive. */
export interface Caller {
  readonly role: Role;
  /** Member, partner or staff id. */
  readonly id: string;
  readonly sessionId: string;
  readonly scopes: readonly string[];
}

/** Who may call: everybody, or these roles. A role named in `scopes` also needs that scope. */
export type Access =
  | 'public'
  | { readonly roles: readonly Role[]; readonly scopes?: Partial<Readonly<Record<Role, Scope>>> };

/**
 * A limit beside the caller's general one:
 * - money: POST of account, payment, refund, cancel; a member's are counted together, a partner's refunds apart
 * - balance: refreshes of one account
 * - signup: sign-ups from one address
 */
export type RateGroup = 'money' | 'balance' | 'signup';

/** One request as its handler sees it: everything parsed, checked and allowed. */
export interface Call<Params = unknown, Query = unknown, Body = unknown> {
  /** Who calls; null on public routes only (see `callerOf`). */
  readonly caller: Caller | null;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** On keyed routes: caller, route, key and fingerprint of the checked body and params (see `keyOf`). */
  readonly key: KeyedRequest | null;
  /** The checked scenario of X-Test-Code, or null. */
  readonly testCode: string | null;
  readonly language: Language;
  /** How long the answer may wait for the outcome. */
  readonly waitMs: number;
  /** W3C trace context to hand on: the client's trace, else one begun here. */
  readonly traceparent: string;
  readonly requestId: string;
  /** The one of the route's `produces` that the client likes best. */
  readonly mediaType: string;
  /** Path and query as sent, for links. */
  readonly url: string;
  /** Address of the client; used by limiters only, never stored. */
  readonly address: string;
  /** A request header by its name, in any case. */
  header(name: string): string | undefined;
}

/** What a handler answers. Problems are thrown as OnjeonError, never returned. */
export interface Answer {
  readonly status: number;
  /** Sent as JSON; a string together with `contentType` is sent as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** True: an ETag is computed and If-None-Match honoured. */
  readonly etag?: boolean;
  /** Only for answers that are not JSON; must be one of the route's `produces`. */
  readonly contentType?: string;
}

/** One declared answer; null where it has no body or is not JSON. */
export interface DeclaredAnswer {
  readonly schema: z.ZodType | null;
  readonly description: string;
}

/** A route as a list of sentences; OpenAPI is generated from it and requests are checked by it. */
export interface RouteDefinition<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Template with `{name}` for parameters, as in OpenAPI. */
  readonly path: `/${string}`;
  readonly tag: string;
  readonly summary: { readonly ko: string; readonly en: string };
  readonly access: Access;
  readonly rate?: RateGroup;
  /** Idempotency-Key is required, and `call.key` is there. */
  readonly keyed?: true;
  /** `Prefer: wait` and `respond-async` are honoured. */
  readonly waits?: true;
  /** Scenarios of this subject may be asked for with X-Test-Code; error codes may be on every route. */
  readonly testCodes?: ScenarioSubject;
  /** A path id of the wrong form is answered like a missing thing, with this code (default NOT_FOUND). */
  readonly missing?: ErrorCode;
  readonly params?: Params;
  /** Parsed strictly: a parameter it does not name is refused. Values arrive as strings (use z.coerce or a codec). */
  readonly query?: Query;
  readonly body?: Body;
  /** Format of the request body; JSON if not given. */
  readonly bodyFormat?: 'json' | 'form';
  /** Media types of the answer, for content negotiation; JSON if not given. */
  readonly produces?: readonly string[];
  readonly answers: Readonly<Record<number, DeclaredAnswer>>;
  /** Codes this route's own rules may answer, beside those every route may. */
  readonly problems: readonly ErrorCode[];
  handle(call: Call<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<Answer>;
}

/** Any route, its types forgotten: what the app and the OpenAPI generator work with. */
export type Route = RouteDefinition<z.ZodObject, z.ZodObject, z.ZodType>;

/** Declares a route with the types of its schemas; a schema left out makes its part of the call empty. */
export function route<
  Params extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Query extends z.ZodObject = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: RouteDefinition<Params, Query, Body>): Route {
  return definition as unknown as Route;
}

/** The caller of a protected route; that there is one was checked before its handler ran. */
export function callerOf(call: Pick<Call, 'caller'>): Caller {
  if (!call.caller) throw new Error('a protected route was reached without a caller');
  return call.caller;
}

/** The idempotency of a keyed route; that there is one was checked before its handler ran. */
export function keyOf(call: Pick<Call, 'key'>): KeyedRequest {
  if (!call.key) throw new Error('a keyed route was reached without a key');
  return call.key;
}
