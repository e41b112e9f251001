import type { WorkItem } from '../../adapters/mysql/ops-types';
import { CSV_TYPE, csvAnswer } from '../csv';
import { listAnswer, positionOf } from '../lists';
import { JSON_TYPE } from '../middleware/negotiate';
import {
  presentAuditEntry,
  presentBank,
  presentWorkItem,
  TELEPHONE_SHEET,
} from '../ops-presenters';
import { callerOf, route, type Route } from '../route';
import * as schemas from '../schemas/ops';
import { OPS_READ, OPS_WRITE } from './ops-access';
import { createDecisionRoutes } from './ops-decisions';
import type { ResourceParts } from './resources';

/** Rows on one telephone sheet; nobody reads more to the bank in one call. */
const SHEET_ROWS = 1_000;
const SHEET_PAGE = 100;

/** What operators look at and do. */
export function createOpsRoutes(deps: ResourceParts): readonly Route[] {
  return [
    workItems(deps),
    ...createDecisionRoutes(deps),
    auditLog(deps),
    getBank(deps),
    hold(deps, 'pause'),
    hold(deps, 'resume'),
  ];
}

function workItems(deps: ResourceParts): Route {
  const path = '/v1/ops/work-items';
  return route({
    ...OPS_READ,
    method: 'GET',
    path,
    summary: { ko: '담당자가 처리할 건', en: 'What needs a person' },
    query: schemas.workItemsQuery,
    produces: [JSON_TYPE, CSV_TYPE],
    answers: {
      200: {
        schema: schemas.workItemPage,
        description:
          'Newest first. As CSV the sheet to ask the bank by telephone with: pair, time, amount, direction, reference; ' +
          'all of them without pages, up to 1,000',
      },
    },
    problems: ['INVALID_CURSOR'],
    async handle(call) {
      const { kind = null, limit } = call.query;
      const scope = { callerId: callerOf(call).id, list: path, filters: { kind } };
      const after = positionOf(deps.cursors, scope, call.query);
      if (call.mediaType === CSV_TYPE) {
        const rows = await sheetRows(deps, { kind, after });
        return csvAnswer({ name: 'work-items', columns: TELEPHONE_SHEET, rows });
      }
      const page = await deps.book.workItems.list({ kind, after, limit });
      const data = page.items.map((item) => presentWorkItem(item, deps));
      return listAnswer({ data, next: page.next }, { cursors: deps.cursors, scope, call });
    },
  });
}

async function sheetRows(
  { book }: ResourceParts,
  query: { kind: WorkItem['kind'] | null; after: string | null },
): Promise<readonly WorkItem[]> {
  const rows: WorkItem[] = [];
  let { after } = query;
  do {
    const page = await book.workItems.list({ kind: query.kind, after, limit: SHEET_PAGE });
    rows.push(...page.items);
    after = page.next;
  } while (after !== null && rows.length < SHEET_ROWS);
  return rows;
}

function auditLog(deps: ResourceParts): Route {
  const path = '/v1/ops/audit-log';
  return route({
    ...OPS_READ,
    method: 'GET',
    path,
    summary: { ko: '감사 로그', en: 'Who looked at what, and who did what' },
    query: schemas.auditQuery,
    answers: { 200: { schema: schemas.auditPage, description: 'Newest first' } },
    problems: ['INVALID_CURSOR'],
    async handle(call) {
      const { actorId = null, subjectId = null, limit } = call.query;
      const scope = { callerId: callerOf(call).id, list: path, filters: { actorId, subjectId } };
      const after = positionOf(deps.cursors, scope, call.query);
      const page = await deps.book.audit.list({ actorId, subjectId, after, limit });
      const data = page.items.map(presentAuditEntry);
      return listAnswer({ data, next: page.next }, { cursors: deps.cursors, scope, call });
    },
  });
}

const BANK_NOW = { 200: { schema: schemas.bankAnswer, description: 'The bank as it is now' } };

function bankNow({ clock, config }: ResourceParts) {
  return { now: clock.now(), closedHours: config.bankClosedHours };
}

function getBank(deps: ResourceParts): Route {
  return route({
    ...OPS_READ,
    method: 'GET',
    path: '/v1/ops/bank',
    summary: { ko: '은행 거래 상태', en: 'Whether money is sent to the bank' },
    answers: BANK_NOW,
    problems: [],
    async handle() {
      return { status: 200, body: presentBank(await deps.book.bankState.read(), bankNow(deps)) };
    },
  });
}

function hold(deps: ResourceParts, action: 'pause' | 'resume'): Route {
  const summaries = {
    pause: { ko: '은행 거래 중지', en: 'Hold the bank: nothing new is sent, questions go on' },
    resume: { ko: '은행 거래 재개', en: 'Let money be sent to the bank again' },
  };
  return route({
    ...OPS_WRITE,
    method: 'POST',
    path: `/v1/ops/bank/${action}`,
    summary: summaries[action],
    body: schemas.bankBody,
    answers: BANK_NOW,
    problems: [],
    async handle(call) {
      const { bankState } = deps.book;
      const wish = { reason: call.body.reason, actor: callerOf(call).id };
      const bank =
        action === 'pause'
          ? await bankState.pause({ ...wish, cause: 'OPERATOR' })
          : await bankState.resume(wish);
      return { status: 200, body: presentBank(bank, bankNow(deps)) };
    },
  });
}
