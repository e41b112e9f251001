import type { AlertFacts, DecisionFacts } from '../adapters/mysql/timeline-types';
import type { FindingKind } from '../adapters/mysql/ops-types';
import type { DecidedBy } from '../domain/bank-outcome';
import type { DecisionKind } from '../domain/decision';
import type { WaitReason } from '../domain/next-step-types';
import type { RefundCause } from '../domain/records';
import type { Text } from './timeline-words';

/** Why nothing is done just now, for staff. A reason without a sentence does not compile. */
const WAITS = {
  ANOTHER_WORKER_HOLDS_THE_LEASE: [
    '다른 작업이 은행의 답을 기다리고 있습니다.',
    'Another worker is waiting for the bank’s answer.',
  ],
  PAUSE_BEFORE_SENDING: [
    '같은 거래번호로 다시 보내기 전에 잠시 기다립니다.',
    'A pause before the same transfer is sent again.',
  ],
  BANK_CLOSED: [
    '은행 점검 시간이 끝나기를 기다립니다.',
    'The bank is closed; it is asked when it opens.',
  ],
  DAY_IS_ENDING: [
    '날짜가 바뀌는 시각이라 보내지 않고 기다립니다.',
    'The day is ending: a request could arrive under a date that has passed.',
  ],
  DEADLINE_TOO_NEAR: [
    '결정 기한이 가까워 처음으로 보내지 않습니다.',
    'The deadline is too near to begin.',
  ],
  PAUSE_BEFORE_CHECK: [
    '은행에 다시 확인하기 전에 기다립니다.',
    'A pause before the bank is asked again.',
  ],
  WINDOW_BEFORE_NEW_PAIR: [
    '은행의 처리가 끝났다고 볼 수 있는 시간이 지나야 새로 보낼 수 있습니다.',
    'A new transfer may leave only when the settling window of the last one is over.',
  ],
  PAIR_HELD_BY_ANOTHER: [
    '이 거래번호를 다른 곳에서 먼저 사용했습니다. 우리 문구가 찍힌 명세나 사람만 밝힐 수 있습니다.',
    'Somebody else used the number of this transfer first; only a statement row with our text, or a person, can tell.',
  ],
  TRIES_USED_UP: [
    '정해진 횟수만큼 물었지만 은행이 결과를 말하지 않았습니다.',
    'The bank was asked as often as agreed and did not tell the result.',
  ],
  DOUBT_LIMIT: [
    '결과를 모르는 시간이 너무 길어져 사람이 확인합니다.',
    'It has been in doubt for too long; a person looks.',
  ],
  PAIRS_USED_UP: [
    '새로 보낼 수 있는 횟수를 모두 썼습니다.',
    'It was sent anew as often as allowed; a person has to allow another.',
  ],
  EARLIER_PAIR_EXECUTED: [
    '앞서 보낸 거래가 뒤늦게 처리된 것으로 확인되었습니다.',
    'An earlier transfer turned out to have been executed.',
  ],
  UNLISTED_FAILURE: [
    '은행이 목록에 없는 실패를 답했습니다.',
    'The bank told a failure that is in no list.',
  ],
  CONTRACT_ACCOUNT_SHORT: [
    '은행의 우리 계약계좌에 돈이 부족합니다.',
    'Our own account at the bank is short of money.',
  ],
  OWED_MONEY_REFUSED: [
    '돌려드려야 할 돈을 은행이 계속 거절했습니다.',
    'The bank keeps refusing money that we owe.',
  ],
  BANK_HELD: [
    '은행으로 보내는 것이 중지되어 있습니다. 확인은 계속합니다.',
    'Nothing is sent to the bank just now; questions go on.',
  ],
  STATEMENT_AMBIGUOUS: [
    '거래명세가 분명하지 않아 아무것도 증명되지 않습니다.',
    'The bank statement is unclear and proves nothing.',
  ],
} as const satisfies Record<WaitReason, Text>;

/** Which witness a status rests on. */
const WITNESSES = {
  BANK_ANSWER: ['근거: 은행의 답변', 'Evidence: the bank’s own answer'],
  RESULT_CHECK: ['근거: 은행에 결과를 물어 확인함', 'Evidence: the bank was asked for the result'],
  STATEMENT: ['근거: 은행 거래명세의 기록', 'Evidence: the bank’s statement'],
  OPERATOR: [
    '근거: 두 명의 담당자가 확인한 결정',
    'Evidence: a decision by two persons who found it out',
  ],
  RULE: [
    '근거: 은행에 보내지 않았다는 우리 기록',
    'Evidence: our own record that nothing was sent',
  ],
} as const satisfies Record<DecidedBy, Text>;

const CAUSES = {
  REQUESTED: ['요청받은 환불입니다.', 'A refund that was asked for.'],
  NET_CANCEL: [
    '승인되지 않은 결제에서 출금된 금액을 돌려드립니다.',
    'The payment was not approved, and money taken goes back.',
  ],
  CORRECTION: ['잘못 출금된 금액을 바로잡아 돌려드립니다.', 'Money taken by mistake goes back.'],
} as const satisfies Record<RefundCause, Text>;

