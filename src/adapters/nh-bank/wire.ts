import { koreanTimeOfDay, parseKoreanDay, type Instant } from '../../domain/korean-time';
import { won, type Won } from '../../domain/money';
import type { Pair } from '../../domain/pair';
import { NO_ROWS } from './codes';
import { isFields, simpleName, type Fields, type Json } from './json';
import type { NhBank, NhBankConfig, StatementPage, StatementRow } from './types';

/** The operations of NH that we call, by their `ApiNm`. */
export type ApiName =
  | 'OpenFinAccountDirect'
  | 'CheckOpenFinAccountDirect'
  | 'CloseFinAccount'
  | 'InquireDepositorAccountNumber'
  | 'InquireBalance'
  | 'DrawingTransfer'
  | 'ReceivedTransferAccountNumber'
  | 'CheckOnDrawingTransfer'
  | 'CheckOnReceivedTransfer'
  | 'InquireTransactionHistory';

/** A request in NH's own words: every value is text, and the fields stand beside the header. */
export interface WireRequest {
  readonly header: Readonly<Record<string, string>> & { readonly ApiNm: ApiName };
  readonly body: Readonly<Record<string, string>>;
}

type Call<Operation extends keyof NhBank> = NhBank[Operation] extends (call: infer C) => unknown
  ? C
  : never;
type Body = Readonly<Record<string, string>>;

// ---- What is sent ----

/**
 * The header of a request. `Trtm` says when it is sent; the day is the pair's, since it identifies
 * the transfer.
 */
export function headerOf(
  config: NhBankConfig,
  request: { readonly api: ApiName; readonly pair: Pair; readonly at: Instant },
): WireRequest['header'] {
  return {
    ApiNm: request.api,
    Tsymd: request.pair.tsymd,
    Trtm: koreanTimeOfDay(request.at),
    Iscd: config.iscd,
    FintechApsno: config.fintechApsno,
    ApiSvcCd: config.apiServiceCodes[request.api] ?? '',
    IsTuno: request.pair.isTuno,
    ...(config.authMode === 'field' ? { AccessToken: config.accessToken } : {}),
  };
}

/** The text of a request as it is sent. */
export function textOf(request: WireRequest): string {
  return JSON.stringify({ Header: request.header, ...request.body });
}

/** The fields of each operation, in the order of NH's guide. */
export const BODY = {
  openFinAccount: (call: Call<'openFinAccount'>): Body => ({
    DrtrRgyn: 'Y',
    BrdtBrno: digits(call.birthDate),
    Bncd: call.bankCode,
    Acno: call.accountNumber,
  }),
  checkOpenFinAccount: (call: Call<'checkOpenFinAccount'>): Body => ({
    Rgno: call.registrationNumber,
    BrdtBrno: digits(call.birthDate),
  }),
  closeFinAccount: (call: Call<'closeFinAccount'>): Body => ({
    FinAcno: call.finAcno,
    BrdtBrno: digits(call.birthDate),
  }),
  inquireHolder: (call: Call<'inquireHolder'>): Body => ({
    Bncd: call.bankCode,
    Acno: call.accountNumber,
  }),
  inquireBalance: (call: Call<'inquireBalance'>): Body => ({ FinAcno: call.finAcno }),
  debit: (call: Call<'debit'>): Body => ({
    FinAcno: call.finAcno,
    Tram: String(call.amount),
    DractOtlt: call.text,
    MractOtlt: call.text,
  }),
  credit: (call: Call<'credit'>): Body => ({
    Bncd: call.bankCode,
    Acno: call.accountNumber,
    Tram: String(call.amount),
    DractOtlt: call.text,
    MractOtlt: call.text,
  }),
  checkDebit: (call: Call<'checkDebit'>): Body => ({
    FinAcno: call.finAcno,
    Tram: String(call.amount),
    OrtrYmd: call.original.tsymd,
    OrtrIsTuno: call.original.isTuno,
  }),
  checkCredit: (call: Call<'checkCredit'>): Body => ({
    FinAcno: '',
    Bncd: call.bankCode,
    Acno: call.accountNumber,
    Tram: String(call.amount),
    OrtrYmd: call.original.tsymd,
    OrtrIsTuno: call.original.isTuno,
  }),
  readStatementPage: (call: Call<'readStatementPage'>): Body => ({
    Bncd: call.bankCode,
    Acno: call.accountNumber,
    Insymd: call.from,
    Ineymd: call.to,
    TrnsDsnc: 'A',
    Lnsq: 'ASC',
    PageNo: String(call.page),
    Dmcnt: '100',
  }),
} as const;

/** Birth dates are written with hyphens elsewhere. */
function digits(date: string): string {
  return date.replaceAll('-', '');
}

// ---- What comes back: the echo ----

/** Header fields that must come back as sent, in refusals too. */
export const ECHOED_HEADER = ['ApiNm', 'Tsymd', 'IsTuno', 'Iscd', 'FintechApsno'] as const;
/**
 * Body fields that, if they come back and we sent them, must be what we sent. Never `Bncd`: NH
 * answers 010 for 011.
 */
export const ECHOED_BODY = ['FinAcno', 'Acno', 'OrtrYmd', 'OrtrIsTuno'] as const;

/**
 * The first field that shows that an answer is not about this request; null if it is. `Tram` is
 * compared by value.
 */
