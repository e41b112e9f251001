import type { Answer } from './route';

/** A client that polls an unfinished thing is asked to wait this long between two looks. */
const POLL_SECONDS = 2;

/**
 * The answer to a POST that made something, or had made it before: 201 if it is final, 202 if work goes on. A replayed
 * request obeys the same rule, so that a client needs to know one only.
 */
export function accepted(made: {
  body: unknown;
  path: string;
  isFinal: boolean;
  replayed: boolean;
}): Answer {
  const { body, path, isFinal, replayed } = made;
  return {
    status: isFinal ? 201 : 202,
    body,
    headers: {
      Location: path,
      ...(isFinal ? {} : { 'Retry-After': String(POLL_SECONDS) }),
      ...(replayed ? { 'Idempotent-Replayed': 'true' } : {}),
    },
  };
}
