import { koreanIso } from '../korean-time';
import type { LedgerRow } from '../ledger/model';
import { sums } from '../ledger/state';
import { queryNumber } from './input';
import { ok, type AdminContext, type AdminReply } from './reply';

/** The truth: every movement of money, oldest first. */
export function listLedger({ ledger, query }: AdminContext): AdminReply {
  const { after, limit } = rangeOf(query);
  const { rows } = ledger.state;
  const data = rows.slice(after, after + limit).map(presentRow);
  return ok({ data, hasMore: after + data.length < rows.length });
}

/** Every call ever made, answered or not. */
export function listRequests({ requestLog, query }: AdminContext): AdminReply {
  const range = rangeOf(query);
  const data = requestLog.rows(range);
  return ok({ data, hasMore: range.after + data.length < requestLog.count() });
}

/** Sums, clock, settings and what is still to come. */
export function showState({ ledger, requestLog }: AdminContext): AdminReply {
  const { state } = ledger;
  const { mode, ...settings } = state.settings;
  return ok({
    mode,
    seed: state.profile.seed,
    profile: state.profile,
    settings,
    clock: clockOf(ledger.businessMs()),
    sums: sums(state),
    scheduled: [...state.scheduled].map((key) => presentScheduled(state.pairs.get(key))),
    faultCounts: Object.fromEntries(state.faultCounts),
    lastSeq: { ledger: state.rows.length, requests: requestLog.count() },
  });
}

/** A moment of the business clock as the admin endpoints write it. */
export function clockOf(businessMs: number): { readonly now: string; readonly epochMs: number } {
  return { now: koreanIso(businessMs), epochMs: businessMs };
}

function rangeOf(query: URLSearchParams): { readonly after: number; readonly limit: number } {
  return {
    after: queryNumber(query, 'after', { min: 0, max: Number.MAX_SAFE_INTEGER, fallback: 0 }),
    limit: queryNumber(query, 'limit', { min: 1, max: 1000, fallback: 100 }),
  };
}

function presentRow(row: LedgerRow): Omit<LedgerRow, 'atMs' | 'pairKey'> {
  const { atMs: _atMs, pairKey: _pairKey, ...shown } = row;
  return shown;
}

function presentScheduled(
  pair:
    | { key: string; api: string; accountNumber: string | null; executesAtMs: number | null }
    | undefined,
): object {
  const [, tsymd, isTuno] = (pair?.key ?? '').split('|');
  const { api, accountNumber, executesAtMs } = pair ?? {};
  return {
    tsymd,
    isTuno,
    api,
    accountNumber,
    executesAt: new Date(executesAtMs ?? 0).toISOString(),
  };
}
