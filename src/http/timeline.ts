import type { PaymentFile, TimelineStep } from '../adapters/mysql/types';
import { koreanIso } from '../domain/korean-time';
import type { Language } from '../domain/representation';
import { customerText } from './timeline-outcome';
import { summaryOf } from './timeline-summary';
import { stepDetail, stepTitle } from './timeline-texts';
import type { Telling } from './timeline-words';

/** The story of a payment to tell: its present state, and what happened, oldest first. */
export interface TimelineStory {
  readonly file: PaymentFile;
  readonly steps: readonly TimelineStep[];
  readonly language: Language;
}

/** The timeline for members and partners: plain sentences, without the bank's codes and what staff wrote inside. */
export function presentTimeline({ file, steps, language }: TimelineStory) {
  const shown = steps.filter(isForOwner);
  const telling = { file, language };
  return {
    summary: summaryOf(telling, shown),
    steps: shown.map((step) => presentStep(step, { ...telling, reader: 'OWNER' })),
  };
}

/** The timeline for customer service: also the bank's own words, who acted, how long it took, what to tell the customer. */
export function presentStaffTimeline({ file, steps, language }: TimelineStory) {
  const telling = { file, language };
  return {
    summary: summaryOf(telling, steps),
    customerText: customerText(telling, steps),
    steps: steps.map((step) => {
      const { at, kind, title, detail, ...move } = presentStep(step, {
        ...telling,
        reader: 'STAFF',
      });
      return { at, kind, title, detail, ...staffFields(step), ...move };
    }),
  };
}

function presentStep(
  step: TimelineStep,
  telling: Telling & { readonly reader: 'STAFF' | 'OWNER' },
) {
  return {
    at: koreanIso(step.at),
    kind: step.kind,
    title: stepTitle(step, telling),
    detail: stepDetail(step, telling),
    ...(step.kind === 'STATE'
      ? { from: step.facts.from, to: step.facts.to, statusDetail: step.facts.detail }
      : {}),
  };
}

/** Owners learn what was decided about their money, not what was proposed, asked for, or found inside. */
function isForOwner(step: TimelineStep): boolean {
  switch (step.kind) {
    case 'DECISION':
      return step.facts.phase === 'APPROVED' && step.facts.decision !== 'ASK_AGAIN';
    case 'ALERT':
      return step.facts.alert === 'BANK_HELD';
    case 'STATE':
    case 'BANK_EXCHANGE':
    case 'EVENT':
      return true;
  }
}

function staffFields(step: TimelineStep) {
  const isExchange = step.kind === 'BANK_EXCHANGE';
  return {
    actor: step.kind === 'STATE' || step.kind === 'DECISION' ? step.facts.actor : null,
    bank: isExchange ? { code: step.facts.code, message: step.facts.message } : null,
    durationMs: isExchange ? step.facts.durationMs : null,
    links: { subject: subjectPath(step.subjectId) },
  };
}

function subjectPath(subjectId: string): string | null {
  if (subjectId.startsWith('wrk_')) return null;
  return `/v1/${subjectId.startsWith('rfd_') ? 'refunds' : 'payments'}/${subjectId}`;
}
