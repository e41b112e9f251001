import { SCENARIOS } from '../../src/domain/scenarios';
import { aCustomer } from '../support/customers';
import { eventually } from '../support/eventually';
import { auditAtTheEnd, journey, setStage } from '../support/journey';
import { openingWalk, payingWalk, refreshingWalk, refundingWalk } from '../support/scenario';
import type { Expected, Walk } from '../support/scenario';

/**
 * Every `X-Test-Code` scenario leads where the documentation says. Almost all walks begin together: most of their time is the
 * settling window. It is longer than the longest lag a scenario makes (30 s), else "not there" would be believed too soon.
 */
const stage = setStage(() => ({ env: { NH_CHECK_INTERVAL_SECONDS: '8' } }));

const done: Expected = { status: 'DONE' };
const doneByCheck: Expected = { status: 'DONE', decidedBy: 'RESULT_CHECK' };
const active: Expected = { status: 'ACTIVE' };
const waiting: Expected = { status: 'WAITING_FOR_OPERATOR', http: 202, leftToOperator: true };
const refused = (failure: string): Expected => ({
  status: 'ABORTED',
  failure,
  decidedBy: 'BANK_ANSWER',
});
const failed = (failure: string): Expected => ({ status: 'FAILED', failure });
const noBalance = (failure: string): Expected => ({ status: 'FAILED', failure });

/** What holds for payments and refunds alike. */
const MOVEMENTS: Readonly<Record<string, Expected>> = {
  BANK_SLOW: done,
  BANK_RATE_LIMITED: done,
  BANK_5XX_NOT_EXECUTED: done,
  BANK_SILENT_NOT_EXECUTED: done,
  BANK_SILENT_EXECUTED: doneByCheck,
  BANK_RESET_EXECUTED: doneByCheck,
  BANK_5XX_EXECUTED: doneByCheck,
  BANK_MALFORMED: doneByCheck,
  BANK_HTML: doneByCheck,
  BANK_WRONG_ECHO: doneByCheck,
  BANK_UNDECIDED_EXECUTED: doneByCheck,
  BANK_STILL_PROCESSING: doneByCheck,
  BANK_CHECK_LAGS: doneByCheck,
  BANK_EXECUTES_LATE: doneByCheck,
  BANK_UNLISTED_EXECUTED: doneByCheck,
  REFUSED_THEN_SILENT: {
    status: 'ABORTED',
    failure: 'INSUFFICIENT_BALANCE',
    decidedBy: 'RESULT_CHECK',
  },
  ACCOUNT_CLOSED_AT_BANK: refused('ACCOUNT_CLOSED_AT_BANK'),
  BANK_LIMIT_EXCEEDED: refused('BANK_LIMIT_EXCEEDED'),
  WAITING_FOR_OPERATOR: waiting,
};

const PAYMENTS: Readonly<Record<string, Expected>> = {
  ...MOVEMENTS,
  PAYMENT_EXPIRES: { status: 'EXPIRED', http: 202, failure: 'EXPIRED_PAYMENT', decidedBy: 'RULE' },
  BANK_UNDECIDED_NOT_EXECUTED: { status: 'ABORTED', http: 202, failure: 'NOT_EXECUTED' },
  BANK_UNLISTED_REFUSED: { status: 'ABORTED', http: 202, failure: 'BANK_REFUSED' },
  INSUFFICIENT_BALANCE: refused('INSUFFICIENT_BALANCE'),
  BANK_CLOSED: refused('BANK_MAINTENANCE'),
};

const REFUNDS: Readonly<Record<string, Expected>> = {
  ...MOVEMENTS,
  // Proven not executed, a refund is tried again under a new pair; the customer gets the money.
  BANK_UNDECIDED_NOT_EXECUTED: { status: 'DONE', http: 202 },
  BANK_CLOSED: { status: 'DONE', http: 202 },
  BANK_UNLISTED_REFUSED: waiting,
  CONTRACT_ACCOUNT_SHORT: waiting,
};

