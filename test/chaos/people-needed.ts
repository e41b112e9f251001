import type { Facts, Violation } from '../support/auditor/facts';

/** A part of I16: only what was planted may ever wait for a person; the engine drives everything else to its end. */
export function unplannedWaits({ book }: Facts): readonly Violation[] {
  const planted = new Set([
    ...book.payments.filter((one) => one.test_code !== null).map((one) => one.payment_id),
    ...book.refunds.filter((one) => one.test_code !== null).map((one) => one.refund_id),
  ]);
  const waited = book.history.filter(
    ({ detail, subject_id: id }) => detail === 'WAITING_FOR_OPERATOR' && !planted.has(id),
  );
  return [...new Set(waited.map((row) => row.subject_id))].map((subject) => ({
    ...{ invariant: 'I16', subject, message: 'waited for a person, which nobody had planned' },
  }));
}
