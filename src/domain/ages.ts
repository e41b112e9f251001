import type { RunbookPage } from './runbook';
import type { OpenStatus, StatusDetail } from './states';

/** From which age on people are told, and what they should read. */
export interface AgeAlarm {
  /** Counted from when the state or detail began. */
  readonly seconds: number;
  /** What it is, in the words of a Slack message. */
  readonly title: string;
  readonly page: RunbookPage;
}

/** Only payments are net cancelled; a refund or an opening knows the other details. */
type DetailOf<Status extends OpenStatus> = Status extends `payment.${string}`
  ? `payment.${StatusDetail}`
  : Status extends `refund.${string}`
    ? `refund.${Exclude<StatusDetail, 'NET_CANCELING'>}`
    : `account.${Exclude<StatusDetail, 'NET_CANCELING'>}`;

/** Everything that can be open: each open status (while nothing is waited for), each detail, and what people have begun. */
export type OpenState =
  | OpenStatus
  | DetailOf<OpenStatus>
  | 'compensation'
  | 'case.OPEN'
  | 'case.CORRECTING'
  | 'decision.PROPOSED'
  | 'bank.PAUSED';

const MINUTE = 60;
const HOUR = 3600;
/** Runs begin within a second; the sweep starts what was lost after 5 s, and a worker's restart takes some more. */
const NOT_BEGUN = 2 * MINUTE;
/** Longer than the bank's pauses and a circuit that is open; closed hours of the night are told as well. */
const NOT_SENT = 10 * MINUTE;
/** The settling window (800 s) decides nearly all doubt. */
const IN_DOUBT = 15 * MINUTE;
/** It was told when it began; this reminds. */
const FORGOTTEN = HOUR;

/** The ages. A new status or detail without a line here does not compile. */
export const AGE_ALARMS = {
  'payment.READY': {
    seconds: NOT_BEGUN,
    title: 'Payments were accepted and not begun',
    page: 'stuck-payment',
  },
  'payment.IN_PROGRESS': {
    seconds: NOT_BEGUN,
    title: 'Payments do not go on',
    page: 'stuck-payment',
  },
  'payment.WAITING_FOR_BANK': {
    seconds: NOT_SENT,
    title: 'Payments could not be sent to the bank',
    page: 'stuck-payment',
  },
  'payment.BANK_RESULT_UNKNOWN': {
    seconds: IN_DOUBT,
    title: 'Payments are still in doubt',
    page: 'stuck-payment',
  },
  'payment.NET_CANCELING': {
    seconds: 10 * MINUTE,
    title: 'Payments are still being net cancelled',
    page: 'net-canceling',
  },
  'payment.WAITING_FOR_OPERATOR': {
    seconds: FORGOTTEN,
    title: 'Payments still wait for an operator',
    page: 'waiting-for-operator',
  },
  'refund.IN_PROGRESS': {
    seconds: NOT_BEGUN,
    title: 'Refunds were accepted and not begun',
    page: 'stuck-refund',
  },
  'refund.WAITING_FOR_BANK': {
    seconds: NOT_SENT,
    title: 'Refunds could not be sent to the bank',
    page: 'stuck-refund',
  },
  'refund.BANK_RESULT_UNKNOWN': {
    seconds: IN_DOUBT,
    title: 'Refunds are still in doubt',
    page: 'stuck-refund',
  },
  'refund.WAITING_FOR_OPERATOR': {
    seconds: FORGOTTEN,
    title: 'Refunds still wait for an operator',
    page: 'waiting-for-operator',
  },
  // Whatever its detail: people were told that the money comes back.
  compensation: {
    seconds: 10 * MINUTE,
    title: 'Net-cancelled money has not been given back',
    page: 'compensation',
  },
  'account.PENDING': {
    seconds: NOT_BEGUN,
    title: 'Account openings were accepted and not begun',
    page: 'stuck-account-opening',
  },
  'account.WAITING_FOR_BANK': {
    seconds: NOT_SENT,
    title: 'Account openings wait for the bank',
    page: 'stuck-account-opening',
  },
  'account.BANK_RESULT_UNKNOWN': {
    seconds: IN_DOUBT,
    title: 'Account openings are still in doubt',
    page: 'stuck-account-opening',
  },
  'account.WAITING_FOR_OPERATOR': {
    seconds: FORGOTTEN,
    title: 'Account openings still wait for an operator',
    page: 'waiting-for-operator',
  },
  'case.OPEN': {
    seconds: 4 * HOUR,
    title: 'Reconciliation cases wait for a decision',
    page: 'reconciliation',
  },
  'case.CORRECTING': {
    seconds: HOUR,
    title: 'Corrective refunds have not arrived',
    page: 'reconciliation',
  },
  'decision.PROPOSED': {
    seconds: 30 * MINUTE,
    title: 'Decisions wait for a second operator',
    page: 'decision-waiting',
  },
  'bank.PAUSED': {
    seconds: 30 * MINUTE,
    title: 'The bank is still held: nothing is sent',
    page: 'bank-held',
  },
} as const satisfies Record<OpenState, AgeAlarm>;

/** Told again at most this often, and not more often than it takes to become old. */
const REPEAT_SECONDS = HOUR;

/** All states with the age that counts: `boundSeconds` lowers every one of them; null leaves them. */
export function ageAlarms(
  boundSeconds: number | null,
): readonly (AgeAlarm & { readonly state: OpenState; readonly repeatSeconds: number })[] {
  return Object.entries(AGE_ALARMS).map(([state, alarm]) => {
    const seconds = Math.min(alarm.seconds, boundSeconds ?? alarm.seconds);
    const repeatSeconds = Math.max(REPEAT_SECONDS, seconds);
    return { ...alarm, seconds, repeatSeconds, state: state as OpenState };
  });
}
