import { approvedFor, groupBy, pairOf, pairOfRequest } from './facts';
import type { Check, ExchangeRow, Facts, Violation } from './facts';

const broken = (subject: string, message: string): Violation => ({
  invariant: 'I6',
  subject,
  message,
});

/** I6: each bank row belongs to exactly one payment or refund, and each ended one has evidence for what it says. */
export const noOrphans: Check = (facts) => [...orphans(facts), ...unproven(facts)];

function orphans({ ledger, book }: Facts): Violation[] {
  const transfers = groupBy(book.transfers, pairOf);
  return ledger.flatMap((row): Violation[] => {
    const owners = transfers.get(pairOf(row)) ?? [];
    const [owner] = owners;
    const subject = `ledger row ${row.seq}`;
    if (owners.length !== 1 || !owner) return [broken(subject, `${owners.length} owners`)];
    const differs = owner.kind !== row.kind || !row.text.startsWith(owner.passbook_text);
    return differs ? [broken(subject, `is not what ${owner.transfer_id} sent`)] : [];
  });
}

/** What must have been heard from the bank for an end. */
const PROOFS: Readonly<Record<string, (exchange: ExchangeRow) => boolean>> = {
  DONE: ({ class: heard, finding }) => heard === 'SUCCEEDED' || finding === 'EXECUTED',
  ABORTED: ({ class: heard, finding }) =>
    heard === 'REFUSED' || ['REFUSED', 'NOT_FOUND', 'OTHER_FAILURE'].includes(finding ?? ''),
};
const PROOF_OF: Readonly<Record<string, string>> = {
  DONE: 'DONE',
  PARTIAL_CANCELED: 'DONE',
  CANCELED: 'DONE',
  ABORTED: 'ABORTED',
};

/** The evidence is an exchange of ours that says so, and that the bank's own log knows. */
function unproven({ book, requests }: Facts): Violation[] {
  const transfers = groupBy(book.transfers, (transfer) => transfer.movement_id);
  const exchanges = groupBy(book.exchanges, (exchange) => exchange.subject_id);
  const logged = new Set(requests.map(pairOfRequest));
  const ended = [
    ...book.payments.map(({ payment_id: id, status }) => ({ id, status })),
    ...book.refunds.map(({ refund_id: id, status }) => ({ id, status })),
  ];
  return ended.flatMap(({ id, status }): Violation[] => {
    const proves = PROOFS[PROOF_OF[status] ?? ''];
    if (!proves) return [];
    if (isDecided(book, id)) return [];
    const own = (transfers.get(id) ?? []).flatMap((one) => exchanges.get(one.transfer_id) ?? []);
    const proofs = own.filter(proves);
    if (proofs.length === 0) return [broken(id, `${status} without evidence`)];
    if (proofs.some((proof) => logged.has(pairOf(proof)))) return [];
    return [broken(id, `${status} by an answer the bank never gave`)];
  });
}

/** Two people have said how it ended, and not one person twice. */
function isDecided(book: Facts['book'], id: string): boolean {
  return approvedFor(book, id).some(
    ({ decision, proposed_by: one, decided_by: other }) =>
      ['EXECUTED', 'NOT_EXECUTED', 'SETTLED_OUTSIDE'].includes(decision) && one !== other,
  );
}
