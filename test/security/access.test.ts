import type { Route } from '../../src/http/route';
import {
  INSIDE,
  nameOf,
  pathNames,
  PEOPLE,
  realPath,
  send,
  SOUND,
  startAttacked,
  stateOf,
  type Attacked,
  type Person,
} from '../support/attack';
import type { Heard } from '../support/http';

let at: Attacked;
beforeAll(async () => {
  at = await startAttacked();
});
afterAll(() => at.it.api.close());

const isPublic = ({ access }: Route) => access === 'public';
const names = Object.keys(PEOPLE) as Person[];

/** People whose role or scope the route is not for. */
function forbidden({ access }: Route): readonly Person[] {
  if (access === 'public') return [];
  return names.filter((name) => !access.roles.includes(PEOPLE[name].role));
}

/** People whose role is welcome, but who have no part in what haneul paid at the first partner. */
function strangers(route: Route): readonly Person[] {
  if (isPublic(route)) return [];
  const banned = forbidden(route);
  return names.filter((name) => PEOPLE[name].isStranger && !banned.includes(name));
}

/** An answer without what differs between any two: the id asked for, and the request's own. */
function plain({ status, headers, text, body }: Heard, ids: readonly string[]) {
  const named = ids.reduce((rest, id) => rest.replaceAll(id, '#'), text);
  const own = ['x-request-id', 'traceparent', 'date', 'ratelimit'];
  const shown = [...headers].filter(([name]) => !own.includes(name));
  return { status, text: named.replaceAll(String(body?.requestId), '#'), headers: shown };
}

/** The same id of another, which is nobody's; letters only where ids and codes have some. */
const nobodys = (id: string) => id.slice(0, -6) + 'ZZZZZZ';

test('every route of the API is attacked below, and every attack has its route', () => {
  expect(Object.keys(SOUND).sort()).toEqual(at.routes.map(nameOf).sort());
});

test('every route answers its sound request with 2xx: attacks fail for their own reason', async () => {
  const statuses: string[] = [];
  for (const route of at.routes.filter(({ method }) => method !== 'DELETE')) {
    statuses.push(`${nameOf(route)} ${(await send(at, route)).status}`);
  }
  expect(statuses.filter((line) => !/ 20\d$/.test(line))).toEqual([]);
});

const NO_TOKENS: readonly [string, string | null][] = [
  ['no header', null],
  ['an empty header', ''],
  ['Basic', 'Basic aGFuZXVsOnB3'],
  ['the scheme alone', 'Bearer'],
  ['a token without scheme', 'eyJhbGciOiJub25lIn0.e30.'],
  ['another scheme', 'DPoP eyJhbGciOiJub25lIn0.e30.'],
];

test.each(NO_TOKENS)(
  'no protected route of either process does anything for %s',
  async (_name, authorization) => {
    const before = await stateOf(at);
    for (const process of at.processes) {
      for (const route of at.routes.filter((one) => !isPublic(one))) {
        const heard = await send(at, route, { process, headers: { authorization } });
        const name = nameOf(route);
        expect([name, heard.status, heard.body.code]).toEqual([name, 401, 'UNAUTHORIZED']);
        expect(heard.headers.get('www-authenticate')).toBe('Bearer');
        expect(heard.headers.get('content-type')).toMatch('application/problem+json');
        expect(heard.text).not.toMatch(INSIDE);
      }
    }
    expect(await stateOf(at)).toEqual(before);
  },
);

test('routes with a path parameter are there, and what each names is known to the tests', () => {
  const withIds = at.routes.filter(({ path }) => pathNames(path).length > 0);
  expect(withIds.length).toBeGreaterThan(10);
  for (const { path } of withIds) expect(realPath(path, at.ids)).not.toContain('{');
});

test('a stranger hears the very bytes of “not there”, and nothing is touched', async () => {
  const before = await stateOf(at);
  let asked = 0;
  for (const process of at.processes) {
    for (const route of at.routes) {
      const ids = pathNames(route.path).map((name) => at.ids[name]!);
      if (ids.length === 0) continue;
      const none = ids.map(nobodys);
      const path = realPath(route.path, at.ids);
      const missing = ids.reduce((text, id, i) => text.replace(id, none[i]!), path);
      for (const by of strangers(route)) {
        const theirs = await send(at, route, { process, by, path });
        const nothing = await send(at, route, { process, by, path: missing });
        const name = `${by}: ${nameOf(route)}`;
        expect([name, theirs.status]).toEqual([name, 404]);
        expect([name, plain(theirs, ids)]).toEqual([name, plain(nothing, none)]);
        const bare = await send(at, route, { process, by, path, query: '' });
        const bareNothing = await send(at, route, { process, by, path: missing, query: '' });
        expect([name, plain(bare, ids)]).toEqual([name, plain(bareNothing, none)]);
        expect([400, 404]).toContain(bare.status);
        asked += 1;
      }
    }
  }
  expect(asked).toBeGreaterThan(20);
  expect(await stateOf(at)).toEqual(before);
});

test('a role that a route is not for hears 403, of what exists as of what does not', async () => {
  const before = await stateOf(at);
  for (const route of at.routes) {
    const ids = pathNames(route.path).map((name) => at.ids[name]!);
    const path = realPath(route.path, at.ids);
    const missing = ids.reduce((text, id) => text.replace(id, nobodys(id)), path);
    for (const by of forbidden(route)) {
      const theirs = await send(at, route, { by, path });
      const nothing = await send(at, route, { by, path: missing });
      const name = `${by}: ${nameOf(route)}`;
      expect([name, theirs.status, theirs.body.code]).toEqual([name, 403, 'FORBIDDEN']);
      expect(plain(theirs, ids)).toEqual(plain(nothing, ids.map(nobodys)));
    }
  }
  expect(await stateOf(at)).toEqual(before);
});

test('no header makes another method, role or caller of a request', async () => {
  const before = await stateOf(at);
  const headers = {
    ...{ 'x-http-method-override': 'POST', 'x-http-method': 'DELETE', 'x-method-override': 'PUT' },
    ...{ 'x-original-url': '/v1/cs/payments', 'x-rewrite-url': '/v1/cs/payments' },
    ...{ 'x-role': 'operator', 'x-user-id': 'stf_01JDEM0STAFF00000000000002' },
    ...{ 'x-forwarded-user': 'operator', 'x-member-id': 'mbr_01JDEM0MEMBER0000000000001' },
  };
  for (const route of at.routes.filter(({ method }) => method === 'GET')) {
    for (const by of ['bada', ...forbidden(route)] as const) {
      const bare = await send(at, route, { by });
      const dressed = await send(at, route, { by, headers });
      expect([nameOf(route), dressed.status]).toEqual([nameOf(route), bare.status]);
    }
  }
  expect(await stateOf(at)).toEqual(before);
});

test('the page of nobody’s lists holds nothing of anybody else', async () => {
  const lists = at.routes.filter(
    ({ method, path, query }) =>
      method === 'GET' && pathNames(path).length === 0 && query && 'cursor' in query.shape,
  );
  expect(lists.length).toBeGreaterThan(1);
  for (const route of lists) {
    for (const by of strangers(route)) {
      const { status, body } = await send(at, route, { by });
      expect([nameOf(route), by, status, body.data]).toEqual([nameOf(route), by, 200, []]);
    }
  }
});
