import type { PaymentFile, TimelineStep } from '../adapters/mysql/types';
import type { Text } from './timeline-words';

/** Where a payment stands: in one or two words, and what may be read out to the customer. */
interface SituationTexts {
  readonly words: Text;
  readonly customer: Text;
}

/** Every situation a payment can be in. None of them promises more than is known. */
export const SITUATIONS = {
  WAITING: {
    words: ['은행 응답 대기', 'waiting for the bank'],
    customer: [
      '{amount} 결제를 은행에서 처리하고 있습니다. 잠시만 기다려 주세요.',
      'The bank is working on your payment of {amount}. Please wait a moment.',
    ],
  },
  HELD: {
    words: ['은행 전송 중지로 대기', 'waiting, bank held'],
    customer: [
      '은행 연결이 잠시 중지되어 {amount} 결제가 기다리고 있습니다. 아직 출금을 요청하지 않았습니다.',
      'Payments to the bank are held for the moment, so your payment of {amount} waits. The bank has not been asked for the money yet.',
    ],
  },
  UNKNOWN: {
    words: ['은행 결과 확인 중', 'asking the bank for the result'],
    customer: [
      '은행의 응답이 늦어 {amount} 결제의 결과를 확인하고 있습니다. 두 번 출금되지 않으니 다시 결제하지 말고 기다려 주세요.',
      'The bank is slow to answer, and we are asking for the result of your payment of {amount}. It cannot be taken twice; please wait rather than pay again.',
    ],
  },
  PERSON: {
    words: ['담당자 확인 대기', 'waiting for an operator'],
    customer: [
      '{amount} 결제의 결과를 담당자가 은행과 확인하고 있습니다. 확인되는 대로 알려드립니다.',
      'A person is finding out the result of your payment of {amount} with the bank. You will be told as soon as it is known.',
    ],
  },
  NET_CANCELING: {
    words: ['승인 취소 중', 'being canceled'],
    customer: [
      '{amount} 결제는 승인되지 않았습니다. 출금된 금액이 있으면 돌려드립니다.',
      'Your payment of {amount} was not approved. Any money taken comes back.',
    ],
  },
  NET_PERSON: {
    words: ['승인 취소, 담당자 확인 대기', 'canceled, waiting for an operator'],
    customer: [
      '{amount} 결제는 승인되지 않았습니다. 출금되었는지 담당자가 은행과 확인하고 있으며, 출금된 금액이 있으면 돌려드립니다.',
      'Your payment of {amount} was not approved. A person is finding out with the bank whether money was taken; if so, it comes back.',
    ],
  },
  RETURNING: {
    words: ['승인 취소, 출금액 반환 중', 'canceled, money on its way back'],
    customer: [
      '{amount} 결제는 승인되지 않았고, 출금된 금액을 돌려드리고 있습니다.',
      'Your payment of {amount} was not approved, and the money taken is on its way back.',
    ],
  },
  RETURNING_PERSON: {
    words: ['승인 취소, 반환 담당자 확인 대기', 'canceled, return waits for an operator'],
    customer: [
      '{amount} 결제는 승인되지 않았습니다. 출금된 금액을 돌려드리는 일이 늦어져 담당자가 처리하고 있습니다.',
      'Your payment of {amount} was not approved. Giving the money back is delayed, and a person is seeing to it.',
    ],
  },
  DONE: {
    words: ['완료', 'done'],
    customer: ['{amount} 결제가 완료되었습니다.', 'Your payment of {amount} is done.'],
  },
  PARTIAL_CANCELED: {
    words: ['일부 환불', 'partly refunded'],
    customer: [
      '{amount} 결제 중 {refunded}을 환불했습니다.',
      '{refunded} of your payment of {amount} was refunded.',
    ],
  },
  CANCELED: {
    words: ['전액 환불', 'given back'],
    customer: [
      '{amount} 결제를 모두 환불했습니다.',
      'Your payment of {amount} was refunded in full.',
    ],
  },
  RETURNED: {
    words: ['승인 취소, 출금액 반환됨', 'canceled, money returned'],
    customer: [
      '{amount} 결제는 승인되지 않았고, 출금된 금액은 모두 돌려드렸습니다.',
      'Your payment of {amount} was not approved; the money taken was given back in full.',
    ],
  },
  NOT_MADE: {
    words: ['결제 안 됨', 'not made'],
    customer: [
      '{amount} 결제가 되지 않았고 돈은 빠져나가지 않았습니다. 이유: {failure}',
      'Your payment of {amount} was not made and no money moved. Reason: {failure}',
    ],
  },
  NET_NOT_MADE: {
    words: ['승인 취소, 출금 안 됨', 'canceled, no money taken'],
    customer: [
      '{amount} 결제는 승인되지 않았고, 돈이 빠져나가지 않은 것을 확인했습니다.',
      'Your payment of {amount} was not approved, and it is certain that no money was taken.',
    ],
  },
  EXPIRED: {
    words: ['만료', 'expired'],
    customer: [
      '{amount} 결제가 시간 안에 이루어지지 않았고 돈은 빠져나가지 않았습니다. 다시 결제하셔도 됩니다.',
      'Your payment of {amount} was not made in time and no money moved. You may pay again.',
    ],
  },
  MISMATCH: {
    words: ['결제 안 됨, 은행 기록 확인 중', 'not made, bank record being looked into'],
    customer: [
      '{amount} 결제는 되지 않았습니다. 은행 기록에서 확인할 점이 있어 담당자가 살펴보고 있으며, 잘못 출금된 금액이 있으면 돌려드립니다.',
      'Your payment of {amount} was not made. A person is looking into the bank’s record; money taken by mistake comes back.',
    ],
  },
  CORRECTING: {
    words: ['결제 안 됨, 정정 환불 중', 'not made, correction on its way'],
    customer: [
      '{amount} 결제는 되지 않았는데 출금된 것이 확인되어, 그 금액을 돌려드리고 있습니다.',
      'Your payment of {amount} was not made, but the bank took money; it is on its way back.',
    ],
  },
  CORRECTED: {
    words: ['결제 안 됨, 정정 환불됨', 'not made, corrected by a refund'],
    customer: [
      '{amount} 결제는 되지 않았고, 잘못 출금된 금액은 돌려드렸습니다.',
      'Your payment of {amount} was not made; the money taken by mistake was given back.',
    ],
  },
} as const satisfies Record<string, SituationTexts>;

