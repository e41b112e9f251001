import { DEMO } from '../../../src/adapters/mysql/seed';
import type { Session } from '../../../src/adapters/mysql/types';
import { createSessions } from '../../../src/http/auth/sessions';
import { eventually } from '../../support/eventually';
import { call, logIn, startTestApi, type TestApi } from '../../support/http';

describe('an ended session', () => {
  let api: TestApi;
  let other: string;
  const me = (base: string, token: string) => call(base, { path: '/v1/members/me', token });

  beforeAll(async () => {
    api = await startTestApi();
    other = (await api.startSecond()).url;
  });
  afterAll(() => api.close());

  it('is refused by the other process too once it has asked again', async () => {
    const { accessToken } = await logIn(api.url, DEMO.members[0].email);
    expect((await me(other, accessToken)).status).toBe(200);
    await call(api.url, { method: 'POST', path: '/v1/auth/logout', token: accessToken });
    await eventually(async () => (await me(other, accessToken)).status === 401, {
      what: 'the other process refuses the token',
    });
  });

  it('ends with a password change, all of them, and the new password works', async () => {
    const email = DEMO.members[1].email;
    const [first, second] = [await logIn(api.url, email), await logIn(api.url, email)];
    const change = (currentPassword: string) =>
      call(api.url, {
        ...{ method: 'POST', path: '/v1/members/me/password', token: first.accessToken },
        json: { currentPassword, newPassword: 'a new password' },
      });
    expect((await change('wrong')).body.code).toBe('INVALID_CREDENTIALS');
    expect((await change(DEMO.password)).status).toBe(204);
    for (const { accessToken, refreshToken } of [first, second]) {
      expect((await me(api.url, accessToken)).body.code).toBe('INVALID_TOKEN');
      const json = { refreshToken };
      const renewed = await call(api.url, { method: 'POST', path: '/v1/auth/refresh', json });
      expect(renewed.body.code).toBe('INVALID_TOKEN');
    }
    const json = { email, password: 'a new password' };
    const again = await call(api.url, { method: 'POST', path: '/v1/auth/login', json });
    expect(again.status).toBe(200);
  });
});

describe('what a process remembers of sessions', () => {
  const claims = {
    ...{ role: 'member' as const, subjectId: DEMO.members[0].memberId, scopes: [] },
    sessionId: 'ses_01JD8QK3V5M7N9P1R3T5W7Y9Z1',
  };
  const alive: Session = {
    ...{ sessionId: claims.sessionId, subjectId: claims.subjectId, role: 'member' },
    ...{ endedAt: null, expiresAt: 10_000 },
  };

  function sessionsOver(answer: () => Promise<Session | null>) {
    const time = { ms: 0, asked: 0 };
    const sessions = createSessions({
      people: { session: () => ((time.asked += 1), answer()) },
      wallClock: { now: () => 5000 },
      monotonicMs: () => time.ms,
    });
    return { sessions, time };
  }

  it('is believed for half a second, and then asked for again', async () => {
    const { sessions, time } = sessionsOver(async () => alive);
    await Promise.all([sessions.callerOf(claims), sessions.callerOf(claims)]);
    time.ms = 499;
    await sessions.callerOf(claims);
    expect(time.asked).toBe(1);
    time.ms = 500;
    await sessions.callerOf(claims);
    expect(time.asked).toBe(2);
  });

  it('is forgotten when this process ends a session of the subject', async () => {
    const { sessions, time } = sessionsOver(async () => alive);
    await sessions.callerOf(claims);
    sessions.forget(claims.subjectId);
    await sessions.callerOf(claims);
    expect(time.asked).toBe(2);
  });

  it('is not kept when the book could not say: 503, and the next request asks again', async () => {
    const { sessions, time } = sessionsOver(async () => {
      throw new Error('connection refused');
    });
    await expect(sessions.callerOf(claims)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(sessions.callerOf(claims)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(time.asked).toBe(2);
  });

  it.each([
    ['ended', { ...alive, endedAt: 1 }],
    ['past its time', { ...alive, expiresAt: 5000 }],
    ["somebody else's", { ...alive, subjectId: DEMO.members[1].memberId }],
    ['of another role', { ...alive, role: 'partner' as const }],
    ['unknown', null],
  ])('refuses a session that is %s', async (_name, session) => {
    const { sessions } = sessionsOver(async () => session);
    await expect(sessions.callerOf(claims)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
  });
});
