import { randomUUID } from 'node:crypto';
import type { CrashPoint } from '../../src/domain/crash-points';
import { dealt, dieAt, rowsOf, thirdOf, walkInLanes } from '../support/crash-walk';
import { aMember, customerOf, openAccount, settledAs } from '../support/customers';
import { eventually } from '../support/eventually';
import type { Stage } from '../support/journey';
import type { System } from '../support/system';

/**
 * The 13 borders of an account opening: no partner is told of it, so the four of telling are none of its. A third of them
 * in an ordinary run, see `thirdOf`.
 */
const share = thirdOf('crash-points-opening');
/** Borders after which the row is there, and ends without the caller's help. */
const COMMITTED: ReadonlySet<CrashPoint> = new Set(['A3', 'A4', 'A5']);
/** At the question whether the alias has been issued; the bank lets us ask for a while. */
const CHECKED: ReadonlySet<CrashPoint> = new Set(['W7', 'W8']);

type Member = Awaited<ReturnType<typeof aMember>>;

/** What the bank was asked about this opening. */
async function asked({ bank }: System, { accountNumber }: Member): Promise<string[]> {
  const requests = await bank.requests();
  const opens = requests.filter(
    ({ api, body }) => api === 'OpenFinAccountDirect' && body['Acno'] === accountNumber,
  );
  return opens.map(({ header }) => String(header['IsTuno']));
}

/** The member's only account is ACTIVE, although nobody asked again. */
async function isOpenedByItself({ client }: Member): Promise<void> {
  await eventually(
    async () => {
      const { body } = await client.get('/v1/accounts');
      const accounts = body['data'] as { status: string }[];
      return accounts.length === 1 && accounts[0]?.status === 'ACTIVE';
    },
    { what: 'the account is ACTIVE', timeoutMs: 60_000, everyMs: 250 },
  );
}

/** Asks for an account, dies at the border, comes back, and has opened it once, for use. */
async function dieAndGoOn({ stage, point }: { stage: Stage; point: CrashPoint }): Promise<void> {
  const { system } = stage;
  const member = await aMember(system, { balance: 10_000 });
  const testCode = CHECKED.has(point) ? { testCode: 'ACCOUNT_PENDING' } : {};
  const options = { key: randomUUID(), timeoutMs: 10_000, ...testCode };
  const open = () => openAccount(member, options);
  if (CHECKED.has(point)) {
    const opening = open();
    await isBeingIssued(system);
    await dieAt(stage, { point, deed: () => opening });
  } else {
    await dieAt(stage, { point, deed: open });
  }

  if (COMMITTED.has(point)) await isOpenedByItself(member);
  const again = await open();
  expect([201, 202]).toContain(again.status);
  const accountId = String(again.body['accountId']);
  await settledAs(member.client, `/v1/accounts/${accountId}`, ['ACTIVE']);
  await isOpenedByItself(member);
  expect(new Set(await asked(system, member)).size).toBe(1);
  const told = "SELECT event_id FROM events WHERE account_id = ? AND type = 'account.active'";
  expect(await rowsOf(system, told, [accountId])).toHaveLength(1);
  await customerOf({ ...member, accountId }).payAndSettle(1_000);
}

const CHECKS = `SELECT exchange_id FROM bank_exchanges
   JOIN accounts ON account_id = subject_id AND status = 'PENDING' WHERE kind = 'ISSUE'`;

/** The holder is known and the opening is made: what the bank is asked from now on is whether it was issued. */
async function isBeingIssued(system: System): Promise<void> {
  await eventually(async () => (await rowsOf(system, CHECKS)).length > 0, {
    what: 'the bank is asked whether the alias was issued',
    timeoutMs: 60_000,
    everyMs: 200,
  });
}

describe(`opening (${share.chosen})`, () => {
  walkInLanes(
    dealt(share.points, 2).map((points) => ({
      points,
      proof: 'the account is opened once',
      begin: async (stage) => (point) => dieAndGoOn({ stage, point }),
    })),
  );
});
