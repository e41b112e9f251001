import { randomBytes } from 'node:crypto';
import { DEMO } from '../../../src/adapters/mysql/seed';
import { createRateLimits, networkOf } from '../../../src/http/rate-limits';
import { createLog } from '../../../src/log';
import { createRedisStore } from '../../../src/adapters/redis/store';
import { aConfig, call, startTestApi, type TestApi } from '../../support/http';
import { freePort } from '../../support/services';

/** An address that no other test of this run uses: limits per address are shared through Redis. */
const anAddress = () => [10, ...randomBytes(3)].join('.');

const rates = {
  ...aConfig().rates,
  ...{ memberPerMinute: 5, partnerPerMinute: 7, signupPerHour: 2 },
  ...{ wrongPasswordsPerEmail: 5, wrongPasswordsPerAddress: 20 },
};

async function withoutRedis() {
  const log = createLog({ level: 'fatal', process: 'api' });
  return createRedisStore({ url: `redis://127.0.0.1:${await freePort()}`, log });
}

describe.each(['with Redis', 'without Redis'])('limits %s', (way) => {
  let api: TestApi;
  const logInFrom = (address: string, email: string, password: string) =>
    call(api.url, {
      ...{ method: 'POST', path: '/v1/auth/login', json: { email, password } },
      headers: { 'x-forwarded-for': address },
    });

  /** Demo members have the same ids in every database, and limits are shared through Redis. */
  async function aNewMember(): Promise<string> {
    const json = {
      email: `${randomBytes(6).toString('hex')}@example.com`,
      password: DEMO.password,
    };
    const headers = { 'x-forwarded-for': anAddress() };
    const signUp = { ...json, name: '김하늘' };
    await call(api.url, { method: 'POST', path: '/v1/auth/signup', json: signUp, headers });
    const heard = await call(api.url, { method: 'POST', path: '/v1/auth/login', json, headers });
    return heard.body.accessToken as string;
  }

  beforeAll(async () => {
    const deps = way === 'with Redis' ? {} : { redis: await withoutRedis() };
    api = await startTestApi({ config: { rates }, deps });
  });
  afterAll(() => api.close());

  it('tell a caller where it stands, and refuse with the time to wait', async () => {
    const token = await aNewMember();
    const me = () => call(api.url, { path: '/v1/members/me', token });
    const first = await me();
    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=5;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"default";r=4;t=\d+$/);
    for (let i = 0; i < 4; i += 1) expect((await me()).status).toBe(200);
    const refused = await me();
    expect([refused.status, refused.body.code]).toEqual([429, 'TOO_MANY_REQUESTS']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.headers.get('ratelimit')).toMatch(/^"default";r=0/);
  });

  it('count all tokens of one partner together, and each partner apart', async () => {
    const limits = createRateLimits({ rates, redisClient: api.deps.redis.limiterClient });
    const ask = async (id: string, sessionId: string) => {
      const caller = { role: 'partner' as const, id, sessionId, scopes: [] };
      const about = { group: null, address: '203.0.113.9', pathParams: {} };
      return (await limits.count({ caller, ...about })).map(({ exceeded }) => exceeded);
    };
    const [mine, theirs] = [api.deps.ids.id('partner'), api.deps.ids.id('partner')];
    for (let i = 0; i < 7; i += 1) expect(await ask(mine, `ses_${i}`)).toEqual([false]);
    expect(await ask(mine, 'ses_8')).toEqual([true]);
    expect(await ask(theirs, 'ses_9')).toEqual([false]);
  });

  it('let an address sign up twice here, and another address still', async () => {
    const signUp = (address: string) =>
      call(api.url, {
        ...{ method: 'POST', path: '/v1/auth/signup', headers: { 'x-forwarded-for': address } },
        json: {
          email: `${randomBytes(6).toString('hex')}@example.com`,
          password: 'long enough',
          name: '김',
        },
      });
    const address = anAddress();
    expect((await signUp(address)).status).toBe(202);
    expect((await signUp(address)).status).toBe(202);
    expect((await signUp(address)).status).toBe(429);
    expect((await signUp(anAddress())).status).toBe(202);
  });

  it('refuse the sixth password after five wrong ones, also the right one', async () => {
    const { email } = DEMO.members[1];
    const address = anAddress();
    for (let i = 0; i < 5; i += 1) {
      expect((await logInFrom(address, email, 'wrong')).status).toBe(401);
    }
    const sixth = await logInFrom(address, email.toUpperCase(), DEMO.password);
    expect([sixth.status, sixth.body.code]).toEqual([429, 'TOO_MANY_ATTEMPTS']);
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(60);
    expect((await logInFrom(anAddress(), email, DEMO.password)).status).toBe(200);
  });

  it('let no more than five wrong ones through that come at the same moment', async () => {
    const address = anAddress();
    const heard = await Promise.all(
      Array.from({ length: 12 }, () => logInFrom(address, 'crowd@example.com', 'wrong')),
    );
    const statuses = heard.map(({ status }) => status).sort((left, right) => left - right);
    expect(statuses).toEqual([...Array(5).fill(401), ...Array(7).fill(429)]);
  });

  it('do not count right passwords', async () => {
    const address = anAddress();
    for (let i = 0; i < 8; i += 1) {
      expect((await logInFrom(address, DEMO.members[2].email, DEMO.password)).status).toBe(200);
    }
  });

  it('stop one address that tries one password on many', async () => {
    const address = anAddress();
    const statuses: number[] = [];
    for (let i = 0; i < 21; i += 1) {
      statuses.push((await logInFrom(address, `somebody-${i}@example.com`, '123456')).status);
    }
    expect(statuses).toEqual([...Array(20).fill(401), 429]);
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:DB8:0001:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
  ])('of %s is %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('a forwarding header', () => {
  it('is believed only as far as our own proxies wrote it', async () => {
    const api = await startTestApi({ config: { rates: { ...rates, signupPerHour: 1 } } });
    const mine = anAddress();
    const signUp = (spoofed: string) =>
      call(api.url, {
        ...{ method: 'POST', path: '/v1/auth/signup' },
        headers: { 'x-forwarded-for': `${spoofed}, ${mine}` },
        json: {
          email: `${randomBytes(6).toString('hex')}@example.com`,
          password: 'long enough',
          name: '김',
        },
      });
    expect((await signUp(anAddress())).status).toBe(202);
    expect((await signUp(anAddress())).status).toBe(429);
    await api.close();
  });
});
