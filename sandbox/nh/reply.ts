import type { Body } from '../ledger/model';

/** A value of an answer; the statement's list is the only one that is not text. */
export type Field = string | null | readonly Readonly<Record<string, string | null>>[];

/** What the bank would truthfully answer, before a fault spoils it. */
export interface Reply {
  /** Null: this question gets no answer, because of an effect on its pair. */
  readonly code: string | null;
  readonly fields: Readonly<Record<string, Field>>;
  /** Whether this very call did its business: moved money, registered, closed. */
  readonly executed: boolean;
  /** The lasting effect that shaped the reply, for the request log. */
  readonly effect?: string;
}

/** The code of success. */
export const OK = '00000';

/** A success with its fields. */
export function answered(fields: Readonly<Record<string, Field>> = {}): Reply {
  return { code: OK, fields, executed: false };
}

/** A success of a call that did something. */
export function done(fields: Readonly<Record<string, Field>> = {}): Reply {
  return { code: OK, fields, executed: true };
}

/** Any other code, without fields unless given. */
export function refusedWith(code: string, fields: Readonly<Record<string, Field>> = {}): Reply {
  return { code, fields, executed: false };
}

/** A question that stays without an answer. */
export function noReply(effect: string): Reply {
  return { code: null, fields: {}, executed: false, effect };
}

/** Whether two bodies say the same. */
export function sameBody(a: Body | null, b: Body): boolean {
  const keys = Object.keys(b);
  return (
    a !== null && Object.keys(a).length === keys.length && keys.every((key) => a[key] === b[key])
  );
}
