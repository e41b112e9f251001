import type { RefundCause } from '../../domain/records';
import { insertRefund, type NewRefund } from './new-refund';
import type { Tx } from './unit';

/** A refund nobody asked for: money we owe because of a net cancel, or because operators decided so. */
export interface OwedRefund extends Omit<NewRefund, 'cause' | 'requestedBy' | 'testCode'> {
  readonly cause: Exclude<RefundCause, 'REQUESTED'>;
}

/**
 * Stores an owed refund in the unit that makes it owed, so that neither is there without the other; the sweep starts it
 * if nobody else does. The payment's row must be locked: refunds of a payment are stored under its lock.
 */
export async function insertOwedRefund(tx: Tx, owed: OwedRefund): Promise<void> {
  const requestedBy = owed.cause === 'NET_CANCEL' ? 'SYSTEM' : 'OPERATOR';
  await insertRefund(tx, { ...owed, requestedBy, testCode: null });
}
