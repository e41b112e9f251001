import type { PaymentFile, TimelineStep } from '../adapters/mysql/types';
import { FAILURES } from '../domain/failure';
import { displayWon, sumWon, won, type Won } from '../domain/money';
import type { Refund } from '../domain/records';
import type { Language } from '../domain/representation';
import { hasOpenCase, situationOf, SITUATIONS } from './timeline-situations';
import { inLanguage, type Telling, type Text } from './timeline-words';

/** What may have to be said beside where the payment stands. */
const ALSO = {
  refunding: ['{money} 환불을 처리하고 있습니다.', 'A refund of {money} is on its way.'],
  refundDelayed: [
    '{money} 환불이 늦어져 담당자가 처리하고 있습니다.',
    'The refund of {money} is delayed, and a person is seeing to it.',
  ],
  correcting: [
    '잘못 출금된 {money}을 돌려드리고 있습니다.',
    '{money} taken by mistake is on its way back.',
  ],
  corrected: ['잘못 출금된 {money}을 돌려드렸습니다.', '{money} taken by mistake was given back.'],
  looking: [
    '은행 기록에서 확인할 점이 있어 담당자가 살펴보고 있습니다.',
    'A person is looking into the bank’s record of it.',
  ],
  outside: [
    '돌려드린 돈 중에는 계좌 입금이 아닌 다른 방법으로 드린 것이 있습니다.',
    'Some of the money was given back in another way than to the account.',
  ],
} as const satisfies Record<string, Text>;

/** Where a payment stands, for the end of a summary. */
export function statusWords(telling: Telling, steps: readonly TimelineStep[]): string {
  return inLanguage(SITUATIONS[situationOf(telling.file, steps)].words, telling.language);
}

/** What customer service may tell the customer: what became of the money, and what to do. No codes, no names. */
export function customerText({ file, language }: Telling, steps: readonly TimelineStep[]): string {
  const { payment } = file;
  const refunded = doneOf(file.refunds, ['REQUESTED', 'NET_CANCEL']);
  const facts: Readonly<Record<string, string>> = {
    amount: moneyText(payment.amount, language),
    refunded: moneyText(refunded, language),
    failure: inLanguage(FAILURES[payment.failure?.code ?? 'BANK_REFUSED'], language),
  };
  const base = inLanguage(SITUATIONS[situationOf(file, steps)].customer, language);
  const text = base.replaceAll(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
  return [text, ...alsoToSay(file, steps, language)].join(' ');
}

/** Money that moves beside what the situation tells. */
function alsoToSay(
  file: PaymentFile,
  steps: readonly TimelineStep[],
  language: Language,
): readonly string[] {
  const say = (text: Text, amount: Won) =>
    amount === won(0)
      ? []
      : [inLanguage(text, language).replace('{money}', moneyText(amount, language))];
  const outside = steps.some(
    (one) =>
      one.kind === 'DECISION' &&
      one.facts.phase === 'APPROVED' &&
      one.facts.decision === 'SETTLED_OUTSIDE',
  );
  const more = outside ? [inLanguage(ALSO.outside, language)] : [];
  if (!isPaid(file)) return more;
  const open = file.refunds.filter((one) => one.status === 'IN_PROGRESS');
  const requested = open.filter((one) => one.cause !== 'CORRECTION');
  return [
    ...say(ALSO.refunding, sumOf(requested.filter((one) => !isDelayed(one)))),
    ...say(ALSO.refundDelayed, sumOf(requested.filter(isDelayed))),
    ...say(ALSO.correcting, sumOf(open.filter((one) => one.cause === 'CORRECTION'))),
    ...say(ALSO.corrected, doneOf(file.refunds, ['CORRECTION'])),
    ...(hasOpenCase(steps) ? [inLanguage(ALSO.looking, language)] : []),
    ...more,
  ];
}

function isPaid({ payment: { status } }: PaymentFile): boolean {
  return status === 'DONE' || status === 'PARTIAL_CANCELED' || status === 'CANCELED';
}

function isDelayed(refund: Refund): boolean {
  return refund.statusDetail === 'WAITING_FOR_OPERATOR';
}

function doneOf(refunds: readonly Refund[], causes: readonly Refund['cause'][]): Won {
  return sumOf(refunds.filter((one) => one.status === 'DONE' && causes.includes(one.cause)));
}

function sumOf(refunds: readonly Refund[]): Won {
  return sumWon(refunds.map((one) => one.amount));
}

function moneyText(amount: Won, language: Language): string {
  return language === 'ko' ? displayWon(amount) : `${displayWon(amount).slice(0, -1)} won`;
}
