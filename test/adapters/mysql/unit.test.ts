import { OnjeonError } from '../../../src/domain/errors';
import { changeVersion, insertRow, lockRow } from '../../../src/adapters/mysql/rows';
import type { Tx } from '../../../src/adapters/mysql/unit';
import { testStore, type TestStore } from './book-setup';
import { aPaymentRow } from './rows-builder';

describe('units of work', () => {
  let store: TestStore;

  beforeAll(async () => {
    store = await testStore();
  });

  afterAll(() => store.close());

  async function givenDays(...days: readonly string[]): Promise<string> {
    const numberHash = store.ids.id('account').padEnd(64, '0');
    await store.units.unit(async (tx) => {
      for (const day of days) {
        const row = { number_hash: numberHash, day, reserved_won: 0 };
        await insertRow(tx, tx.models.accountDays, row);
      }
    });
    return numberHash;
  }

  async function addTo(tx: Tx, { hash, day }: { hash: string; day: string }): Promise<void> {
    await tx.change(
      `UPDATE account_days SET reserved_won = reserved_won + 1
       WHERE number_hash = :hash AND day = :day`,
      { hash, day },
    );
  }

  async function reserved(hash: string): Promise<readonly number[]> {
    const rows = await store.units.read((db) =>
      db.rows<{ reserved_won: number }>(
        'SELECT reserved_won FROM account_days WHERE number_hash = :hash ORDER BY day',
        { hash },
      ),
    );
    return rows.map((row) => row.reserved_won);
  }

  /** Raises an error of the server with that number. */
  const raise = (tx: Tx, errno: number) =>
    tx.change(`SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = ${errno}, MESSAGE_TEXT = 'planted'`);

  it('do all of the work or none of it', async () => {
    const hash = await givenDays('20261122');
    const failed = store.units.unit(async (tx) => {
      await addTo(tx, { hash, day: '20261122' });
      throw new Error('after the change');
    });
    await expect(failed).rejects.toThrow('after the change');
    expect(await reserved(hash)).toEqual([0]);
  });

  it('survive writers in opposite order: 200 units, all applied once', async () => {
    const hash = await givenDays('20261122', '20261123');
    let runs = 0;
    const unit = (at: number) =>
      store.units.unit(async (tx) => {
        runs += 1;
        const days = at % 2 ? ['20261122', '20261123'] : ['20261123', '20261122'];
        for (const day of days) await addTo(tx, { hash, day });
      });
    for (let batch = 0; batch < 50; batch += 1) {
      await Promise.all([0, 1, 2, 3].map(unit));
    }
    expect(await reserved(hash)).toEqual([200, 200]);
    expect(runs).toBeGreaterThan(200); // there were deadlocks to survive
  });

  it.each([1213, 1020, 1205])('are done again as a whole after error %d', async (errno) => {
    const hash = await givenDays('20261122');
    let runs = 0;
    await store.units.unit(async (tx) => {
      runs += 1;
      await addTo(tx, { hash, day: '20261122' });
      if (runs < 3) await raise(tx, errno);
    });
    expect([runs, await reserved(hash)]).toEqual([3, [1]]);
  });

  it('are given up as unavailable after five repetitions', async () => {
    let runs = 0;
    const hopeless = store.units.unit(async (tx) => {
      runs += 1;
      await raise(tx, 1213);
    });
    await expect(hopeless).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(runs).toBe(6);
  });

  it('answer a lock wait time-out at once where somebody waits for it', async () => {
    let runs = 0;
    const onLockTimeout = () => new OnjeonError('IDEMPOTENT_REQUEST_PROCESSING');
    const unit = store.units.unit(
      async (tx) => {
        runs += 1;
        await raise(tx, 1205);
      },
      { onLockTimeout },
    );
    await expect(unit).rejects.toMatchObject({ code: 'IDEMPOTENT_REQUEST_PROCESSING' });
    expect(runs).toBe(1);
  });

  it.each([1290, 1836])(
    'leave a server that turned read-only (%d) by a new connection',
    async (errno) => {
      const narrow = await testStore({ poolSize: 1 });
      const connectionId = async (db: { rows: Tx['rows'] }) =>
        (await db.rows<{ id: number }>('SELECT CONNECTION_ID() AS id'))[0]?.id;
      let used: number | undefined;
      jest.spyOn(console, 'warn').mockReturnValue(); // Sequelize warns there of the failed ROLLBACK
      const refused = narrow.units.unit(async (tx) => {
        used = await connectionId(tx);
        await raise(tx, errno);
      });
      await expect(refused).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      jest.restoreAllMocks();
      expect(await narrow.units.read(connectionId)).not.toBe(used);
      await narrow.close();
    },
  );

  it('start again when a version was lost, and see what the winner wrote', async () => {
    const row = aPaymentRow(store.ids);
    const where = { payment_id: row.payment_id };
    await store.units.unit((tx) => insertRow(tx, tx.models.payments, row));
    let runs = 0;
    await store.units.unit(async (tx) => {
      runs += 1;
      const { payments } = tx.models;
      const version = runs === 1 ? 0 : ((await lockRow(tx, payments, where))?.version ?? 0);
      await changeVersion(tx, payments, { where, version, set: { status: 'IN_PROGRESS' } });
    });
    expect(runs).toBe(2);
    const [after] = await store.units.read((db) =>
      db.rows('SELECT status, version FROM payments WHERE payment_id = :payment_id', where),
    );
    expect(after).toEqual({ status: 'IN_PROGRESS', version: 2 });
  });

  it('let a duplicate key that will not go away surface as what it is', async () => {
    const row = aPaymentRow(store.ids);
    await store.units.unit((tx) => insertRow(tx, tx.models.payments, row));
    const again = store.units.unit((tx) => insertRow(tx, tx.models.payments, row));
    await expect(again).rejects.toMatchObject({ name: 'SequelizeUniqueConstraintError' });
  });

  it('keep values out of the errors they throw', async () => {
    const broken = store.units.read((db) =>
      db.rows('SELECT * FROM nowhere WHERE email = :email', { email: 'haneul@example.com' }),
    );
    const error: unknown = await broken.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Error);
    const layers = [error, (error as { original?: unknown }).original];
    expect(JSON.stringify(layers)).not.toContain('haneul');
  });

  it('run READ COMMITTED, strictly, in UTC, and wait 3 s for a lock', async () => {
    const [session] = await store.units.read((db) =>
      db.rows(
        `SELECT @@SESSION.tx_isolation AS isolation, @@SESSION.time_zone AS zone,
           @@SESSION.innodb_lock_wait_timeout AS lock_wait,
           @@SESSION.sql_mode LIKE '%STRICT_ALL_TABLES%' AS strict`,
      ),
    );
    expect(session).toEqual({
      ...{ isolation: 'READ-COMMITTED', zone: '+00:00', lock_wait: 3, strict: 1 },
    });
  });
});
