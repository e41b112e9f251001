import type { Check, Violation } from './facts';

const ENDED: ReadonlySet<string> = new Set([
  ...['DONE', 'PARTIAL_CANCELED', 'CANCELED', 'ABORTED', 'EXPIRED', 'ACTIVE', 'FAILED', 'CLOSED'],
]);

/** I16: nothing is open any more, except what a journey left to an operator on purpose, and that waits for one. */
export const everythingEnds: Check = (facts) => {
  const { book, waitingForOperator, openRuns } = facts;
  const things = [
    ...book.payments.map((row) => ({ ...row, id: row.payment_id })),
    ...book.refunds.map((row) => ({ ...row, id: row.refund_id })),
    ...book.accounts.map((row) => ({ ...row, id: row.account_id })),
  ];
  const open = things.flatMap(({ id, status, status_detail: detail }): Violation[] => {
    const planned = waitingForOperator.has(id);
    if (planned && detail === 'WAITING_FOR_OPERATOR') return [];
    if (!planned && ENDED.has(status)) return [];
    return [of(id, `is ${status} (${detail})${planned ? ', but was left to an operator' : ''}`)];
  });
  const runs = openRuns.filter((id) => !waitingForOperator.has(id.replace(/^[a-z]+-/, '')));
  const unpublished = book.events.filter((one) => one.partner_id && !one.published_at);
  return [
    ...open,
    ...runs.map((id) => of(id, 'is still running')),
    ...unpublished.map(({ event_id: id, type }) => of(id, `${type} is not published`)),
    ...count(facts.deadLetters, 'messages in dead-letter queues'),
    ...facts.heldTables.map((table) => of(table, 'somebody holds a lock')),
  ];
};

function count(number: number, what: string): Violation[] {
  return number === 0 ? [] : [of('the system', `${number} ${what}`)];
}

function of(subject: string, message: string): Violation {
  return { invariant: 'I16', subject, message };
}
