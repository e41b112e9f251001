import type { PeopleBook } from '../../adapters/mysql/types';
import type { RedisStore } from '../../adapters/redis/types';
import type { Clock } from '../../domain/clock';
import type { IdMint } from '../../domain/ids';
import type { HttpConfig } from '../config';
import { createAccessTokens, type AccessTokens } from './access-tokens';
import { createAttempts } from './attempts';
import { createGrants } from './grants';
import { createKeyRing, type KeyRing } from './keys';
import { createSessions, type Sessions } from './sessions';
import { createSignIn, type SignIn } from './sign-in';

/** Everything about who somebody is: keys, tokens, sessions, and the ways in. */
export interface Identity {
  readonly keys: KeyRing;
  readonly tokens: AccessTokens;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
}

/** Wires the parts of authentication together, once per process. */
export function createIdentity(deps: {
  config: HttpConfig;
  people: PeopleBook;
  redis: Pick<RedisStore, 'limiterClient'>;
  ids: IdMint;
  wallClock: Clock;
}): Identity {
  const { config, people, ids, wallClock } = deps;
  const keys = createKeyRing(config.jwtKeys);
  const tokens = createAccessTokens({ keys, issuer: config.jwtIssuer, wallClock });
  const sessions = createSessions({ people, wallClock });
  const attempts = createAttempts({
    rates: config.rates,
    redisClient: deps.redis.limiterClient,
    key: config.fingerprintKey,
  });
  const grants = createGrants({ people, tokens, ids, wallClock });
  const signIn = createSignIn({ people, grants, sessions, attempts, ids, wallClock });
  return { keys, tokens, sessions, signIn };
}
