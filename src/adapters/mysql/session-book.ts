import type { Role } from '../../domain/records';
import type { BookParts } from './book-parts';
import { toDate, toInstant } from './mappers';
import type { SessionRow } from './models/people';
import { findRow, insertRow, lockRow, updateRows } from './rows';
import type { PeopleBook, Session } from './types';
import type { Tx } from './unit';

type SessionBook = Pick<PeopleBook, 'openSession' | 'session' | 'rotateRefresh' | 'endSession'>;
type Rotation = Parameters<PeopleBook['rotateRefresh']>[0];
type Rotated = Awaited<ReturnType<PeopleBook['rotateRefresh']>>;

/** Sessions are rows, so that ending one is seen by every process at its next look. */
export function createSessionBook({ units }: Pick<BookParts, 'units'>): SessionBook {
  return {
    openSession: (session) =>
      units.unit(async (tx) => {
        await insertRow(tx, tx.models.sessions, {
          session_id: session.sessionId,
          subject_id: session.subjectId,
          role: session.role,
          created_at: toDate(session.at),
          expires_at: toDate(session.expiresAt),
          ended_at: null,
          end_reason: null,
        });
        if (session.refreshHash === null || session.refreshExpiresAt === null) return;
        await insertRow(tx, tx.models.refreshTokens, {
          token_hash: session.refreshHash,
          session_id: session.sessionId,
          created_at: toDate(session.at),
          expires_at: toDate(session.refreshExpiresAt),
          spent_at: null,
        });
      }),

    session: (sessionId) =>
      units.read(async (db) => {
        const row = await findRow(db, db.models.sessions, { session_id: sessionId });
        return row && toSession(row);
      }),

    rotateRefresh: (rotation) => units.unit((tx) => rotate(tx, rotation)),

    endSession: ({ sessionId, at, reason }) =>
      units.unit((tx) => end(tx, { sessionId, at: toDate(at), reason })),
  };
}

/**
 * The session's row is locked first, so that of two uses of one token at the same moment one is the
 * first and the other a reuse. A reuse means that two parties have the token: the session ends for
 * both.
 */
async function rotate(tx: Tx, rotation: Rotation): Promise<Rotated> {
  const { refreshTokens, sessions } = tx.models;
  const known = await findRow(tx, refreshTokens, { token_hash: rotation.oldHash });
  if (!known) return { kind: 'UNKNOWN' };
  const session = await lockRow(tx, sessions, { session_id: known.session_id });
  const token = await lockRow(tx, refreshTokens, { token_hash: rotation.oldHash });
  if (!session || !token) throw new Error('sessions and their tokens are never deleted');

  const at = toDate(rotation.at);
  if (session.ended_at !== null || session.expires_at <= at) return { kind: 'UNKNOWN' };
  if (token.spent_at !== null) {
    await end(tx, { sessionId: session.session_id, at, reason: 'TOKEN_REUSED' });
    return { kind: 'REUSED' };
  }
  if (token.expires_at <= at) return { kind: 'UNKNOWN' };

  const refreshExpiresAt = Math.min(rotation.newExpiresAt, session.expires_at.getTime());
  await updateRows(tx, refreshTokens, {
    where: { token_hash: rotation.oldHash },
    set: { spent_at: at },
  });
  await insertRow(tx, refreshTokens, {
    token_hash: rotation.newHash,
    session_id: session.session_id,
    created_at: at,
    expires_at: toDate(refreshExpiresAt),
    spent_at: null,
  });
  return { kind: 'ROTATED', session: toSession(session), refreshExpiresAt };
}

/** The first end of a session stays on record. */
async function end(
  tx: Tx,
  { sessionId, at, reason }: { sessionId: string; at: Date; reason: string },
): Promise<void> {
  await updateRows(tx, tx.models.sessions, {
    where: { session_id: sessionId, ended_at: null },
    set: { ended_at: at, end_reason: reason },
  });
}

function toSession(row: SessionRow): Session {
  return {
    sessionId: row.session_id,
    subjectId: row.subject_id,
    role: row.role as Role,
    endedAt: toInstant(row.ended_at),
    expiresAt: row.expires_at.getTime(),
  };
}