const CANCEL_REQUESTED: Text = [
  '결제가 끝나기 전에 취소를 요청받았습니다.',
  'It was asked to be canceled before it had ended.',
];

/** Reasons that member and partner may read too. */
const PUBLIC: Readonly<Record<string, Text>> = { ...WITNESSES, ...CAUSES, CANCEL_REQUESTED };
const ALL: Readonly<Record<string, Text>> = { ...PUBLIC, ...WAITS };

const BY_ID: readonly (readonly [prefix: string, text: Text])[] = [
  ['rfd_', ['환불이 끝나 함께 바뀌었습니다.', 'It moved because a refund ended.']],
  ['wrk_', ['대사에서 발견된 건입니다.', 'It follows from a case of reconciliation.']],
];

/** A move's reason in words; null if there is none to tell to this reader. */
export function reasonText(reason: string | null, reader: 'STAFF' | 'OWNER'): Text | null {
  if (reason === null) return null;
  const known = reader === 'STAFF' ? ALL : PUBLIC;
  if (Object.hasOwn(known, reason)) return known[reason] ?? null;
  return BY_ID.find(([prefix]) => reason.startsWith(prefix))?.[1] ?? null;
}

/** What was decided. `{}` is the movement. */
const DECISIONS = {
  EXECUTED: ['{}된 것으로 확인', 'the {} was made'],
  NOT_EXECUTED: ['{}되지 않은 것으로 확인', 'the {} was not made'],
  ASK_AGAIN: ['은행에 다시 확인', 'ask the bank again'],
  SEND_AGAIN: ['새로 송금', 'send it anew'],
  SETTLED_OUTSIDE: ['다른 방법으로 정산됨', 'settled in another way'],
  CORRECTIVE_REFUND: ['정정 환불', 'a corrective refund'],
} as const satisfies Record<DecisionKind, Text>;

const PHASES = {
  PROPOSED: ['담당자가 결정을 제안했습니다: {}.', 'An operator proposed: {}.'],
  APPROVED: ['다른 담당자가 결정을 승인했습니다: {}.', 'A second operator approved: {}.'],
  REJECTED: ['다른 담당자가 결정을 거절했습니다: {}.', 'A second operator rejected: {}.'],
} as const satisfies Record<DecisionFacts['phase'], Text>;

const ASKED: Text = [
  '담당자가 은행에 다시 확인하게 했습니다.',
  'An operator had the bank asked again.',
];

/** What an operator did, in one sentence. */
export function decisionTitle({ phase, decision }: DecisionFacts): Text {
  return decision === 'ASK_AGAIN' ? ASKED : put(DECISIONS[decision], PHASES[phase]);
}

/** The same in a few words; null for what came to nothing. */
export function decisionWords({ phase, decision }: DecisionFacts): Text | null {
  if (phase === 'REJECTED') return null;
  const frame: Text =
    phase === 'PROPOSED' ? ['결정 제안: {}', 'proposed: {}'] : ['담당자 결정: {}', 'decided: {}'];
  return put(DECISIONS[decision], frame);
}

/** What reconciliation found. */
const FINDINGS = {
  MISSING_AT_BANK: ['은행 명세에 없음', 'missing at the bank'],
  MISSING_WITH_US: ['은행 명세에만 있음', 'in the bank’s statement only'],
  OTHER_AMOUNT: ['금액이 다름', 'another amount'],
  DOUBLED: ['은행에서 두 번 처리됨', 'twice at the bank'],
  OTHER_ACCOUNT: ['다른 계좌로 처리됨', 'another account'],
} as const satisfies Record<FindingKind, Text>;

const ALERTS = {
  BANK_HELD: [
    '은행으로 보내는 것이 중지되어 기다리고 있습니다.',
    'It waits because nothing is sent to the bank just now.',
  ],
  CASE_OPENED: ['대사에서 불일치를 발견했습니다: {}.', 'Reconciliation found a mismatch: {}.'],
  CASE_CLOSED: ['대사 불일치를 해결했습니다: {}.', 'The mismatch was resolved: {}.'],
} as const satisfies Record<AlertFacts['alert'], Text>;

/** What happened outside the payment's own run, in one sentence. */
export function alertTitle(facts: AlertFacts): Text {
  return facts.alert === 'BANK_HELD'
    ? ALERTS.BANK_HELD
    : put(FINDINGS[facts.finding], ALERTS[facts.alert]);
}

/** The same in a few words; null for what is over. */
export function alertWords(facts: AlertFacts): Text | null {
  if (facts.alert === 'BANK_HELD') return ['은행 전송 중지', 'bank held'];
  return facts.alert === 'CASE_OPENED'
    ? put(FINDINGS[facts.finding], ['대사: {}', 'found: {}'])
    : null;
}

function put(inner: Text, frame: Text): Text {
  return [frame[0].replace('{}', inner[0]), frame[1].replace('{}', inner[1])];
}
