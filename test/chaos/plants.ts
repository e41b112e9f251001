import type { Cluster } from './cluster';
import type { People } from './load/people';
import type { Random } from './random';

/** Late execution stays inside the settling window. */
export const LATE_SECONDS = [2, 15] as const;
/** Besides those that the profile draws: one payment in so many. */
export const SILENT_EVERY = 60;

/** Of a payment that is to be net-cancelled. */
const SILENT_SECONDS = 70;
const DEBIT = 'DrawingTransfer';
/** Planted for one account, it stays when all is healed: what is owed may be given back later. */
export const CREDIT = 'ReceivedTransferAccountNumber';

/** Drawn customers' next payments are executed and silent, or silent and executed later. */
export async function plantSilence(
  { bank }: Cluster,
  of: { people: People; random: Random; count: number },
): Promise<void> {
  const { people, random } = of;
  for (let i = 0; i < of.count; i += 1) {
    const { accountNumber } = random.pick(people.shoppers);
    const params = { seconds: random.whole(...LATE_SECONDS) };
    const where = { api: DEBIT, accountNumber };
    await bank.plant({ fault: 'executed-late', params, ...where });
    await bank.plant({ fault: 'executed-silence', ...where });
  }
}

/** Silent, and executed when every witness has denied it for a whole window. */
export function executedTooLate(
  { bank, windowMs }: Cluster,
  random: Random,
): (accountNumber: string) => Promise<void> {
  return (accountNumber) => {
    const seconds = Math.ceil(windowMs / 1000) + random.whole(100, 150);
    return bank.plant({
      ...{ fault: 'executed-late', params: { seconds }, api: DEBIT, accountNumber },
    });
  };
}

/** The next debit is executed and silent, beyond the deadline, for every witness; the credit that gives it back fails once. */
export function netCancel(
  { bank }: Cluster,
  random: Random,
): (accountNumber: string) => Promise<void> {
  const faults = ['error-before', 'undecided-not-executed', 'closed', 'lost-before'];
  return async (accountNumber) => {
    const params = { seconds: SILENT_SECONDS };
    await bank.plant({ fault: 'silent-past-deadline', params, api: DEBIT, accountNumber });
    // One at a time: a credit that fails three times needs a person, by rule.
    const waiting = (await bank.planted()).filter((one) => one.api === CREDIT);
    if (waiting.some((one) => one.accountNumber === accountNumber)) return;
    await bank.plant({ fault: random.pick(faults), api: CREDIT, accountNumber });
  };
}
