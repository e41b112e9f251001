import { OnjeonError } from '../../domain/errors';

/** Longer than any client id and secret of ours. */
const MAX_CHARACTERS = 1024;

/** Client id and secret of HTTP Basic (RFC 7617), each form-encoded as OAuth 2 says. INVALID_CREDENTIALS if there are none. */
export function readBasic(header: string | undefined): { clientId: string; clientSecret: string } {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(
    header?.slice(0, MAX_CHARACTERS) ?? '',
  )?.[1];
  const [, id, secret] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  if (!id || !secret) throw new OnjeonError('INVALID_CREDENTIALS');
  return { clientId: decode(id), clientSecret: decode(secret) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new OnjeonError('INVALID_CREDENTIALS');
  }
}
