import { won } from '../../../../src/domain/money';
import { PAYMENT_STATUSES, REFUND_STATUSES } from '../../../../src/domain/states';
import { customerText } from '../../../../src/http/timeline-outcome';
import { stepSentence } from '../../../../src/http/timeline-texts';
import { presentStaffTimeline, presentTimeline } from '../../../../src/http/timeline';
import { staffTimelineAnswer, timelineAnswer } from '../../../../src/http/schemas/timelines';
import { AFTERNOON, aFile, anExchange, aRefund, IDS } from '../../../support/http-resources';
import type { TimelineStep } from '../../../../src/adapters/mysql/types';

const SILENT = { class: 'UNKNOWN' };
const YES = { operation: 'CHECK', class: 'SUCCEEDED', finding: 'EXECUTED', code: '00000' };
const STEPS: readonly TimelineStep[] = [
  {
    at: AFTERNOON,
    kind: 'STATE',
    subjectId: IDS.payment,
    facts: { from: null, to: 'READY', detail: null, reason: 'accepted', actor: IDS.member },
  },
  anExchange(0, { ...SILENT, message: 'read time-out after 10000 ms' }),
  anExchange(3, YES),
  {
    at: AFTERNOON + 180_001,
    kind: 'EVENT',
    subjectId: IDS.payment,
    facts: { type: 'payment.done', publishedAt: AFTERNOON + 180_050 },
  },
];

function summary(steps: readonly TimelineStep[], file = aFile(), language: 'ko' | 'en' = 'ko') {
  return presentTimeline({ file, steps, language }).summary;
}

describe('the summary', () => {
  test('tells in one line what the bank said, when, and where it stands', () => {
    expect(summary(STEPS)).toBe('16:31 농협 응답 없음 → 16:34 결과 확인: 출금됨 → 완료');
    expect(summary(STEPS, aFile(), 'en')).toBe(
      '16:31 no answer from NH → 16:34 checked: debit made → done',
    );
  });

  test('counts the same answer several times in a row', () => {
    const steps = [anExchange(0, SILENT), anExchange(1, SILENT), anExchange(2, YES)];
    expect(summary(steps)).toBe('16:31 농협 응답 없음 2회 → 16:33 결과 확인: 출금됨 → 완료');
  });

  test('names the day once midnight is crossed', () => {
    expect(summary([anExchange(0, SILENT), anExchange(600, YES)])).toContain(
      '11-23 02:31 결과 확인: 출금됨',
    );
  });

  test('keeps beginning and end of a long story', () => {
    const steps = Array.from({ length: 20 }, (_, i) =>
      anExchange(i, i % 2 === 0 ? SILENT : { class: 'UNKNOWN', code: 'AT999' }),
    );
    const parts = summary(steps).split(' → ');
    expect(parts).toHaveLength(7);
    expect(parts[2]).toBe('…');
  });

  test('tells refunds apart from the payment', () => {
    const refund = anExchange(9, { class: 'SUCCEEDED' }, 'refund');
    const file = aFile({ status: 'PARTIAL_CANCELED' }, [aRefund()]);
    expect(summary([anExchange(0, { class: 'SUCCEEDED' }), refund], file)).toBe(
      '16:31 출금됨 → 16:40 환불 입금됨 → 일부 환불',
    );
  });

  test('says what an open payment waits for', () => {
    const file = aFile({ status: 'IN_PROGRESS', statusDetail: 'BANK_RESULT_UNKNOWN' });
    expect(summary([], file)).toBe('은행 결과 확인 중');
  });
});

describe('the steps for member and partner', () => {
  test('keep the bank, its codes and who acted to themselves', () => {
    const told = presentTimeline({ file: aFile(), steps: STEPS, language: 'ko' });
    expect(timelineAnswer.parse(told)).toEqual(told);
    expect(JSON.stringify(told)).not.toMatch(/00000|time-out|mbr_|accepted/);
  });

  test('are one plain sentence each', () => {
    const { steps } = presentTimeline({ file: aFile(), steps: STEPS, language: 'ko' });
    expect(steps.map((step) => step.title)).toEqual([
      '결제를 접수했습니다.',
      '은행이 출금 요청에 응답하지 않았습니다.',
      '은행에 확인한 결과 출금되었습니다.',
      '이 변경을 판매자에게 알렸습니다.',
    ]);
  });

  test('say from where to where a state moved, and only states do', () => {
    const { steps } = presentTimeline({ file: aFile(), steps: STEPS, language: 'ko' });
    expect(steps.map((step) => 'to' in step)).toEqual([true, false, false, false]);
  });
});

