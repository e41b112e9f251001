import type { BankOutcome, CheckFinding, CheckOutcome } from '../../domain/bank-outcome';
import { startOfKoreanDay, type Instant } from '../../domain/korean-time';
import type { Pair } from '../../domain/pair';
import type { Answer, Asked } from './answer';
import { CHECK_PROCESSING, knownVerdict, saysClosed, SUCCESS, verdictOf } from './codes';
import type { Fields } from './json';
import type { NhBankConfig, ProcessedAt } from './types';
import { isTimeOfDay, readCode } from './wire';

/** Reads what a success carries; undefined if it is not there, which makes the outcome unknown. */
export type ReadValue<T> = (body: Fields, code: string) => T | undefined;

/**
 * The class of a call by its answer: exactly one of five, and never a yes or no that the bank did
 * not say.
 */
export function classify<T>(
  answer: Answer,
  asked: Asked,
  rules: { readonly config: NhBankConfig; readonly read: ReadValue<T> },
): BankOutcome<T> {
  if (answer.kind === 'NEVER_LEFT') return { class: 'NEVER_LEFT', ...answer.words };
  if (answer.kind === 'UNUSABLE') {
    const { because, retryAfterSeconds, words } = answer;
    return { class: 'UNKNOWN', because, retryAfterSeconds, ...words };
  }
  const { code, body, words } = answer;
  const verdict = verdictOf(code, asked.request.header.ApiNm, rules.config);
  if (verdict.class === 'STILL_PROCESSING') return { class: verdict.class, ...words };
  if (verdict.class === 'REFUSED') {
    const { failureCode } = verdict;
    return { class: verdict.class, failureCode, closed: saysClosed(failureCode), ...words };
  }
  if (verdict.class === 'UNKNOWN') {
    return { class: verdict.class, because: verdict.because, retryAfterSeconds: null, ...words };
  }
  const value = rules.read(body, code);
  if (value !== undefined) return { class: 'SUCCEEDED', value, ...words };
  const message = 'the answer lacks what it should carry, or it cannot be read';
  return { class: 'UNKNOWN', because: 'UNDECIDED', retryAfterSeconds: null, ...words, message };
}

/**
 * What a result check said about the original transfer. `Pcrs` counts only if the check itself was
 * answered.
 */
export function classifyCheck(
  answer: Answer,
  asked: Asked,
  rules: { readonly config: NhBankConfig; readonly original: Pair },
): CheckOutcome {
  const { config } = rules;
  const call = classify(answer, asked, { config, read: () => true });
  const words = { code: call.code, message: call.message, httpStatus: call.httpStatus };
  if (answer.kind !== 'USABLE' || answer.code !== SUCCESS) {
    return { finding: findingWithoutResult(answer, config), class: call.class, ...words };
  }
  const result = readCode(answer.body.get('pcrs'));
  if (result === null) {
    const message = 'the check succeeded but does not say what became of the transfer';
    return { finding: 'NOT_ANSWERED', class: 'UNKNOWN', ...words, message };
  }
  const when = { prtm: answer.body.get('prtm'), original: rules.original, at: asked.at };
  const found = findingOf(result, asked, config);
  const finding: CheckFinding =
    found.finding === 'EXECUTED' ? { ...found, processedAt: processedAt(when) } : found;
  return { ...finding, class: call.class, ...words, code: result };
}

/**
 * NH does not say where "no such transaction" stands, so it is accepted in the check's own code as
 * well.
 */
function findingWithoutResult(
  answer: Answer,
  config: NhBankConfig,
): 'PROCESSING' | 'NOT_FOUND' | 'NOT_ANSWERED' {
  if (answer.kind !== 'USABLE') return 'NOT_ANSWERED';
  if (answer.code === CHECK_PROCESSING) return 'PROCESSING';
  return config.notFoundCodes.includes(answer.code) ? 'NOT_FOUND' : 'NOT_ANSWERED';
}

function findingOf(result: string, asked: Asked, config: NhBankConfig): CheckFinding {
  if (config.notFoundCodes.includes(result)) return { finding: 'NOT_FOUND' };
  const verdict = knownVerdict(result, asked.request.header.ApiNm, config);
  if (verdict === null) return { finding: 'OTHER_FAILURE' };
  if (verdict.class === 'SUCCEEDED') return { finding: 'EXECUTED', processedAt: null };
  if (verdict.class === 'REFUSED') {
    const { failureCode } = verdict;
    return { finding: 'REFUSED', failureCode, closed: saysClosed(failureCode) };
  }
  // Processing, undecided, and "already used": none of them says that the original failed.
  return { finding: 'PROCESSING' };
}

/** The bank's clock and ours may differ by so much. */
const SKEW_MS = 5 * 60_000;
const DAY_MS = 24 * 3600_000;

/**
 * `Prtm` has no date. It is on the day of the original, or on the next if that would be before the
 * original was sent; a time that lies in the future, or is none, is left out rather than told to
 * anyone.
 */
export function processedAt(told: {
  readonly prtm: unknown;
  readonly original: Pair;
  readonly at: Instant;
}): ProcessedAt {
  if (typeof told.prtm !== 'string' || !isTimeOfDay(told.prtm)) return null;
  const { tsymd, isTuno } = told.original;
  const sentTime = isTuno.startsWith(tsymd) ? isTuno.slice(8, 14) : '';
  const sent = startOfKoreanDay(tsymd) + (isTimeOfDay(sentTime) ? sinceMidnight(sentTime) : 0);
  const sameDay = startOfKoreanDay(tsymd) + sinceMidnight(told.prtm);
  const processed = sameDay < sent - SKEW_MS ? sameDay + DAY_MS : sameDay;
  return processed > told.at + SKEW_MS ? null : processed;
}

function sinceMidnight(time: string): number {
  const [hours, minutes, seconds] = [0, 2, 4].map((from) => Number(time.slice(from, from + 2)));
  return ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
}
