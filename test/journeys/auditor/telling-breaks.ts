import { OTHER_SHOP, PAYMENT } from '../../support/auditor/sound-facts';
import { book, changed } from './doctor';
import type { Break } from './doctor';

/** Partners told wrongly, and work that does not end, I12 to I16. */
export const TELLING_BREAKS: readonly Break[] = [
  ['I12', 'an event did not reach its partner', (f) => ({ ...f, messages: f.messages.slice(1) })],
  ['I12', 'a move has no event', (f) => book(f, { events: f.book.events.slice(1) })],
  ['I13', 'a message was invented', (f) => book(f, { events: f.book.events.slice(1) })],
  [
    'I13',
    'a message tells of another amount',
    (f) => ({
      ...f,
      messages: f.messages.map((one) => ({ ...one, body: one.body.replace('10000', '10001') })),
    }),
  ],
  [
    'I13',
    'an event tells of a move nobody made',
    (f) => book(f, { events: changed(f.book.events, 'payment.aborted', { type: 'payment.done' }) }),
  ],
  [
    'I13',
    'a message lies in the queue of another shop',
    (f) => ({
      ...f,
      messages: [...f.messages, { ...f.messages[0]!, partnerId: OTHER_SHOP }],
    }),
  ],
  [
    'I14',
    'a repetition has other bytes',
    (f) => ({
      ...f,
      messages: [...f.messages, { ...f.messages[0]!, body: `${f.messages[0]!.body} ` }],
    }),
  ],
  [
    'I14',
    'one move is told under two ids',
    (f) => book(f, { events: [...f.book.events, { ...f.book.events[0]!, event_id: 'evt_other' }] }),
  ],
  ['I15', 'a number is missing', (f) => ({ ...f, messages: f.messages.toSpliced(1, 1) })],
  [
    'I15',
    'messages of one payment change places',
    (f) => ({
      ...f,
      messages: [f.messages[1]!, f.messages[0]!, ...f.messages.slice(2)],
    }),
  ],
  [
    'I16',
    'a payment stays open',
    (f) => book(f, { payments: changed(f.book.payments, PAYMENT, { status: 'IN_PROGRESS' }) }),
  ],
  ['I16', 'a run is still open', (f) => ({ ...f, openRuns: [`payment-${PAYMENT}`] })],
  [
    'I16',
    'an event is not published',
    (f) => book(f, { events: changed(f.book.events, 'payment.done', { published_at: null }) }),
  ],
  ['I16', 'a message lies among the dead letters', (f) => ({ ...f, deadLetters: 1 })],
  ['I16', 'somebody holds a lock', (f) => ({ ...f, heldTables: ['payments'] })],
  [
    'I16',
    'what was left to an operator ended by itself',
    (f) => ({
      ...f,
      waitingForOperator: new Set([PAYMENT]),
    }),
  ],
];
