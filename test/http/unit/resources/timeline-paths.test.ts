import type {
  AlertFacts,
  DecisionFacts,
  StateFacts,
} from '../../../../src/adapters/mysql/timeline-types';
import type { PaymentFile, TimelineStep } from '../../../../src/adapters/mysql/types';
import { DECISIONS } from '../../../../src/domain/decision';
import { won } from '../../../../src/domain/money';
import type { Refund } from '../../../../src/domain/records';
import { staffTimelineAnswer } from '../../../../src/http/schemas/timelines';
import { presentStaffTimeline, presentTimeline } from '../../../../src/http/timeline';
import { decisionTitle, reasonText } from '../../../../src/http/timeline-reasons';
import { SITUATIONS } from '../../../../src/http/timeline-situations';
import { AFTERNOON, aFile, anExchange, aRefund, IDS } from '../../../support/http-resources';

const CASE = 'wrk_01JD8QK3V5M7N9P1R3T5W7Y9Z1';
const SILENT = { class: 'UNKNOWN', because: 'NO_ANSWER' } as const;
const minute = (minutes: number) => AFTERNOON + minutes * 60_000;

function move(at: number, facts: Partial<StateFacts>, subjectId: string = IDS.payment) {
  const still = { from: 'IN_PROGRESS', to: 'IN_PROGRESS', detail: null, reason: null };
  const step = { at: minute(at), kind: 'STATE', subjectId } as const;
  return { ...step, facts: { ...still, actor: 'engine', ...facts } } satisfies TimelineStep;
}

function decision(
  at: number,
  facts: Pick<DecisionFacts, 'decision' | 'phase'>,
  subjectId: string = IDS.payment,
): TimelineStep {
  const about = { decisionId: 'dcs_01JD8QK3V5M7N9P1R3T5W7Y9Z1', actor: 'stf_SOMEBODY' };
  const why = { reason: '은행에 전화함', evidence: { kind: 'BANK_CALL', reference: '#77' } };
  const step = { at: minute(at), kind: 'DECISION', subjectId } as const;
  return { ...step, facts: { ...about, ...why, ...facts } };
}

function alert(at: number, facts: AlertFacts, subjectId = CASE): TimelineStep {
  return { at: minute(at), kind: 'ALERT', subjectId, facts };
}

const approved = (decided: DecisionFacts['decision'], at = 40, subjectId: string = IDS.payment) => [
  decision(at - 1, { decision: decided, phase: 'PROPOSED' }, subjectId),
  decision(at, { decision: decided, phase: 'APPROVED' }, subjectId),
];

const open = (over: Parameters<typeof aFile>[0] = {}, refunds: readonly Refund[] = []) =>
  aFile({ status: 'IN_PROGRESS', statusDetail: 'BANK_RESULT_UNKNOWN', ...over }, refunds);
const netCanceled = { netCanceledAt: minute(15), statusDetail: 'NET_CANCELING' } as const;
const back = (over: Partial<Refund> = {}) =>
  aRefund({ ...{ cause: 'NET_CANCEL' }, amount: won(15_000), ...over });
const correction = (status: Refund['status']) =>
  aRefund({ cause: 'CORRECTION', status, amount: won(15_000) });
const found = { alert: 'CASE_OPENED', finding: 'MISSING_WITH_US', owed: won(15_000) } as const;
const needsPerson = move(31, { detail: 'WAITING_FOR_OPERATOR', reason: 'DOUBT_LIMIT' });
const notExecuted = { code: 'NOT_EXECUTED', at: minute(16), bank: null } as const;
const silent = anExchange(0, SILENT);
const yes = anExchange(16, { operation: 'CHECK', finding: 'EXECUTED' });
const absent = anExchange(16, { operation: 'CHECK', finding: 'NOT_FOUND' });
const paidBack = anExchange(18, { class: 'SUCCEEDED' }, 'refund');

type Path = readonly [
  name: string,
  file: PaymentFile,
  steps: readonly TimelineStep[],
  summary: string,
  customer: RegExp,
];

