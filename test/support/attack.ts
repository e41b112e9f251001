import { randomBytes } from 'node:crypto';
import { QueryTypes, type Sequelize } from 'sequelize';
import { DEMO } from '../../src/adapters/mysql/seed';
import { koreanDay, koreanIso } from '../../src/domain/korean-time';
import type { HttpConfig } from '../../src/http/config';
import type { Caller, Route } from '../../src/http/route';
import { call, logIn, type Heard } from './http';
import { aProposal, givenWaitingPayment, REASON, signInOperators } from './operator-work';
import { anOpening, anOrder, startResourceApi, type ResourceApi } from './resource-api';
import type { ScriptedEngine } from './scripted-engine';

/** Who attacks or is attacked: everybody the API knows, by name. */
export type Person = 'haneul' | 'bada' | 'partner' | 'otherPartner' | 'cs' | 'operator';

/** Their roles, and who of the same role is a stranger to what `haneul` paid at `partner`. */
export const PEOPLE: Readonly<Record<Person, { role: Caller['role']; isStranger: boolean }>> = {
  haneul: { role: 'member', isStranger: false },
  bada: { role: 'member', isStranger: true },
  partner: { role: 'partner', isStranger: false },
  otherPartner: { role: 'partner', isStranger: true },
  cs: { role: 'cs', isStranger: false },
  operator: { role: 'operator', isStranger: false },
};

/** Two processes' worth of the API over one book, with something of haneul's to be attacked. */
export interface Attacked {
  readonly it: ResourceApi;
  /** Base addresses of both processes. */
  readonly processes: readonly string[];
  readonly tokens: Readonly<Record<Person, string>>;
  /** Path parameters that name haneul's things, by the name they have in route templates. */
  readonly ids: Readonly<Record<string, string>>;
  /** The routes as the API has them. */
  readonly routes: readonly Route[];
}

/** The token of one of the demo's partners. */
async function tokenOfPartner(base: string, partnerId: string): Promise<string> {
  const basic = Buffer.from(`${partnerId}:${DEMO.partnerSecret}`).toString('base64');
  const heard = await call(base, {
    ...{ method: 'POST', path: '/v1/auth/token', raw: 'grant_type=client_credentials' },
    headers: {
      ...{ authorization: `Basic ${basic}`, 'content-type': FORM },
    },
  });
  return heard.body.access_token as string;
}

const FORM = 'application/x-www-form-urlencoded';
/** Who paid what is attacked. */
const PAYER = DEMO.members[0].memberId;

/** Starts both processes, signs everybody in, and makes an account, a payment and a refund. */
export async function startAttacked(config: Partial<HttpConfig> = {}): Promise<Attacked> {
  const it = await startResourceApi(config);
  startOncePerId(it.engine);
  const { url } = it.api;
  const second = await it.api.startSecond();
  const payment = await it.pay(it.tokens.haneul);
  const refund = await it.post(payment.links.refunds as string, it.tokens.haneul, {
    json: { reason: '단순 변심', amount: 1000 },
  });
  const { reconciliationId } = await it.api.book.reconciliations.start({
    ...{ day: koreanDay(Date.now()), requestedBy: 'schedule', at: Date.now() },
  });
  const decisions = await makeDecisions(it);
  return {
    ...{ it, processes: [url, second.url], routes: it.api.routes },
    tokens: {
      ...it.tokens,
      otherPartner: await tokenOfPartner(url, DEMO.partners[1].partnerId),
      operator: (await logIn(url, DEMO.staff[1].email)).accessToken,
    },
    ids: {
      accountId: payment.accountId as string,
      paymentId: payment.paymentId as string,
      refundId: refund.body.refundId as string,
      reconciliationId,
      orderId: payment.orderId as string,
      memberId: PAYER,
      code: 'NOT_FOUND',
      ...decisions,
    },
  };
}

/** A payment that waits for a person, and one decision that was approved, one that was rejected. */
async function makeDecisions(it: ResourceApi): Promise<Record<string, string>> {
  const operators = await signInOperators(it.api.url);
  const waitingId = await givenWaitingPayment(it, it.tokens.haneul);
  const decide = async (verb: 'approve' | 'reject') => {
    const subject = await givenWaitingPayment(it, it.tokens.haneul);
    const proposed = await operators.propose(aProposal(subject), operators.second);
    const decisionId = proposed.body.decisionId as string;
    await operators.decide(decisionId, verb, operators.first);
    return decisionId;
  };
  return {
    waitingId,
    decisionId: await decide('approve'),
    rejectedDecisionId: await decide('reject'),
  };
}

/** As Temporal does: who starts what runs already joins it. The scripted engine alone would run it twice. */
function startOncePerId(engine: ScriptedEngine): void {
  const running = new Map<string, Promise<{ settled: boolean }>>();
  const { startPayment, startRefund } = engine;
  const once = (id: string, start: () => Promise<{ settled: boolean }>) => {
    const run = running.get(id) ?? start().finally(() => running.delete(id));
    running.set(id, run);
    return run;
  };
  Object.assign(engine, {
    startPayment: (one, waitMs) => once(one.paymentId, () => startPayment(one, waitMs)),
    startRefund: (one, waitMs) => once(one.refundId, () => startRefund(one, waitMs)),
  } satisfies Partial<ScriptedEngine>);
}