export function wrongEcho(request: WireRequest, header: Fields, body: Fields): string | null {
  for (const name of ECHOED_HEADER) {
    if (header.get(simpleName(name)) !== request.header[name]) return name;
  }
  for (const name of ECHOED_BODY) {
    const echoed = optional(body, name);
    if (request.body[name] && echoed !== undefined && echoed !== request.body[name]) return name;
  }
  const amount = optional(body, 'Tram');
  const sent = request.body['Tram'];
  return sent && amount !== undefined && readAmount(amount) !== Number(sent) ? 'Tram' : null;
}

// ---- What comes back: values ----

/** `Rpcd` or `Pcrs`: five plain characters. A number, or text with blanks, is no code. */
export function readCode(value: Json | undefined): string | null {
  return typeof value === 'string' && /^[0-9A-Za-z]{5}$/.test(value) ? value : null;
}

/**
 * An amount, also as production pads it (`0000000000010000.00`); null for a fraction, a sign or
 * anything else.
 */
export function readAmount(value: Json | undefined): Won | null {
  if (typeof value !== 'string' || value.length > 40) return null;
  const match = /^0*(\d{1,15})(?:\.0+)?$/.exec(value);
  return match ? won(Number(match[1])) : null;
}

/** `Rgno`: opaque text of 1 to 50 characters; null asks again. */
export function readRegistration(body: Fields): { readonly registrationNumber: string | null } {
  return { registrationNumber: opaque(body, 'Rgno', 50) };
}

/** `FinAcno`: opaque text of 1 to 30 characters; null asks again. */
export function readFinAccount(body: Fields): { readonly finAcno: string | null } {
  return { finAcno: opaque(body, 'FinAcno', 30) };
}

/** `Dpnm`, in the form in which names are compared: composed, without outer blanks. */
export function readHolder(body: Fields): { readonly holderName: string } | undefined {
  const name = opaque(body, 'Dpnm', 50)?.normalize('NFC').trim();
  return name ? { holderName: name } : undefined;
}

/**
 * `RlpmAbamt`, what can really be paid out; undefined if missing or negative, since no balance of
 * ours is.
 */
export function readBalance(body: Fields): { readonly available: Won } | undefined {
  const available = readAmount(body.get('rlpmabamt'));
  return available === null ? undefined : { available };
}

/** Where NH sends the customer to consent: the first of its addresses that is a web address. */
export function readConsentUrl(body: Fields): string | null {
  for (const name of ['WebUrl', 'AndWebUrl', 'IosWebUrl']) {
    const url = opaque(body, name, 200)?.trim();
    if (url && /^https?:\/\/[!-~]+$/i.test(url) && URL.canParse(url)) return url;
  }
  return null;
}

/**
 * A statement page; undefined if anything in it cannot be read, since a row left out would be
 * believed not to exist.
 */
export function readStatement(
  body: Fields,
  answer: { readonly code: string; readonly page: number },
): StatementPage | undefined {
  if (answer.code === NO_ROWS) return { rows: [], hasMore: false };
  const list = body.get('rec');
  const more = body.get('ctntdatayn');
  if (!Array.isArray(list) || (more !== 'Y' && more !== 'N')) return undefined;
  const rows = (list as readonly Json[]).map(readRow);
  if (!rows.every((row) => row !== null)) return undefined;
  const hasMore = more === 'Y';
  if (hasMore && rows.length === 0) return undefined;
  // Whether the count is of the page or of the whole is not documented; on an only page it is the
  // same.
  const count = readAmount(body.get('iqtcnt'));
  const only = answer.page === 1 && !hasMore;
  return only && count !== null && count !== rows.length ? undefined : { rows, hasMore };
}

/** 1 new account, 2 in, 3 out, 4 closing. */
const DIRECTIONS: ReadonlyMap<string, StatementRow['direction']> = new Map([
  ['1', 'IN'],
  ['2', 'IN'],
  ['3', 'OUT'],
  ['4', 'OUT'],
]);

function readRow(value: Json): StatementRow | null {
  if (!isFields(value)) return null;
  const direction = DIRECTIONS.get(text(value, 'MnrcDrotDsnc'));
  const amount = readAmount(value.get('tram'));
  const day = readDay(text(value, 'Trdd'));
  const time = text(value, 'Txtm');
  if (!direction || amount === null || day === null || !isTimeOfDay(time)) return null;
  const negative = text(value, 'TrnsAfAcntBlncSmblCd') === '-';
  return {
    day,
    time,
    direction,
    amount,
    balanceAfter: negative ? null : readAmount(value.get('aftrblnc')),
    cancelled: text(value, 'Ccyn') !== '0',
    bankNumber: text(value, 'Tuno'),
    text: text(value, 'BnprCntn'),
  };
}

/** True for `HHMMSS` that a clock can show. */
export function isTimeOfDay(value: Json | undefined): value is string {
  return typeof value === 'string' && /^([01]\d|2[0-3])[0-5]\d[0-5]\d$/.test(value);
}

function readDay(value: string): StatementRow['day'] | null {
  try {
    return parseKoreanDay(value);
  } catch {
    return null;
  }
}

/** Optional values may be absent, null or empty, which all mean the same. */
function optional(fields: Fields, name: string): Json | undefined {
  const value = fields.get(simpleName(name));
  return value === null || value === '' ? undefined : value;
}

function text(fields: Fields, name: string): string {
  const value = fields.get(simpleName(name));
  return typeof value === 'string' ? value : '';
}

function opaque(fields: Fields, name: string, longest: number): string | null {
  const value = text(fields, name);
  return value.trim() !== '' && value.length <= longest ? value : null;
}
