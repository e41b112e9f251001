import { approvedFor } from '../support/auditor/facts';
import type { Facts, Violation } from '../support/auditor/facts';

/**
 * A part of I16: only what was planted may end by a person; the engine drives everything else to its end. It may ask for one
 * meanwhile: five tries of "still processing" are a person's business, until the bank is asked again.
 */
export function unplannedDecisions({ book }: Facts): readonly Violation[] {
  const others = [
    ...book.payments.filter((one) => one.test_code === null).map((one) => one.payment_id),
    ...book.refunds.filter((one) => one.test_code === null).map((one) => one.refund_id),
  ];
  return others
    .filter((id) => approvedFor(book, id).length > 0)
    .map((subject) => ({
      ...{ invariant: 'I16', subject, message: 'was decided by people, which nobody had planned' },
    }));
}
