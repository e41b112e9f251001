import type { Check, Facts, Violation } from './facts';

const IDS = /\b(?:pay|rfd|acc|mbr|evt)_[0-9A-Z]{26}\b/g;

/** I21: no answer and no message to X holds an id of Y. */
export const tenancy: Check = (facts) => {
  const owners = ownersOf(facts);
  // Operators may see everything, and what they see is logged.
  const customers = facts.calls.filter(({ callerId }) => !callerId.startsWith('stf_'));
  const answers = customers.flatMap(({ callerId, path, answer }) =>
    strangers(owners, { to: callerId, text: JSON.stringify(answer), where: path }),
  );
  const messages = facts.messages.flatMap(({ partnerId, body, eventId }) =>
    strangers(owners, { to: partnerId, text: body, where: eventId }),
  );
  return [...answers, ...messages];
};

/** Who may see each id: a member what is its own, a partner what was paid to it. */
function ownersOf({ book }: Facts): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  const add = (id: string | null, ...who: readonly (string | null)[]): void => {
    if (id === null) return;
    const seen = owners.get(id) ?? new Set<string>();
    who.forEach((one) => one !== null && seen.add(one));
    owners.set(id, seen);
  };
  for (const { account_id: id, member_id: member } of book.accounts) {
    add(id, member);
    add(member, member);
  }
  const payments = new Map(book.payments.map((row) => [row.payment_id, row]));
  for (const row of book.payments) {
    add(row.payment_id, row.member_id, row.partner_id);
    add(row.account_id, row.partner_id);
  }
  for (const { refund_id: id, payment_id: paymentId } of book.refunds) {
    const payment = payments.get(paymentId);
    add(id, payment?.member_id ?? null, payment?.partner_id ?? null);
  }
  for (const { event_id: id, payment_id: paymentId, partner_id: partner } of book.events) {
    add(id, partner, payments.get(paymentId ?? '')?.member_id ?? null);
  }
  return owners;
}

function strangers(
  owners: ReadonlyMap<string, ReadonlySet<string>>,
  told: { to: string; text: string; where: string },
): Violation[] {
  // What a caller asked for by its address stands in the answer's `instance`, also when it is refused.
  const asked = new Set(told.where.match(IDS) ?? []);
  return [...new Set(told.text.match(IDS) ?? [])]
    .filter((id) => !asked.has(id) && owners.has(id) && !owners.get(id)?.has(told.to))
    .map((id) => ({
      invariant: 'I21',
      subject: told.to,
      message: `saw ${id} of another in ${told.where}`,
    }));
}
