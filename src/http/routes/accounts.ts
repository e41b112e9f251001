import type { z } from 'zod';
import type { AccountOrder } from '../../adapters/mysql/types';
import { OnjeonError } from '../../domain/errors';
import { koreanDay } from '../../domain/korean-time';
import type { Account } from '../../domain/records';
import { accepted } from '../accepted';
import { refuseNewWhileClosed } from '../bank-hours';
import { cutPage, listAnswer, positionOf } from '../lists';
import { presentAccount } from '../presenters';
import { callerOf, keyOf, route, type Call, type Route } from '../route';
import * as schemas from '../schemas/accounts';
import type { ResourceParts } from './resources';

const COMMON = { tag: 'accounts', access: { roles: ['member'] } } as const;
const ONE = {
  ...COMMON,
  path: '/v1/accounts/{accountId}',
  params: schemas.accountParams,
  missing: 'NOT_FOUND_ACCOUNT',
} as const;
const OK = { 200: { schema: schemas.accountAnswer, description: 'The account' } };

/** Bank accounts of the member who calls. */
export function createAccountRoutes(deps: ResourceParts): readonly Route[] {
  return [openAccount(deps), listAccounts(deps), getAccount(deps), rename(deps), close(deps)];
}

function openAccount(deps: ResourceParts): Route {
  return route({
    ...COMMON,
    method: 'POST',
    path: '/v1/accounts',
    summary: { ko: '계좌 등록', en: 'Open an account' },
    rate: 'money',
    keyed: true,
    waits: true,
    testCodes: 'account',
    body: schemas.openAccountBody,
    answers: {
      201: { schema: schemas.accountAnswer, description: 'ACTIVE, or FAILED with the reason' },
      202: { schema: schemas.accountAnswer, description: 'The bank is still being asked' },
    },
    problems: ['ALREADY_OPENED_ACCOUNT', 'BANK_MAINTENANCE', 'BANK_PAUSED'],
    async handle(call) {
      await refuseNewWhileClosed(deps, keyOf(call));
      const { resource, replayed } = await deps.book.accounts.accept(orderOf(call));
      if (resource.status === 'PENDING') {
        await deps.engine.startAccountOpening({ accountId: resource.accountId }, call.waitMs);
      }
      const account = await ownAccount(deps, call, resource.accountId);
      const body = await present(deps, account, call);
      const isFinal = account.status !== 'PENDING';
      return accepted({ body, path: body.links.self, isFinal, replayed });
    },
  });
}

function listAccounts(deps: ResourceParts): Route {
  return route({
    ...COMMON,
    method: 'GET',
    path: '/v1/accounts',
    summary: { ko: '계좌 목록', en: 'List accounts' },
    query: schemas.accountsQuery,
    answers: { 200: { schema: schemas.accountPage, description: 'Newest first' } },
    problems: ['INVALID_CURSOR'],
    async handle(call) {
      const { id } = callerOf(call);
      const scope = { callerId: id, list: '/v1/accounts', filters: {} };
      const after = positionOf(deps.cursors, scope, call.query);
      const accounts = await deps.book.accounts.listOf(id);
      const page = cutPage(accounts, { ...call.query, after, idOf: (one) => one.accountId });
      const data = await Promise.all(page.data.map((one) => present(deps, one, call)));
      return listAnswer({ data, next: page.next }, { cursors: deps.cursors, scope, call });
    },
  });
}

function getAccount(deps: ResourceParts): Route {
  return route({
    ...ONE,
    method: 'GET',
    summary: { ko: '계좌 조회', en: 'Look up an account' },
    answers: OK,
    problems: ['NOT_FOUND_ACCOUNT'],
    async handle(call) {
      const account = await ownAccount(deps, call, call.params.accountId);
      return { status: 200, body: await present(deps, account, call) };
    },
  });
}

function rename(deps: ResourceParts): Route {
  return route({
    ...ONE,
    method: 'PATCH',
    summary: { ko: '계좌 별칭 변경', en: 'Rename an account' },
    body: schemas.renameAccountBody,
    answers: OK,
    problems: ['NOT_FOUND_ACCOUNT'],
    async handle(call) {
      const change = { ...call.params, ...call.body, memberId: callerOf(call).id };
      const account = existing(await deps.book.accounts.rename(change));
      return { status: 200, body: await present(deps, account, call) };
    },
  });
}

function close(deps: ResourceParts): Route {
  return route({
    ...ONE,
    method: 'DELETE',
    summary: { ko: '계좌 해지', en: 'Close an account' },
    answers: OK,
    problems: ['NOT_FOUND_ACCOUNT', 'ACCOUNT_IN_USE', 'ACCOUNT_NOT_ACTIVE'],
    async handle(call) {
      const closing = { ...call.params, memberId: callerOf(call).id };
      const account = existing(await deps.book.accounts.close(closing));
      return { status: 200, body: await present(deps, account, call) };
    },
  });
}

/** The member's own account; another's is answered exactly like one that is not there. */
export async function ownAccount(
  deps: Pick<ResourceParts, 'book'>,
  call: Pick<Call, 'caller'>,
  accountId: string,
): Promise<Account> {
  return existing(await deps.book.accounts.byId({ accountId, memberId: callerOf(call).id }));
}

function existing(account: Account | null): Account {
  if (!account) throw new OnjeonError('NOT_FOUND_ACCOUNT');
  return account;
}

async function present(
  deps: ResourceParts,
  account: Account,
  { language }: Pick<Call, 'language'>,
) {
  const today = koreanDay(deps.clock.now());
  const used = await deps.book.accounts.usedOn({ accountId: account.accountId, day: today });
  return presentAccount(account, used, language);
}

function orderOf(
  call: Call<unknown, unknown, z.output<typeof schemas.openAccountBody>>,
): AccountOrder {
  const { bankCode, accountNumber, birthDate, nickname = null } = call.body;
  return {
    request: keyOf(call),
    memberId: callerOf(call).id,
    bankCode,
    accountNumber,
    birthDate,
    nickname,
    testCode: call.testCode,
  };
}
