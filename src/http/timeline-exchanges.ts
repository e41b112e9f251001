import type { ExchangeFacts } from '../adapters/mysql/timeline-types';
import type {
  CheckFinding,
  OutcomeClass,
  StatementFinding,
  UnknownBecause,
} from '../domain/bank-outcome';
import type { Text } from './timeline-words';

/** What one exchange told us: a sentence, a few words for the summary, and what it proves. `{}` is the movement. */
export interface ExchangeTexts {
  readonly title: Text;
  readonly words: Text;
  readonly proves: Text;
}

type ExchangeKind =
  | `SEND_${Exclude<OutcomeClass, 'UNKNOWN'>}`
  | `SEND_${UnknownBecause}`
  | `CHECK_${CheckFinding['finding']}`
  | `STATEMENT_${StatementFinding['finding']}`;

const NOTHING: Text = [
  '이것만으로는 {} 여부를 알 수 없습니다.',
  'This alone does not tell whether the {} was made.',
];
const LATER: Text = [
  '정해진 시간이 지난 뒤에도 없어야 {}되지 않은 것으로 봅니다.',
  'Only if it is still missing after the settling window is the {} proven not made.',
];
const YES: Text = ['{}이 확실합니다.', 'The {} is certain.'];
const NO: Text = ['{}되지 않은 것이 확실합니다.', 'It is certain that the {} was not made.'];

const EXCHANGES = {
  SEND_SUCCEEDED: {
    title: ['은행이 {}했습니다.', 'The bank made the {}.'],
    words: ['{}됨', '{} made'],
    proves: YES,
  },
  SEND_REFUSED: {
    title: ['은행이 {}을 거절했습니다.', 'The bank refused the {}.'],
    words: ['농협 {} 거절', 'NH refused the {}'],
    proves: ['이 요청으로는 {}되지 않았습니다.', 'This request did not make the {}.'],
  },
  SEND_NEVER_LEFT: {
    title: [
      '은행에 연결되지 않아 {} 요청이 나가지 않았습니다.',
      'The bank could not be reached; the {} was not sent.',
    ],
    words: ['농협 연결 안 됨', 'NH not reached'],
    proves: ['은행은 이 요청을 받지 못했습니다.', 'The bank cannot have seen this request.'],
  },
  SEND_STILL_PROCESSING: {
    title: ['은행이 {}을 아직 처리하고 있습니다.', 'The bank is still working on the {}.'],
    words: ['농협 처리 중', 'NH still working'],
    proves: NOTHING,
  },
  SEND_NO_ANSWER: {
    title: [
      '은행이 {} 요청에 응답하지 않았습니다.',
      'The bank did not answer the request for the {}.',
    ],
    words: ['농협 응답 없음', 'no answer from NH'],
    proves: NOTHING,
  },
  SEND_UNDECIDED: {
    title: [
      '은행이 {} 결과를 확정하지 않았습니다.',
      'The bank answered without deciding the {}; its result is asked for.',
    ],
    words: ['농협 결과 미정', 'NH undecided'],
    proves: NOTHING,
  },
  SEND_DUPLICATE: {
    title: [
      '은행이 이미 사용된 거래번호라고 답했습니다.',
      'The bank answered that the number of this transfer was used already.',
    ],
    words: ['농협: 이미 사용된 거래번호', 'NH: number used already'],
    proves: NOTHING,
  },
  CHECK_EXECUTED: {
    title: ['은행에 확인한 결과 {}되었습니다.', 'The bank confirmed the {}.'],
    words: ['결과 확인: {}됨', 'checked: {} made'],
    proves: YES,
  },
  CHECK_REFUSED: {
    title: [
      '은행에 확인한 결과 {}이 거절되었습니다.',
      'The bank confirmed that it refused the {}.',
    ],
    words: ['결과 확인: {} 거절', 'checked: {} refused'],
    proves: NO,
  },
  CHECK_NOT_FOUND: {
    title: ['은행에 확인한 결과 {} 기록이 없습니다.', 'The bank has no record of the {}.'],
    words: ['결과 확인: {} 없음', 'checked: no {}'],
    proves: LATER,
  },
  CHECK_OTHER_FAILURE: {
    title: [
      '은행에 확인한 결과 {}이 처리되지 않았습니다.',
      'The bank reported that the {} failed.',
    ],
    words: ['결과 확인: {} 실패', 'checked: {} failed'],
    proves: LATER,
  },
  CHECK_PROCESSING: {
    title: ['은행이 {} 결과를 아직 처리하고 있습니다.', 'The bank has no result of the {} yet.'],
    words: ['결과 확인: 처리 중', 'checked: still working'],
    proves: NOTHING,
  },
  CHECK_NOT_ANSWERED: {
    title: [
      '은행이 결과 확인에 응답하지 않았습니다.',
      'The bank did not answer when asked for the result.',
    ],
    words: ['결과 확인: 응답 없음', 'checked: no answer'],
    proves: NOTHING,
  },
  STATEMENT_EXECUTED: {
    title: [
      '거래명세에서 우리 문구가 찍힌 {}을 찾았습니다.',
      'The {} stands in the bank statement, with our own text.',
    ],
    words: ['명세 확인: {}됨', 'statement: {} made'],
    proves: YES,
  },
  STATEMENT_NOT_FOUND: {
    title: [
      '거래명세를 끝까지 읽었지만 {}이 없습니다.',
      'All pages of the bank statement were read; the {} is not there.',
    ],
    words: ['명세 확인: {} 없음', 'statement: no {}'],
    proves: LATER,
  },
  STATEMENT_AMBIGUOUS: {
    title: [
      '거래명세에서 {}을 한 줄로 확인할 수 없습니다.',
      'The bank statement does not show the {} as exactly one standing row.',
    ],
    words: ['명세 확인: 불분명', 'statement: unclear'],
    proves: [
      '아무것도 증명되지 않아 담당자가 확인해야 합니다.',
      'It proves nothing; a person has to look.',
    ],
  },
  STATEMENT_NOT_ANSWERED: {
    title: [
      '거래명세를 끝까지 읽지 못했습니다.',
      'The bank statement could not be read to its end.',
    ],
    words: ['명세 확인: 응답 없음', 'statement: no answer'],
    proves: NOTHING,
  },
} as const satisfies Record<ExchangeKind, ExchangeTexts>;

/** What the summary may leave out first: exchanges after which nothing more was known. */
export function saysNothing(facts: ExchangeFacts): boolean {
  return EXCHANGES[kindOf(facts)].proves === NOTHING;
}

/** What an exchange told us, in words. One without a recorded outcome counts as silence: nobody knows. */
export function exchangeTexts(facts: ExchangeFacts): ExchangeTexts {
  return EXCHANGES[kindOf(facts)];
}

function kindOf({ operation, class: said, because, finding }: ExchangeFacts): ExchangeKind {
  if (operation === 'SEND') {
    return said === null || said === 'UNKNOWN' ? `SEND_${because ?? 'NO_ANSWER'}` : `SEND_${said}`;
  }
  const kind = `${operation}_${finding ?? 'NOT_ANSWERED'}`;
  if (!isKind(kind)) throw new Error(`the book holds an exchange nobody can tell: ${kind}`);
  return kind;
}

function isKind(kind: string): kind is ExchangeKind {
  return Object.hasOwn(EXCHANGES, kind);
}
