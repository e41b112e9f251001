import type { RequestRow } from '../bank-admin';
import { callsOf, groupBy, pairOf, pairOfRequest } from './facts';
import type { Check, ExchangeRow, Facts, TransferRow, Violation } from './facts';

const SENDS: Readonly<Record<string, 'DEBIT' | 'CREDIT'>> = {
  DrawingTransfer: 'DEBIT',
  ReceivedTransferAccountNumber: 'CREDIT',
};
/** Calls that may be repeated under their pair, like transfers. */
const REPEATABLE: ReadonlySet<string> = new Set([...Object.keys(SENDS), 'OpenFinAccountDirect']);
const MOST_SENDS = 5;
/** No send in the last 30 s of its Korean day, but what was on the line by then. */
const LAST_ARRIVAL = '23:59:32';

/** I17: the discipline of the unknown, from the bank's request log and our exchanges. */
export const discipline: Check = (facts) => {
  const bySubject = groupBy(facts.book.exchanges, (one) => one.subject_id);
  return [
    ...strangePairs(facts),
    ...facts.book.transfers.flatMap((transfer) => {
      const exchanges = bySubject.get(transfer.transfer_id) ?? [];
      return wrongSends(facts, { transfer, exchanges });
    }),
    ...sentAfterAnAnswer(facts),
    ...earlyNewPairs(facts),
  ];
};

/** Every send was marked in the book before it left, and no question re-uses a number. */
function strangePairs({ requests, book }: Facts): Violation[] {
  const transfers = groupBy(book.transfers, pairOf);
  return [...groupBy(requests, pairOfRequest)].flatMap(([pair, calls]): Violation[] => {
    const apis = new Set(calls.map(({ api }) => api));
    const [api = ''] = apis;
    if (apis.size > 1) return [of(pair, `was used for ${[...apis].join(' and ')}`)];
    if (!REPEATABLE.has(api) && calls.length > 1) return [of(pair, `${api} used it twice`)];
    const [owner] = transfers.get(pair) ?? [];
    if (SENDS[api] !== owner?.kind) return [of(pair, `${api} without a transfer of its kind`)];
    return [];
  });
}

/** All sends of one transfer are one request: few, marked, on its day, with one body. */
function wrongSends(
  facts: Facts,
  { transfer, exchanges }: { transfer: TransferRow; exchanges: readonly ExchangeRow[] },
): Violation[] {
  const id = transfer.transfer_id;
  const sends = sendsOf(facts, transfer);
  const marks = exchanges.filter((one) => one.kind === 'SEND');
  const bodies = new Set(sends.map(({ body }) => JSON.stringify(body)));
  const found: Violation[] = [];
  if (sends.length > marks.length) {
    found.push(of(id, `${sends.length} sends, ${marks.length} marks in the book`));
  }
  if (sends.length > MOST_SENDS) found.push(of(id, `${sends.length} sends`));
  if (bodies.size > 1) found.push(of(id, 'sends with different bodies'));
  for (const call of sends) {
    if (Number(call.body['Tram']) !== transfer.amount_won) {
      found.push(of(id, `asked for ${String(call.body['Tram'])} won, not ${transfer.amount_won}`));
    }
    found.push(...outOfItsDay(call, transfer));
  }
  return found;
}

function outOfItsDay(call: RequestRow, transfer: TransferRow): Violation[] {
  const day = call.at.slice(0, 10).replaceAll('-', '');
  const time = call.at.slice(11, 19);
  if (day !== transfer.tsymd) return [of(transfer.transfer_id, `sent on ${day}`)];
  return time >= LAST_ARRIVAL ? [of(transfer.transfer_id, `sent at ${time}`)] : [];
}

/** After an answer of NH's that reached us a pair is only asked about. */
function sentAfterAnAnswer({ book }: Facts): Violation[] {
  return [...groupBy(book.exchanges, (one) => one.subject_id)].flatMap(([id, exchanges]) => {
    const sends = exchanges.filter((one) => one.kind === 'SEND' && one.class !== 'NEVER_LEFT');
    const answered = sends.find(hasAnswer);
    const later = sends.filter((one) => answered && one.exchange_id > answered.exchange_id);
    return later.length === 0 ? [] : [of(id, `sent again after ${answered?.class}`)];
  });
}

function hasAnswer({ class: heard, because }: ExchangeRow): boolean {
  if (heard === null || heard === 'NEVER_LEFT') return false;
  return heard !== 'UNKNOWN' || because !== 'NO_ANSWER';
}

/** A second pair of one movement exists only after proof and the window, or if nothing of the first ever left. */
function earlyNewPairs(facts: Facts): Violation[] {
  const { book } = facts;
  return [...groupBy(book.transfers, (one) => one.movement_id)].flatMap(([id, transfers]) => {
    const inOrder = [...transfers].sort((one, other) => one.attempt - other.attempt);
    return inOrder.slice(1).flatMap((transfer, i): Violation[] => {
      const before = inOrder[i];
      if (!before) return [];
      if (transfer.kind === 'DEBIT' && sendsOf(facts, before).length > 0) {
        return [of(id, 'a payment that was sent got a second pair')];
      }
      return mayFollow(facts, before, transfer);
    });
  });
}

function mayFollow(facts: Facts, before: TransferRow, transfer: TransferRow): Violation[] {
  const id = transfer.transfer_id;
  const earlier = sendsOf(facts, before);
  const last = earlier.at(-1);
  if (!last) {
    const newDay = before.tsymd !== transfer.tsymd;
    return newDay ? [] : [of(id, 'a new pair on the same day, although nothing had left')];
  }
  const { book } = facts;
  const granted = book.decisions.some(
    (one) =>
      one.transfer_id === before.transfer_id &&
      one.state === 'APPROVED' &&
      (one.decision === 'SEND_AGAIN' || one.decision === 'NOT_EXECUTED'),
  );
  if (granted) return [];
  const exchanges = book.exchanges.filter((one) => one.subject_id === before.transfer_id);
  const isOwed = book.refunds.some(
    (one) => one.refund_id === before.movement_id && one.cause !== 'REQUESTED',
  );
  const proven = exchanges.some((one) => provesNothingMoved(one) || (isOwed && isRefusal(one)));
  if (!proven) return [of(id, 'a new pair without proof about the one before')];
  const first = sendsOf(facts, transfer)[0];
  if (!first || Date.parse(first.at) >= Date.parse(last.at) + facts.windowMs) return [];
  return [of(id, 'a new pair inside the settling window')];
}

function provesNothingMoved({ finding, closed }: ExchangeRow): boolean {
  return finding === 'NOT_FOUND' || closed === 1;
}

/** Money that is owed is tried again after a definite no. */
function isRefusal({ class: heard, finding }: ExchangeRow): boolean {
  return heard === 'REFUSED' || finding === 'REFUSED' || finding === 'OTHER_FAILURE';
}

function sendsOf(facts: Facts, transfer: TransferRow): readonly RequestRow[] {
  return callsOf(facts, pairOf(transfer));
}

function of(subject: string, message: string): Violation {
  return { invariant: 'I17', subject, message };
}
