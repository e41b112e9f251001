import type { PeopleBook, Session } from '../../adapters/mysql/types';
import type { Clock } from '../../domain/clock';
import { OnjeonError } from '../../domain/errors';
import type { Caller } from '../route';
import type { AccessClaims } from './claims';

/** Tells whether the session behind a token still lives. */
export interface Sessions {
  /** The caller of a living session. INVALID_TOKEN if it ended, SERVICE_UNAVAILABLE if the book cannot say. */
  callerOf(claims: AccessClaims): Promise<Caller>;
  /** Forgets what this process knew about a subject's sessions, since they just changed. */
  forget(subjectId: string): void;
}

/** An ended session must be refused everywhere within a second; half of that leaves time for the question itself. */
const BELIEVE_MS = 500;

/** Sessions remembered at once: at 500 ms each, far more than one process can serve. */
const MAX_REMEMBERED = 10_000;

interface Remembered {
  readonly askedMs: number;
  readonly subjectId: string;
  readonly answer: Promise<Session | null>;
}

/** Sessions are rows, asked for per request and believed for half a second. Ages are measured on the monotonic clock. */
export function createSessions(deps: {
  people: Pick<PeopleBook, 'session'>;
  wallClock: Clock;
  monotonicMs?: () => number;
}): Sessions {
  const { people, wallClock, monotonicMs = () => performance.now() } = deps;
  const remembered = new Map<string, Remembered>();

  function sessionOf({ sessionId, subjectId }: AccessClaims): Promise<Session | null> {
    const known = remembered.get(sessionId);
    const askedMs = monotonicMs();
    if (known && askedMs - known.askedMs < BELIEVE_MS) return known.answer;
    const answer = people.session(sessionId).catch((cause: unknown) => {
      remembered.delete(sessionId);
      throw new OnjeonError('SERVICE_UNAVAILABLE', { cause });
    });
    // Re-inserted, so that the map's order is the order of age and the oldest goes first.
    remembered.delete(sessionId);
    remembered.set(sessionId, { askedMs, subjectId, answer });
    const oldest = remembered.keys().next().value;
    if (remembered.size > MAX_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return answer;
  }

  return {
    callerOf: async (claims) => {
      const session = await sessionOf(claims);
      const isAlive =
        session?.subjectId === claims.subjectId &&
        session.role === claims.role &&
        session.endedAt === null &&
        session.expiresAt > wallClock.now();
      if (!isAlive) throw new OnjeonError('INVALID_TOKEN');
      const { role, subjectId: id, sessionId, scopes } = claims;
      return { role, id, sessionId, scopes };
    },
    forget: (subjectId) => {
      for (const [sessionId, entry] of remembered) {
        if (entry.subjectId === subjectId) remembered.delete(sessionId);
      }
    },
  };
}
