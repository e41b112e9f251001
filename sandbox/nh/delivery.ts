import { createHash } from 'node:crypto';
import { specOf } from '../faults/catalogue';
import type { ChosenFault } from '../faults/choose';
import type { Quirks } from '../ledger/model';
import { REFUSAL } from '../ledger/refusals';
import { textOf } from './codes';
import { OK, refusedWith, type Reply } from './reply';
import type { Decision } from './desk';
import type { RawRequest } from './validate';

/** What goes over the wire, and when. */
export type Delivery =
  | {
      readonly kind: 'json';
      readonly text: string;
      readonly code: string;
      readonly delayMs: number;
    }
  /** Nothing; the connection is held, then closed. */
  | { readonly kind: 'silence'; readonly holdMs: number }
  /** Headers and half a body, then a TCP reset. */
  | { readonly kind: 'half'; readonly text: string }
  /** HTTP 200 whose JSON stops in the middle. */
  | { readonly kind: 'cut'; readonly text: string }
  | { readonly kind: 'html' }
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterSeconds: number | null };

/** How long an unanswered call is held, in milliseconds, where its fault does not say. */
const HOLD_MS = 30_000;

const ECHOED = ['ApiNm', 'Tsymd', 'Trtm', 'Iscd', 'FintechApsno', 'ApiSvcCd', 'IsTuno'] as const;

const FIXED_CODES: Readonly<Record<string, string>> = {
  processing: 'AT999',
  'undecided-forever': 'AT999',
  'unlisted-executed': 'ZZ001',
};

/** Turns a decision into what the caller gets to see. Here the bank may lie; the ledger is out of reach. */
export function deliver(decision: Decision, raw: RawRequest, quirks: Quirks): Delivery {
  const { reply, fault } = decision;
  const json = (told: Reply, delayMs: number): Delivery => {
    const code = told.code ?? OK;
    return { kind: 'json', text: encode(told, raw, quirks), code, delayMs };
  };
  if (!fault) return reply.code === null ? { kind: 'silence', holdMs: HOLD_MS } : json(reply, 0);
  const { params } = fault;
  const answer = specOf(fault.name).answer;
  if (answer === 'status') return statusOf(fault);
  if (answer === 'closed') return json(refusedWith(REFUSAL.closedHours), 0);
  if (answer === 'html') return { kind: 'html' };
  if (answer === 'silence' || reply.code === null) {
    return { kind: 'silence', holdMs: Number(params.holdMs ?? HOLD_MS) };
  }
  switch (answer) {
    case 'half':
    case 'cut':
      return { kind: answer, text: encode(reply, raw, quirks) };
    case 'code':
      return json(refusedWith(String(params.code ?? FIXED_CODES[fault.name])), 0);
    case 'wrong-echo':
      return json(foreign(reply, raw, String(params.field)), 0);
    case 'right':
      return json(reply, Number(params.delayMs ?? 0));
  }
}

function statusOf(fault: ChosenFault): Delivery {
  const { status, retryAfterSeconds } = fault.params;
  if (retryAfterSeconds === undefined) {
    return { kind: 'status', status: Number(status), retryAfterSeconds: null };
  }
  return { kind: 'status', status: 429, retryAfterSeconds: Number(retryAfterSeconds) };
}

/** A reply to somebody else's call: one field is another's, added where the reply has none. */
function foreign(reply: Reply, raw: RawRequest, field: string): Reply {
  const given = field === 'IsTuno' || field === 'ApiNm' ? headerOf(raw)[field] : raw[field];
  const other = field === 'ApiNm' ? 'InquireCreditCardAuthorizationHistory' : otherDigits(given);
  return { ...reply, fields: { ...reply.fields, [field]: other } };
}

function otherDigits(given: unknown): string {
  const text = typeof given === 'string' && given !== '' ? given : '100';
  return text.slice(0, -1) + (text.endsWith('1') ? '2' : '1');
}

/** One flat object: the header with the seven echoed fields, and the fields beside it. */
function encode(reply: Reply, raw: RawRequest, quirks: Quirks): string {
  const code = reply.code ?? OK;
  const given = headerOf(raw);
  const header: Record<string, unknown> = {};
  for (const name of ECHOED) header[name] = typeof given[name] === 'string' ? given[name] : '';
  header.Rpcd = code;
  header[quirks.rsmsBlank ? 'Rsms ' : 'Rsms'] = textOf(code, quirks.successText);
  const fields: Record<string, unknown> = { ...reply.fields };
  for (const name of ['IsTuno', 'ApiNm']) {
    if (fields[name] === undefined) continue;
    header[name] = fields[name];
    delete fields[name];
  }
  const body = code !== OK && quirks.errorsWithoutBody ? {} : fields;
  const whole = { Header: ordered(header, quirks, String(given.IsTuno)), ...body };
  return JSON.stringify(ordered(whole, quirks, String(given.IsTuno)));
}

/** Keys as written, or in an order that only the call's number decides. */
function ordered(
  object: Record<string, unknown>,
  quirks: Quirks,
  salt: string,
): Record<string, unknown> {
  if (!quirks.shuffleKeys) return object;
  const rank = (key: string): string => createHash('sha256').update(salt).update(key).digest('hex');
  const keys = Object.keys(object).sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, object[key]]));
}

function headerOf(raw: RawRequest): RawRequest {
  const header = raw.Header;
  return typeof header === 'object' && header !== null ? (header as RawRequest) : {};
}
