import { createConnection } from 'mysql2/promise';
import { heldTables } from '../../support/auditor/collect';
import { freshDatabase } from '../../support/services';
import type { FreshDatabase } from '../../support/services';

/** The auditor's look at locks, on a real server. */
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

it('names the table of which somebody holds a row, and none once it is let go', async () => {
  const places = { mysqlUrl: database.url };
  const sql = await createConnection({ uri: database.url });
  try {
    for (const table of ['account_days', 'payments', 'refunds', 'accounts']) {
      await sql.query(`CREATE TABLE ${table} (id INT PRIMARY KEY) ENGINE=InnoDB`);
      await sql.query(`INSERT INTO ${table} VALUES (1)`);
    }
    await sql.query('START TRANSACTION');
    await sql.query('SELECT id FROM refunds FOR UPDATE');
    expect(await heldTables(places)).toEqual(['refunds']);
    await sql.query('COMMIT');
    expect(await heldTables(places)).toEqual([]);
  } finally {
    await sql.end();
  }
}, 180_000);
