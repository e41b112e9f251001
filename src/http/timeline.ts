import type { PaymentFile, TimelineStep } from '../adapters/mysql/types';
import { koreanIso, type Instant } from '../domain/korean-time';
import type { Language } from '../domain/representation';
import { customerText, statusWords } from './timeline-outcome';
import { exchangeWords, stepSentence } from './timeline-texts';

/** The story of a payment to tell: its present state, and what happened, oldest first. */
export interface TimelineStory {
  readonly file: PaymentFile;
  readonly steps: readonly TimelineStep[];
  readonly language: Language;
}

/** A summary longer than this many parts keeps its beginning and its end. */
const MAX_SUMMARY_PARTS = 6;

/** The timeline for members and partners: plain sentences, without the bank's codes and who did what inside. */
export function presentTimeline({ file, steps, language }: TimelineStory) {
  return {
    summary: summaryOf({ file, steps, language }),
    steps: steps.map((step) => plainStep(step, language)),
  };
}

/** The timeline for customer service: also the bank's own words, who acted, how long it took, what to tell the customer. */
export function presentStaffTimeline(story: TimelineStory) {
  return {
    summary: summaryOf(story),
    customerText: customerText(story.file, story.language),
    steps: story.steps.map((step) => staffStep(step, story.language)),
  };
}

function plainStep(step: TimelineStep, language: Language) {
  return {
    at: koreanIso(step.at),
    kind: step.kind,
    title: stepSentence(step, language),
    detail: step.kind === 'EVENT' ? textOf(step.facts.type) : textOf(step.facts.detail),
    ...(step.kind === 'STATE'
      ? { from: textOf(step.facts.from), to: textOf(step.facts.to) ?? '' }
      : {}),
  };
}

function staffStep(step: TimelineStep, language: Language) {
  const { facts } = step;
  const isExchange = step.kind === 'BANK_EXCHANGE';
  const { at, kind, title, detail, ...move } = plainStep(step, language);
  return {
    at,
    kind,
    title,
    detail: textOf(facts.reason) ?? (isExchange ? exchangeDetail(step) : detail),
    actor: textOf(facts.actor),
    bank: isExchange ? { code: textOf(facts.code), message: textOf(facts.message) } : null,
    durationMs: typeof facts.durationMs === 'number' ? facts.durationMs : null,
    links: { subject: subjectPath(step.subjectId) },
    ...move,
  };
}

/** Operation, class and finding as the engine names them, so that staff and logs speak of the same thing. */
function exchangeDetail({ facts }: TimelineStep): string {
  return [facts.operation, facts.class, facts.finding].filter(Boolean).join(' / ');
}

function subjectPath(subjectId: string): string {
  return `/v1/${subjectId.startsWith('rfd_') ? 'refunds' : 'payments'}/${subjectId}`;
}

/** One line: what the bank said, when, and where it stands, as in `16:31 농협 응답 없음 → 16:34 결과 확인: 출금됨 → 완료`. */
function summaryOf({ file, steps, language }: TimelineStory): string {
  const exchanges = steps.filter((step) => step.kind === 'BANK_EXCHANGE');
  const parts = repeatsTogether(exchanges, language);
  const shown =
    parts.length > MAX_SUMMARY_PARTS ? [...parts.slice(0, 2), '…', ...parts.slice(-3)] : parts;
  return [...shown, statusWords(file.payment, language)].join(' → ');
}

/** The same answer several times in a row is one part with a count. */
function repeatsTogether(exchanges: readonly TimelineStep[], language: Language): string[] {
  const runs: { at: Instant; words: string; count: number }[] = [];
  for (const step of exchanges) {
    const words = exchangeWords(step, language);
    const last = runs.at(-1);
    if (last?.words === words) last.count += 1;
    else runs.push({ at: step.at, words, count: 1 });
  }
  const firstDay = koreanIso(runs[0]?.at ?? 0).slice(0, 10);
  return runs.map(({ at, words, count }) => {
    const times = language === 'ko' ? ` ${count}회` : ` ${count} times`;
    return `${shortTime(at, firstDay)} ${words}${count > 1 ? times : ''}`;
  });
}

/** `16:31`, with the day before it once the story has crossed midnight. */
function shortTime(at: Instant, firstDay: string): string {
  const iso = koreanIso(at);
  const time = iso.slice(11, 16);
  return iso.startsWith(firstDay) ? time : `${iso.slice(5, 10)} ${time}`;
}

function textOf(fact: string | number | null | undefined): string | null {
  return fact === null || fact === undefined || fact === '' ? null : String(fact);
}
