import type { PaymentFile, TimelineStep } from '../adapters/mysql/types';
import type { RefundCause } from '../domain/records';
import type { Language } from '../domain/representation';

/** A text in both languages of the API; `{}` stands for what it is about. */
export type Text = readonly [korean: string, english: string];

/** The payment a story is about, and who reads it. */
export interface Telling {
  readonly file: PaymentFile;
  readonly language: Language;
}

/** What moves, by why it moves. Every Korean word ends alike, so that particles behind it fit. */
const REFUND_WORDS = {
  REQUESTED: ['환불 입금', 'refund'],
  NET_CANCEL: ['승인 취소 환불 입금', 'net-cancel refund'],
  CORRECTION: ['정정 환불 입금', 'corrective refund'],
} as const satisfies Record<RefundCause, Text>;

const DEBIT: Text = ['출금', 'debit'];

/** Picks one of two texts by the reader's language. */
export function inLanguage([korean, english]: Text, language: Language): string {
  return language === 'ko' ? korean : english;
}

/** The text with the movement of the step's payment or refund put in. */
export function aboutMovement(text: Text, step: TimelineStep, { file, language }: Telling): string {
  const refund = file.refunds.find((one) => one.refundId === step.subjectId);
  const isRefund = step.subjectId.startsWith('rfd_');
  const movement = isRefund ? REFUND_WORDS[refund?.cause ?? 'REQUESTED'] : DEBIT;
  return inLanguage(text, language).replaceAll('{}', inLanguage(movement, language));
}
