import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import koaJwt from 'koa-jwt';
import type { Clock } from '../../domain/clock';
import { OnjeonError } from '../../domain/errors';
import type { Role } from '../../domain/records';
import type { HttpContext } from '../context';
import { parseStrictJson } from '../strict-json';
import { AUDIENCE, kidOfHeader, readClaims, type AccessClaims } from './claims';
import type { KeyRing } from './keys';
import { ACCESS_SECONDS, LEEWAY_SECONDS } from './lifetimes';

/** Issues access tokens and decides which to believe. */
export interface AccessTokens {
  /** A signed token for a session, and how many seconds it is good for. */
  issue(claims: AccessClaims): Promise<{ token: string; expiresInSeconds: number }>;
  /** What the token says, if all of it is as we would have made it; INVALID_TOKEN or TOKEN_EXPIRED otherwise. */
  verify(ctx: HttpContext, token: string): Promise<AccessClaims>;
}

/** Longer than any token of ours; bounds the work on others. */
const MAX_TOKEN_CHARACTERS = 4096;

/** Tokens signed and checked with ES256 only. The clock is the wall clock: tokens mean real time. */
export function createAccessTokens(deps: {
  keys: KeyRing;
  issuer: string;
  wallClock: Clock;
}): AccessTokens {
  const { keys, issuer, wallClock } = deps;
  const nowSeconds = () => Math.floor(wallClock.now() / 1000);

  return {
    issue: async ({ role, subjectId, sessionId, scopes }) => {
      const { kid, privateKey } = keys.signing;
      const iat = nowSeconds();
      const expiresInSeconds = lifetimeOf(role);
      const times = { iat, nbf: iat, exp: iat + expiresInSeconds };
      const who = { sub: subjectId, role, scope: scopes.join(' '), sid: sessionId };
      const token = await new SignJWT({
        iss: issuer,
        aud: AUDIENCE,
        ...who,
        ...times,
        jti: randomUUID(),
      })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' })
        .sign(privateKey);
      return { token, expiresInSeconds };
    },

    verify: async (ctx, token) => {
      checkForm(token);
      // koa-jwt checks algorithm, signature and audience. It believes odd headers and misses absent or odd times, so
      // the key provider checks the header before it hands out a key, and readClaims the rest afterwards.
      const check = koaJwt({
        getToken: () => token,
        secret: async (header: unknown) => keys.publicPem(kidOfHeader(header)) ?? '',
        key: 'jwt',
        algorithms: ['ES256'],
        issuer,
        audience: AUDIENCE,
        ...{ clockTimestamp: nowSeconds(), clockTolerance: LEEWAY_SECONDS },
      });
      await check(ctx as never, async () => {}).catch((error: unknown) => {
        throw refusalOf(error);
      });
      return readClaims((ctx.state as { jwt?: unknown }).jwt, { issuer, nowSeconds: nowSeconds() });
    },
  };
}

function lifetimeOf(role: Role): number {
  return ACCESS_SECONDS[role];
}

/**
 * Three parts in the one base64url spelling of their bytes (decoders ignore spare bits, so one flipped bit could pass), the
 * first two of them JSON without a name twice.
 */
function checkForm(token: string): void {
  const parts = token.slice(0, MAX_TOKEN_CHARACTERS + 1).split('.');
  const bytes = parts.map((part) => Buffer.from(part, 'base64url'));
  const isCanonical = parts.every(
    (part, i) => part !== '' && bytes[i]?.toString('base64url') === part,
  );
  if (token.length > MAX_TOKEN_CHARACTERS || parts.length !== 3 || !isCanonical) {
    throw new OnjeonError('INVALID_TOKEN');
  }
  for (const part of bytes.slice(0, 2)) {
    try {
      parseStrictJson(part);
    } catch (cause) {
      throw new OnjeonError('INVALID_TOKEN', { cause });
    }
  }
}

function refusalOf(error: unknown): OnjeonError {
  const original = (error as { originalError?: Error }).originalError;
  const isExpired = original?.name === 'TokenExpiredError';
  return new OnjeonError(isExpired ? 'TOKEN_EXPIRED' : 'INVALID_TOKEN', { cause: error });
}
