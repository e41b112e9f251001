import { Op } from 'sequelize';
import type { BookParts } from './book-parts';
import { toDate, toInstant } from './mappers';
import type { EventRow } from './models/telling';
import { findRow, findRows, insertRow, lockRow, updateRows } from './rows';
import type { EventBook, StoredEvent } from './types';
import type { Reader, Tx, Units } from './unit';

const POSITIONS = 'event-position';
const QUEUE_CHANNEL = 'RABBITMQ';

/**
 * The relay's side of the events: one writer at a time, positions after the commit, readers with
 * cursors.
 */
export function createEventBook({ units }: Pick<BookParts, 'units'>): EventBook {
  return {
    ...leases(units),
    ...cursors(units),

    assignPositions: (lease) => units.unit((tx) => assignPositions(tx, lease)),

    partnersWithQueue: () => units.read(partnersWithQueue),

    unpublished: ({ limit, exceptPartners }) =>
      units.read(async (db) => {
        const except = new Set(exceptPartners);
        const partners = (await partnersWithQueue(db)).filter((id) => !except.has(id));
        const rows = await findRows(db, db.models.events, {
          where: {
            publish_due: 1,
            position: { [Op.ne]: null },
            partner_id: { [Op.in]: partners },
          },
          order: ['position'],
          limit,
        });
        return rows.map(toStoredEvent);
      }),

    markPublished: (eventIds, at) =>
      units.unit(async (tx) => {
        await updateRows(tx, tx.models.events, {
          where: { event_id: { [Op.in]: [...eventIds] }, publish_due: 1 },
          set: { published_at: toDate(at), publish_due: 0 },
        });
      }),

    after: ({ position, limit }) =>
      units.read(async (db) => {
        const where = { position: { [Op.gt]: position } };
        const rows = await findRows(db, db.models.events, { where, order: ['position'], limit });
        return rows.map(toStoredEvent);
      }),

    countUnpublished: () =>
      units.read(async (db) => {
        const partners = await partnersWithQueue(db);
        return db.models.events.count({
          where: { publish_due: 1, partner_id: { [Op.in]: [...partners] } },
        });
      }),
  };
}

function leases(units: Units): Pick<EventBook, 'holdLease' | 'releaseLease'> {
  return {
    holdLease: (lease) => units.unit((tx) => holdLease(tx, lease)),

    releaseLease: ({ name, owner }) =>
      units.unit(async (tx) => {
        await tx.change('DELETE FROM relay_leases WHERE name = :name AND owner = :owner', {
          name,
          owner,
        });
      }),
  };
}

function cursors(units: Units): Pick<EventBook, 'cursor' | 'moveCursor'> {
  return {
    cursor: (reader) =>
      units.read(async (db) => {
        const row = await findRow(db, db.models.relayCursors, { reader });
        return row ? Number(row.position) : 0;
      }),

    moveCursor: ({ reader, position }) =>
      units.unit(async (tx) => {
        await tx.change(
          `INSERT INTO relay_cursors (reader, position) VALUES (:reader, :position)
           ON DUPLICATE KEY UPDATE position = :position`,
          { reader, position },
        );
      }),
  };
}

/** The clock is the database's own: those of two processes may differ by more than the lease. */
async function holdLease(
  tx: Tx,
  { name, owner, seconds }: { name: string; owner: string; seconds: number },
): Promise<boolean> {
  const lease = await lockRow(tx, tx.models.relayLeases, { name });
  const [clock] = await tx.rows<{ now: Date }>('SELECT NOW(3) AS now');
  if (!clock) throw new Error('the database has no clock');
  const held_until = new Date(clock.now.getTime() + seconds * 1000);
  if (!lease) {
    await insertRow(tx, tx.models.relayLeases, { name, owner, held_until });
    return true;
  }
  if (lease.owner !== owner && lease.held_until > clock.now) return false;
  await updateRows(tx, tx.models.relayLeases, { where: { name }, set: { owner, held_until } });
  return true;
}

/**
 * Numbers committed events only: the plain SELECT sees no row of a unit still open, so a late one
 * gets a later number instead of one that readers have passed already. `entry` keeps the order
 * within a payment, whose events are written one after the other under its lock. The counter's row
 * is locked throughout, so that positions also *appear* in their order.
 */
async function assignPositions(
  tx: Tx,
  { name, owner, limit }: { name: string; owner: string; limit: number },
): Promise<number> {
  const counter = await lockRow(tx, tx.models.sequences, { name: POSITIONS });
  if (!counter) throw new Error('the counter of positions is missing: migrations have not run');
  const held = await tx.rows(
    'SELECT owner FROM relay_leases WHERE name = :name AND owner = :owner AND held_until > NOW(3)',
    { name, owner },
  );
  if (held.length === 0) return 0;

  const waiting = await tx.rows<{ event_id: string }>(
    'SELECT event_id FROM events WHERE position IS NULL ORDER BY entry LIMIT :limit',
    { limit },
  );
  if (waiting.length === 0) return 0;
  const ids = waiting.map((row) => row.event_id);
  const first = Number(counter.next_value);
  await tx.change(
    `UPDATE events SET position = :before + FIELD(event_id, :ids)
     WHERE event_id IN (:ids) AND position IS NULL`,
    { before: first - 1, ids },
  );
  await updateRows(tx, tx.models.sequences, {
    where: { name: POSITIONS },
    set: { next_value: first + ids.length },
  });
  return ids.length;
}

async function partnersWithQueue(db: Reader): Promise<readonly string[]> {
  const rows = await db.rows<{ partner_id: string }>(
    `SELECT partner_id FROM partners
     WHERE CONCAT(' ', channels, ' ') LIKE :channel ORDER BY partner_id`,
    { channel: `% ${QUEUE_CHANNEL} %` },
  );
  return rows.map((row) => row.partner_id);
}

function toStoredEvent(row: EventRow): StoredEvent {
  return {
    eventId: row.event_id,
    position: row.position === null ? null : Number(row.position),
    type: row.type,
    sequence: row.sequence,
    paymentId: row.payment_id,
    refundId: row.refund_id,
    accountId: row.account_id,
    memberId: row.member_id,
    partnerId: row.partner_id,
    body: row.body,
    createdAt: row.created_at.getTime(),
    publishedAt: toInstant(row.published_at),
  };
}
