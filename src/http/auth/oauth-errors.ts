import type { OnjeonError } from '../../domain/errors';

/** The `error` member that OAuth clients (RFC 6749, 5.2) read at the token endpoint, beside the problem's own fields. */
export function oauthErrorOf(error: OnjeonError): string {
  if (error.code === 'INVALID_CREDENTIALS') return 'invalid_client';
  if (error.kind !== 'refused') return 'server_error';
  const wrong = (pointer: string) =>
    error.facts.errors?.some((one) => one.pointer === pointer && one.code === 'NOT_ALLOWED');
  if (wrong('/grant_type')) return 'unsupported_grant_type';
  return wrong('/scope') ? 'invalid_scope' : 'invalid_request';
}
