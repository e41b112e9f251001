import { MockActivityEnvironment } from '@temporalio/testing';
import pino from 'pino';
import { createNotifications, type NotificationsDeps } from '../../activities/notifications';
import { createPatience } from '../../activities/relay-patience';
import type { OutgoingEvent, PublishFailure } from '../../src/adapters/rabbitmq/types';
import { eventually } from '../support/eventually';
import { aStoredEvent, createFakeEvents, OTHER_SHOP, SHOP } from './fake-events';

const log = pino({ level: 'silent' });

/** A broker that refuses what it is told to refuse. */
function createFakePublisher() {
  const accepted: OutgoingEvent[] = [];
  let failureOf: (event: OutgoingEvent) => PublishFailure | null = () => null;
  let batches = 0;
  return {
    accepted,
    batches: () => batches,
    fail: (how: typeof failureOf) => void (failureOf = how),
    async publish(batch: readonly OutgoingEvent[]) {
      batches += 1;
      const failed = batch.flatMap((event) => {
        const reason = failureOf(event);
        return reason ? [{ eventId: event.eventId, reason }] : [];
      });
      const lost = new Set(failed.map(({ eventId }) => eventId));
      const taken = batch.filter(({ eventId }) => !lost.has(eventId));
      accepted.push(...taken);
      return { confirmed: taken.map(({ eventId }) => eventId), failed };
    },
  };
}

describe('the relay of events', () => {
  let fake: ReturnType<typeof createFakeEvents>;
  let publisher: ReturnType<typeof createFakePublisher>;
  let stopping: AbortController;
  let env: MockActivityEnvironment;
  let running: Promise<unknown>;
  beforeEach(() => {
    fake = createFakeEvents();
    publisher = createFakePublisher();
    stopping = new AbortController();
    env = new MockActivityEnvironment();
    running = Promise.resolve();
  });
  afterEach(async () => {
    stopping.abort();
    await running.catch(() => undefined);
  });
  function start(over: Partial<NotificationsDeps> = {}) {
    let owners = 0;
    const { relayEvents } = createNotifications({
      events: fake.book,
      publisher,
      clock: { now: () => 7_000 },
      newOwner: () => `owner-${(owners += 1)}`,
      stopping: stopping.signal,
      log,
      ...over,
    });
    const run = env.run(relayEvents, { roundSeconds: 60 });
    running = run;
    return run;
  }
  const published = () => fake.rows.filter(({ publishedAt }) => publishedAt === 7_000).length;

  it('gives positions, publishes, marks what was confirmed, and tells the counts', async () => {
    fake.rows.push(...Array.from({ length: 450 }, () => aStoredEvent()));
    const run = start();
    await eventually(() => published() === 450, { what: 'all published' });
    stopping.abort();
    expect(await run).toEqual({ positioned: 450, published: 450, failed: 0 });
    expect(publisher.accepted.map(({ eventId }) => eventId)).toEqual(
      fake.rows.map(({ eventId }) => eventId),
    );
  });

  it('gives account events a position and keeps them off the broker', async () => {
    fake.rows.push(aStoredEvent({ type: 'account.active' }), aStoredEvent());
    void start();
    await eventually(() => published() === 1, { what: 'the payment event' });
    expect(fake.rows.map(({ position }) => position)).toEqual([1, 2]);
    expect(publisher.accepted.map(({ type }) => type)).toEqual(['payment.done']);
  });

  it('does not let the full queue of one partner hold up the others', async () => {
    publisher.fail(({ partnerId }) => (partnerId === SHOP ? 'REFUSED' : null));
    // More than a batch of the one that is full, before the other's.
    fake.tell(...Array.from({ length: 250 }, () => aStoredEvent()));
    fake.tell(aStoredEvent({ partnerId: OTHER_SHOP }));
    void start();
    await eventually(() => publisher.accepted.length === 1, { what: "the other partner's event" });
    expect(published()).toBe(1);
    publisher.fail(() => null);
    await eventually(() => published() === 251, {
      what: 'the first one as well, once there is room',
    });
  });

  it('keeps everything and asks less often while the broker takes nothing', async () => {
    publisher.fail(() => 'AWAY');
    fake.tell(aStoredEvent());
    void start();
    await eventually(() => publisher.batches() >= 2, { what: 'two tries' });
    expect(published()).toBe(0);
    publisher.fail(() => null);
    await eventually(() => published() === 1, { what: 'the broker is back' });
  });

  it('touches nothing while another relay holds the lease, and takes over after it', async () => {
    fake.stealLease('somebody else');
    fake.rows.push(aStoredEvent());
    void start();
    await eventually(() => fake.leaseRefusals() >= 2, { what: 'it asked for the lease' });
    expect(publisher.batches()).toBe(0);
    expect(fake.rows[0]?.position).toBeNull();
    await fake.book.releaseLease({ name: 'relay', owner: 'somebody else' });
    await eventually(() => published() === 1, { what: 'the lease is ours' });
  });

  it.each(['cancellation', 'shutdown'])(
    'ends its round at a %s and gives the lease back',
    async (how) => {
      const run = start();
      await eventually(() => fake.leaseOwner() === 'owner-1', { what: 'the lease' });
      if (how === 'shutdown') stopping.abort();
      else env.cancel('CANCELLED');
      expect(await run).toEqual({ positioned: 0, published: 0, failed: 0 });
      expect(fake.leaseOwner()).toBeNull();
    },
  );

  it('fails its round, and gives the lease back, when the book fails', async () => {
    const events = {
      ...fake.book,
      unpublished: () => Promise.reject(new Error('the database is away')),
    };
    await expect(start({ events })).rejects.toThrow('the database is away');
    expect(fake.leaseOwner()).toBeNull();
  });
});

describe('patience with a partner', () => {
  it('doubles from one second to a minute, and ends with the first success', () => {
    let now = 0;
    const patience = createPatience(() => now);
    const waits: number[] = [];
    for (let i = 0; i < 9; i += 1) {
      patience.failed(SHOP);
      patience.failed(SHOP); // of the same batch
      const began = now;
      while (patience.waiting().includes(SHOP)) now += 1_000;
      waits.push(now - began);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000));
    patience.worked(SHOP);
    patience.failed(SHOP);
    now += 1_000;
    expect(patience.waiting()).toEqual([]);
  });
});