const PATHS: readonly Path[] = [
  [
    'net cancelled, nothing known yet',
    open(netCanceled),
    [silent],
    '16:31 농협 응답 없음 → 16:46 승인 안 됨 안내 → 승인 취소 중',
    /승인되지 않았습니다\. 출금된 금액이 있으면 돌려드립니다/,
  ],
  [
    'cancelled by the shop while in doubt',
    open({ ...netCanceled, netCanceledAt: minute(2) }),
    [silent, move(2, { detail: 'NET_CANCELING', reason: 'CANCEL_REQUESTED', actor: IDS.partner })],
    '16:31 농협 응답 없음 → 16:33 취소 요청 → 16:33 승인 안 됨 안내 → 승인 취소 중',
    /승인되지 않았습니다/,
  ],
  [
    'net cancelled, executed after all, money on its way back',
    open(netCanceled, [back({ status: 'IN_PROGRESS', completedAt: null })]),
    [silent, yes, move(16, { detail: 'NET_CANCELING', reason: 'RESULT_CHECK' })],
    '16:31 농협 응답 없음 → 16:46 승인 안 됨 안내 → 16:47 결과 확인: 출금됨 → 승인 취소, 출금액 반환 중',
    /출금된 금액을 돌려드리고 있습니다/,
  ],
  [
    'net cancelled, and the return needs a person',
    open(netCanceled, [back({ status: 'IN_PROGRESS', statusDetail: 'WAITING_FOR_OPERATOR' })]),
    [yes, move(50, { detail: 'WAITING_FOR_OPERATOR', reason: 'OWED_MONEY_REFUSED' }, IDS.refund)],
    '16:46 승인 안 됨 안내 → 16:47 결과 확인: 출금됨 → 17:21 승인 취소 환불 입금 담당자 확인 필요 → 승인 취소, 반환 담당자 확인 대기',
    /늦어져 담당자가 처리하고/,
  ],
  [
    'net cancelled, money returned',
    aFile({ status: 'CANCELED', netCanceledAt: minute(15) }, [back()]),
    [silent, yes, paidBack],
    '16:31 농협 응답 없음 → 16:46 승인 안 됨 안내 → 16:47 결과 확인: 출금됨 → 16:49 승인 취소 환불 입금됨 → 승인 취소, 출금액 반환됨',
    /승인되지 않았고, 출금된 금액은 모두 돌려드렸습니다/,
  ],
  [
    'net cancelled, proven not executed',
    aFile({ status: 'ABORTED', netCanceledAt: minute(15), failure: notExecuted }),
    [silent, absent],
    '16:31 농협 응답 없음 → 16:46 승인 안 됨 안내 → 16:47 결과 확인: 출금 없음 → 승인 취소, 출금 안 됨',
    /승인되지 않았고, 돈이 빠져나가지 않은 것을/,
  ],
  [
    'settled by a row of the statement',
    aFile({ decidedBy: 'STATEMENT' }),
    [silent, anExchange(16, { operation: 'STATEMENT', finding: 'EXECUTED' })],
    '16:31 농협 응답 없음 → 16:47 명세 확인: 출금됨 → 완료',
    /완료되었습니다/,
  ],
  [
    'an unclear statement, so a person is needed',
    open({ statusDetail: 'WAITING_FOR_OPERATOR' }),
    [silent, anExchange(20, { operation: 'STATEMENT', finding: 'AMBIGUOUS' }), needsPerson],
    '16:31 농협 응답 없음 → 16:51 명세 확인: 불분명 → 17:02 담당자 확인 필요 → 담당자 확인 대기',
    /담당자가 은행과 확인하고/,
  ],
  [
    'waiting for a person after "not approved" was told',
    open({ ...netCanceled, statusDetail: 'WAITING_FOR_OPERATOR' }),
    [silent, needsPerson],
    '16:31 농협 응답 없음 → 16:46 승인 안 됨 안내 → 17:02 담당자 확인 필요 → 승인 취소, 담당자 확인 대기',
    /승인되지 않았습니다\. 출금되었는지 담당자가/,
  ],
  [
    'proposed, not yet approved',
    open({ statusDetail: 'WAITING_FOR_OPERATOR' }),
    [needsPerson, decision(39, { decision: 'EXECUTED', phase: 'PROPOSED' })],
    '17:02 담당자 확인 필요 → 17:10 결정 제안: 출금된 것으로 확인 → 담당자 확인 대기',
    /담당자가 은행과 확인하고/,
  ],
  [
    'decided by two operators',
    aFile({ decidedBy: 'OPERATOR' }),
    [needsPerson, ...approved('EXECUTED')],
    '17:02 담당자 확인 필요 → 17:11 담당자 결정: 출금된 것으로 확인 → 완료',
    /완료되었습니다/,
  ],
  [
    'a refund settled outside',
    aFile({ status: 'CANCELED' }, [aRefund({ amount: won(15_000), decidedBy: 'OPERATOR' })]),
    approved('SETTLED_OUTSIDE', 40, IDS.refund),
    '17:11 담당자 결정: 다른 방법으로 정산됨 → 전액 환불',
    /모두 환불했습니다\. .*다른 방법으로 드린 것이 있습니다/,
  ],
  [
    'a debit found after the payment had failed',
    aFile({ status: 'ABORTED', failure: notExecuted }),
    [absent, alert(600, found)],
    '16:47 결과 확인: 출금 없음 → 11-23 02:31 대사: 은행 명세에만 있음 → 결제 안 됨, 은행 기록 확인 중',
    /담당자가 살펴보고 있으며, 잘못 출금된 금액이 있으면/,
  ],
  [
    'the same, corrected by a refund on its way',
    aFile({ status: 'ABORTED', failure: notExecuted }, [correction('IN_PROGRESS')]),
    [alert(5, found), ...approved('CORRECTIVE_REFUND', 9, CASE)],
    '16:36 대사: 은행 명세에만 있음 → 16:40 담당자 결정: 정정 환불 → 결제 안 됨, 정정 환불 중',
    /그 금액을 돌려드리고 있습니다/,
  ],
  [
    'the same, corrected',
    aFile({ status: 'ABORTED', failure: notExecuted }, [correction('DONE')]),
    [alert(5, found), paidBack, alert(20, { alert: 'CASE_CLOSED', finding: 'MISSING_WITH_US' })],
    '16:36 대사: 은행 명세에만 있음 → 16:49 정정 환불 입금됨 → 결제 안 됨, 정정 환불됨',
    /잘못 출금된 금액은 돌려드렸습니다/,
  ],
  [
    'the bank held before anything was sent',
    aFile({ status: 'READY', decidedBy: null }),
    [alert(1, { alert: 'BANK_HELD', cause: 'OPERATOR' }, IDS.payment)],
    '16:32 은행 전송 중지 → 은행 전송 중지로 대기',
    /아직 출금을 요청하지 않았습니다/,
  ],
  [
    'the bank held while a result is asked for',
    open(),
    [silent, alert(1, { alert: 'BANK_HELD', cause: 'OPERATOR' }, IDS.payment)],
    '16:31 농협 응답 없음 → 16:32 은행 전송 중지 → 은행 결과 확인 중',
    /다시 결제하지 말고 기다려/,
  ],
];

