import { signIn, signInPartner } from '../../support/client';
import { openAccount, PARTNER_SECRET, settledAs, aMember } from '../../support/customers';
import type { Cluster } from '../cluster';
import type { Random } from '../random';
import { createCaller } from './caller';
import type { Caller } from './caller';
import { SHOPS } from './shops';

/** A member with one account, opened before the faults begin. */
export interface Shopper {
  readonly caller: Caller;
  readonly accountId: string;
  readonly accountNumber: string;
}

/** Everybody who calls the API. */
export interface People {
  readonly shoppers: readonly Shopper[];
  /** Those whose payments are to be net-cancelled with a compensation that fails once. */
  readonly unlucky: readonly Shopper[];
  /** Those one of whose payments is executed after the settling window. */
  readonly tardy: readonly Shopper[];
  /** Those who pay several times at once, up to what their day has room for. */
  readonly hasty: readonly Shopper[];
  readonly partners: ReadonlyMap<string, Caller>;
}

const BALANCE_WON = 50_000_000;
/** Some can pay only a little: refusals for want of money. */
const SMALL_BALANCE_WON = 40_000;
const POOR_SHARE = 0.1;
const AT_A_TIME = 4;

/** Signs members up and opens their accounts. */
export async function gatherPeople(of: {
  cluster: Cluster;
  count: number;
  unlucky: number;
  hasty: number;
  tardy: number;
  random: Random;
  stopped: AbortSignal;
}): Promise<People> {
  const { cluster, count, random, stopped } = of;
  const { apiUrls, bank, journal } = cluster;
  const [apiUrl = ''] = apiUrls;
  const system = { apiUrl, bank, journal } as Parameters<typeof aMember>[0];

  async function shopper(balance: number, name: string): Promise<Shopper> {
    const member = await aMember(system, { balance });
    const opened = await openAccount(member);
    const accountId = String(opened.body['accountId']);
    await settledAs(member.client, `/v1/accounts/${accountId}`, ['ACTIVE']);
    const { client, accountNumber, credentials } = member;
    const again = (): ReturnType<typeof signIn> => signIn(system, credentials);
    const own = random.fork(`caller ${name}`);
    const caller = createCaller({ signIn: again, client, apiUrls, random: own, stopped });
    return { caller, accountId, accountNumber };
  }

  const wishes = Array.from({ length: count + of.unlucky + of.hasty + of.tardy }, (_, i) => ({
    name: String(i),
    balance: i < count && random.chance(POOR_SHARE) ? SMALL_BALANCE_WON : BALANCE_WON,
  }));
  const all: Shopper[] = [];
  for (let at = 0; at < wishes.length; at += AT_A_TIME) {
    const group = wishes.slice(at, at + AT_A_TIME);
    all.push(...(await Promise.all(group.map(({ balance, name }) => shopper(balance, name)))));
  }
  const partners = new Map<string, Caller>();
  for (const partnerId of SHOPS) {
    const again = (): ReturnType<typeof signInPartner> =>
      signInPartner(system, { partnerId, secret: PARTNER_SECRET });
    const own = random.fork(`caller ${partnerId}`);
    const client = await again();
    partners.set(partnerId, createCaller({ signIn: again, client, apiUrls, random: own, stopped }));
  }
  const next = (number: number): readonly Shopper[] => all.splice(0, number);
  return {
    ...{ shoppers: next(count), unlucky: next(of.unlucky), hasty: next(of.hasty) },
    ...{ tardy: next(of.tardy), partners },
  };
}
