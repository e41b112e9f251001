import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Sequelize } from 'sequelize';
import { createBook } from '../../src/adapters/mysql';
import { connect as connectDatabase } from '../../src/adapters/mysql/connection';
import { migrate } from '../../src/adapters/mysql/migrate';
import { DEMO, seedDemo } from '../../src/adapters/mysql/seed';
import type { Book } from '../../src/adapters/mysql/types';
import { createRedisStore } from '../../src/adapters/redis/store';
import { createIdMint } from '../../src/domain/ids';
import { won } from '../../src/domain/money';
import { createHttpApp } from '../../src/http/app';
import { hashPassword } from '../../src/http/auth/passwords';
import type { HttpConfig, SigningKey } from '../../src/http/config';
import type { HttpDeps, RouteDeps } from '../../src/http/deps';
import type { Route } from '../../src/http/route';
import { createRoutes } from '../../src/http/routes';
import { startHttpServer, type HttpServer } from '../../src/http/server';
import { createLog } from '../../src/log';
import type { Engine } from '../../src/temporal/types';
import { eventually } from './eventually';
import { SETTINGS } from './movement-builder';
import { freshDatabase, services } from './services';

/** A key to sign tokens with, made for this run. */
export function aSigningKey(kid: string): SigningKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { ...(privateKey.export({ format: 'jwk' }) as Omit<SigningKey, 'kid'>), kid };
}

/** Settings of a test; limits are out of the way unless a test is about them. */
export function aConfig(changes: Partial<HttpConfig> = {}): HttpConfig {
  const plenty = 1_000_000;
  return {
    ...{ host: '127.0.0.1', port: 0, production: false, sandboxBank: true },
    publicUrl: 'https://pay.example.kr',
    jwtKeys: [aSigningKey('key-1')],
    jwtIssuer: 'onjeon',
    fingerprintKey: randomBytes(32),
    cursorKey: randomBytes(32),
    trustedProxies: 1,
    rates: {
      ...{ memberPerMinute: plenty, memberMoneyPerMinute: plenty, partnerPerMinute: plenty },
      ...{ partnerRefundsPerMinute: plenty, staffPerMinute: plenty },
      ...{ balanceRefreshPerMinute: plenty, signupPerHour: plenty },
      ...{ wrongPasswordsPerEmail: plenty, wrongPasswordsPerAddress: plenty },
    },
    ...{ maxPaymentWon: 100_000_000 },
    bankClosedHours: [],
    ...changes,
  };
}

/** An engine nobody may need: tests of the core move no money. */
const NO_ENGINE = {
  ping: async () => {},
  close: async () => {},
} as Partial<Engine> as Engine;

/** The real HTTP app on a free port, over a database of its own with the demo's people, and the run's Redis. */
export interface TestApi {
  readonly url: string;
  readonly port: number;
  readonly deps: HttpDeps;
  readonly routes: readonly Route[];
  readonly book: Book;
  /** For planting rows and looking at them. */
  readonly sequelize: Sequelize;
  /** Every line of the log, parsed. */
  readonly logged: readonly Record<string, unknown>[];
  /** The same database behind one more process' worth of app. */
  startSecond(): Promise<HttpServer>;
  close(): Promise<void>;
}

const FIELD_KEYS = [{ id: 'k1', key: new Uint8Array(32).fill(1) }];
const HASH_KEY = new Uint8Array(32).fill(2);

