import type { Advanced } from '../../activities/bank';
import type { Ended } from '../../src/adapters/mysql/movement-types';
import { workflowIds, type DecisionNotice } from '../../workflows/contract';
import type { WaitReason } from '../../src/domain/next-step-types';

/** One way through a workflow: what its activities answer, one after the other. */
export interface Path {
  readonly name: string;
  readonly workflow: 'payment' | 'refund' | 'accountOpening';
  readonly workflowId: string;
  readonly input: object;
  readonly steps: readonly [Advanced, ...Advanced[]];
  readonly end: Ended;
  /** What the book answers before the end: it owes a refund, which runs as a child and is done at once. */
  readonly owes?: Ended;
  /** Two operators decide while it waits for them. */
  readonly decided?: DecisionNotice;
}

const SETTLED: Advanced = { kind: 'settled' };

function wait(
  afterS: number,
  detail: Extract<Advanced, { kind: 'wait' }>['detail'],
  because: WaitReason,
): Advanced {
  return { kind: 'wait', afterMs: afterS * 1000, detail, because };
}

const RESEND = wait(2, 'BANK_RESULT_UNKNOWN', 'PAUSE_BEFORE_SENDING');
const CHECK_LATER = wait(160, 'BANK_RESULT_UNKNOWN', 'PAUSE_BEFORE_CHECK');
const ASK_PERSON = wait(600, 'WAITING_FOR_OPERATOR', 'TRIES_USED_UP');
const NEVER_LEFT = wait(60, 'WAITING_FOR_BANK', 'PAUSE_BEFORE_SENDING');

const ABOUT = { partnerId: 'prt_01JDEM0SH0P000000000000001', amountWon: 15_000 };

type Way = Pick<Path, 'steps' | 'end' | 'owes' | 'decided'>;

function payment(name: string, way: Way): Path {
  const paymentId = 'pay_01JDEM0SH0P000000000000001';
  const workflowId = workflowIds.payment(`${paymentId}-${name}`);
  return { name, workflow: 'payment', workflowId, input: { paymentId, ...ABOUT }, ...way };
}

function refund(name: string, way: Way): Path {
  const refundId = 'rfd_01JDEM0SH0P000000000000001';
  const workflowId = workflowIds.refund(`${refundId}-${name}`);
  return { name, workflow: 'refund', workflowId, input: { refundId, ...ABOUT }, ...way };
}

function opening(name: string, way: Way): Path {
  const accountId = 'acc_01JDEM0SH0P000000000000001';
  const workflowId = workflowIds.accountOpening(`${accountId}-${name}`);
  return { name, workflow: 'accountOpening', workflowId, input: { accountId }, ...way };
}

/** A well-formed notice of an approved decision. */
export const DECISION: DecisionNotice = {
  decisionId: 'dec_01JDEM0SH0P000000000000001',
  decision: 'EXECUTED',
  reason: 'read on the bank letter of today',
};

const DONE: Ended = { status: 'DONE', failureCode: null };

/** Every path of which a history is kept in `test/histories`; a released version's stay for ever. */
export const PATHS: readonly Path[] = [
  payment('payment-done', { steps: [SETTLED], end: DONE }),
  payment('payment-refused', {
    steps: [SETTLED],
    end: { status: 'ABORTED', failureCode: 'INSUFFICIENT_BALANCE' },
  }),
  payment('payment-unknown-then-done', {
    steps: [RESEND, CHECK_LATER, CHECK_LATER, SETTLED],
    end: DONE,
  }),
  payment('payment-not-executed', {
    steps: [...([1, 2, 3, 4, 5].map(() => CHECK_LATER) as [Advanced]), SETTLED],
    end: { status: 'ABORTED', failureCode: 'NOT_EXECUTED' },
  }),
  payment('payment-expired', {
    steps: [NEVER_LEFT, NEVER_LEFT, SETTLED],
    end: { status: 'EXPIRED', failureCode: 'EXPIRED_PAYMENT' },
  }),
  payment('payment-operator-wait', {
    steps: [CHECK_LATER, ASK_PERSON, ASK_PERSON, SETTLED],
    end: DONE,
  }),
  payment('payment-net-canceled', {
    steps: [wait(20, 'BANK_RESULT_UNKNOWN', 'PAUSE_BEFORE_CHECK'), SETTLED],
    owes: {
      ...{ status: 'IN_PROGRESS', failureCode: null },
      compensation: { refundId: 'rfd_01JDEM0SH0P000000000000009', amountWon: 15_000 },
    },
    end: { status: 'CANCELED', failureCode: 'NET_CANCELED' },
  }),
  payment('payment-decided-by-operator', {
    steps: [ASK_PERSON, SETTLED],
    decided: DECISION,
    end: DONE,
  }),
  refund('refund-owed-refused', {
    steps: [
      wait(800, 'BANK_RESULT_UNKNOWN', 'WINDOW_BEFORE_NEW_PAIR'),
      wait(600, 'WAITING_FOR_OPERATOR', 'OWED_MONEY_REFUSED'),
      SETTLED,
    ],
    end: DONE,
  }),
  refund('refund-done', { steps: [SETTLED], end: DONE }),
  refund('refund-unknown-then-done', { steps: [RESEND, CHECK_LATER, SETTLED], end: DONE }),
  refund('refund-refused', {
    steps: [SETTLED],
    end: { status: 'ABORTED', failureCode: 'ACCOUNT_CLOSED_AT_BANK' },
  }),
  opening('opening-active', {
    steps: [wait(2, 'WAITING_FOR_BANK', 'PAUSE_BEFORE_SENDING'), SETTLED],
    end: { status: 'ACTIVE', failureCode: null },
  }),
];