describe.each(PATHS)('%s', (_name, file, steps, summary, customer) => {
  const told = presentStaffTimeline({ file, steps, language: 'ko' });

  test('is one sentence, and one for the customer', () => {
    expect(told.summary).toBe(summary);
    expect(told.customerText).toMatch(customer);
  });

  test('has a sentence per step in both languages, and tells the customer no code and no name', () => {
    expect(staffTimelineAnswer.parse(told)).toEqual(told);
    const english = presentStaffTimeline({ file, steps, language: 'en' });
    for (const text of [english.customerText, english.summary])
      expect(text).not.toMatch(/[가-힣{}]/);
    expect(told.customerText).not.toMatch(/[A-Z_]{3,}|stf_|\{/);
    for (const { title } of told.steps) expect(title).toMatch(/[가-힣].*\.$/);
    for (const { title } of english.steps) expect(title).toMatch(/^[A-Z][^가-힣{}]*\.$/);
  });

  test('shows the owners no staff, no reason of theirs, no proposal and no case', () => {
    const owner = JSON.stringify(presentTimeline({ file, steps, language: 'ko' }));
    expect(owner).not.toMatch(/stf_|dcs_|wrk_|은행에 전화함|#77|제안|대사|DOUBT_LIMIT/);
  });
});

test('nobody is told that no money moved while it may have, or that an open payment was approved', () => {
  const never = /빠져나가지 않|no money|완료되|is done/;
  const unsure = [
    'WAITING',
    'UNKNOWN',
    'PERSON',
    'NET_CANCELING',
    'NET_PERSON',
    'RETURNING',
  ] as const;
  const wronged = ['RETURNING_PERSON', 'RETURNED', 'MISMATCH', 'CORRECTING', 'CORRECTED'] as const;
  for (const situation of [...unsure, ...wronged]) {
    for (const text of SITUATIONS[situation].customer) expect(text).not.toMatch(never);
  }
});

test('a step of a decision shows staff who, why and by which evidence', () => {
  const steps = approved('NOT_EXECUTED');
  const [, step] = presentStaffTimeline({ file: open(), steps, language: 'ko' }).steps;
  expect(step).toMatchObject({
    ...{ title: '다른 담당자가 결정을 승인했습니다: 출금되지 않은 것으로 확인.' },
    ...{
      actor: 'stf_SOMEBODY',
      detail: expect.stringMatching(/은행에 전화함 · BANK_CALL #77 · dcs_/),
    },
  });
});

test('a wait is explained to staff in words, and not to the owners', () => {
  const file = open({ statusDetail: 'WAITING_FOR_OPERATOR' });
  const staff = presentStaffTimeline({ file, steps: [needsPerson], language: 'ko' });
  expect(staff.steps[0]?.detail).toBe('결과를 모르는 시간이 너무 길어져 사람이 확인합니다.');
  expect(reasonText('DOUBT_LIMIT', 'OWNER')).toBeNull();
});

test('every decision has a sentence of its own', () => {
  const titles = DECISIONS.map((one) => {
    const facts = { decisionId: '', actor: '', reason: '', evidence: null } as const;
    return decisionTitle({ ...facts, decision: one, phase: 'APPROVED' })[0];
  });
  expect(new Set(titles).size).toBe(DECISIONS.length);
});

describe('beside the payment', () => {
  const text = (refunds: readonly Refund[], steps: readonly TimelineStep[] = []) =>
    presentStaffTimeline({ file: aFile({}, refunds), steps, language: 'ko' }).customerText;

  test('refunds on their way, delayed, and corrections are told with their sums', () => {
    const asked = aRefund({ status: 'IN_PROGRESS', statusDetail: 'WAITING_FOR_BANK' });
    expect(text([asked, asked])).toContain('10,000원 환불을 처리하고 있습니다.');
    const delayed = aRefund({ status: 'IN_PROGRESS', statusDetail: 'WAITING_FOR_OPERATOR' });
    expect(text([delayed])).toContain('5,000원 환불이 늦어져 담당자가');
    expect(text([correction('DONE')])).toContain('잘못 출금된 15,000원을 돌려드렸습니다.');
  });

  test('a correction or a refused refund is no part of what was refunded', () => {
    const refunds = [aRefund(), aRefund({ status: 'ABORTED' }), correction('DONE')];
    const file = aFile({ status: 'PARTIAL_CANCELED' }, refunds);
    const told = presentStaffTimeline({ file, steps: [], language: 'ko' });
    expect(told.customerText).toContain('15,000원 결제 중 5,000원을 환불했습니다.');
  });

  test('the reason is named when no money moved', () => {
    const failure = { code: 'INSUFFICIENT_BALANCE', at: AFTERNOON, bank: null } as const;
    const file = aFile({ status: 'ABORTED', failure });
    expect(presentStaffTimeline({ file, steps: [], language: 'ko' }).customerText).toBe(
      '15,000원 결제가 되지 않았고 돈은 빠져나가지 않았습니다. 이유: 계좌 잔액이 부족합니다.',
    );
  });
});
