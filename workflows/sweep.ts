import { sweeper } from './proxies';

/** Starts again whatever is overdue in the book; run by a Schedule. */
export async function sweep(): Promise<{ started: number }> {
  return sweeper.sweepOverdue();
}
