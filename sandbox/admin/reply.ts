import type { Ledger } from '../ledger/ledger';
import type { Receiver } from '../receivers';
import type { RequestLog } from '../request-log';
import type { Input } from './input';

/** What an admin endpoint works with. */
export interface AdminContext {
  readonly ledger: Ledger;
  readonly requestLog: RequestLog;
  readonly receivers: readonly Receiver[];
  readonly input: Input;
  readonly query: URLSearchParams;
  /** The last part of the path where the route has one, else empty. */
  readonly param: string;
}

/** What an admin endpoint answers. */
export interface AdminReply {
  readonly status: number;
  readonly body?: unknown;
}

/** A success, 200 unless said otherwise. */
export function ok(body: unknown, status = 200): AdminReply {
  return { status, body };
}

/** 404 with what was looked for. */
export function notFound(what: string): AdminReply {
  return { status: 404, body: { error: `no such thing: ${what}` } };
}