/** Starts the API; `routes` adds routes of the test's own. */
export async function startTestApi(
  options: {
    config?: Partial<HttpConfig>;
    deps?: Partial<HttpDeps>;
    routes?: (deps: RouteDeps) => readonly Route[];
  } = {},
): Promise<TestApi> {
  const database = await freshDatabase();
  await migrate(database.url);
  const logged: Record<string, unknown>[] = [];
  const write = (line: string) => void logged.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog({ level: 'info', process: 'api' }, { write });
  const clock = { now: () => Date.now() };
  await seedDemo({
    ...{ url: database.url, fieldKeys: FIELD_KEYS, hashKey: HASH_KEY, clock },
    hashSecret: hashPassword,
  });
  const ids = createIdMint({ clock, randomBytes });
  const config = aConfig(options.config);
  const store = { url: database.url, poolSize: 5 };
  const book = createBook({
    ...{ ...store, fieldKeys: FIELD_KEYS, hashKey: HASH_KEY, clock, ids },
    ...{ publicUrl: config.publicUrl, random: Math.random },
    newAccountLimits: { perPayment: won(2_000_000), perDay: won(5_000_000) },
    procedure: SETTINGS,
  });
  const redis = createRedisStore({ url: services().redisUrl, log });
  const deps: HttpDeps = {
    ...{ config, clock, wallClock: clock, ids, book, engine: NO_ENGINE, redis, log },
    health: { mysql: () => book.ping(), redis: () => redis.ping() },
    workflowUrl: (id) => `http://127.0.0.1:8233/namespaces/onjeon/workflows/${id}`,
    ...options.deps,
  };
  // A limiter that counts in memory until Redis answers would count twice.
  await eventually(() => redis.ping().then(() => true), { what: 'Redis answers' });
  let routes: readonly Route[] = [];
  const start = () => {
    const app = createHttpApp(deps, (routeDeps) => {
      routes = [...createRoutes(routeDeps), ...(options.routes?.(routeDeps) ?? [])];
      return routes;
    });
    return startHttpServer(app, config);
  };
  const servers = [await start()];
  const sequelize = connectDatabase(store);
  return {
    ...{ url: servers[0]!.url, port: servers[0]!.port, deps, routes, book, sequelize, logged },
    startSecond: async () => {
      const second = await start();
      servers.push(second);
      return second;
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.close(0)));
      await Promise.all([book.close(), redis.close(), deps.redis.close(), sequelize.close()]);
      await database.drop();
    },
  };
}

/** What came back, its body read. */
export interface Heard {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // eslint-disable-next-line typescript/no-explicit-any -- tests look into bodies of every shape
  readonly body: any;
}

/** One request; `json` is sent as JSON. */
export async function call(
  base: string,
  request: {
    method?: string;
    path: string;
    json?: unknown;
    token?: string;
    headers?: Record<string, string>;
    raw?: string | Uint8Array<ArrayBuffer>;
  },
): Promise<Heard> {
  const { method = 'GET', path, json, token, headers = {}, raw } = request;
  const response = await fetch(`${base}${path}`, {
    method,
    headers: {
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: raw ?? (json === undefined ? undefined : JSON.stringify(json)),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : null,
  };
}

/** Sends bytes as they are and hears until the server closes; for requests no HTTP client would make. */
export function rawExchange(port: number, bytes: string | Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (heard += chunk));
    socket.once('close', () => resolve(heard));
    // A server may close on us while we still send; what it said before is the answer.
    socket.once('error', () => (heard === '' ? reject(new Error('no answer')) : resolve(heard)));
  });
}

/** Logs one of the demo's people in; the answer's body. */
export async function logIn(
  base: string,
  email: string,
): Promise<{ accessToken: string; refreshToken: string }> {
  const json = { email, password: DEMO.password };
  const heard = await call(base, { method: 'POST', path: '/v1/auth/login', json });
  if (heard.status !== 200) throw new Error(`login of ${email}: ${heard.status} ${heard.text}`);
  return heard.body as { accessToken: string; refreshToken: string };
}

/** A partner's token by its secret; with all of its scopes unless some are named. */
export async function partnerToken(base: string, options: { scope?: string } = {}) {
  const { partnerId } = DEMO.partners[0];
  const basic = Buffer.from(`${partnerId}:${DEMO.partnerSecret}`).toString('base64');
  const fields = { grant_type: 'client_credentials', ...options };
  const heard = await call(base, {
    method: 'POST',
    path: '/v1/auth/token',
    raw: new URLSearchParams(fields).toString(),
    headers: {
      authorization: `Basic ${basic}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
  });
  return heard.body.access_token as string;
}
