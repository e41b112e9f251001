import { randomBytes } from 'node:crypto';
import { DEMO } from '../../src/adapters/mysql/seed';
import type { HttpConfig } from '../../src/http/config';
import { call, logIn, partnerToken, startTestApi, type Heard, type TestApi } from './http';
import { scriptedEngine, type ScriptedEngine } from './scripted-engine';

/** The real app over a real database, an engine that plays the bank by a plan, and everybody's tokens. */
export interface ResourceApi {
  readonly api: TestApi;
  readonly engine: ScriptedEngine;
  /** Tokens by name: two members, cs, and the first demo partner. */
  readonly tokens: Readonly<Record<'haneul' | 'bada' | 'cs' | 'partner', string>>;
  get(path: string, token: string, headers?: Record<string, string>): Promise<Heard>;
  /** With a key of its own unless one is given. */
  post(
    path: string,
    token: string,
    send: { json?: unknown; headers?: Record<string, string> },
  ): Promise<Heard>;
  /** An ACTIVE account of a member; its id. */
  openAccount(token: string): Promise<string>;
  /** A payment at the first partner by the plan; the answer's body. */
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into bodies of every shape
  pay(token: string, over?: Record<string, unknown>): Promise<any>;
}

let numbers = 0;

/** A wish to open an account that nobody has yet. */
export function anOpening() {
  numbers += 1;
  return {
    bankCode: '011',
    accountNumber: `3020000${String(numbers).padStart(5, '0')}1`,
    birthDate: '1990-03-14',
    withdrawalConsent: true,
  };
}

/** A wish to pay at the first demo partner. */
export function anOrder(accountId: string) {
  return {
    accountId,
    partnerId: DEMO.partners[0].partnerId,
    orderId: `ORDER-${randomBytes(8).toString('hex')}`,
    orderName: '온전 티셔츠',
    amount: 15_000,
  };
}

export async function startResourceApi(config: Partial<HttpConfig> = {}): Promise<ResourceApi> {
  const engine = scriptedEngine();
  const api = await startTestApi({ config, deps: { engine } });
  engine.attach(api.book);
  const [haneul, bada] = DEMO.members;
  const tokenOf = async (email: string) => (await logIn(api.url, email)).accessToken;
  const tokens = {
    haneul: await tokenOf(haneul.email),
    bada: await tokenOf(bada.email),
    cs: await tokenOf('cs@example.com'),
    partner: await partnerToken(api.url),
  };
  const post: ResourceApi['post'] = (path, token, { json, headers }) =>
    call(api.url, {
      ...{ method: 'POST', path, token, json },
      headers: { 'idempotency-key': randomBytes(16).toString('hex'), ...headers },
    });
  const accounts = new Map<string, Promise<string>>();
  const openAccount = async (token: string) => {
    const { plan } = engine;
    engine.plan = 'EXECUTED';
    const heard = await post('/v1/accounts', token, { json: anOpening() });
    engine.plan = plan;
    return heard.body.accountId as string;
  };
  return {
    ...{ api, engine, tokens, post, openAccount },
    get: (path, token, headers) => call(api.url, { path, token, headers }),
    pay: async (token, over = {}) => {
      const accountId = await (accounts.get(token) ?? openAccount(token));
      accounts.set(token, Promise.resolve(accountId));
      const heard = await post('/v1/payments', token, { json: { ...anOrder(accountId), ...over } });
      if (heard.status >= 300) throw new Error(`paying: ${heard.status} ${heard.text}`);
      return heard.body;
    },
  };
}
