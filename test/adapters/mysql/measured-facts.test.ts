import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';
import { freshDatabase, type FreshDatabase } from '../../support/services';

jest.setTimeout(60_000); // the machine may be busy

/**
 * What the code relies on, or guards against, as measured on the server. A version that behaves otherwise
 * is noticed here rather than assumed; it does not follow that it is worse.
 */
describe('measured facts about the server', () => {
  let database: FreshDatabase;
  let one: Connection;
  let two: Connection;

  beforeEach(async () => {
    database = await freshDatabase();
    one = await createConnection({ uri: database.url });
    two = await createConnection({ uri: database.url });
    await one.query(
      `CREATE TABLE pots (id VARCHAR(20) NOT NULL PRIMARY KEY, won BIGINT NOT NULL)
       ENGINE=InnoDB DEFAULT CHARSET=utf8mb4`,
    );
    await one.query(`INSERT INTO pots VALUES ('a', 1000), ('b', 1000)`);
    for (const connection of [one, two]) {
      await connection.query('SET SESSION innodb_lock_wait_timeout = 1');
    }
  });

  afterEach(async () => {
    await one.end();
    await two.end();
    await database.drop();
  });

  async function wonOf(id: string, connection = one): Promise<number> {
    const sql = 'SELECT won FROM pots WHERE id = ?';
    const [rows] = await connection.query<RowDataPacket[]>(sql, [id]);
    return rows[0]?.['won'] as number;
  }

  const isolate = async (level: string) => {
    for (const each of [one, two]) {
      await each.query(`SET SESSION TRANSACTION ISOLATION LEVEL ${level}`);
    }
  };

  it('loses an update of two that read, then write, without FOR UPDATE (M1)', async () => {
    await isolate('REPEATABLE READ');
    await one.beginTransaction();
    await two.beginTransaction();
    const [seenByOne, seenByTwo] = [await wonOf('a'), await wonOf('a', two)];
    await one.query(`UPDATE pots SET won = ${seenByOne - 100} WHERE id = 'a'`);
    await one.commit();
    await two.query(`UPDATE pots SET won = ${seenByTwo - 200} WHERE id = 'a'`);
    await two.commit();
    expect(await wonOf('a')).toBe(800); // not 700, and no error
  });

  it('lets a locking read see the newest commit, so that FOR UPDATE loses nothing (M1)', async () => {
    await isolate('READ COMMITTED');
    await one.beginTransaction();
    await two.beginTransaction();
    const lock = (each: Connection) =>
      each.query<RowDataPacket[]>(`SELECT won FROM pots WHERE id = 'a' FOR UPDATE`);
    const [[seenByOne]] = await lock(one);
    const waiting = lock(two);
    await one.query(`UPDATE pots SET won = ${seenByOne?.['won'] - 100} WHERE id = 'a'`);
    await one.commit();
    const [[seenByTwo]] = await waiting;
    await two.query(`UPDATE pots SET won = ${seenByTwo?.['won'] - 200} WHERE id = 'a'`);
    await two.commit();
    expect(await wonOf('a')).toBe(700);
  });

  it('sums an old snapshot under REPEATABLE READ and a fresh one under READ COMMITTED (M17)', async () => {
    const sumSeen = async (level: string) => {
      await isolate(level);
      await two.beginTransaction();
      await wonOf('a', two); // a look-up, before the lock: it fixes the snapshot
      await one.query(`INSERT INTO pots VALUES (?, 500)`, [level]);
      await two.query(`SELECT * FROM pots WHERE id = 'b' FOR UPDATE`);
      const [[row]] = await two.query<RowDataPacket[]>('SELECT SUM(won) AS won FROM pots');
      await two.rollback();
      return Number(row?.['won']);
    };
    expect(await sumSeen('REPEATABLE READ')).toBe(2_000); // blind to the 500
    expect(await sumSeen('READ COMMITTED')).toBe(3_000);
  });

  it('rolls back one statement after 1205, and commits the rest (M3)', async () => {
    await two.beginTransaction();
    await two.query(`UPDATE pots SET won = 0 WHERE id = 'b'`);
    await one.beginTransaction();
    await one.query(`UPDATE pots SET won = 1 WHERE id = 'a'`);
    const blocked = one.query(`UPDATE pots SET won = 1 WHERE id = 'b'`);
    await expect(blocked).rejects.toMatchObject({ errno: 1205 });
    await one.commit();
    await two.rollback();
    expect([await wonOf('a'), await wonOf('b')]).toEqual([1, 1_000]); // half a unit
  });

  it('rolls back the whole transaction after 1213, and runs what follows outside (M4)', async () => {
    await one.beginTransaction();
    await two.beginTransaction();
    await one.query(`UPDATE pots SET won = 1 WHERE id = 'a'`);
    await two.query(`UPDATE pots SET won = 2 WHERE id = 'b'`);
    const crossing = await Promise.allSettled([
      one.query(`UPDATE pots SET won = 1 WHERE id = 'b'`),
      two.query(`UPDATE pots SET won = 2 WHERE id = 'a'`),
    ]);
    const [victim, winner] = crossing[0].status === 'rejected' ? [one, two] : [two, one];
    const refused = crossing.find((each) => each.status === 'rejected');
    expect(refused).toMatchObject({ reason: { errno: 1213 } });
    await winner.rollback();
    await victim.query(`INSERT INTO pots VALUES ('after', 5)`);
    await victim.rollback(); // too late: that statement ran on its own
    expect([await wonOf('a'), await wonOf('after')]).toEqual([1_000, 5]);
  });

  it('takes keys that differ in case for one in a default column, and not in ascii_bin (M18)', async () => {
    const insert = (table: string) => one.query(`INSERT INTO ${table} VALUES ('Key'), ('kEY')`);
    await one.query('CREATE TABLE loose (id VARCHAR(20) PRIMARY KEY) DEFAULT CHARSET=utf8mb4');
    await expect(insert('loose')).rejects.toMatchObject({ errno: 1062 });
    await one.query(
      'CREATE TABLE exact (id VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin PRIMARY KEY)',
    );
    await expect(insert('exact')).resolves.toBeDefined();
  });
});