/** `GET /v1/payments`: how tests name a route. */
export const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`;

/** The names of the path parameters of a route. */
export function pathNames(path: string): readonly string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
}

/** A path that names real things; a parameter the attacked API has nothing for is an error of the test. */
export function realPath(path: string, ids: Attacked['ids']): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`no test knows what {${name}} of ${path} is: add it`);
    return id;
  });
}

/** A well-formed request to a route, which it would answer with 2xx. */
export interface Sound {
  readonly by: Person;
  readonly json?: Record<string, unknown>;
  readonly form?: Record<string, string>;
  readonly query?: string;
  /** Path parameters for which the attacked API's own will not do. */
  readonly ids?: Readonly<Record<string, string>>;
  /** Sent as well, beside token and key. */
  readonly headers?: Record<string, string>;
}

const today = () => koreanIso(Date.now()).slice(0, 10);
let people = 0;
const email = () => `attacked-${(people += 1)}-${randomBytes(3).toString('hex')}@example.com`;
const signIn = { email: DEMO.members[1].email, password: DEMO.password };
const basic = () =>
  Buffer.from(`${DEMO.partners[0].partnerId}:${DEMO.partnerSecret}`).toString('base64');

/**
 * One sound request per route. Every attack is derived from this table, so a route that is not in it
 * would stay unattacked; the tests of access fail until it is added.
 */
export const SOUND: Readonly<Record<string, (at: Attacked) => Sound | Promise<Sound>>> = {
  'GET /.well-known/jwks.json': () => ({ by: 'haneul' }),
  'GET /docs': () => ({ by: 'haneul' }),
  'GET /errors/{code}': () => ({ by: 'haneul' }),
  'GET /healthz': () => ({ by: 'haneul' }),
  'GET /openapi.json': () => ({ by: 'haneul' }),
  'GET /readyz': () => ({ by: 'haneul' }),
  'POST /v1/auth/signup': () => ({
    ...{ by: 'haneul', json: { email: email(), password: 'a long password', name: '김하늘' } },
  }),
  'POST /v1/auth/login': () => ({ by: 'bada', json: signIn }),
  'POST /v1/auth/refresh': async ({ processes }) => {
    const { refreshToken } = await logIn(processes[0]!, signIn.email);
    return { by: 'bada', json: { refreshToken } };
  },
  'POST /v1/auth/token': () => ({
    ...{ by: 'partner', form: { grant_type: 'client_credentials' } },
    headers: { authorization: `Basic ${basic()}` },
  }),
  'POST /v1/auth/logout': async ({ processes }) => {
    const { accessToken } = await logIn(processes[0]!, signIn.email);
    return { by: 'bada', headers: { authorization: `Bearer ${accessToken}` } };
  },
  'GET /v1/members/me': () => ({ by: 'haneul' }),
  'POST /v1/members/me/password': async ({ processes }) => {
    const { accessToken } = await logIn(processes[0]!, DEMO.members[2].email);
    return {
      ...{ by: 'haneul', headers: { authorization: `Bearer ${accessToken}` } },
      json: { currentPassword: DEMO.password, newPassword: DEMO.password },
    };
  },
  'POST /v1/accounts': () => ({ by: 'haneul', json: anOpening() }),
  'GET /v1/accounts': () => ({ by: 'haneul', query: 'limit=5' }),
  'GET /v1/accounts/{accountId}': () => ({ by: 'haneul' }),
  'PATCH /v1/accounts/{accountId}': () => ({ by: 'haneul', json: { nickname: '월급통장' } }),
  'DELETE /v1/accounts/{accountId}': () => ({ by: 'haneul' }),
  'GET /v1/accounts/{accountId}/balance': () => ({ by: 'haneul' }),
  'POST /v1/accounts/{accountId}/balance/refresh': () => ({ by: 'haneul' }),
  'POST /v1/payments': ({ ids }) => ({ by: 'haneul', json: anOrder(ids['accountId']!) }),
  'GET /v1/payments': () => ({ by: 'haneul', query: 'limit=5&status=DONE' }),
  'GET /v1/payments/orders/{orderId}': () => ({
    ...{ by: 'haneul', query: `partnerId=${DEMO.partners[0].partnerId}` },
  }),
  'GET /v1/payments/{paymentId}': () => ({ by: 'haneul' }),
  'GET /v1/payments/{paymentId}/timeline': () => ({ by: 'haneul' }),
  'GET /v1/payments/{paymentId}/refunds': () => ({ by: 'haneul', query: 'limit=5' }),
  'POST /v1/payments/{paymentId}/refunds': () => ({
    ...{ by: 'haneul', json: { reason: '단순 변심', amount: 1 } },
  }),
  'POST /v1/payments/{paymentId}/cancel': () => ({
    ...{ by: 'haneul', json: { cancelReason: '단순 변심', cancelAmount: 1 } },
  }),
  'GET /v1/refunds/{refundId}': () => ({ by: 'haneul' }),
  'GET /v1/ops/work-items': () => ({ by: 'operator', query: 'limit=5&kind=PAYMENT' }),
  'POST /v1/ops/decisions': ({ ids }) => ({
    ...{ by: 'operator', json: aProposal(ids['waitingId']!, { decision: 'ASK_AGAIN' }) },
  }),
  'GET /v1/ops/decisions': () => ({ by: 'operator', query: 'limit=5&state=APPROVED' }),
  'POST /v1/ops/decisions/{decisionId}/approve': () => ({ by: 'operator' }),
  'POST /v1/ops/decisions/{decisionId}/reject': ({ ids }) => ({
    ...{ by: 'operator', ids: { decisionId: ids['rejectedDecisionId']! } },
  }),
  'GET /v1/ops/audit-log': () => ({ by: 'operator', query: 'limit=5' }),
  'GET /v1/ops/bank': () => ({ by: 'operator' }),
  'POST /v1/ops/bank/pause': () => ({ by: 'operator', json: { reason: REASON } }),
  'POST /v1/ops/bank/resume': () => ({ by: 'operator', json: { reason: REASON } }),
  'GET /v1/cs/payments': () => ({ by: 'cs', query: `limit=5&memberId=${PAYER}&status=DONE` }),
  'GET /v1/cs/payments/{paymentId}': () => ({ by: 'cs' }),
  'POST /v1/ops/reconciliations': () => ({ by: 'operator', json: { day: today() } }),
  'GET /v1/ops/reconciliations': () => ({ by: 'operator', query: 'limit=5' }),
  'GET /v1/ops/reconciliations/{reconciliationId}': () => ({ by: 'operator' }),
  'GET /v1/cs/payments/{paymentId}/timeline': () => ({ by: 'cs' }),
  'GET /v1/cs/members/{memberId}': () => ({ by: 'cs' }),
};

/** What an attack changes about a sound request. */
export interface Change {
  readonly process?: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
  /** A header of `null` is left out. */
  readonly headers?: Record<string, string | null>;
}

/** Sends the sound request of a route as `by`, changed as the attack wants it. */
export async function send(
  at: Attacked,
  route: Route,
  change: Change & { by?: Person } = {},
): Promise<Heard> {
  const sound = await soundOf(at, route);
  const json = 'json' in change ? change.json : sound.json;
  const form = change.form ?? sound.form;
  const query = change.query ?? sound.query;
  const path = change.path ?? realPath(route.path, { ...at.ids, ...sound.ids });
  const headers: Record<string, string | null> = {
    authorization: `Bearer ${at.tokens[change.by ?? sound.by]}`,
    ...(route.keyed ? { 'idempotency-key': randomBytes(16).toString('hex') } : {}),
    ...(form ? { 'content-type': FORM } : {}),
    ...(change.by ? {} : sound.headers),
    ...change.headers,
  };
  return call(change.process ?? at.processes[0]!, {
    method: change.method ?? route.method,
    path: query ? `${path}?${query}` : path,
    ...(form ? { raw: new URLSearchParams(form).toString() } : { json }),
    headers: Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
  });
}

/** The sound request of a route; a route without one is an error of the test. */
export async function soundOf(at: Attacked, route: Route): Promise<Sound> {
  const make = SOUND[nameOf(route)];
  if (!make) throw new Error(`${nameOf(route)} has no sound request: add one to SOUND`);
  return make(at);
}

/** Sessions come and go with every token, and what staff call is on record; nothing else may move under an attack. */
const MOVING = new Set(['sessions', 'refresh_tokens', 'audit_log', 'audit_head']);

/** A checksum per table of all that the book holds, and what the engine was asked for. */
export async function stateOf(at: Attacked): Promise<Readonly<Record<string, unknown>>> {
  const { sequelize } = at.it.api;
  const tables = (await tablesOf(sequelize)).filter((name) => !MOVING.has(name));
  const sums = await sequelize.query<{ Table: string; Checksum: string }>(
    `CHECKSUM TABLE ${tables.map((name) => `\`${name}\``).join(', ')}`,
    { type: QueryTypes.SELECT },
  );
  const rows = sums.map(({ Table, Checksum }) => [Table.split('.').at(-1), String(Checksum)]);
  return { ...Object.fromEntries(rows), engine: [...at.it.engine.started] };
}

/** The names of all tables of the book. */
export async function tablesOf(sequelize: Sequelize): Promise<readonly string[]> {
  const rows = await sequelize.query<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()',
    { type: QueryTypes.SELECT },
  );
  return rows.map(({ name }) => name);
}

/** Words of the inside that no answer may hold: frames, SQL, hosts, libraries, paths. */
export const INSIDE =
  /\bat .+:\d+:\d+|node_modules|\.ts\b|\.js\b|SELECT |INSERT |UPDATE |sequelize|mysql|redis|temporal|127\.0\.0\.1|ECONN|Error:/i;
