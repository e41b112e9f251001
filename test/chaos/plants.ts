import type { Cluster } from './cluster';
import type { People } from './load/people';
import type { Random } from './random';

/** Late execution stays inside the settling window. */
export const LATE_SECONDS = [2, 15] as const;
/** Besides those that the profile draws: one payment in so many. */
export const SILENT_EVERY = 80;

/** Drawn customers' next payments are executed and silent, or silent and executed later. */
export async function plantSilence(
  { bank }: Cluster,
  of: { people: People; random: Random; count: number },
): Promise<void> {
  const { people, random } = of;
  for (let i = 0; i < of.count; i += 1) {
    const { accountNumber } = random.pick(people.shoppers);
    const params = { seconds: random.whole(...LATE_SECONDS) };
    const where = { api: 'DrawingTransfer', accountNumber };
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
    const seconds = Math.ceil(windowMs / 1000) + random.whole(60, 90);
    return bank.plant({
      ...{ fault: 'executed-late', params: { seconds }, api: 'DrawingTransfer', accountNumber },
    });
  };
}

/** The first credit of what is given back fails. */
export function failingCredit(
  { bank }: Cluster,
  random: Random,
): (accountNumber: string) => Promise<void> {
  const faults = ['error-before', 'undecided-not-executed', 'closed', 'lost-before'];
  return (accountNumber) =>
    bank.plant({ fault: random.pick(faults), api: 'ReceivedTransferAccountNumber', accountNumber });
}
