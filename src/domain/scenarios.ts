/** The four POSTs that can be made to go wrong on demand. */
export type ScenarioSubject = 'payment' | 'refund' | 'account' | 'balance';

/** One way things can go wrong at the bank, asked for with `X-Test-Code` outside production. */
export interface Scenario {
  /** Sent along as `X-Sandbox-Fault`; null where the engine plays the fault itself. */
  readonly fault: string | null;
  readonly on: readonly ScenarioSubject[];
}

const MOVEMENTS = ['payment', 'refund'] as const;
const ANY_SEND = ['payment', 'refund', 'account'] as const;
const EVERYWHERE = ['payment', 'refund', 'account', 'balance'] as const;

/** Every scenario by the name clients send. The name is stored with the resource; the fault is what the sandbox bank knows. */
export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  BANK_SLOW: { fault: 'slow', on: EVERYWHERE },
  BANK_RATE_LIMITED: { fault: 'rate-limited', on: EVERYWHERE },
  BANK_5XX_NOT_EXECUTED: { fault: 'error-before', on: EVERYWHERE },
  BANK_SILENT_NOT_EXECUTED: { fault: 'lost-before', on: EVERYWHERE },
  /** No connection to the bank is made for this payment, so that its deadline passes unsent. */
  PAYMENT_EXPIRES: { fault: null, on: ['payment'] },
  BANK_SILENT_EXECUTED: { fault: 'executed-silence', on: ANY_SEND },
  BANK_RESET_EXECUTED: { fault: 'executed-reset', on: ANY_SEND },
  BANK_5XX_EXECUTED: { fault: 'error-after', on: ANY_SEND },
  BANK_MALFORMED: { fault: 'malformed', on: EVERYWHERE },
  BANK_HTML: { fault: 'html', on: EVERYWHERE },
  BANK_WRONG_ECHO: { fault: 'wrong-echo', on: EVERYWHERE },
  BANK_UNDECIDED_EXECUTED: { fault: 'undecided-executed', on: MOVEMENTS },
  BANK_STILL_PROCESSING: { fault: 'processing', on: MOVEMENTS },
  BANK_CHECK_LAGS: { fault: 'check-lags', on: MOVEMENTS },
  BANK_EXECUTES_LATE: { fault: 'executed-late', on: MOVEMENTS },
  BANK_UNLISTED_EXECUTED: { fault: 'unlisted-executed', on: MOVEMENTS },
  BANK_UNDECIDED_NOT_EXECUTED: { fault: 'undecided-not-executed', on: MOVEMENTS },
  REFUSED_THEN_SILENT: { fault: 'refused-silence', on: MOVEMENTS },
  BANK_UNLISTED_REFUSED: { fault: 'unlisted-refused', on: MOVEMENTS },
  INSUFFICIENT_BALANCE: { fault: 'insufficient-balance', on: ['payment'] },
  ACCOUNT_CLOSED_AT_BANK: { fault: 'account-closed', on: ANY_SEND },
  BANK_LIMIT_EXCEEDED: { fault: 'limit-exceeded', on: MOVEMENTS },
  BANK_CLOSED: { fault: 'closed', on: EVERYWHERE },
  /** Needs a short deadline (`decisionSeconds: 20`): silence outlasts it, the money comes back. */
  NET_CANCEL: { fault: 'silent-past-deadline', on: ['payment'] },
  WAITING_FOR_OPERATOR: { fault: 'undecided-forever', on: MOVEMENTS },
  CONTRACT_ACCOUNT_SHORT: { fault: 'contract-short', on: ['refund'] },
  ACCOUNT_PENDING: { fault: 'issue-pending', on: ['account'] },
  ACCOUNT_HOLDER_MISMATCH: { fault: 'holder-mismatch', on: ['account'] },
  ALREADY_REGISTERED_AT_BANK: { fault: 'already-registered', on: ['account'] },
  CONSENT_REQUIRED: { fault: 'consent-missing', on: ['balance'] },
  CONSENT_EXPIRED: { fault: 'consent-expired', on: ['balance'] },
  BANK_NO_ANSWER: { fault: 'lost-before', on: ['balance'] },
};

/** The sandbox fault of a stored scenario; null without one, or where the engine plays it itself. */
export function sandboxFaultOf(testCode: string | null): string | null {
  return testCode === null ? null : (SCENARIOS[testCode]?.fault ?? null);
}
