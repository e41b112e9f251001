import { REFUSAL } from '../ledger/refusals';
import { flag, oneOf, whole, type ParamSpec } from './params';

/** What a call is for: `t` moves money, `o` opens or closes a fin-account, `q` asks. */
export type CallKind = 't' | 'o' | 'q';

/** What the bank does with the call before anything is answered. */
export type LedgerPart = 'normal' | 'nothing' | 'void' | 'schedule' | { readonly refuse: string };

/** What the caller gets to see. */
export type AnswerPart =
  'right' | 'silence' | 'half' | 'cut' | 'html' | 'status' | 'code' | 'closed' | 'wrong-echo';

/** One fault: who can meet it, what happens at the bank, what is answered, what stays behind. */
export interface FaultSpec {
  /** The NN of magic amounts. */
  readonly number: number | null;
  readonly kinds: readonly CallKind[];
  /** Where narrower than `kinds`. */
  readonly apis?: RegExp;
  /** Percent of the calls in profile `mixed`. */
  readonly share: number;
  readonly params: Readonly<Record<string, ParamSpec>>;
  readonly ledger: LedgerPart;
  readonly answer: AnswerPart;
}

const UNDECIDED = ['AT999', 'AC999', 'A9999', 'A9998', 'AP999'] as const;
const HOLD = { holdMs: whole({ normal: 30_000, max: 600_000 }) };
const CODE = { code: oneOf(UNDECIDED) };
const STATUS = { status: oneOf([500, 502, 503, 504]) };
const EXECUTED = { executed: flag('true') };
const POLLS = (normal: number): Record<string, ParamSpec> => ({
  polls: whole({ normal, max: 1000 }),
});
const SECONDS = (normal: number): Record<string, ParamSpec> => ({
  seconds: whole({ normal, max: 86_400 }),
});

const base = { share: 0, params: {} } as const;
const ALL = ['t', 'o', 'q'] as const;
const ORDERS = ['t', 'o'] as const;

function refused(number: number, code: string, more: Partial<FaultSpec> = {}): FaultSpec {
  return { ...base, number, kinds: ['t'], ledger: { refuse: code }, answer: 'right', ...more };
}

