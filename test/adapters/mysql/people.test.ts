import { DEMO, seedDemo } from '../../../src/adapters/mysql/seed';
import type { Book } from '../../../src/adapters/mysql/types';
import { isId } from '../../../src/domain/ids';
import { fieldKeys, hashKey, NOON, testBook, testStore, type TestStore } from './book-setup';
import { countRows, givenMember, givenPartner } from './givens';

const HOUR_MS = 3_600_000;

describe('people', () => {
  let store: TestStore;
  let book: Book;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
  });

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  const aMember = (email: string) => ({
    ...{ memberId: store.ids.id('member'), email, name: '이바다' },
    ...{ createdAt: NOON, passwordHash: 'first hash' },
  });

  describe('sign-up', () => {
    it('finds the address again whatever its case, and keeps the name readable', async () => {
      const member = aMember('Bada.Lee@Example.com');
      expect(await book.people.signUp(member)).toBe(true);
      expect(await book.people.credentialsByEmail('bada.LEE@example.COM')).toEqual({
        ...{ subjectId: member.memberId, role: 'member', passwordHash: 'first hash' },
      });
      const { passwordHash: _, ...known } = member;
      expect(await book.people.memberById(member.memberId)).toEqual(known);
    });

    it('changes nothing when the address is taken, also by 10 at once', async () => {
      const tries = await Promise.all(
        Array.from({ length: 10 }, (_, at) =>
          book.people.signUp({ ...aMember('TWICE@example.com'), passwordHash: `hash ${at}` }),
        ),
      );
      expect(tries.filter((made) => made)).toHaveLength(1);
      const winner = tries.indexOf(true);
      const kept = await book.people.credentialsByEmail('twice@example.com');
      expect(kept?.passwordHash).toBe(`hash ${winner}`);
    });

    it('knows nobody under an address that nobody has', async () => {
      expect(await book.people.credentialsByEmail('nobody@example.com')).toBeNull();
      expect(await book.people.memberById(store.ids.id('member'))).toBeNull();
      expect(await book.people.partnerById(store.ids.id('partner'))).toBeNull();
      expect(await book.people.passwordHash(store.ids.id('member'))).toBeNull();
    });
  });

  describe('sessions', () => {
    let tokens = 0;

    async function openSession(memberId: string, of: { lifeMs?: number } = {}) {
      tokens += 1;
      const session = {
        ...{ sessionId: store.ids.id('session'), subjectId: memberId, role: 'member' as const },
        ...{ refreshHash: `token ${tokens}.0`, refreshExpiresAt: NOON + 10 * HOUR_MS },
        ...{ expiresAt: NOON + (of.lifeMs ?? 100 * HOUR_MS), at: NOON },
      };
      await book.people.openSession(session);
      return session;
    }

    const rotate = (oldHash: string, changes: { newHash?: string; at?: number } = {}) =>
      book.people.rotateRefresh({
        ...{ oldHash, newHash: `${oldHash}+`, newExpiresAt: NOON + 20 * HOUR_MS, at: NOON },
        ...changes,
      });

    it('spend a refresh token once, and end when it is used again', async () => {
      const { sessionId, refreshHash } = await openSession(await givenMember(store, book));
      expect(await rotate(refreshHash)).toMatchObject({
        kind: 'ROTATED',
        session: { sessionId, endedAt: null },
        refreshExpiresAt: NOON + 20 * HOUR_MS,
      });
      expect(await rotate(`${refreshHash}+`)).toMatchObject({ kind: 'ROTATED' });
      expect(await rotate(refreshHash, { newHash: 'x' })).toEqual({ kind: 'REUSED' });
      expect((await book.people.session(sessionId))?.endedAt).toBe(NOON);
      expect(await rotate(`${refreshHash}++`)).toEqual({ kind: 'UNKNOWN' });
    });

    it('give one of 10 uses at the same moment a new token, and end for all', async () => {
      const { sessionId, refreshHash } = await openSession(await givenMember(store, book));
      const kinds = await Promise.all(
        Array.from({ length: 10 }, async (_, at) => {
          const rotated = await rotate(refreshHash, { newHash: `${refreshHash}.${at}` });
          return rotated.kind;
        }),
      );
      expect(kinds.filter((kind) => kind === 'ROTATED')).toHaveLength(1);
      expect(kinds).toContain('REUSED');
      expect((await book.people.session(sessionId))?.endedAt).toBe(NOON);
      const live = await countRows(
        store,
        `refresh_tokens JOIN sessions USING (session_id)
         WHERE session_id = '${sessionId}' AND spent_at IS NULL AND ended_at IS NULL`,
      );
      expect(live).toBe(0);
    });

    it('do not know a token that was never given, has expired, or whose session is over', async () => {
      const memberId = await givenMember(store, book);
      const { refreshHash } = await openSession(memberId);
      expect(await rotate('never given')).toEqual({ kind: 'UNKNOWN' });
      const late = { at: NOON + 11 * HOUR_MS };
      expect(await rotate(refreshHash, late)).toEqual({ kind: 'UNKNOWN' });
      const short = await openSession(memberId, { lifeMs: HOUR_MS });
      const after = { at: NOON + HOUR_MS };
      expect(await rotate(short.refreshHash, after)).toEqual({ kind: 'UNKNOWN' });
    });

    it('let no refresh token outlive the family', async () => {
      const session = await openSession(await givenMember(store, book), { lifeMs: 15 * HOUR_MS });
      expect(await rotate(session.refreshHash)).toMatchObject({
        refreshExpiresAt: NOON + 15 * HOUR_MS,
      });
    });

    it('end by logout, the first end staying on record', async () => {
      const { sessionId } = await openSession(await givenMember(store, book));
      await book.people.endSession({ sessionId, at: NOON + 1, reason: 'LOGOUT' });
      await book.people.endSession({ sessionId, at: NOON + 2, reason: 'LOGOUT' });
      expect((await book.people.session(sessionId))?.endedAt).toBe(NOON + 1);
      expect(await book.people.session(store.ids.id('session'))).toBeNull();
    });

    it('all end with a new password, and those of others live on', async () => {
      const memberId = await givenMember(store, book);
      const own = [await openSession(memberId), await openSession(memberId)];
      const other = await openSession(await givenMember(store, book));
      await book.people.changePassword({ subjectId: memberId, passwordHash: 'new', at: NOON });
      expect(await book.people.passwordHash(memberId)).toBe('new');
      for (const { sessionId } of own) {
        expect((await book.people.session(sessionId))?.endedAt).toBe(NOON);
      }
      expect((await book.people.session(other.sessionId))?.endedAt).toBeNull();
    });
  });

  describe('partners', () => {
    it('have two valid secrets while rotating, and none while suspended', async () => {
      const partnerId = await givenPartner(store);
      const suspended = await givenPartner(store, { status: 'SUSPENDED' });
      await store.units.unit((tx) =>
        tx.change(
          `INSERT INTO partner_secrets (partner_id, secret_hash, created_at, expires_at) VALUES
             (:partnerId, 'older', :at, :at), (:partnerId, 'old', :at, :later),
             (:partnerId, 'new', :at, NULL), (:suspended, 'any', :at, NULL)`,
          { partnerId, suspended, at: new Date(NOON), later: new Date(NOON + HOUR_MS) },
        ),
      );
      expect(await book.people.partnerSecretHashes(partnerId, NOON)).toEqual(['new', 'old']);
      const later = NOON + HOUR_MS;
      expect(await book.people.partnerSecretHashes(partnerId, later)).toEqual(['new']);
      expect(await book.people.partnerSecretHashes(suspended, NOON)).toEqual([]);
    });
  });

  describe('demo data', () => {
    const seed = () =>
      seedDemo({
        ...{ url: store.database.url, fieldKeys, hashKey, clock: store.clock },
        hashSecret: async (plain) => `hash of ${plain}`,
      });

    it('is there once, however often and by however many it is planted', async () => {
      await Promise.all([seed(), seed(), seed()]);
      await seed();
      for (const { email, memberId } of DEMO.members) {
        expect(isId('member', memberId)).toBe(true);
        expect(await book.people.credentialsByEmail(email)).toMatchObject({ subjectId: memberId });
      }
      for (const { email, role, staffId } of DEMO.staff) {
        expect(isId('staff', staffId)).toBe(true);
        expect(await book.people.credentialsByEmail(email)).toMatchObject({ role });
      }
      for (const { partnerId, name } of DEMO.partners) {
        expect(isId('partner', partnerId)).toBe(true);
        expect(await book.people.partnerById(partnerId)).toMatchObject({
          name,
          passbookName: name,
        });
        expect(await book.people.partnerSecretHashes(partnerId, NOON)).toHaveLength(1);
      }
    });
  });
});
