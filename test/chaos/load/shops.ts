import { createConnection } from 'mysql2/promise';
import { OTHER_SHOP, SHOP } from '../../support/customers';

/** The third shop of a run. */
export const THIRD_SHOP = 'prt_01JDEM0SH0P000000000000003';

/** All partners; each has a consumer of another temper. */
export const SHOPS = [SHOP, OTHER_SHOP, THIRD_SHOP] as const;

/** A copy of the second shop under an id of its own. */
export async function addThirdShop(mysqlUrl: string): Promise<void> {
  const sql = await createConnection({ uri: mysqlUrl });
  try {
    for (const table of ['partners', 'partner_secrets']) {
      const [rows] = await sql.query(`SELECT * FROM ${table} WHERE partner_id = ?`, [OTHER_SHOP]);
      for (const row of rows as Record<string, unknown>[]) {
        const { secret_id: _number, ...copy } = row;
        await sql.query(`INSERT INTO ${table} SET ?`, [{ ...copy, partner_id: THIRD_SHOP }]);
      }
    }
  } finally {
    await sql.end();
  }
}
