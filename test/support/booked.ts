import type { BankAdmin } from './bank-admin';
import { eventually } from './eventually';

/** Waits until the statement shows every row: in a day that is compared sooner some are neither matched nor missing. */
export async function everythingIsBooked(bank: BankAdmin, lagSeconds: number): Promise<void> {
  const last = Math.max(0, ...(await bank.ledger()).map(({ at }) => Date.parse(at)));
  await eventually(async () => Date.parse(await bank.now()) > last + lagSeconds * 1000, {
    ...{ what: 'the statement shows every row', everyMs: 250 },
    timeoutMs: lagSeconds * 1000 + 30_000,
  });
}
