import type { TimelineStep } from '../adapters/mysql/types';
import { koreanIso, type Instant } from '../domain/korean-time';
import { exchangeTexts, saysNothing } from './timeline-exchanges';
import { statusWords } from './timeline-outcome';
import { alertWords, decisionWords } from './timeline-reasons';
import { aboutMovement, inLanguage, type Telling, type Text } from './timeline-words';

/** A summary longer than this many parts keeps its beginning, its end, and what decided it. */
const MAX_PARTS = 6;

/** A moment worth a few words in the summary. */
interface Part {
  readonly at: Instant;
  readonly words: string;
  /** False: it may be left out of a long story. */
  readonly decides: boolean;
}

const NEEDS_PERSON: Text = ['담당자 확인 필요', 'a person is needed'];
const REFUND_NEEDS_PERSON: Text = ['{} 담당자 확인 필요', 'a person is needed for the {}'];
const CANCEL_REQUESTED: Text = ['취소 요청', 'cancel asked for'];
const NOT_APPROVED: Text = ['승인 안 됨 안내', 'told “not approved”'];

/** One line: what the bank said, when, and where it stands, as in `16:31 농협 응답 없음 → 16:34 결과 확인: 출금됨 → 완료`. */
export function summaryOf(telling: Telling, steps: readonly TimelineStep[]): string {
  const parts = [...steps.flatMap((step) => partOf(step, telling, steps)), ...netCancel(telling)];
  parts.sort((left, right) => left.at - right.at);
  return [...shortened(parts, telling), statusWords(telling, steps)].join(' → ');
}

function partOf(
  step: TimelineStep,
  telling: Telling,
  steps: readonly TimelineStep[],
): readonly Part[] {
  const found = wordsOf(step, steps);
  if (!found) return [];
  const [text, decides] = found;
  return [{ at: step.at, words: aboutMovement(text, step, telling), decides }];
}

function wordsOf(
  step: TimelineStep,
  steps: readonly TimelineStep[],
): readonly [text: Text, decides: boolean] | null {
  switch (step.kind) {
    case 'BANK_EXCHANGE':
      return [exchangeTexts(step.facts).words, !saysNothing(step.facts)];
    case 'STATE': {
      if (step.facts.reason === 'CANCEL_REQUESTED') return [CANCEL_REQUESTED, true];
      if (step.facts.detail !== 'WAITING_FOR_OPERATOR') return null;
      return [step.subjectId.startsWith('rfd_') ? REFUND_NEEDS_PERSON : NEEDS_PERSON, true];
    }
    case 'DECISION': {
      const text = isSuperseded(step, steps) ? null : decisionWords(step.facts);
      return text && [text, true];
    }
    case 'ALERT': {
      const text = alertWords(step.facts);
      return text && [text, true];
    }
    case 'EVENT':
      return null;
  }
}

/** A proposal that was approved or rejected is told by that. */
function isSuperseded(
  step: TimelineStep & { kind: 'DECISION' },
  steps: readonly TimelineStep[],
): boolean {
  const { phase, decisionId } = step.facts;
  if (phase !== 'PROPOSED') return false;
  return steps.some(
    (one) =>
      one.kind === 'DECISION' &&
      one.facts.decisionId === decisionId &&
      one.facts.phase !== 'PROPOSED',
  );
}

/** That member and shop were told "not approved", which is never taken back. */
function netCancel({ file, language }: Telling): readonly Part[] {
  const at = file.payment.netCanceledAt;
  return at === null ? [] : [{ at, words: inLanguage(NOT_APPROVED, language), decides: true }];
}

function shortened(parts: readonly Part[], telling: Telling): readonly string[] {
  const runs = repeatsTogether(parts);
  const firstDay = koreanIso(runs[0]?.at ?? 0).slice(0, 10);
  const isShown = runs.map(
    ({ decides }, i) => runs.length <= MAX_PARTS || i < 2 || i >= runs.length - 3 || decides,
  );
  return runs.flatMap((run, i) => {
    if (isShown[i]) return [told(run, firstDay, telling)];
    return isShown[i - 1] ? ['…'] : [];
  });
}

/** The same several times in a row is one part with a count. */
function repeatsTogether(parts: readonly Part[]): readonly (Part & { count: number })[] {
  const runs: (Part & { count: number })[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last?.words === part.words) last.count += 1;
    else runs.push({ ...part, count: 1 });
  }
  return runs;
}

function told(
  { at, words, count }: Part & { count: number },
  firstDay: string,
  { language }: Telling,
): string {
  const times = language === 'ko' ? ` ${count}회` : ` ${count} times`;
  return `${shortTime(at, firstDay)} ${words}${count > 1 ? times : ''}`;
}

/** `16:31`, with the day before it once the story has crossed midnight. */
function shortTime(at: Instant, firstDay: string): string {
  const iso = koreanIso(at);
  const time = iso.slice(11, 16);
  return iso.startsWith(firstDay) ? time : `${iso.slice(5, 10)} ${time}`;
}
