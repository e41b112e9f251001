import type { OnjeonError } from '../../domain/errors';

/** The `error` member that OAuth clients (RFC 6749, 5.2) read at the token endpoint, beside the problem's own fields. */
export function oauthErrorOf(error: OnjeonError): string {
  const wrongFields = new Set(error.facts.errors?.map(({ pointer }) => pointer));
  if (error.code === 'INVALID_CREDENTIALS') return 'invalid_client';
  if (error.kind !== 'refused') return 'server_error';
  if (wrongFields.has('/grant_type')) return 'unsupported_grant_type';
  return wrongFields.has('/scope') ? 'invalid_scope' : 'invalid_request';
}