/** All faults by name, in the order in which the profile's shares are laid out. Order and shares fix every draw. */
export const FAULTS = {
  slow: {
    number: 1,
    kinds: ALL,
    share: 5,
    params: { delayMs: whole({ normal: 3000, max: 600_000 }) },
    ledger: 'normal',
    answer: 'right',
  },
  'lost-before': {
    number: 2,
    kinds: ALL,
    share: 3,
    params: HOLD,
    ledger: 'nothing',
    answer: 'silence',
  },
  'executed-silence': {
    number: 3,
    kinds: ORDERS,
    share: 5,
    params: HOLD,
    ledger: 'normal',
    answer: 'silence',
  },
  'executed-reset': {
    ...base,
    number: 4,
    kinds: ORDERS,
    share: 2,
    ledger: 'normal',
    answer: 'half',
  },
  'executed-late': {
    number: 5,
    kinds: ['t'],
    share: 2,
    params: { ...SECONDS(20), until: oneOf(['not-found', 'processing']), ...HOLD },
    ledger: 'schedule',
    answer: 'silence',
  },
  'undecided-executed': {
    number: 6,
    kinds: ORDERS,
    share: 1.5,
    params: CODE,
    ledger: 'normal',
    answer: 'code',
  },
  'undecided-not-executed': {
    number: 7,
    kinds: ORDERS,
    share: 1.5,
    params: CODE,
    ledger: 'void',
    answer: 'code',
  },
  'error-before': {
    number: 8,
    kinds: ALL,
    share: 1,
    params: STATUS,
    ledger: 'nothing',
    answer: 'status',
  },
  'error-after': {
    number: 9,
    kinds: ORDERS,
    share: 1,
    params: STATUS,
    ledger: 'normal',
    answer: 'status',
  },
  malformed: { ...base, number: 10, kinds: ALL, share: 0.5, ledger: 'normal', answer: 'cut' },
  html: { ...base, number: 11, kinds: ALL, params: EXECUTED, ledger: 'normal', answer: 'html' },
  'wrong-echo': {
    number: 12,
    kinds: ALL,
    share: 1.5,
    params: { field: oneOf(['IsTuno', 'ApiNm', 'FinAcno', 'Tram']) },
    ledger: 'normal',
    answer: 'wrong-echo',
  },
  processing: {
    ...base,
    number: 13,
    kinds: ['t'],
    params: { ...EXECUTED, ...POLLS(3) },
    ledger: 'normal',
    answer: 'code',
  },
  'check-lags': {
    number: 14,
    kinds: ['t'],
    share: 1,
    params: { ...SECONDS(30), ...HOLD },
    ledger: 'normal',
    answer: 'silence',
  },
  'rate-limited': {
    number: 15,
    kinds: ALL,
    share: 1,
    params: { retryAfterSeconds: whole({ normal: 2, max: 600 }) },
    ledger: 'nothing',
    answer: 'status',
  },
  closed: { ...base, number: 16, kinds: ALL, ledger: 'nothing', answer: 'closed' },
  'insufficient-balance': refused(17, REFUSAL.insufficientBalance, { share: 4 }),
  'account-closed': refused(18, REFUSAL.accountClosed, { kinds: ORDERS }),
  'limit-exceeded': refused(19, REFUSAL.limitExceeded),
  'unlisted-executed': { ...base, number: 20, kinds: ['t'], ledger: 'normal', answer: 'code' },
  'unlisted-refused': refused(21, 'ZZ002'),
  'refused-silence': refused(22, REFUSAL.insufficientBalance, { params: HOLD, answer: 'silence' }),
  'undecided-forever': { ...base, number: 23, kinds: ['t'], ledger: 'normal', answer: 'code' },
  'silent-past-deadline': {
    ...base,
    number: 24,
    kinds: ['t'],
    params: { ...SECONDS(45), ...HOLD },
    ledger: 'normal',
    answer: 'silence',
  },
  'contract-short': refused(25, REFUSAL.contractShort, { apis: /^ReceivedTransfer/ }),
  'issue-pending': {
    ...base,
    number: null,
    kinds: ['o'],
    apis: /^Open/,
    params: POLLS(5),
    ledger: 'normal',
    answer: 'right',
  },
  'already-registered': {
    ...base,
    number: null,
    kinds: ['o'],
    apis: /^Open/,
    ledger: { refuse: REFUSAL.alreadyRegistered },
    answer: 'right',
  },
  'holder-mismatch': {
    ...base,
    number: null,
    kinds: ['q'],
    apis: /^InquireDepositor/,
    ledger: 'normal',
    answer: 'right',
  },
  'consent-missing': {
    ...base,
    number: null,
    kinds: ['q'],
    apis: /^Inquire(Balance|TransactionHistory)$/,
    ledger: 'normal',
    answer: 'right',
  },
  'consent-expired': {
    ...base,
    number: null,
    kinds: ['q'],
    apis: /^Inquire(Balance|TransactionHistory)$/,
    ledger: 'normal',
    answer: 'right',
  },
} as const satisfies Record<string, FaultSpec>;

/** The name of a fault. */
export type FaultName = keyof typeof FAULTS;

/** The entry of a fault, in the general type. */
export function specOf(name: FaultName): FaultSpec {
  return FAULTS[name];
}

/** Whether a text names a fault. */
export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(FAULTS, text);
}

/** Whether a call of this kind can meet the fault. */
export function appliesTo(name: FaultName, call: { api: string; kind: CallKind }): boolean {
  const spec = specOf(name);
  return spec.kinds.includes(call.kind) && (spec.apis === undefined || spec.apis.test(call.api));
}