describe('the steps for customer service', () => {
  const told = presentStaffTimeline({ file: aFile(), steps: STEPS, language: 'en' });

  test('have the bank’s words, who acted, how long it took', () => {
    expect(staffTimelineAnswer.parse(told)).toEqual(told);
    expect(told.steps[0]).toMatchObject({ actor: IDS.member, detail: 'accepted', to: 'READY' });
    expect(told.steps[1]).toMatchObject({
      ...{ bank: { code: null, message: 'read time-out after 10000 ms' }, durationMs: 10_000 },
      ...{ detail: 'SEND / UNKNOWN', links: { subject: `/v1/payments/${IDS.payment}` } },
    });
    expect(told.customerText).toBe('Your payment of 15,000 won is done.');
  });
});

describe('sentences', () => {
  const classes = ['SUCCEEDED', 'REFUSED', 'NEVER_LEFT', 'STILL_PROCESSING', 'UNKNOWN', null];
  const findings = [
    'EXECUTED',
    'REFUSED',
    'NOT_FOUND',
    'OTHER_FAILURE',
    'PROCESSING',
    'NOT_ANSWERED',
  ];
  const exchanges = [
    ...classes.map((one) => anExchange(0, { class: one })),
    ...findings.map((finding) =>
      anExchange(0, { operation: 'CHECK', class: 'SUCCEEDED', finding }),
    ),
  ];

  test('tell every answer of the bank differently, in both languages', () => {
    for (const language of ['ko', 'en'] as const) {
      const sentences = exchanges.map((step) => stepSentence(step, language));
      expect(sentences.join()).not.toMatch(/\{|undefined|null/);
      // Silence and "no outcome recorded" are the same to a reader.
      expect(new Set(sentences).size).toBeGreaterThanOrEqual(exchanges.length - 2);
    }
  });

  test('exist for every status of payment and refund', () => {
    const moves = [
      ...Object.keys(PAYMENT_STATUSES).map((to) => [IDS.payment, to] as const),
      ...Object.keys(REFUND_STATUSES).map((to) => [IDS.refund, to] as const),
    ];
    for (const [subjectId, to] of moves) {
      const step = { at: 0, kind: 'STATE', subjectId, facts: { to, detail: null } } as const;
      expect(stepSentence(step, 'ko')).toMatch(/[가-힣].*\.$/);
      expect(stepSentence(step, 'en')).toMatch(/^[A-Z].*\.$/);
    }
  });
});

describe('what to tell the customer', () => {
  test('names the reason when no money moved', () => {
    const failure = { code: 'INSUFFICIENT_BALANCE', at: AFTERNOON, bank: null } as const;
    expect(customerText(aFile({ status: 'ABORTED', failure }), 'ko')).toBe(
      '15,000원 결제가 되지 않았고 돈은 빠져나가지 않았습니다. 이유: 계좌 잔액이 부족합니다.',
    );
  });

  test('counts only refunds that are done', () => {
    const refunds = [aRefund(), aRefund({ status: 'ABORTED', amount: won(7_000) })];
    expect(customerText(aFile({ status: 'PARTIAL_CANCELED' }, refunds), 'ko')).toBe(
      '15,000원 결제 중 5,000원을 환불했습니다.',
    );
  });

  test('never says that an open or net-cancelled payment was approved', () => {
    const open = aFile({ status: 'IN_PROGRESS', statusDetail: 'BANK_RESULT_UNKNOWN' });
    expect(customerText(open, 'ko')).toContain('다시 결제하지 말고');
    const back = aFile({ status: 'CANCELED', netCanceledAt: AFTERNOON });
    expect(customerText(back, 'ko')).toContain('승인되지 않았고');
  });
});
