import { callsOf, pairOf } from '../support/auditor/facts';
import type { Facts, TransferRow } from '../support/auditor/facts';

/** So many stories are told in a report; the first ones explain the others. */
const MOST_STORIES = 8;

/** Everything that book and bank know of the payments that violations are about, by payment, in the order in which it happened. */
export function storiesOf(
  facts: Facts,
  subjects: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const ids = new Set(subjects.flatMap((subject) => paymentOf(facts, subject) ?? []));
  return Object.fromEntries(
    [...ids].slice(0, MOST_STORIES).map((paymentId) => [paymentId, storyOf(facts, paymentId)]),
  );
}

/** The payment that a subject (a payment, refund, transfer, event, pair or `id move`) belongs to. */
function paymentOf({ book }: Facts, subject: string): string | undefined {
  const [id = ''] = subject.split(' ');
  return (
    book.payments.find((row) => row.payment_id === id)?.payment_id ??
    book.refunds.find((row) => row.refund_id === id)?.payment_id ??
    book.transfers.find((row) => row.transfer_id === id || pairOf(row) === id)?.payment_id ??
    book.events.find((row) => row.event_id === id)?.payment_id ??
    undefined
  );
}

function storyOf(facts: Facts, paymentId: string): readonly string[] {
  const { book } = facts;
  const refunds = book.refunds.filter((row) => row.payment_id === paymentId);
  const transfers = book.transfers.filter((row) => row.payment_id === paymentId);
  const ids = new Set([
    ...[paymentId, ...refunds.map((row) => row.refund_id)],
    ...transfers.map((row) => row.transfer_id),
  ]);
  const moves = book.history
    .filter((row) => ids.has(row.subject_id))
    .map((row) => ({
      at: new Date(row.at),
      text: `${row.subject_id} ${row.from_state ?? 'new'} -> ${row.to_state} (${row.detail ?? '-'})`,
    }));
  const exchanges = book.exchanges
    .filter((row) => ids.has(row.subject_id))
    .map((row) => {
      const heard = row.class ?? 'nothing heard';
      const more = [row.because, row.finding, row.closed === 1 ? 'closed' : null];
      const words = [heard, ...more.filter((one) => one !== null)].join(' ');
      return {
        at: new Date(row.marked_at),
        text: `${row.subject_id} ${row.kind} ${pairOf(row)}: ${words}`,
      };
    });
  const decisions = book.decisions
    .filter((row) => ids.has(row.subject_id) || ids.has(row.transfer_id ?? ''))
    .map((row) => `decision ${row.decision} ${row.state} on ${row.subject_id}`);
  const lines = [...moves, ...exchanges, ...transfers.flatMap((one) => bankSide(facts, one))]
    .toSorted((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ at, text }) => `${at.toISOString().slice(11, 23)} ${text}`);
  return [...lines, ...decisions];
}

/** What the bank saw of a pair; its clock is the one our processes follow. */
function bankSide(facts: Facts, transfer: TransferRow): { at: Date; text: string }[] {
  const pair = pairOf(transfer);
  const calls = callsOf(facts, pair).map((call) => ({
    at: new Date(call.at),
    text: `bank: ${call.api} ${pair} ${call.fault ?? 'no fault'}, code ${call.code ?? '-'}${call.executed ? ', executed' : ''}`,
  }));
  const rows = facts.ledger
    .filter((row) => pairOf(row) === pair)
    .map((row) => ({ at: new Date(row.at), text: `ledger: ${row.kind} ${row.amount} ${pair}` }));
  return [...calls, ...rows];
}
