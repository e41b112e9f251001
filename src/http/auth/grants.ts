import { createHash, randomBytes } from 'node:crypto';
import type { PeopleBook } from '../../adapters/mysql/types';
import type { Clock } from '../../domain/clock';
import { OnjeonError } from '../../domain/errors';
import type { IdMint } from '../../domain/ids';
import type { Role } from '../../domain/records';
import type { AccessTokens } from './access-tokens';
import { REFRESH_SECONDS, SESSION_SECONDS } from './lifetimes';

/** What somebody who proved who they are is given; lifetimes in seconds from now. */
export interface Grant {
  readonly accessToken: string;
  readonly expiresInSeconds: number;
  /** Members only: staff log in again, partners use their secret again. */
  readonly refresh: { readonly token: string; readonly expiresInSeconds: number } | null;
}

/** Opens sessions and gives tokens for them. */
export interface Grants {
  open(who: { subjectId: string; role: Role; scopes: readonly string[] }): Promise<Grant>;
  /** Spends a refresh token. INVALID_TOKEN, or TOKEN_REUSED, and then the session has ended. */
  refresh(refreshToken: string): Promise<Grant>;
}

/** Sessions are rows; the refresh token of a member is random and stored hashed. */
export function createGrants(deps: {
  people: PeopleBook;
  tokens: AccessTokens;
  ids: IdMint;
  wallClock: Clock;
}): Grants {
  const { people, tokens, ids, wallClock } = deps;
  return {
    open: async ({ subjectId, role, scopes }) => {
      const at = wallClock.now();
      const sessionId = ids.id('session');
      const token = role === 'member' ? newRefreshToken() : null;
      await people.openSession({
        sessionId,
        subjectId,
        role,
        refreshHash: token === null ? null : hashOf(token),
        refreshExpiresAt: token === null ? null : at + REFRESH_SECONDS * 1000,
        expiresAt: at + SESSION_SECONDS[role] * 1000,
        at,
      });
      const access = await tokens.issue({ subjectId, role, sessionId, scopes });
      const refresh = token === null ? null : { token, expiresInSeconds: REFRESH_SECONDS };
      return { accessToken: access.token, expiresInSeconds: access.expiresInSeconds, refresh };
    },

    refresh: async (oldToken) => {
      const at = wallClock.now();
      const token = newRefreshToken();
      const rotated = await people.rotateRefresh({
        oldHash: hashOf(oldToken),
        newHash: hashOf(token),
        newExpiresAt: at + REFRESH_SECONDS * 1000,
        at,
      });
      if (rotated.kind === 'REUSED') throw new OnjeonError('TOKEN_REUSED');
      if (rotated.kind !== 'ROTATED') throw new OnjeonError('INVALID_TOKEN');
      const access = await tokens.issue({ ...rotated.session, scopes: [] });
      const expiresInSeconds = Math.floor((rotated.refreshExpiresAt - at) / 1000);
      return {
        accessToken: access.token,
        expiresInSeconds: access.expiresInSeconds,
        refresh: { token, expiresInSeconds },
      };
    },
  };
}

/** 256 random bits: opaque, and beyond guessing. */
function newRefreshToken(): string {
  return randomBytes(32).toString('base64url');
}

/** A fast hash is enough for 256 random bits. */
function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
