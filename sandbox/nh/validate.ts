import type { Body } from '../ledger/model';
import { REFUSAL } from '../ledger/refusals';
import { isDay, isInside, koreanDay } from '../korean-time';
import type { BankState } from '../ledger/state';
import { eucKrWidth } from '../text-width';
import { APIS, fieldsOf, type FieldSpec } from './apis';

/** Who may call, and with which service codes. */
export interface Contract {
  readonly iscd: string;
  readonly fintechApsno: string;
  readonly accessToken: string;
  /** Overrides of the codes in the API table. */
  readonly serviceCodes: Readonly<Record<string, string>>;
}

/** A request as it arrived: an object with anything in it. */
export type RawRequest = Readonly<Record<string, unknown>>;

/** A request that passed every check of form. */
export interface CheckedRequest {
  readonly header: Readonly<Record<string, string>>;
  readonly body: Body;
}

const HEADER_WIDTHS = {
  ApiNm: 100,
  Tsymd: 8,
  Trtm: 6,
  Iscd: 6,
  FintechApsno: 3,
  ApiSvcCd: 20,
  IsTuno: 20,
  AccessToken: 64,
} as const;

/**
 * Checks a request in the bank's order and answers the first refusal as a code: header, credential,
 * service code, availability, hours, date, body fields.
 */
export function checkRequest(
  request: { readonly api: string; readonly raw: RawRequest },
  bank: { readonly contract: Contract; readonly state: BankState; readonly businessMs: number },
): CheckedRequest | string {
  const header = headerOf(request);
  if (!header) return REFUSAL.header;
  const { contract, state, businessMs } = bank;
  const { iscd, accessToken, fintechApsno } = contract;
  if (header.AccessToken !== accessToken || header.Iscd !== iscd) return REFUSAL.credential;
  if (header.FintechApsno !== fintechApsno) return REFUSAL.credential;
  const spec = APIS[request.api];
  const serviceCode = contract.serviceCodes[request.api] ?? spec?.serviceCode;
  if (header.ApiSvcCd !== serviceCode) return REFUSAL.serviceCode;
  const isMissing = state.settings.mode === 'testbed' && spec?.onTestBed === 'missing';
  if (isMissing) return REFUSAL.notCallable;
  if (isInside(businessMs, state.settings.closedHours)) return REFUSAL.closedHours;
  if (header.Tsymd !== koreanDay(businessMs)) return REFUSAL.sendDate;
  const body = bodyOf(request.raw, fieldsOf(request.api, state.settings.quirks));
  return body ? { header, body } : REFUSAL.field;
}

function headerOf(request: {
  readonly api: string;
  readonly raw: RawRequest;
}): Record<string, string> | null {
  const given = request.raw.Header;
  if (typeof given !== 'object' || given === null) return null;
  const header: Record<string, string> = {};
  for (const [name, width] of Object.entries(HEADER_WIDTHS)) {
    const value = (given as RawRequest)[name];
    if (typeof value !== 'string' || value === '' || eucKrWidth(value) > width) return null;
    header[name] = value;
  }
  return header.ApiNm === request.api ? header : null;
}

/** Only the fields the API knows; an absent, empty or null optional field is left out. */
function bodyOf(raw: RawRequest, fields: Readonly<Record<string, FieldSpec>>): Body | null {
  const body: Record<string, string> = {};
  for (const [name, spec] of Object.entries(fields)) {
    const value = raw[name] ?? '';
    if (typeof value !== 'string') return null;
    if (value === '' && spec.need === 'M') return null;
    if (value === '') continue;
    if (!isWellFormed(value, spec)) return null;
    body[name] = value;
  }
  return body;
}

function isWellFormed(value: string, spec: FieldSpec): boolean {
  const width = eucKrWidth(value);
  if (width > spec.width || (spec.exact && width !== spec.width)) return false;
  if (spec.oneOf) return spec.oneOf.includes(value);
  if (spec.form === 'text') return true;
  if (spec.form === 'day') return isDay(value);
  return /^\d+$/.test(value) && (spec.form === 'digits' || Number(value) > 0);
}
