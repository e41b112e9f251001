import { OnjeonError } from '../../domain/errors';
import type { Instant } from '../../domain/korean-time';
import type { BookParts } from './book-parts';
import { toDate } from './mappers';
import { findRow } from './rows';
import type { Accepted, KeyedRequest } from './types';
import type { Tx, Units } from './unit';

/**
 * An accepted row is regarded as lost, and started by the sweep, if nothing has happened to it for
 * this long.
 */
export const START_GRACE_MS = 5_000;

/** The key is bound to something already; whoever throws it must leave nothing behind. */
class KeyTaken extends Error {}

/**
 * Accepts a request once: the key's row is the first write of the transaction that creates the
 * resource, so the unique index decides between requests at the same moment. The loser waits for
 * the winner (3 s at most), then answers the same. A refusal rolls the key back with everything
 * else.
 */
export async function acceptOnce<T>(
  { units, crashPoints }: Pick<BookParts, 'units' | 'crashPoints'>,
  once: {
    readonly request: KeyedRequest;
    /**
     * The id the new resource will have; minted by the caller, so that a repeat knows its own work.
     */
    readonly resourceId: string;
    readonly at: Instant;
    readonly create: (tx: Tx) => Promise<T>;
    readonly current: (resourceId: string) => Promise<T>;
  },
): Promise<Accepted<T>> {
  crashPoints.reach('A1');
  let holdsKey = false;
  const onLockTimeout = () =>
    new OnjeonError(holdsKey ? 'SERVICE_UNAVAILABLE' : 'IDEMPOTENT_REQUEST_PROCESSING', {
      retryAfterSeconds: 1,
    });
  try {
    const resource = await units.unit(
      async (tx) => {
        holdsKey = false;
        await bindKey(tx, once);
        holdsKey = true;
        const resource = await once.create(tx);
        crashPoints.reach('A2');
        return resource;
      },
      { onLockTimeout, onLostConnection: 'repeat' },
    );
    return { resource, replayed: false };
  } catch (error) {
    if (!(error instanceof KeyTaken)) throw error;
    return replay(units, once);
  }
}

/**
 * This form waits for a colleague's lock and takes it over at once; a plain INSERT would take a
 * shared one, and if the colleague is refused, all that wait would deadlock.
 */
async function bindKey(
  tx: Tx,
  { request, resourceId, at }: { request: KeyedRequest; resourceId: string; at: Instant },
): Promise<void> {
  const bound = await tx.change(
    `INSERT INTO idempotency_keys (caller_id, route, idem_key, fingerprint, resource_id, created_at)
     VALUES (:callerId, :route, :key, :fingerprint, :resourceId, :at)
     ON DUPLICATE KEY UPDATE caller_id = caller_id`,
    { ...request, resourceId, at: toDate(at) },
  );
  if (bound !== 1) throw new KeyTaken();
}

async function replay<T>(
  units: Units,
  once: {
    request: KeyedRequest;
    resourceId: string;
    current: (resourceId: string) => Promise<T>;
  },
): Promise<Accepted<T>> {
  const { callerId, route, key, fingerprint } = once.request;
  const bound = await units.read((db) =>
    findRow(db, db.models.idempotencyKeys, { caller_id: callerId, route, idem_key: key }),
  );
  if (!bound) throw new Error('a bound key has vanished; keys are never deleted');
  if (bound.fingerprint !== fingerprint) throw new OnjeonError('IDEMPOTENCY_KEY_REUSED');
  const resource = await once.current(bound.resource_id);
  // Ours already: the answer to our own COMMIT was lost and the unit ran again.
  return { resource, replayed: bound.resource_id !== once.resourceId };
}
