import { OnjeonError, type FieldError } from '../../domain/errors';
import {
  koreanDay,
  parseKoreanDay,
  startOfKoreanDay,
  type KoreanDay,
} from '../../domain/korean-time';
import { CSV_TYPE, csvAnswer } from '../csv';
import { listAnswer, positionOf } from '../lists';
import { reportTable, viewReconciliation, viewReport } from '../reconciliation-views';
import { callerOf, route, type Route } from '../route';
import * as schemas from '../schemas/reconciliations';
import type { ResourceParts } from './resources';

const PATH = '/v1/ops/reconciliations';
const READERS = { roles: ['operator'], scopes: { operator: 'ops:read' } } as const;
const WRITERS = { roles: ['operator'], scopes: { operator: 'ops:write' } } as const;
const TAG = { tag: 'operations' } as const;

/** NH shows the statements of one year. */
const MOST_DAYS_BACK = 364;
const DAY_MS = 24 * 3600 * 1000;
/** A client that polls is asked to wait this long between two looks. */
const POLL_SECONDS = 2;

/** Comparisons of the bank's statements with our book (대사), on demand, and what they found. */
export function createReconciliationRoutes(deps: ResourceParts): readonly Route[] {
  return [begin(deps), list(deps), getOne(deps)];
}

function begin({ book, engine, clock }: ResourceParts): Route {
  return route({
    ...TAG,
    method: 'POST',
    path: PATH,
    summary: { ko: '대사 시작', en: 'Compare a day with the bank’s statements' },
    access: WRITERS,
    body: schemas.reconciliationBody,
    answers: {
      202: { schema: schemas.reconciliationAnswer, description: 'It runs: follow `Location`' },
    },
    problems: [],
    async handle(call) {
      const at = clock.now();
      const day = readDay(call.body.day, koreanDay(at));
      // One runs per day: a second request finds it, and makes sure that its run lives.
      const requestedBy = callerOf(call).id;
      const one = await book.reconciliations.start({ day, requestedBy, at });
      try {
        await engine.startReconciliation({ reconciliationId: one.reconciliationId, day });
      } catch (cause) {
        throw new OnjeonError('SERVICE_UNAVAILABLE', { cause });
      }
      const path = `${PATH}/${one.reconciliationId}`;
      const headers = { Location: path, 'Retry-After': String(POLL_SECONDS) };
      return { status: 202, body: viewReconciliation(one), headers };
    },
  });
}

function list({ book, cursors }: ResourceParts): Route {
  return route({
    ...TAG,
    method: 'GET',
    path: PATH,
    summary: { ko: '대사 목록', en: 'List reconciliations' },
    access: READERS,
    query: schemas.reconciliationsQuery,
    answers: { 200: { schema: schemas.reconciliationPage, description: 'Newest first' } },
    problems: ['INVALID_CURSOR'],
    async handle(call) {
      const scope = { callerId: callerOf(call).id, list: PATH, filters: {} };
      const after = positionOf(cursors, scope, call.query);
      const page = await book.reconciliations.list({ after, limit: call.query.limit });
      const data = page.items.map(viewReconciliation);
      return listAnswer({ data, next: page.next }, { cursors, scope, call });
    },
  });
}

function getOne({ book }: ResourceParts): Route {
  return route({
    ...TAG,
    method: 'GET',
    path: `${PATH}/{reconciliationId}`,
    summary: { ko: '대사 결과', en: 'The report of a reconciliation' },
    access: READERS,
    params: schemas.reconciliationParams,
    produces: ['application/json', CSV_TYPE],
    answers: { 200: { schema: schemas.reportAnswer, description: 'With all findings' } },
    problems: ['NOT_FOUND'],
    async handle(call) {
      const report = await book.reconciliations.byId(call.params.reconciliationId);
      if (!report) throw new OnjeonError('NOT_FOUND');
      if (call.mediaType === CSV_TYPE) return csvAnswer(reportTable(report));
      return { status: 200, body: viewReport(report) };
    },
  });
}

/** Not in the future, and not before what the bank still shows. */
function readDay(text: string, today: KoreanDay): KoreanDay {
  const day = parseKoreanDay(text.replaceAll('-', ''));
  const oldest = koreanDay(startOfKoreanDay(today) - MOST_DAYS_BACK * DAY_MS);
  if (day > today) throw wrongDay('TOO_LARGE');
  if (day < oldest) throw wrongDay('TOO_SMALL');
  return day;
}

function wrongDay(code: FieldError['code']): OnjeonError {
  return new OnjeonError('INVALID_REQUEST', { errors: [{ pointer: '/day', code }] });
}
