import type { StateFacts } from '../adapters/mysql/timeline-types';
import type { TimelineStep } from '../adapters/mysql/types';
import type { PaymentStatus, RefundStatus, StatusDetail } from '../domain/states';
import { exchangeTexts } from './timeline-exchanges';
import { alertTitle, decisionTitle, reasonText } from './timeline-reasons';
import { aboutMovement, inLanguage, type Telling, type Text } from './timeline-words';

/** What a payment's move means to the person who reads; the detail decides while it is open. */
const PAYMENT_MOVES = {
  READY: ['결제를 접수했습니다.', 'The payment was accepted.'],
  IN_PROGRESS: ['결제를 처리하기 시작했습니다.', 'Work on the payment has begun.'],
  WAITING_FOR_BANK: ['은행에 출금을 요청합니다.', 'The bank is asked to debit the account.'],
  BANK_RESULT_UNKNOWN: [
    '은행의 결과를 알 수 없어 확인하고 있습니다.',
    'The result at the bank is not known yet and is being asked for.',
  ],
  NET_CANCELING: [
    '제때 승인되지 않아 취소합니다. 출금된 금액은 돌려드립니다.',
    'It was not approved in time and is being canceled; any money taken comes back.',
  ],
  WAITING_FOR_OPERATOR: [
    '담당자가 은행과 결과를 확인하고 있습니다.',
    'A person is finding out the result with the bank.',
  ],
  DONE: ['결제가 완료되었습니다.', 'The payment is done.'],
  PARTIAL_CANCELED: ['결제 금액의 일부를 환불했습니다.', 'Part of the payment was refunded.'],
  CANCELED: ['결제 금액을 모두 돌려드렸습니다.', 'The whole payment was given back.'],
  ABORTED: [
    '결제되지 않았습니다. 돈은 빠져나가지 않았습니다.',
    'The payment was not made; no money moved.',
  ],
  EXPIRED: [
    '유효 시간이 지나 결제하지 않았습니다. 돈은 빠져나가지 않았습니다.',
    'The payment expired before it was sent; no money moved.',
  ],
} as const satisfies Record<PaymentStatus | StatusDetail, Text>;

const REFUND_MOVES = {
  IN_PROGRESS: ['환불을 접수했습니다.', 'The refund was accepted.'],
  WAITING_FOR_BANK: ['은행에 환불 입금을 요청합니다.', 'The bank is asked to pay the refund.'],
  BANK_RESULT_UNKNOWN: [
    '환불의 은행 결과를 알 수 없어 확인하고 있습니다.',
    'The result of the refund at the bank is not known yet and is being asked for.',
  ],
  NET_CANCELING: ['환불을 처리하고 있습니다.', 'The refund is being made.'],
  WAITING_FOR_OPERATOR: [
    '담당자가 환불을 은행과 확인하고 있습니다.',
    'A person is seeing to the refund with the bank.',
  ],
  DONE: ['환불이 완료되었습니다.', 'The refund is done.'],
  ABORTED: ['은행이 환불을 거절했습니다.', 'The bank refused the refund.'],
} as const satisfies Record<RefundStatus | StatusDetail, Text>;

/** Moves that mean more than their state says. */
const TAKEN_AFTER_ALL: Text = [
  '출금된 것이 확인되어 모두 돌려드립니다. 결제는 승인되지 않습니다.',
  'The money turned out to have been taken and goes back in full; the payment stays not approved.',
];
const GIVEN_BACK: Text = [
  '승인되지 않은 결제에서 출금된 금액을 모두 돌려드렸습니다.',
  'The payment was not approved, and all the money taken was given back.',
];
const CANCEL_REQUESTED: Text = ['취소 요청을 접수했습니다.', 'A cancel was asked for.'];
const STILL_WAITING: Text = ['계속 기다리고 있습니다.', 'It is still waiting.'];

const EVENT_TEXTS: readonly [told: Text, waiting: Text] = [
  ['이 변경을 판매자에게 알렸습니다.', 'The shop was told of this.'],
  ['이 변경을 알릴 준비가 되었습니다.', 'The news of this is ready to be told.'],
];

/** What the owners read of a decision: not who, and not why. */
const DECIDED_FOR_OWNER: Text = [
  '담당자가 은행과 확인하여 결정했습니다.',
  'Our staff found it out with the bank and decided.',
];

/** The one plain sentence that tells a step; never the bank's own words. */
export function stepTitle(
  step: TimelineStep,
  telling: Telling & { readonly reader: 'STAFF' | 'OWNER' },
): string {
  switch (step.kind) {
    case 'STATE':
      return inLanguage(moveText(step.facts, step.subjectId, telling), telling.language);
    case 'BANK_EXCHANGE':
      return aboutMovement(exchangeTexts(step.facts).title, step, telling);
    case 'DECISION':
      return telling.reader === 'OWNER'
        ? inLanguage(DECIDED_FOR_OWNER, telling.language)
        : aboutMovement(decisionTitle(step.facts), step, telling);
    case 'ALERT':
      return inLanguage(alertTitle(step.facts), telling.language);
    case 'EVENT':
      return inLanguage(EVENT_TEXTS[step.facts.publishedAt === null ? 1 : 0], telling.language);
  }
}

function moveText(facts: StateFacts, subjectId: string, { file }: Telling): Text {
  const { from, to, detail, reason } = facts;
  if (reason === 'CANCEL_REQUESTED' && detail !== 'NET_CANCELING') return CANCEL_REQUESTED;
  if (from === to && detail === null) return STILL_WAITING;
  if (subjectId.startsWith('rfd_')) return known(REFUND_MOVES, detail ?? to);
  if (isProvenAfterNetCancel(facts)) return TAKEN_AFTER_ALL;
  if (to === 'CANCELED' && file.payment.netCanceledAt !== null) return GIVEN_BACK;
  return known(PAYMENT_MOVES, detail ?? to);
}

/** The row that stores the compensating refund names the witness of the debit. */
export function isProvenAfterNetCancel({ detail, reason }: StateFacts): boolean {
  const witnesses: readonly (string | null)[] = [
    ...['BANK_ANSWER', 'RESULT_CHECK', 'STATEMENT', 'OPERATOR'],
  ];
  return detail === 'NET_CANCELING' && witnesses.includes(reason);
}

function known(moves: Readonly<Record<string, Text>>, state: string): Text {
  const text = moves[state];
  if (!text) throw new Error(`the book holds a state nobody can tell: ${state}`);
  return text;
}

/** Why it moved, what an answer proves, or what an operator wrote; null where the title says it all. */
export function stepDetail(
  step: TimelineStep,
  telling: Telling & { readonly reader: 'STAFF' | 'OWNER' },
): string | null {
  const { reader, language } = telling;
  switch (step.kind) {
    case 'STATE': {
      const text = reasonText(step.facts.reason, reader);
      if (text) return aboutMovement(text, step, telling);
      return reader === 'STAFF' ? step.facts.reason : null;
    }
    case 'BANK_EXCHANGE':
      return aboutMovement(exchangeTexts(step.facts).proves, step, telling);
    case 'DECISION': {
      if (reader === 'OWNER') return null;
      const { reason, evidence, decisionId } = step.facts;
      const source = evidence ? `${evidence.kind} ${evidence.reference}` : null;
      return [reason, source, decisionId].filter((one) => one !== null).join(' · ');
    }
    case 'ALERT':
      return step.facts.alert === 'CASE_OPENED' && reader === 'STAFF'
        ? inLanguage(['운영자의 결정이 필요합니다.', 'Operators have to decide.'], language)
        : null;
    case 'EVENT':
      return step.facts.type;
  }
}
