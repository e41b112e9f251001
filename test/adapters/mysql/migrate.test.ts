import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { migrate } from '../../../src/adapters/mysql/migrate';
import { freshDatabase, type FreshDatabase } from '../../support/services';

jest.setTimeout(60_000); // the machine may be busy

describe('migrate', () => {
  let database: FreshDatabase;

  beforeEach(async () => {
    database = await freshDatabase();
  });

  afterEach(() => database.drop());

  async function columns(where: string): Promise<readonly RowDataPacket[]> {
    const connection = await createConnection({ uri: database.url });
    const [rows] = await connection.query<RowDataPacket[]>(
      `SELECT * FROM information_schema.columns WHERE table_schema = DATABASE() AND ${where}`,
    );
    await connection.end();
    return rows;
  }

  it('lets one of several processes migrate while the others find nothing left', async () => {
    const ran = await Promise.all([1, 2, 3, 4].map(() => migrate(database.url)));
    const [first = []] = ran.filter((names) => names.length > 0);
    expect(first).toEqual([
      ...['0001-people', '0002-payments', '0003-telling', '0004-deciding', '0005-account-tails'],
      '0006-ages',
    ]);
    expect(ran.filter((names) => names.length === 0)).toHaveLength(3);
  });

  it('does nothing when all has run', async () => {
    await migrate(database.url);
    expect(await migrate(database.url)).toEqual([]);
  });

  it('can run again after it died between two statements', async () => {
    await migrate(database.url);
    const connection = await createConnection({ uri: database.url });
    await connection.query("DELETE FROM schema_migrations WHERE name = '0003-telling'");
    await connection.query('DROP TABLE sequences');
    await connection.end();
    expect(await migrate(database.url)).toEqual(['0003-telling']);
    expect(await columns("table_name = 'sequences'")).toHaveLength(2);
  });

  it('compares every text by its bytes, and has no column that ignores case', async () => {
    await migrate(database.url);
    const loose = await columns(
      "collation_name NOT LIKE '%\\_bin' AND table_name <> 'schema_migrations'",
    );
    expect(loose).toEqual([]);
  });

  it('keeps every amount as a whole number of 64 bits', async () => {
    await migrate(database.url);
    const amounts = await columns("column_name LIKE '%\\_won'");
    expect(amounts.length).toBeGreaterThan(5);
    expect(amounts.filter((column) => column['DATA_TYPE'] !== 'bigint')).toEqual([]);
  });
});
