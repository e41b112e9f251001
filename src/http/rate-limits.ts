import { isIPv6 } from 'node:net';
import type { RateSettings } from './config';
import { createLimiter, type Limiter, type LimiterState } from './limiter';
import type { Caller, RateGroup } from './route';

/** Where a caller stands with one limit. */
export interface RateState extends LimiterState {
  /** Name of the policy, as the `RateLimit` headers say it. */
  readonly name: string;
}

/** What a request is counted by. */
export interface RateSubject {
  readonly caller: Caller | null;
  readonly group: RateGroup | null;
  readonly address: string;
  readonly pathParams: Readonly<Record<string, string>>;
}

/** All limits of the API. */
export interface RateLimits {
  /** Counts one request; answers the state of each limit it was counted against, the general one first. */
  count(subject: RateSubject): Promise<readonly RateState[]>;
}

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 3600;

/** Limits per caller, and per account or address where that is what must be protected. Settings give the numbers. */
export function createRateLimits(deps: { rates: RateSettings; redisClient: object }): RateLimits {
  const { rates, redisClient } = deps;
  const perMinute = (name: string, quota: number) =>
    createLimiter({ name, quota, windowSeconds: MINUTE_SECONDS, redisClient });
  const staff = perMinute('staff', rates.staffPerMinute);
  const general = {
    member: perMinute('member', rates.memberPerMinute),
    partner: perMinute('partner', rates.partnerPerMinute),
    cs: staff,
    operator: staff,
  } as const;
  const memberMoney = perMinute('member-money', rates.memberMoneyPerMinute);
  const partnerRefunds = perMinute('partner-refunds', rates.partnerRefundsPerMinute);
  const balance = perMinute('balance', rates.balanceRefreshPerMinute);
  const signup = createLimiter({
    name: 'signup',
    quota: rates.signupPerHour,
    windowSeconds: HOUR_SECONDS,
    redisClient,
  });

  return {
    count: async (subject) => {
      const { caller, group } = subject;
      const counted: { name: string; limiter: Limiter; key: string }[] = [];
      if (caller) counted.push({ name: 'default', limiter: general[caller.role], key: caller.id });
      if (group === 'money' && caller) {
        const limiter = caller.role === 'partner' ? partnerRefunds : memberMoney;
        counted.push({ name: 'money', limiter, key: caller.id });
      }
      if (group === 'balance' && caller) {
        counted.push({ name: 'balance', limiter: balance, key: accountKey(caller, subject) });
      }
      if (group === 'signup') {
        counted.push({ name: 'signup', limiter: signup, key: networkOf(subject.address) });
      }
      return Promise.all(
        counted.map(async ({ name, limiter, key }) => ({ name, ...(await limiter.take(key)) })),
      );
    },
  };
}

/** The account belongs to the key only together with its caller, so that nobody can use up another's refreshes. */
function accountKey(caller: Caller, { pathParams }: RateSubject): string {
  return `${caller.id}:${(pathParams['accountId'] ?? '').slice(0, 64)}`;
}

/** One household or server: the address itself, or the /64 of an IPv6 address, whose owner has all of it. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [head = '', tail] = plain.split('::');
  const groups = head.split(':').filter((group) => group !== '');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  const all = [
    ...groups,
    ...Array<string>(Math.max(missing, 0)).fill('0'),
    ...(tail ?? '').split(':'),
  ];
  return all
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
