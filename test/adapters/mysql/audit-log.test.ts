import type { AuditEntry } from '../../../src/adapters/mysql/ops-types';
import type { Book } from '../../../src/adapters/mysql/types';
import { NOON, testBook, testStore, type TestStore } from './book-setup';

const FIRST = 'stf_01JDEM0STAFF00000000000002';
const SUBJECT = 'pay_01JD8QK3V5M7N9P1R3T5W7Y9Z1';

const anEntry = (changes: Partial<AuditEntry> = {}): Parameters<Book['audit']['append']>[0] => ({
  at: NOON,
  actorId: FIRST,
  role: 'operator',
  action: 'GET /v1/ops/work-items',
  subjectId: null,
  outcome: 200,
  requestId: 'req_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  details: { kind: 'PAYMENT', limit: 20 },
  ...changes,
});

describe('the audit log', () => {
  let store: TestStore;
  let book: Book;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
  });

  beforeEach(empty);

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  const change = (sql: string) => store.units.unit((tx) => tx.change(sql));
  async function empty() {
    await change('DELETE FROM audit_log');
    await change("UPDATE audit_head SET entry = 0, hash = REPEAT('0', 64)");
  }
  const planted = async (entries: number) => {
    for (let i = 1; i <= entries; i += 1) await book.audit.append(anEntry({ outcome: 200 + i }));
  };

  it('is whole when nothing was done to it, also before its first entry', async () => {
    expect(await book.audit.verify()).toMatchObject({ entries: 0, brokenAt: null });
    await planted(5);
    expect(await book.audit.verify()).toMatchObject({ entries: 5, brokenAt: null });
  });

  it('numbers entries without gaps, whoever writes at the same moment', async () => {
    const other = testBook(store);
    const writers = Array.from({ length: 40 }, (_, i) => (i % 2 ? book : other));
    await Promise.all(writers.map((one) => one.audit.append(anEntry())));
    await other.close();
    expect(await book.audit.verify()).toMatchObject({ entries: 40, brokenAt: null });
  });

  it.each([
    ['at', 'at = at + INTERVAL 1 SECOND'],
    ['who', "actor_id = 'stf_01JDEM0STAFF00000000000003'"],
    ['role', "role = 'cs'"],
    ['action', "action = 'GET /v1/ops/bank'"],
    ['subject', `subject_id = '${SUBJECT}'`],
    ['outcome', 'outcome = 403'],
    ['request', "request_id = 'req_01JD8QK3V5M7N9P1R3T5W7Y9Z2'"],
    ['details', "details = '{}'"],
    ['hash', "hash = REPEAT('a', 64)"],
    ['hash before', "previous_hash = REPEAT('a', 64)"],
  ])('names the entry whose %s was edited', async (_what, set) => {
    await planted(5);
    expect(await change(`UPDATE audit_log SET ${set} WHERE entry = 3`)).toBe(1);
    expect(await book.audit.verify()).toMatchObject({ entries: 2, brokenAt: 3 });
  });

  it('names an entry that was removed, at the beginning, in the middle and at the end', async () => {
    for (const entry of [1, 3, 5]) {
      await empty();
      await planted(5);
      await change(`DELETE FROM audit_log WHERE entry = ${entry}`);
      expect(await book.audit.verify()).toMatchObject({ brokenAt: entry });
    }
  });

  it('names the first of two entries that were swapped', async () => {
    await planted(5);
    await change('UPDATE audit_log SET entry = 99 WHERE entry = 2');
    await change('UPDATE audit_log SET entry = 2 WHERE entry = 4');
    await change('UPDATE audit_log SET entry = 4 WHERE entry = 99');
    expect(await book.audit.verify()).toMatchObject({ brokenAt: 2 });
  });

  it('names an entry that was put in between with the others moved up', async () => {
    await planted(3);
    await change('UPDATE audit_log SET entry = entry + 1 WHERE entry > 1 ORDER BY entry DESC');
    await change(`INSERT INTO audit_log SELECT 2, at, actor_id, role, action, subject_id, outcome,
      request_id, details, previous_hash, hash FROM audit_log WHERE entry = 1`);
    expect(await book.audit.verify()).toMatchObject({ brokenAt: 2 });
  });

  it('lists newest first, by who and by what, page by page', async () => {
    const other = 'stf_01JDEM0STAFF00000000000003';
    await book.audit.append(anEntry({ subjectId: SUBJECT }));
    await book.audit.append(anEntry({ actorId: other, subjectId: SUBJECT }));
    await book.audit.append(anEntry());
    const all = { actorId: null, subjectId: null, after: null, limit: 2 };
    const page = await book.audit.list(all);
    expect(page.items.map(({ entry }) => entry)).toEqual([3, 2]);
    const rest = await book.audit.list({ ...all, after: page.next });
    expect([rest.items.map(({ entry }) => entry), rest.next]).toEqual([[1], null]);
    const about = await book.audit.list({ ...all, actorId: other, subjectId: SUBJECT });
    expect(about.items).toMatchObject([
      { entry: 2, ...anEntry({ actorId: other, subjectId: SUBJECT }) },
    ]);
  });
});
