import { randomUUID } from 'node:crypto';
import type { EventBook, StoredEvent } from '../../src/adapters/mysql/types';

export const SHOP = 'prt_01JDEM0SH0P000000000000001';
export const OTHER_SHOP = 'prt_01JDEM0SH0P000000000000002';

/** A payment event, as the book would hold it. */
export function aStoredEvent(
  over: Partial<StoredEvent> & { failureCode?: string | null; inAccount?: string } = {},
): StoredEvent {
  const { failureCode = null, inAccount = 'acc_1', ...fields } = over;
  const type = fields.type ?? 'payment.done';
  const resource = type.split('.')[0] ?? 'payment';
  const eventId = fields.eventId ?? `evt_${randomUUID()}`;
  const failure = failureCode ? { code: failureCode } : null;
  return {
    eventId,
    position: null,
    type,
    sequence: 1,
    paymentId: resource === 'account' ? null : `pay_${randomUUID()}`,
    refundId: resource === 'refund' ? `rfd_${randomUUID()}` : null,
    accountId: resource === 'account' ? inAccount : null,
    memberId: 'mbr_1',
    partnerId: resource === 'account' ? null : SHOP,
    body: JSON.stringify({
      id: eventId,
      data: {
        payment: { accountId: inAccount, failure: null },
        [resource]: { accountId: inAccount, failure },
      },
    }),
    createdAt: 1_000,
    publishedAt: null,
    ...fields,
  };
}

/** An event book in memory that keeps the promises of the real one as far as its readers see them. */
export function createFakeEvents(partnersWithQueue: readonly string[] = [SHOP, OTHER_SHOP]) {
  const rows: StoredEvent[] = [];
  const cursors = new Map<string, number>();
  let lease: { name: string; owner: string } | null = null;
  let leaseRefusals = 0;
  const positioned = () =>
    rows
      .filter((row) => row.position !== null)
      .sort((one, other) => Number(one.position) - Number(other.position));
  const waiting = () =>
    positioned().filter(
      ({ partnerId, publishedAt }) =>
        partnerId !== null && partnersWithQueue.includes(partnerId) && publishedAt === null,
    );
  const book: EventBook = {
    holdLease: async (wish) => {
      if (lease && lease.owner !== wish.owner) {
        leaseRefusals += 1;
        return false;
      }
      lease = wish;
      return true;
    },
    releaseLease: async ({ owner }) => {
      if (lease?.owner === owner) lease = null;
    },
    assignPositions: async ({ owner, limit }) => {
      if (lease?.owner !== owner) throw new Error('positions given without the lease');
      const without = rows.filter(({ position }) => position === null).slice(0, limit);
      let next = Math.max(0, ...rows.map(({ position }) => position ?? 0));
      for (const row of without) rows[rows.indexOf(row)] = { ...row, position: (next += 1) };
      return without.length;
    },
    partnersWithQueue: async () => partnersWithQueue,
    unpublished: async ({ limit, exceptPartners }) =>
      waiting()
        .filter(({ partnerId }) => !exceptPartners.includes(partnerId ?? ''))
        .slice(0, limit),
    markPublished: async (eventIds, at) => {
      rows.forEach((row, i) => {
        if (eventIds.includes(row.eventId)) rows[i] = { ...row, publishedAt: at };
      });
    },
    after: async ({ position, limit }) =>
      positioned()
        .filter((row) => Number(row.position) > position)
        .slice(0, limit),
    cursor: async (reader) => cursors.get(reader) ?? 0,
    moveCursor: async ({ reader, position }) => void cursors.set(reader, position),
    countUnpublished: async () => waiting().length,
  };
  return {
    book,
    rows,
    cursors,
    /** Adds events that have their positions already. */
    tell(...events: StoredEvent[]) {
      for (const event of events)
        rows.push({ ...event, position: event.position ?? rows.length + 1 });
    },
    stealLease: (owner: string) => void (lease = { name: 'relay', owner }),
    leaseRefusals: () => leaseRefusals,
    leaseOwner: () => lease?.owner ?? null,
  };
}
