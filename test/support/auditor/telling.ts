import { groupBy } from './facts';
import type { BookRows, Check, EventRow, HistoryRow, Message, Violation } from './facts';

const TOLD_STATES: ReadonlySet<string> = new Set([
  ...['DONE', 'PARTIAL_CANCELED', 'CANCELED', 'ABORTED', 'EXPIRED', 'ACTIVE', 'FAILED', 'CLOSED'],
]);
const TOLD_DETAILS: ReadonlySet<string> = new Set([
  ...['BANK_RESULT_UNKNOWN', 'WAITING_FOR_OPERATOR'],
]);

/** I12: each move that partners are told of has its event, and each event of a payment reached its partner's queue. */
export const toldAtLeastOnce: Check = ({ book, messages }) => {
  const arrived = new Set(messages.map(({ partnerId, eventId }) => `${partnerId} ${eventId}`));
  const told = groupBy(book.events, moveOfEvent);
  const moves = groupBy(toldMoves(book), ({ move }) => move);
  return [
    ...[...moves].flatMap(([move, rows]) => {
      const events = told.get(move)?.length ?? 0;
      return events >= rows.length ? [] : [of('I12', move, `${events} events of ${rows.length}`)];
    }),
    ...book.events
      .filter(
        ({ partner_id: partner, event_id: id }) => partner && !arrived.has(`${partner} ${id}`),
      )
      .map(({ event_id: id, type }) => of('I12', id, `${type} did not reach its partner`)),
  ];
};

/** I13: each message is an event of the book, byte for byte, and that event a committed move with its amount. */
export const nothingInvented: Check = ({ book, messages }) => {
  const events = new Map(book.events.map((event) => [event.event_id, event]));
  const moves = new Set(toldMoves(book).map(({ move }) => move));
  return messages.flatMap((message): Violation[] => {
    const event = events.get(message.eventId);
    if (!event) return [of('I13', message.eventId, 'is not in the book')];
    const found: Violation[] = [];
    if (event.partner_id !== message.partnerId) {
      found.push(of('I13', message.eventId, 'was told to another partner'));
    }
    if (event.body !== message.body) found.push(of('I13', message.eventId, 'has other bytes'));
    if (!moves.has(moveOfEvent(event))) {
      found.push(of('I13', message.eventId, `${event.type} tells of a move nobody made`));
    }
    return [...found, ...wrongAmount(message, book)];
  });
};

/** I14: repetitions are byte-equal, and each move has one event. */
export const sameIdSameBytes: Check = ({ book, messages }) => {
  const repeated = groupBy(messages, ({ eventId }) => eventId);
  const moves = groupBy(toldMoves(book), ({ move }) => move);
  return [
    ...[...repeated].flatMap(([id, copies]) =>
      new Set(copies.map(({ body }) => body)).size === 1
        ? []
        : [of('I14', id, `${copies.length} copies differ`)],
    ),
    ...[...groupBy(book.events, moveOfEvent)].flatMap(([move, events]) => {
      const made = moves.get(move)?.length ?? 0;
      return events.length <= made
        ? []
        : [of('I14', move, `${events.length} events, ${made} moves`)];
    }),
  ];
};

/** I15: without repetitions the numbers of a payment's messages are 1..n, first arrivals in that order. */
export const noGaps: Check = ({ book, messages }) => {
  const arrived = groupBy(messages, ({ body }) => String(parse(body).paymentid));
  return book.payments.flatMap(({ payment_id: id, event_sequence: last }): Violation[] => {
    const seen = new Set<string>();
    const numbers = (arrived.get(id) ?? []).flatMap(({ eventId, body }) => {
      if (seen.has(eventId)) return [];
      seen.add(eventId);
      return [Number(parse(body).sequence)];
    });
    const expected = Array.from({ length: last }, (_, i) => i + 1);
    if (numbers.join() === expected.join()) return [];
    return [of('I15', id, `told ${numbers.join()}, should be 1..${last}`)];
  });
};

interface Body {
  readonly paymentid?: unknown;
  readonly sequence?: unknown;
  readonly data?: {
    readonly payment?: { totalAmount?: unknown; currency?: unknown } | null;
    readonly refund?: { refundId?: unknown; amount?: unknown; currency?: unknown } | null;
  };
}

function parse(body: string): Body {
  return JSON.parse(body) as Body;
}

function wrongAmount({ eventId, body }: Message, book: BookRows): Violation[] {
  const { paymentid, data } = parse(body);
  const payment = book.payments.find((row) => row.payment_id === paymentid);
  const told = data?.payment;
  const found: Violation[] = [];
  if (told?.totalAmount !== payment?.amount_won || told?.currency !== 'KRW') {
    found.push(of('I13', eventId, `tells of ${String(told?.totalAmount)} won`));
  }
  const refund = data?.refund;
  if (!refund) return found;
  const row = book.refunds.find((one) => one.refund_id === refund.refundId);
  if (refund.amount !== row?.amount_won) {
    found.push(of('I13', eventId, `tells of a refund of ${String(refund.amount)} won`));
  }
  return found;
}

/**
 * Moves of which somebody is told, each as `subject state`. Of a detail people hear when it changes; of a net cancel once,
 * whatever the detail says.
 */
function toldMoves({ history, payments }: BookRows): { move: string; row: HistoryRow | null }[] {
  const details = new Map<string, string | null>();
  const moves = history.flatMap((row) => {
    const { subject_id: id, from_state: from, to_state: to, detail } = row;
    const before = details.get(id) ?? null;
    details.set(id, detail);
    if (row.subject_kind === 'transfer') return [];
    // From one partial refund to the next the state stays, and yet it is a move.
    if (from !== to || detail === null)
      return TOLD_STATES.has(to) ? [{ move: `${id} ${to}`, row }] : [];
    const isNews = detail !== null && detail !== before && TOLD_DETAILS.has(detail);
    return isNews ? [{ move: `${id} ${detail}`, row }] : [];
  });
  const netCancels = payments.filter((one) => one.net_canceled_at !== null);
  return [
    ...moves,
    ...netCancels.map(({ payment_id: id }) => ({ move: `${id} NET_CANCELING`, row: null })),
  ];
}

function moveOfEvent(event: EventRow): string {
  const [resource, what = ''] = event.type.split('.');
  const ids = { payment: event.payment_id, refund: event.refund_id, account: event.account_id };
  return `${ids[resource as keyof typeof ids]} ${what.toUpperCase()}`;
}

function of(invariant: string, subject: string, message: string): Violation {
  return { invariant, subject, message };
}
