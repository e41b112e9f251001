import type { PeopleBook } from '../../adapters/mysql/types';
import type { Clock } from '../../domain/clock';
import { OnjeonError } from '../../domain/errors';
import { isId, type IdMint } from '../../domain/ids';
import type { Role } from '../../domain/records';
import type { Caller } from '../route';
import type { Attempts } from './attempts';
import type { Grant, Grants } from './grants';
import { hashPassword, passwordFits } from './passwords';
import type { Sessions } from './sessions';

/** The ways in and out. Every wrong secret is INVALID_CREDENTIALS, whatever the cause; too many: TOO_MANY_ATTEMPTS. */
export interface SignIn {
  /** Makes a member unless the address is taken; the same work either way, so that the caller can answer the same. */
  signUp(person: { email: string; password: string; name: string }): Promise<void>;
  /** Members and staff. */
  login(credentials: { email: string; password: string; address: string }): Promise<Grant>;
  refresh(refreshToken: string): Promise<Grant>;
  logout(caller: Caller): Promise<void>;
  /** Ends every session of the member. */
  changePassword(change: {
    caller: Caller;
    currentPassword: string;
    newPassword: string;
    address: string;
  }): Promise<void>;
  /** Partners, by OAuth client credentials. Without `scopes`: all that the partner has. */
  clientToken(client: {
    clientId: string;
    clientSecret: string;
    scopes: readonly string[] | null;
    address: string;
  }): Promise<{ grant: Grant; scopes: readonly string[] }>;
}

/** Scopes that come with a role; a partner's come from its own row. */
const ROLE_SCOPES: Readonly<Record<Role, readonly string[]>> = {
  member: [],
  partner: [],
  cs: ['cs:read'],
  operator: ['cs:read', 'ops:read', 'ops:write'],
};

interface SignInDeps {
  readonly people: PeopleBook;
  readonly grants: Grants;
  readonly sessions: Sessions;
  readonly attempts: Attempts;
  readonly ids: IdMint;
  readonly wallClock: Clock;
}

/** Sign-up, login, refresh, logout, password change, client credentials. */
export function createSignIn(deps: SignInDeps): SignIn {
  const { people, grants, sessions, attempts, ids, wallClock } = deps;
  return {
    signUp: async ({ email, password, name }) => {
      const passwordHash = await hashPassword(password);
      const memberId = ids.id('member');
      await people.signUp({ memberId, email, name, passwordHash, createdAt: wallClock.now() });
    },
    login: async ({ email, password, address }) => {
      const { subjectId, role } = await attempts.attempt({ name: email, address }, async () => {
        const known = await people.credentialsByEmail(email);
        return (await passwordFits(password, known ? [known.passwordHash] : [])) ? known : null;
      });
      return grants.open({ subjectId, role, scopes: ROLE_SCOPES[role] });
    },
    refresh: grants.refresh,
    logout: async ({ id, sessionId }) => {
      await people.endSession({ sessionId, at: wallClock.now(), reason: 'LOGOUT' });
      sessions.forget(id);
    },
    changePassword: async ({ caller: { id }, currentPassword, newPassword, address }) => {
      await attempts.attempt({ name: id, address }, async () => {
        const known = await people.passwordHash(id);
        return (await passwordFits(currentPassword, known ? [known] : [])) ? true : null;
      });
      const passwordHash = await hashPassword(newPassword);
      await people.changePassword({ subjectId: id, passwordHash, at: wallClock.now() });
      sessions.forget(id);
    },
    clientToken: async (client) => {
      const partner = await activePartner(deps, client);
      const scopes = client.scopes ?? partner.scopes;
      if (!scopes.every((scope) => partner.scopes.includes(scope))) throw unknownScope();
      const grant = await grants.open({ subjectId: partner.partnerId, role: 'partner', scopes });
      return { grant, scopes };
    },
  };
}

/** The partner that knows its secret; a suspended one is told the same as a wrong secret. */
async function activePartner(
  { people, attempts, wallClock }: SignInDeps,
  client: { clientId: string; clientSecret: string; address: string },
) {
  const { clientId, clientSecret, address } = client;
  return attempts.attempt({ name: clientId, address }, async () => {
    const partner = isId('partner', clientId) ? await people.partnerById(clientId) : null;
    const isActive = partner?.status === 'ACTIVE';
    const hashes = isActive ? await people.partnerSecretHashes(clientId, wallClock.now()) : [];
    return (await passwordFits(clientSecret, hashes)) ? partner : null;
  });
}

function unknownScope(): OnjeonError {
  return new OnjeonError('INVALID_REQUEST', {
    errors: [{ pointer: '/scope', code: 'NOT_ALLOWED' }],
  });
}
