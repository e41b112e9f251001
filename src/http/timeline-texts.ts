import type { TimelineStep } from '../adapters/mysql/types';
import type { Language } from '../domain/representation';

/** A text in both languages of the API. */
type Text = readonly [korean: string, english: string];

/** What a payment's move means to the person who reads; the detail decides while it is open. */
const PAYMENT_MOVES: Readonly<Record<string, Text>> = {
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
};

const REFUND_MOVES: Readonly<Record<string, Text>> = {
  IN_PROGRESS: ['환불을 접수했습니다.', 'The refund was accepted.'],
  WAITING_FOR_BANK: ['은행에 환불 입금을 요청합니다.', 'The bank is asked to pay the refund.'],
  BANK_RESULT_UNKNOWN: [
    '환불의 은행 결과를 알 수 없어 확인하고 있습니다.',
    'The result of the refund at the bank is not known yet and is being asked for.',
  ],
  WAITING_FOR_OPERATOR: [
    '담당자가 환불 결과를 은행과 확인하고 있습니다.',
    'A person is finding out the result of the refund with the bank.',
  ],
  DONE: ['환불이 완료되었습니다.', 'The refund is done.'],
  ABORTED: ['은행이 환불을 거절했습니다.', 'The bank refused the refund.'],
};

/** What one exchange told us: a sentence for its step, and a few words for the summary. `{}` is debit or credit. */
const EXCHANGES = {
  SENT_SUCCEEDED: [
    ['은행이 {}했습니다.', 'The bank made the {}.'],
    ['{}됨', '{} made'],
  ],
  SENT_REFUSED: [
    ['은행이 {}을 거절했습니다.', 'The bank refused the {}.'],
    ['농협 {} 거절', 'NH refused the {}'],
  ],
  SENT_NEVER_LEFT: [
    [
      '은행에 연결되지 않아 {} 요청이 나가지 않았습니다.',
      'The bank could not be reached; the {} was not sent.',
    ],
    ['농협 연결 안 됨', 'NH not reached'],
  ],
  SENT_STILL_PROCESSING: [
    ['은행이 {}을 아직 처리하고 있습니다.', 'The bank is still working on the {}.'],
    ['농협 처리 중', 'NH still working'],
  ],
  SENT_NO_ANSWER: [
    ['은행이 {} 요청에 응답하지 않았습니다.', 'The bank did not answer the request for the {}.'],
    ['농협 응답 없음', 'no answer from NH'],
  ],
  SENT_UNDECIDED: [
    [
      '은행이 {} 결과를 확정하지 않았습니다.',
      'The bank answered without deciding the {}; its result is asked for.',
    ],
    ['농협 결과 미정', 'NH undecided'],
  ],
  CHECK_EXECUTED: [
    ['은행에 확인한 결과 {}되었습니다.', 'The bank confirmed the {}.'],
    ['결과 확인: {}됨', 'checked: {} made'],
  ],
  CHECK_REFUSED: [
    ['은행에 확인한 결과 {}이 거절되었습니다.', 'The bank confirmed that it refused the {}.'],
    ['결과 확인: {} 거절', 'checked: {} refused'],
  ],
  CHECK_NOT_FOUND: [
    ['은행에 확인한 결과 {} 기록이 없습니다.', 'The bank has no record of the {}.'],
    ['결과 확인: {} 없음', 'checked: no {}'],
  ],
  CHECK_OTHER_FAILURE: [
    ['은행에 확인한 결과 {}이 처리되지 않았습니다.', 'The bank reported that the {} failed.'],
    ['결과 확인: {} 실패', 'checked: {} failed'],
  ],
  CHECK_PROCESSING: [
    ['은행이 {} 결과를 아직 처리하고 있습니다.', 'The bank is still working on the {}.'],
    ['결과 확인: 처리 중', 'checked: still working'],
  ],
  CHECK_NOT_ANSWERED: [
    [
      '은행이 결과 확인에 응답하지 않았습니다.',
      'The bank did not answer when asked for the result.',
    ],
    ['결과 확인: 응답 없음', 'checked: no answer'],
  ],
  OTHER: [
    ['은행에 조회했습니다.', 'The bank was asked.'],
    ['농협 조회', 'NH asked'],
  ],
} as const satisfies Record<string, readonly [sentence: Text, words: Text]>;

/** What an exchange told us, in our words. */
type ExchangeKind = keyof typeof EXCHANGES;

const EVENT_TEXTS: readonly [told: Text, waiting: Text] = [
  ['이 변경을 판매자에게 알렸습니다.', 'The shop was told of this.'],
  ['이 변경을 알릴 준비가 되었습니다.', 'The news of this is ready to be told.'],
];

/** Picks one of two texts by the reader's language. */
export function inLanguage([korean, english]: Text, language: Language): string {
  return language === 'ko' ? korean : english;
}

/** The one plain sentence that tells a step; never the bank's own words. */
export function stepSentence(step: TimelineStep, language: Language): string {
  if (step.kind === 'BANK_EXCHANGE') return exchangeText(step, language, 0);
  if (step.kind === 'EVENT') {
    return inLanguage(EVENT_TEXTS[step.facts.publishedAt ? 0 : 1], language);
  }
  const moves = isRefundStep(step) ? REFUND_MOVES : PAYMENT_MOVES;
  const text = moves[String(step.facts.detail)] ?? moves[String(step.facts.to)];
  return text ? inLanguage(text, language) : String(step.facts.to);
}

/** A bank exchange in a few words, for the one-line summary. */
export function exchangeWords(step: TimelineStep, language: Language): string {
  return exchangeText(step, language, 1);
}

/** True for a step of one of the payment's refunds. */
export function isRefundStep(step: TimelineStep): boolean {
  return step.subjectId.startsWith('rfd_');
}

function exchangeText(step: TimelineStep, language: Language, which: 0 | 1): string {
  const movement: Text = isRefundStep(step) ? ['환불 입금', 'refund'] : ['출금', 'debit'];
  const text = inLanguage(EXCHANGES[exchangeKind(step)][which], language);
  return text.replace('{}', inLanguage(movement, language));
}

/** An exchange without a recorded outcome counts as silence: nobody knows whether the bank answered. */
function exchangeKind({ facts }: TimelineStep): ExchangeKind {
  if (facts.operation === 'CHECK') return known(`CHECK_${facts.finding ?? 'NOT_ANSWERED'}`);
  if (facts.operation !== 'SEND') return 'OTHER';
  if (facts.class !== null && facts.class !== 'UNKNOWN') return known(`SENT_${facts.class}`);
  return facts.code === null ? 'SENT_NO_ANSWER' : 'SENT_UNDECIDED';
}

function known(kind: string): ExchangeKind {
  return Object.hasOwn(EXCHANGES, kind) ? (kind as ExchangeKind) : 'OTHER';
}
