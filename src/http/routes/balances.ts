import type { CachedBalance } from '../../adapters/redis/types';
import { OnjeonError } from '../../domain/errors';
import { isFailureCode } from '../../domain/failure';
import { won } from '../../domain/money';
import { sandboxFaultOf } from '../../domain/scenarios';
import type { BalanceRefresh } from '../../temporal/start';
import { presentBalance, presentRefreshError } from '../presenters';
import { route, type Route } from '../route';
import { accountParams } from '../schemas/accounts';
import { balanceAnswer, refreshedBalanceAnswer } from '../schemas/balances';
import { ownAccount } from './accounts';
import type { ResourceParts } from './resources';

/** As for everything that waits for the bank: a person watches the screen. */
const REFRESH_WAIT_MS = 5_000;

const COMMON = {
  tag: 'balances',
  access: { roles: ['member'] },
  params: accountParams,
  missing: 'NOT_FOUND_ACCOUNT',
} as const;

/** Balances: one call that answers at once, and one that asks the bank. */
export function createBalanceRoutes(deps: ResourceParts): readonly Route[] {
  return [getBalance(deps), refreshBalance(deps)];
}

function getBalance(deps: ResourceParts): Route {
  return route({
    ...COMMON,
    method: 'GET',
    path: '/v1/accounts/{accountId}/balance',
    summary: { ko: '잔액 조회 (즉시)', en: 'Last known balance, at once' },
    answers: {
      200: { schema: balanceAnswer, description: 'The last known balance; the bank is not asked' },
    },
    problems: ['NOT_FOUND_ACCOUNT'],
    async handle(call) {
      const { accountId } = await ownAccount(deps, call, call.params.accountId);
      const balance = await deps.redis.balances.read(accountId);
      const known = { balance, source: 'CACHE', now: deps.clock.now() } as const;
      return { status: 200, body: presentBalance(accountId, known) };
    },
  });
}

function refreshBalance(deps: ResourceParts): Route {
  return route({
    ...COMMON,
    method: 'POST',
    path: '/v1/accounts/{accountId}/balance/refresh',
    summary: { ko: '잔액 새로 고침', en: 'Ask the bank for the balance' },
    rate: 'balance',
    testCodes: 'balance',
    answers: {
      200: {
        schema: refreshedBalanceAnswer,
        description: 'Fresh from the bank; or the last known one with `refreshed: false`',
      },
    },
    problems: ['NOT_FOUND_ACCOUNT', 'ACCOUNT_NOT_ACTIVE'],
    async handle(call) {
      const account = await ownAccount(deps, call, call.params.accountId);
      if (account.status !== 'ACTIVE') throw new OnjeonError('ACCOUNT_NOT_ACTIVE');
      const { accountId } = account;
      const ask = { accountId, sandboxFault: sandboxFaultOf(call.testCode) };
      const refresh = await deps.engine.refreshBalance(ask, REFRESH_WAIT_MS);
      const cached = await deps.redis.balances.read(accountId);
      const now = deps.clock.now();
      if (refresh?.kind === 'REFRESHED') {
        const known = { balance: newest(fresh(refresh), cached), source: 'BANK', now } as const;
        return { status: 200, body: { ...presentBalance(accountId, known), ...REFRESHED } };
      }
      const failureCode = refresh?.failureCode ?? 'BANK_NO_ANSWER';
      const code = isFailureCode(failureCode) ? failureCode : 'BANK_REFUSED';
      const url = refresh?.consentUrl ?? null;
      return {
        status: 200,
        body: {
          ...presentBalance(accountId, { balance: cached, source: 'CACHE', now }),
          refreshed: false,
          refreshError: presentRefreshError(code, call.language),
          consent: url === null ? null : { url },
        },
      };
    },
  });
}

const REFRESHED = { refreshed: true, refreshError: null, consent: null } as const;

function fresh(refresh: Extract<BalanceRefresh, { kind: 'REFRESHED' }>): CachedBalance {
  const { availableWon, at, version } = refresh;
  return { amount: won(availableWon), asOf: Date.parse(at), version };
}

/** A settlement may have refreshed it meanwhile: versions never fall, on the screen neither. */
function newest(fetched: CachedBalance, cached: CachedBalance | null): CachedBalance {
  return cached && cached.version > fetched.version ? cached : fetched;
}