const OPENINGS: Readonly<Record<string, Expected>> = {
  BANK_SLOW: active,
  BANK_RATE_LIMITED: active,
  BANK_5XX_NOT_EXECUTED: active,
  BANK_SILENT_NOT_EXECUTED: active,
  BANK_SILENT_EXECUTED: active,
  BANK_RESET_EXECUTED: active,
  BANK_5XX_EXECUTED: active,
  BANK_MALFORMED: active,
  BANK_HTML: active,
  BANK_WRONG_ECHO: active,
  ACCOUNT_PENDING: active,
  ACCOUNT_CLOSED_AT_BANK: failed('ACCOUNT_CLOSED_AT_BANK'),
  BANK_CLOSED: failed('BANK_MAINTENANCE'),
  ACCOUNT_HOLDER_MISMATCH: failed('ACCOUNT_HOLDER_MISMATCH'),
  ALREADY_REGISTERED_AT_BANK: failed('ALREADY_REGISTERED_AT_BANK'),
};

const BALANCES: Readonly<Record<string, Expected>> = {
  CONSENT_REQUIRED: noBalance('CONSENT_REQUIRED'),
  CONSENT_EXPIRED: noBalance('CONSENT_EXPIRED'),
  BANK_NO_ANSWER: noBalance('BANK_NO_ANSWER'),
  BANK_SLOW: noBalance('BANK_NO_ANSWER'),
  BANK_MALFORMED: noBalance('BANK_NO_ANSWER'),
  BANK_HTML: noBalance('BANK_NO_ANSWER'),
  BANK_WRONG_ECHO: noBalance('BANK_NO_ANSWER'),
  BANK_RATE_LIMITED: noBalance('BANK_NO_ANSWER'),
  BANK_5XX_NOT_EXECUTED: noBalance('BANK_NO_ANSWER'),
  BANK_SILENT_NOT_EXECUTED: noBalance('BANK_NO_ANSWER'),
  BANK_CLOSED: noBalance('BANK_MAINTENANCE'),
};

const TABLES = {
  payment: PAYMENTS,
  refund: REFUNDS,
  account: OPENINGS,
  balance: BALANCES,
} as const satisfies Record<string, Readonly<Record<string, Expected>>>;
/** Walked in `net-cancel.test.ts`, which looks at more than the end. */
const ELSEWHERE: ReadonlySet<string> = new Set(['NET_CANCEL']);

const walks = new Map<string, Promise<void>>();

beforeAll(() => {
  const customer = aCustomer(stage().system, { balance: 1_000_000 });
  const walkOf: Readonly<Record<keyof typeof TABLES, Walk>> = {
    payment: payingWalk(stage(), customer),
    refund: refundingWalk(stage(), customer),
    account: openingWalk(stage()),
    balance: refreshingWalk(stage()),
  };
  const begin = (subject: keyof typeof TABLES, testCode: string, after?: Promise<unknown>) => {
    const walk = async (): Promise<void> => {
      await after;
      await walkOf[subject](testCode, TABLES[subject][testCode] ?? done);
    };
    const walking = walk();
    walks.set(`${subject} ${testCode}`, walking);
    // Whoever waits for it hears of it; nobody may be waiting yet.
    return walking.catch(() => undefined);
  };
  const openings = Object.keys(OPENINGS).map((testCode) => begin('account', testCode));
  Object.keys(PAYMENTS).forEach((testCode) => void begin('payment', testCode));
  Object.keys(REFUNDS).forEach((testCode) => void begin('refund', testCode));
  // A refresh waits five seconds at most, which a rush of openings on two cores may use up: one after the other.
  let before: Promise<unknown> = Promise.all(openings);
  for (const testCode of Object.keys(BALANCES)) before = begin('balance', testCode, before);
});

it('knows every scenario of every subject', () => {
  for (const [subject, table] of Object.entries(TABLES)) {
    const known = Object.entries(SCENARIOS)
      .filter(([name, { on }]) => on.includes(subject as never) && !ELSEWHERE.has(name))
      .map(([name]) => name);
    expect(Object.keys(table).toSorted()).toEqual(known.toSorted());
  }
});

for (const [subject, table] of Object.entries(TABLES)) {
  for (const [testCode, { status, failure }] of Object.entries(table)) {
    const end = failure ? `${status}, ${failure}` : status;
    journey(stage, `${subject} with ${testCode} ends ${end}`, async () => {
      await walks.get(`${subject} ${testCode}`);
    });
  }
}

journey(stage, 'tells people in Slack that operators are needed', async ({ system }) => {
  await eventually(
    async () => {
      const posts = (await system.bank.slack()).map(({ body }) => JSON.stringify(body));
      return ['A payment waits', 'A refund waits'].every((title) =>
        posts.some((post) => post.includes(title)),
      );
    },
    { what: 'Slack shows the waiting payment and refund' },
  );
});

auditAtTheEnd(stage);
