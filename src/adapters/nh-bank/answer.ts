import { decode } from 'iconv-lite';
import type { BankWords } from '../../domain/bank-outcome';
import type { Instant } from '../../domain/korean-time';
import { isFields, readLenientJson, type Fields } from './json';
import { redact } from './redact';
import { retryAfterSeconds } from './retry-after';
import type { Reply } from './transport';
import { readCode, wrongEcho, type WireRequest } from './wire';

/** What we know when an answer is judged. */
export interface Asked {
  readonly request: WireRequest;
  /** Now, for a `Retry-After` that is a date. */
  readonly at: Instant;
  /** Values that must not stand in any text that leaves the client. */
  readonly secrets: readonly string[];
}

/**
 * An answer that is about our request and carries a code; or the class of one that is not, or of
 * none at all.
 */
export type Answer =
  | {
      readonly kind: 'USABLE';
      readonly code: string;
      readonly body: Fields;
      readonly words: BankWords;
    }
  | { readonly kind: 'NEVER_LEFT'; readonly words: BankWords }
  | {
      readonly kind: 'UNUSABLE';
      readonly because: 'NO_ANSWER' | 'UNDECIDED';
      readonly retryAfterSeconds: number | null;
      readonly words: BankWords;
    };

/**
 * Says whether a reply is an answer to what we asked. The order is the rule: the first objection
 * counts.
 */
export function readAnswer(reply: Reply, asked: Asked): Answer {
  if (reply.kind === 'NEVER_LEFT') {
    return { kind: 'NEVER_LEFT', words: { code: null, message: reply.reason, httpStatus: null } };
  }
  const httpStatus = reply.head?.httpStatus ?? null;
  const unusable = (because: 'NO_ANSWER' | 'UNDECIDED', message: string): Answer => ({
    kind: 'UNUSABLE',
    because,
    retryAfterSeconds: waitAsked(reply, asked.at),
    words: { code: null, message, httpStatus },
  });
  if (httpStatus !== null && httpStatus !== 200) {
    return unusable('NO_ANSWER', `the gateway answered HTTP ${String(httpStatus)}`);
  }
  if (reply.kind === 'BROKEN') return unusable('NO_ANSWER', reply.reason);
  const json = readLenientJson(decodeText(reply.bytes));
  if (json === null) return unusable('NO_ANSWER', 'the answer is not JSON');
  const body = json.value;
  const header = isFields(body) ? body.get('header') : undefined;
  if (!isFields(body) || !isFields(header)) {
    return unusable('NO_ANSWER', 'the answer has no header of NH');
  }
  const [conflict] = json.conflicts;
  if (conflict !== undefined) {
    return unusable('UNDECIDED', 'the answer says two different things in one field');
  }
  const foreign = wrongEcho(asked.request, header, body);
  if (foreign !== null) {
    return unusable('UNDECIDED', `the answer is about another request (${foreign} differs)`);
  }
  const code = readCode(header.get('rpcd'));
  if (code === null) return unusable('UNDECIDED', 'the answer has no result code');
  const said = header.get('rsms');
  const message = redact(typeof said === 'string' ? said : null, asked.secrets);
  return { kind: 'USABLE', code, body, words: { code, message, httpStatus } };
}

/** Only 429 and 503 ask us to slow down; elsewhere the header means something else. */
function waitAsked(reply: Exclude<Reply, { kind: 'NEVER_LEFT' }>, at: Instant): number | null {
  const asks = reply.head?.httpStatus === 429 || reply.head?.httpStatus === 503;
  return reply.head && asks ? retryAfterSeconds(reply.head, at) : null;
}

/**
 * UTF-8, with or without BOM; else the bank's older EUC-KR. Only ASCII fields decide, so a wrong
 * guess costs words.
 */
function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decode(bytes, 'cp949');
  }
}
