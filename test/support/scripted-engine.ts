import type { Book } from '../../src/adapters/mysql/types';
import type { End, MovementRef } from '../../src/adapters/mysql/movement-types';
import type { SendOutcome } from '../../src/domain/movement';
import type { BalanceRefresh, Engine } from '../../src/temporal/types';

/** What the bank does with the next movement or opening. */
export type BankPlan = 'EXECUTED' | 'REFUSED' | 'SILENT';

/** An engine without Temporal and bank: it moves the real book as the workflows would, by a plan. */
export interface ScriptedEngine extends Engine {
  plan: BankPlan;
  refresh: BalanceRefresh | null;
  /** `payment <id>`, `refund <id>`, `account <id>`, `balance <id> <fault>`, in order. */
  readonly started: string[];
  /** How long the last caller was ready to wait. */
  waitedMs: number;
  attach(book: Book): void;
}

const YES: SendOutcome = {
  ...{ class: 'SUCCEEDED', httpStatus: 200 },
  ...{ code: '00000', message: '정상처리 되었습니다.' },
};
const NO: SendOutcome = {
  ...{ class: 'REFUSED', failureCode: 'INSUFFICIENT_BALANCE', closed: false, httpStatus: 200 },
  ...{ code: 'A0999', message: '잔액이 부족합니다.' },
};
const SILENCE: SendOutcome = {
  ...{ class: 'UNKNOWN', because: 'NO_ANSWER', retryAfterSeconds: null, httpStatus: null },
  ...{ code: null, message: 'read time-out' },
};

/** Sends a movement for the first time, as the activity does, with the planned answer. */
async function send(book: Book, ref: MovementRef, plan: BankPlan): Promise<void> {
  const now = Date.now();
  const file = await book.movements.load(ref);
  if (file.transfer) return;
  const claim = await book.movements.claimSend({ file, pair: 'FIRST', now, leaseMs: 5000 });
  if (!claim) throw new Error('somebody else sends');
  const outcome = { EXECUTED: YES, REFUSED: NO, SILENT: SILENCE }[plan];
  const states = { EXECUTED: 'SUCCEEDED', REFUSED: 'REFUSED', SILENT: 'UNKNOWN' } as const;
  await book.movements.record({
    ...{ file, claim, endedAt: now, durationMs: 12, transferState: states[plan] },
    outcome: { kind: 'SEND', ...outcome },
    standing: {
      detail: plan === 'SILENT' ? 'BANK_RESULT_UNKNOWN' : null,
      ...{ nextActionAt: now + 60_000, failureCode: null, reason: null, netCancel: false },
    },
  });
}

function endOf(plan: BankPlan): End {
  const proof = { by: 'BANK_ANSWER', effectiveAt: Date.now(), knownAt: Date.now() } as const;
  if (plan !== 'REFUSED') return { ...proof, result: 'EXECUTED', failureCode: null, bank: null };
  const bank = { code: NO.code, message: NO.message };
  return { ...proof, result: 'REFUSED', failureCode: 'INSUFFICIENT_BALANCE', bank };
}

/** An engine whose plan is EXECUTED until a test changes it. */
export function scriptedEngine(): ScriptedEngine {
  let book: Book;
  const begin = (what: string, waitMs: number) => {
    engine.started.push(what);
    engine.waitedMs = waitMs;
  };

  const engine: ScriptedEngine = {
    ...{ plan: 'EXECUTED', refresh: null, started: [], waitedMs: -1 },
    attach: (real) => void (book = real),

    async startPayment({ paymentId }, waitMs) {
      begin(`payment ${paymentId}`, waitMs);
      await send(book, { kind: 'PAYMENT', id: paymentId }, engine.plan);
      if (engine.plan === 'SILENT') return { settled: false };
      const settle = { paymentId, end: endOf(engine.plan), at: Date.now() };
      await book.settlements.settlePayment(settle);
      return { settled: true };
    },

    async startRefund({ refundId }, waitMs) {
      begin(`refund ${refundId}`, waitMs);
      await send(book, { kind: 'REFUND', id: refundId }, engine.plan);
      if (engine.plan === 'SILENT') return { settled: false };
      const settle = { refundId, end: endOf(engine.plan), at: Date.now() };
      await book.settlements.settleRefund(settle);
      return { settled: true };
    },

    async startAccountOpening({ accountId }, waitMs) {
      begin(`account ${accountId}`, waitMs);
      if (engine.plan === 'SILENT') return { settled: false };
      const failed = engine.plan === 'REFUSED';
      const failureCode = failed ? 'ACCOUNT_HOLDER_MISMATCH' : null;
      const result = failed ? 'FAILED' : 'ACTIVE';
      const end = { result, failureCode, bank: null } as const;
      await book.settlements.settleOpening({ accountId, end, at: Date.now() });
      return { settled: true };
    },

    async refreshBalance({ accountId, sandboxFault }) {
      engine.started.push(`balance ${accountId} ${sandboxFault}`);
      return engine.refresh;
    },
    startAgain: async () => {},
    lookAgain: async ({ kind, id }) => void engine.started.push(`look again at ${kind} ${id}`),
    decide: async ({ kind, id }) => void engine.started.push(`decide ${kind} ${id}`),
    startReconciliation: async ({ day }) => void engine.started.push(`reconciliation ${day}`),
    ping: async () => {},
    close: async () => {},
  };
  return engine;
}
