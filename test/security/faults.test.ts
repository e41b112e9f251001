import type { Book } from '../../src/adapters/mysql/types';
import { createLog } from '../../src/log';
import { createRedisStore } from '../../src/adapters/redis/store';
import { INSIDE, nameOf, send, soundOf, startAttacked, type Attacked } from '../support/attack';
import type { Heard } from '../support/http';
import { freePort } from '../support/services';

/** What a store may say when it fails, with everything in it that nobody outside may read. */
const GOSSIP =
  "ER_ACCESS_DENIED_ERROR: Access denied for user 'onjeon'@'db-1.internal' (using password: hunter2) " +
  "SELECT * FROM members WHERE email = 'planted@example.com' at /srv/onjeon/src/adapters/mysql/unit.ts:12:3";

const GOSSIPED = /db-1|hunter2|planted@|SELECT|ER_|srv|unit\.ts/;

/** An error as drivers throw them, the statement and its values along. */
function driverError(): Error {
  const parent = Object.assign(new Error(GOSSIP), {
    ...{ code: 'ER_ACCESS_DENIED_ERROR', errno: 1045, sql: GOSSIP, sqlMessage: GOSSIP },
  });
  return Object.assign(new Error(GOSSIP), { parent, original: parent, sql: GOSSIP });
}

/** The same thing whose every method fails, parts of parts too. */
function failing<Thing extends object>(thing: Thing, but: readonly string[]): Thing {
  return new Proxy(thing, {
    get(target, name: string) {
      const part = Reflect.get(target, name) as unknown;
      if (but.includes(name)) return part;
      if (typeof part === 'function') return () => Promise.reject(driverError());
      return typeof part === 'object' && part !== null ? failing(part, but) : part;
    },
  });
}

/** Replaces the parts of an object until the answer is given back. */
function replace<Thing extends object>(thing: Thing, parts: Partial<Thing>): () => void {
  const before = { ...thing };
  Object.assign(thing, parts);
  return () => void Object.assign(thing, before);
}

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
});
afterAll(() => at.it.api.close());

/** Each protected route once, sound, while something is broken. */
async function askAll(process = at.processes[0]!): Promise<readonly (readonly [string, Heard])[]> {
  const heard: [string, Heard][] = [];
  const routes = at.routes.filter(
    ({ access, path }) => access !== 'public' && !/logout|password/.test(path),
  );
  for (const route of routes) {
    const { by } = await soundOf(at, route);
    heard.push([nameOf(route), await send(at, route, { process, by })]);
  }
  return heard;
}

function expectGeneric(name: string, heard: Heard): void {
  expect([name, heard.status]).toEqual([name, expect.any(Number)]);
  expect(heard.text).not.toMatch(GOSSIPED);
  if (heard.status < 500) return;
  expect(heard.body).toMatchObject({
    ...{ code: expect.stringMatching(/^(INTERNAL_ERROR|SERVICE_UNAVAILABLE)$/), retryable: true },
    ...{ detail: null, errors: [], resource: null, bank: null },
    requestId: expect.stringMatching(/^req_/),
  });
  expect(heard.text).not.toMatch(INSIDE);
}

test('a book that fails tells nobody how: a generic 5xx, and an id to ask about', async () => {
  const { book } = at.it.api;
  const parts: (keyof Book)[] = ['accounts', 'payments', 'refunds'];
  const broken = Object.fromEntries(parts.map((part) => [part, failing(book[part], [])]));
  const mend = replace(book, broken as Partial<Book>);
  const logged = at.it.api.logged.length;
  const heard = await askAll();
  mend();
  for (const [name, one] of heard) expectGeneric(name, one);
  expect(heard.filter(([, { status }]) => status >= 500).length).toBeGreaterThan(12);
  // The log keeps where it happened, but neither the statement nor its values.
  const lines = at.it.api.logged.slice(logged).map((line) => JSON.stringify(line));
  expect(lines.filter((line) => line.includes('request failed')).length).toBeGreaterThan(12);
  for (const line of lines) expect(line).not.toMatch(/hunter2|planted@|SELECT/);
});

test('sessions that cannot be looked up are 503 for everybody: nobody is let in unseen', async () => {
  const { people } = at.it.api.book;
  const mend = replace(people, { session: () => Promise.reject(driverError()) });
  // A process that has not seen anybody yet: others believe what they heard half a second ago.
  const { url } = await at.it.api.startSecond();
  const heard = await askAll(url);
  mend();
  for (const [name, one] of heard) {
    expect([name, one.status, one.body.code]).toEqual([name, 503, 'SERVICE_UNAVAILABLE']);
    expect(one.headers.get('retry-after')).toMatch(/^\d+$/);
    expectGeneric(name, one);
  }
});

test('an engine that fails is no failure of the payment: the wish is kept, and told nothing else', async () => {
  const { engine } = at.it;
  const fail = () => Promise.reject(driverError());
  const mend = replace(engine, {
    ...{ startPayment: fail, startRefund: fail, startAccountOpening: fail, refreshBalance: fail },
  });
  const heard = await askAll();
  mend();
  for (const [name, one] of heard) expectGeneric(name, one);
});

test('without Redis everything is answered, and nothing tells of it', async () => {
  const log = createLog({ level: 'fatal', process: 'api' });
  const redis = createRedisStore({ url: `redis://127.0.0.1:${await freePort()}`, log });
  const mend = replace(at.it.api.deps.redis, { balances: redis.balances });
  const heard = await askAll();
  mend();
  await redis.close();
  for (const [name, one] of heard) {
    expect([name, one.status]).toEqual([name, expect.any(Number)]);
    expect(one.status).toBeLessThan(500);
    expect(one.text).not.toMatch(/redis|ECONN/i);
  }
});