/** Where a payment stands, with its refunds and what was found about it. */
export type Situation = keyof typeof SITUATIONS;

/** Reads the situation from the payment, its refunds, and the steps of its story. */
export function situationOf(file: PaymentFile, steps: readonly TimelineStep[]): Situation {
  const { status, netCanceledAt } = file.payment;
  const isNet = netCanceledAt !== null;
  switch (status) {
    case 'READY':
    case 'IN_PROGRESS':
      return isNet ? netSituation(file) : openSituation(file, steps);
    case 'DONE':
    case 'PARTIAL_CANCELED':
      return status;
    case 'CANCELED':
      return isNet ? 'RETURNED' : 'CANCELED';
    case 'ABORTED':
      return correctionOf(file, steps) ?? (isNet ? 'NET_NOT_MADE' : 'NOT_MADE');
    case 'EXPIRED':
      return correctionOf(file, steps) ?? 'EXPIRED';
  }
}

/** A case of reconciliation that is not closed, in which the bank took money we do not account for. */
export function hasOpenCase(steps: readonly TimelineStep[]): boolean {
  const closed = new Set(
    steps.flatMap((one) =>
      one.kind === 'ALERT' && one.facts.alert === 'CASE_CLOSED' ? [one.subjectId] : [],
    ),
  );
  return steps.some(
    (one) =>
      one.kind === 'ALERT' && one.facts.alert === 'CASE_OPENED' && !closed.has(one.subjectId),
  );
}

function openSituation({ payment }: PaymentFile, steps: readonly TimelineStep[]): Situation {
  switch (payment.statusDetail) {
    case 'BANK_RESULT_UNKNOWN':
      return 'UNKNOWN';
    case 'WAITING_FOR_OPERATOR':
      return 'PERSON';
    case 'NET_CANCELING':
      return 'NET_CANCELING';
    case 'WAITING_FOR_BANK':
    case null:
      return isHeld(payment.paymentId, steps) ? 'HELD' : 'WAITING';
  }
}

function netSituation({ payment, refunds }: PaymentFile): Situation {
  const back = refunds.find((one) => one.cause === 'NET_CANCEL');
  if (back) return back.statusDetail === 'WAITING_FOR_OPERATOR' ? 'RETURNING_PERSON' : 'RETURNING';
  return payment.statusDetail === 'WAITING_FOR_OPERATOR' ? 'NET_PERSON' : 'NET_CANCELING';
}

/** Nothing was asked of the bank yet, and nothing will be for the moment. */
function isHeld(paymentId: string, steps: readonly TimelineStep[]): boolean {
  const own = steps.filter((one) => one.subjectId === paymentId);
  return (
    own.some((one) => one.kind === 'ALERT' && one.facts.alert === 'BANK_HELD') &&
    !own.some((one) => one.kind === 'BANK_EXCHANGE' && one.facts.class !== 'NEVER_LEFT')
  );
}

function correctionOf({ refunds }: PaymentFile, steps: readonly TimelineStep[]): Situation | null {
  const corrections = refunds.filter((one) => one.cause === 'CORRECTION');
  if (corrections.some((one) => one.status === 'IN_PROGRESS')) return 'CORRECTING';
  if (hasOpenCase(steps)) return 'MISMATCH';
  return corrections.some((one) => one.status === 'DONE') ? 'CORRECTED' : null;
}
