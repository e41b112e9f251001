import type { Book } from '../../../src/adapters/mysql/types';
import { testBook, testStore, type TestStore } from './book-setup';
import { givenMember, givenPartner, givenPayment } from './givens';

const LEASE = { name: 'relay', owner: 'one', seconds: 60 };
const ASSIGN = { name: 'relay', owner: 'one', limit: 1_000 };

describe('the relay’s side of the events', () => {
  let store: TestStore;
  let book: Book;

  beforeEach(async () => {
    store = await testStore();
    book = testBook(store);
  });

  afterEach(async () => {
    await book.close();
    await store.close();
  });

  const newPayment = (partnerId = store.ids.id('partner')) =>
    givenPayment(store, {
      ...{ partnerId, memberId: store.ids.id('member'), accountId: store.ids.id('account') },
    });

  const tell = (paymentId: string) =>
    store.units.unit((tx) =>
      store.events.appendPaymentEvent(tx, {
        ...{ type: 'payment.done', paymentId, refundId: null, at: store.clock.now() },
      }),
    );

  const told = async (position = 0) => book.events.after({ position, limit: 1_000 });

  describe('lease', () => {
    it('belongs to one owner at a time, who may renew it and give it back', async () => {
      const other = { ...LEASE, owner: 'two' };
      expect(await book.events.holdLease(LEASE)).toBe(true);
      expect(await book.events.holdLease(other)).toBe(false);
      expect(await book.events.holdLease(LEASE)).toBe(true);
      await book.events.releaseLease(other);
      expect(await book.events.holdLease(other)).toBe(false);
      await book.events.releaseLease(LEASE);
      expect(await book.events.holdLease(other)).toBe(true);
    });

    it('goes to one of 10 that ask at the same moment, and to another when it has run out', async () => {
      const owners = Array.from({ length: 10 }, (_, at) => `owner ${at}`);
      const held = await Promise.all(
        owners.map((owner) => book.events.holdLease({ ...LEASE, owner })),
      );
      expect(held.filter((holds) => holds)).toHaveLength(1);
      await store.units.unit((tx) =>
        tx.change('UPDATE relay_leases SET held_until = NOW(3) - INTERVAL 1 SECOND'),
      );
      expect(await book.events.holdLease({ ...LEASE, owner: 'later' })).toBe(true);
    });
  });

  describe('positions', () => {
    it('are given with the lease only', async () => {
      await tell(await newPayment());
      expect(await book.events.assignPositions(ASSIGN)).toBe(0);
      await book.events.holdLease({ ...LEASE, owner: 'two' });
      expect(await book.events.assignPositions(ASSIGN)).toBe(0);
      await book.events.releaseLease({ ...LEASE, owner: 'two' });
      await book.events.holdLease(LEASE);
      expect(await book.events.assignPositions(ASSIGN)).toBe(1);
      expect(await book.events.assignPositions(ASSIGN)).toBe(0);
    });

    it('wait for an event that commits late, so that no reader steps over it', async () => {
      await book.events.holdLease(LEASE);
      const early = await newPayment();
      const late = await newPayment();
      let commit = (): void => undefined;
      const mayCommit = new Promise<void>((resolve) => (commit = resolve));
      let written = (): void => undefined;
      const isWritten = new Promise<void>((resolve) => (written = resolve));
      const open = store.units.unit(async (tx) => {
        const event = { paymentId: late, refundId: null, at: store.clock.now() };
        await store.events.appendPaymentEvent(tx, { type: 'payment.done', ...event });
        written();
        await mayCommit;
      });
      await isWritten;
      await tell(early); // written later, committed earlier

      expect(await book.events.assignPositions(ASSIGN)).toBe(1);
      const first = await told();
      expect(first.map(({ paymentId }) => paymentId)).toEqual([early]);
      commit();
      await open;
      expect(await book.events.assignPositions(ASSIGN)).toBe(1);
      const next = await told(first.at(-1)?.position ?? 0);
      expect(next.map(({ paymentId }) => paymentId)).toEqual([late]);
    });

    it('keep the sequence of each payment even if the clock goes back', async () => {
      await book.events.holdLease(LEASE);
      const paymentId = await newPayment();
      for (let at = 0; at < 5; at += 1) {
        store.clock.set(store.clock.now() - 60_000);
        await tell(paymentId);
      }
      await book.events.assignPositions({ ...ASSIGN, limit: 2 });
      await book.events.assignPositions(ASSIGN);
      expect((await told()).map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5]);
    });

    it('are 1..n without holes while 4 writers write and 3 relays number at once', async () => {
      await book.events.holdLease(LEASE);
      const payments = await Promise.all([1, 2, 3, 4].map(() => newPayment()));
      const writing = payments.map(async (paymentId) => {
        for (let at = 0; at < 10; at += 1) await tell(paymentId);
      });
      let isDone = false;
      const relays = [1, 2, 3].map(async () => {
        while (!isDone) await book.events.assignPositions({ ...ASSIGN, limit: 7 });
      });
      await Promise.all(writing);
      isDone = true;
      await Promise.all(relays);
      await book.events.assignPositions(ASSIGN);
      const events = await told();
      expect(events.map(({ position }) => position)).toEqual(
        Array.from({ length: 40 }, (_, at) => at + 1),
      );
      for (const paymentId of payments) {
        const own = events.filter((event) => event.paymentId === paymentId);
        expect(own.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      }
    });
  });

  describe('unpublished events', () => {
    it('are those of partners with a queue, in order, until the broker has them', async () => {
      await book.events.holdLease(LEASE);
      const [withQueue, other, without] = [
        await givenPartner(store, { channels: 'WEBHOOK RABBITMQ' }),
        await givenPartner(store),
        await givenPartner(store, { channels: 'WEBHOOK' }),
      ];
      for (const partnerId of [withQueue, other, without]) await tell(await newPayment(partnerId));
      expect(await book.events.unpublished({ limit: 9, exceptPartners: [] })).toEqual([]);
      expect(await book.events.countUnpublished()).toBe(2);
      await book.events.assignPositions(ASSIGN);

      const due = await book.events.unpublished({ limit: 9, exceptPartners: [] });
      expect(due.map(({ partnerId }) => partnerId)).toEqual([withQueue, other]);
      const except = { limit: 9, exceptPartners: [withQueue] };
      expect(await book.events.unpublished(except)).toHaveLength(1);
      expect(await book.events.unpublished({ limit: 1, exceptPartners: [] })).toHaveLength(1);
      expect(await book.events.partnersWithQueue()).toEqual([withQueue, other].sort());

      await book.events.markPublished(
        due.map(({ eventId }) => eventId),
        store.clock.now(),
      );
      await book.events.markPublished(
        due.map(({ eventId }) => eventId),
        0,
      );
      expect(await book.events.countUnpublished()).toBe(0);
      const [first] = await told();
      expect(first?.publishedAt).toBe(store.clock.now());
    });

    it('never hold an account’s event, which is the member’s alone', async () => {
      await book.events.holdLease(LEASE);
      const memberId = await givenMember(store, book);
      const { resource } = await book.accounts.accept({
        ...{ memberId, bankCode: '011', accountNumber: '3021234567901', birthDate: '19900101' },
        ...{ nickname: null, testCode: null },
        request: { callerId: memberId, route: 'x', key: 'k', fingerprint: 'f' },
      });
      const { accountId } = resource;
      await store.units.unit((tx) =>
        store.events.appendAccountEvent(tx, { type: 'account.active', accountId, at: 0 }),
      );
      await book.events.assignPositions(ASSIGN);
      expect(await book.events.countUnpublished()).toBe(0);
      expect(await told()).toMatchObject([{ type: 'account.active', accountId, memberId }]);
    });
  });

  it('remembers how far each reader has come', async () => {
    expect(await book.events.cursor('balance')).toBe(0);
    await book.events.moveCursor({ reader: 'balance', position: 7 });
    await book.events.moveCursor({ reader: 'alerts', position: 3 });
    await book.events.moveCursor({ reader: 'balance', position: 5 });
    expect([await book.events.cursor('balance'), await book.events.cursor('alerts')]).toEqual([
      5, 3,
    ]);
  });
});
