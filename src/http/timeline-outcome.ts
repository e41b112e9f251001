import type { PaymentFile } from '../adapters/mysql/types';
import { FAILURES } from '../domain/failure';
import { displayWon, sumWon } from '../domain/money';
import type { Payment } from '../domain/records';
import type { Language } from '../domain/representation';
import type { PaymentStatus, StatusDetail } from '../domain/states';
import { inLanguage } from './timeline-texts';

/** Where a payment stands, in one or two words. */
const STATUS_WORDS = {
  READY: ['접수됨', 'accepted'],
  IN_PROGRESS: ['처리 중', 'in progress'],
  DONE: ['완료', 'done'],
  PARTIAL_CANCELED: ['일부 환불', 'partly refunded'],
  CANCELED: ['전액 환불', 'given back'],
  ABORTED: ['결제 안 됨', 'not made'],
  EXPIRED: ['만료', 'expired'],
} as const satisfies Record<PaymentStatus, readonly [string, string]>;

const DETAIL_WORDS = {
  WAITING_FOR_BANK: ['은행 응답 대기', 'waiting for the bank'],
  BANK_RESULT_UNKNOWN: ['은행 결과 확인 중', 'asking the bank for the result'],
  NET_CANCELING: ['승인 취소 중', 'being canceled'],
  WAITING_FOR_OPERATOR: ['담당자 확인 대기', 'waiting for an operator'],
} as const satisfies Record<StatusDetail, readonly [string, string]>;

/** What customer service may read out to the customer while a payment is open. */
const OPEN_TEXTS = {
  WAITING_FOR_BANK: [
    '{amount} 결제를 은행에서 처리하고 있습니다. 잠시만 기다려 주세요.',
    'The bank is working on your payment of {amount}. Please wait a moment.',
  ],
  BANK_RESULT_UNKNOWN: [
    '은행의 응답이 늦어 {amount} 결제의 결과를 확인하고 있습니다. 두 번 출금되지 않으니 다시 결제하지 말고 기다려 주세요.',
    'The bank is slow to answer, and we are asking for the result of your payment of {amount}. It cannot be taken twice; please wait rather than pay again.',
  ],
  NET_CANCELING: [
    '{amount} 결제는 승인되지 않았습니다. 출금된 금액이 있으면 돌려드립니다.',
    'Your payment of {amount} was not approved. Any money taken comes back.',
  ],
  WAITING_FOR_OPERATOR: [
    '{amount} 결제의 결과를 담당자가 은행과 확인하고 있습니다. 확인되는 대로 알려드립니다.',
    'A person is finding out the result of your payment of {amount} with the bank. You will be told as soon as it is known.',
  ],
} as const satisfies Record<StatusDetail, readonly [string, string]>;

/** What customer service may read out once a payment has ended. */
const ENDED_TEXTS = {
  DONE: ['{amount} 결제가 완료되었습니다.', 'Your payment of {amount} is done.'],
  PARTIAL_CANCELED: [
    '{amount} 결제 중 {refunded}을 환불했습니다.',
    '{refunded} of your payment of {amount} was refunded.',
  ],
  CANCELED: [
    '{amount} 결제를 모두 환불했습니다.',
    'Your payment of {amount} was refunded in full.',
  ],
  ABORTED: [
    '{amount} 결제가 되지 않았고 돈은 빠져나가지 않았습니다. 이유: {failure}',
    'Your payment of {amount} was not made and no money moved. Reason: {failure}',
  ],
  EXPIRED: [
    '{amount} 결제가 시간 안에 이루어지지 않았고 돈은 빠져나가지 않았습니다. 다시 결제하셔도 됩니다.',
    'Your payment of {amount} was not made in time and no money moved. You may pay again.',
  ],
} as const satisfies Partial<Record<PaymentStatus, readonly [string, string]>>;

const NET_CANCELED_TEXT = [
  '{amount} 결제는 승인되지 않았고, 출금된 금액은 모두 돌려드렸습니다.',
  'Your payment of {amount} was not approved; the money taken was given back in full.',
] as const;

/** Where a payment stands, for the end of a summary. */
export function statusWords(payment: Payment, language: Language): string {
  const detail = payment.statusDetail;
  return inLanguage(detail ? DETAIL_WORDS[detail] : STATUS_WORDS[payment.status], language);
}

/** What customer service may tell the customer: what became of the money, and what to do. */
export function customerText({ payment, refunds }: PaymentFile, language: Language): string {
  const refunded = sumWon(refunds.filter((one) => one.status === 'DONE').map((one) => one.amount));
  const facts: Readonly<Record<string, string>> = {
    amount: moneyText(payment.amount, language),
    refunded: moneyText(refunded, language),
    failure: inLanguage(FAILURES[payment.failure?.code ?? 'BANK_REFUSED'], language),
  };
  const text = inLanguage(textFor(payment), language);
  return text.replace(/\{(\w+)\}/g, (_, name: string) => facts[name] ?? '');
}

function textFor({ status, statusDetail, netCanceledAt }: Payment): readonly [string, string] {
  if (status === 'READY' || status === 'IN_PROGRESS') {
    return OPEN_TEXTS[statusDetail ?? 'WAITING_FOR_BANK'];
  }
  return status === 'CANCELED' && netCanceledAt !== null ? NET_CANCELED_TEXT : ENDED_TEXTS[status];
}

function moneyText(amount: Payment['amount'], language: Language): string {
  return language === 'ko' ? displayWon(amount) : `${displayWon(amount).slice(0, -1)} won`;
}
