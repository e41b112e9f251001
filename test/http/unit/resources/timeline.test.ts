import { PAYMENT_STATUSES, REFUND_STATUSES } from '../../../../src/domain/states';
import { staffTimelineAnswer, timelineAnswer } from '../../../../src/http/schemas/timelines';
import { presentStaffTimeline, presentTimeline } from '../../../../src/http/timeline';
import { stepTitle } from '../../../../src/http/timeline-texts';
import type { ExchangeFacts } from '../../../../src/adapters/mysql/timeline-types';
import type { TimelineStep } from '../../../../src/adapters/mysql/types';
import { AFTERNOON, aFile, anExchange, aRefund, IDS } from '../../../support/http-resources';

const SILENT = { class: 'UNKNOWN', because: 'NO_ANSWER' } as const;
const YES = { operation: 'CHECK', finding: 'EXECUTED', code: '00000' } as const;
const STEPS: readonly TimelineStep[] = [
  {
    at: AFTERNOON,
    kind: 'STATE',
    subjectId: IDS.payment,
    facts: { from: null, to: 'READY', detail: null, reason: null, actor: IDS.member },
  },
  anExchange(0, { ...SILENT, message: 'read time-out after 10000 ms' }),
  anExchange(3, YES),
  {
    at: AFTERNOON + 180_001,
    kind: 'STATE',
    subjectId: IDS.payment,
    facts: {
      ...{ from: 'IN_PROGRESS', to: 'DONE', detail: null },
      ...{ reason: 'RESULT_CHECK', actor: 'engine' },
    },
  },
  {
    at: AFTERNOON + 180_002,
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

  test('keeps beginning and end of a long story, and what decided it', () => {
    const unsure = (i: number) =>
      anExchange(i, i % 2 === 0 ? SILENT : { class: 'UNKNOWN', because: 'UNDECIDED' });
    const steps = Array.from({ length: 20 }, (_, i) => (i === 10 ? anExchange(i, YES) : unsure(i)));
    const parts = summary(steps).split(' → ');
    expect(parts).toHaveLength(9);
    expect([parts[2], parts[3], parts[4]]).toEqual(['…', '16:41 결과 확인: 출금됨', '…']);
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
  const told = presentTimeline({ file: aFile(), steps: STEPS, language: 'ko' });

  test('keep the bank’s codes and who acted to themselves', () => {
    expect(timelineAnswer.parse(told)).toEqual(told);
    expect(JSON.stringify(told)).not.toMatch(/00000|time-out|mbr_|engine/);
  });

  test('are one plain sentence each, with what it proves', () => {
    expect(told.steps.map(({ title, detail }) => [title, detail])).toEqual([
      ['결제를 접수했습니다.', null],
      ['은행이 출금 요청에 응답하지 않았습니다.', '이것만으로는 출금 여부를 알 수 없습니다.'],
      ['은행에 확인한 결과 출금되었습니다.', '출금이 확실합니다.'],
      ['결제가 완료되었습니다.', '근거: 은행에 결과를 물어 확인함'],
      ['이 변경을 판매자에게 알렸습니다.', 'payment.done'],
    ]);
  });

  test('say from where to where a state moved, and only states do', () => {
    expect(told.steps.map((step) => 'to' in step)).toEqual([true, false, false, true, false]);
  });
});

describe('the steps for customer service', () => {
  const told = presentStaffTimeline({ file: aFile(), steps: STEPS, language: 'en' });

  test('have the bank’s words, who acted, how long it took, and why it is believed', () => {
    expect(staffTimelineAnswer.parse(told)).toEqual(told);
    expect(told.steps[0]).toMatchObject({ actor: IDS.member, to: 'READY' });
    expect(told.steps[1]).toMatchObject({
      ...{ bank: { code: null, message: 'read time-out after 10000 ms' }, durationMs: 10_000 },
      links: { subject: `/v1/payments/${IDS.payment}` },
    });
    expect(told.steps[3]?.detail).toBe('Evidence: the bank was asked for the result');
    expect(told.customerText).toBe('Your payment of 15,000 won is done.');
  });
});

describe('sentences', () => {
  const sends: readonly Partial<ExchangeFacts>[] = [
    ...(['SUCCEEDED', 'REFUSED', 'NEVER_LEFT', 'STILL_PROCESSING', null] as const).map((one) => ({
      class: one,
    })),
    ...(['NO_ANSWER', 'UNDECIDED', 'DUPLICATE'] as const).map((because) => ({
      ...{ class: 'UNKNOWN' as const, because },
    })),
  ];
  const findings = ['EXECUTED', 'REFUSED', 'NOT_FOUND', 'OTHER_FAILURE'] as const;
  const checks = [...findings, 'PROCESSING', 'NOT_ANSWERED'] as const;
  const readings = ['EXECUTED', 'NOT_FOUND', 'AMBIGUOUS', 'NOT_ANSWERED'] as const;
  const exchanges = [
    ...sends.map((facts) => anExchange(0, facts)),
    ...checks.map((finding) => anExchange(0, { operation: 'CHECK', finding })),
    ...readings.map((finding) => anExchange(0, { operation: 'STATEMENT', finding })),
  ];

  test.each(['ko', 'en'] as const)('tell every answer of the bank differently (%s)', (language) => {
    const told = { file: aFile(), language, reader: 'STAFF' } as const;
    const sentences = exchanges.map((step) => stepTitle(step, told));
    expect(sentences.join()).not.toMatch(/\{|undefined|null/);
    // Silence and "no outcome recorded" are the same to a reader.
    expect(new Set(sentences).size).toBeGreaterThanOrEqual(exchanges.length - 2);
  });

  test('exist for every status of payment and refund', () => {
    const moves = [
      ...Object.keys(PAYMENT_STATUSES).map((to) => [IDS.payment, to] as const),
      ...Object.keys(REFUND_STATUSES).map((to) => [IDS.refund, to] as const),
    ];
    for (const [subjectId, to] of moves) {
      const facts = { from: null, to, detail: null, reason: null, actor: null };
      const step = { at: 0, kind: 'STATE', subjectId, facts } as const;
      const telling = { file: aFile(), reader: 'STAFF' } as const;
      expect(stepTitle(step, { ...telling, language: 'ko' })).toMatch(/[가-힣].*\.$/);
      expect(stepTitle(step, { ...telling, language: 'en' })).toMatch(/^[A-Z].*\.$/);
    }
  });
});
