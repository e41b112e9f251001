import { OnjeonError } from '../../domain/errors';
import { isId } from '../../domain/ids';
import type { Role } from '../../domain/records';
import { LEEWAY_SECONDS } from './lifetimes';

/** Who every access token is for. */
export const AUDIENCE = 'onjeon-api';

/** What a believed access token says. */
export interface AccessClaims {
  readonly role: Role;
  /** Member, partner or staff id. */
  readonly subjectId: string;
  readonly sessionId: string;
  readonly scopes: readonly string[];
}

const ID_KINDS = { member: 'member', partner: 'partner', cs: 'staff', operator: 'staff' } as const;

const HEADER_MEMBERS = ['alg', 'kid', 'typ'] as const;

/**
 * The `kid` of a header that is exactly ours: three members and no others. So `jku`, `x5u`, `x5c`, `jwk` and `crit` are
 * refused before any key is looked up, and so is every algorithm but ES256.
 */
export function kidOfHeader(header: unknown): string {
  const fields = asObject(header);
  const isExact =
    Object.keys(fields).length === HEADER_MEMBERS.length &&
    HEADER_MEMBERS.every((name) => typeof fields[name] === 'string');
  if (!isExact || fields['alg'] !== 'ES256' || fields['typ'] !== 'at+jwt') throw invalid();
  return String(fields['kid']);
}

/**
 * Checks what a good signature does not: that every claim is there and of its type, whole-number times, issuer and
 * audience. Throws INVALID_TOKEN, or TOKEN_EXPIRED.
 */
export function readClaims(
  payload: unknown,
  expected: { issuer: string; nowSeconds: number },
): AccessClaims {
  const claims = asObject(payload);
  checkTimes(claims, expected.nowSeconds);
  if (claims['iss'] !== expected.issuer || claims['aud'] !== AUDIENCE) throw invalid();
  const { role, sub, sid, scope, jti } = claims;
  const texts = [sub, sid, scope, jti];
  if (!isRole(role) || texts.some((text) => typeof text !== 'string')) throw invalid();
  if (!isId(ID_KINDS[role], String(sub)) || !isId('session', String(sid))) throw invalid();
  const scopes = String(scope)
    .split(' ')
    .filter((one) => one !== '');
  return { role, subjectId: String(sub), sessionId: String(sid), scopes };
}

function checkTimes(claims: Readonly<Record<string, unknown>>, nowSeconds: number): void {
  const [exp, nbf, iat] = ['exp', 'nbf', 'iat'].map((name) => {
    const time = claims[name];
    if (!Number.isSafeInteger(time) || Number(time) < 0) throw invalid();
    return Number(time);
  }) as [number, number, number];
  if (nbf > nowSeconds + LEEWAY_SECONDS || iat > nowSeconds + LEEWAY_SECONDS) throw invalid();
  if (nowSeconds >= exp + LEEWAY_SECONDS) throw new OnjeonError('TOKEN_EXPIRED');
}

function isRole(value: unknown): value is Role {
  return typeof value === 'string' && Object.hasOwn(ID_KINDS, value);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid();
  return value as Readonly<Record<string, unknown>>;
}

function invalid(): OnjeonError {
  return new OnjeonError('INVALID_TOKEN');
}
