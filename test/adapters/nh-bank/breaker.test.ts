import {
  createBreaker,
  type BreakerSettings,
  type CallEnd,
  type CircuitChange,
} from '../../../src/adapters/nh-bank/breaker';
import { eventually } from '../../support/eventually';
import { always, nhAnswer, reply, type Answering } from '../../support/fake-bank';
import { CHECK_DEBIT, CREDIT, DEBIT, talkingTo } from './support';

const API = 'DrawingTransfer';
const OPEN = 'not sent: circuit open';

/** A breaker of three failures and ten seconds, and a clock that moves when told. */
function aBreaker(settings: BreakerSettings | null = { failures: 3, openMs: 10_000 }) {
  const time = { ms: 5_000 };
  const changes: CircuitChange[] = [];
  const onChange = (change: CircuitChange) => void changes.push(change);
  const breaker = createBreaker({ settings, elapsedMs: () => time.ms, onChange });
  const call = (end: CallEnd, holdSeconds: number | null = null): string => {
    const leave = breaker.enter(API);
    if (typeof leave === 'string') return leave;
    leave.ended(end, holdSeconds);
    return 'called';
  };
  const calls = (...ends: CallEnd[]) => ends.map((end) => call(end));
  return { time, breaker, call, calls, states: () => changes.map(({ state }) => state) };
}

describe('a circuit', () => {
  it('opens after so many failures in a row, and lets nothing through for its time', () => {
    const { time, calls, call, states } = aBreaker();
    expect(calls('FAILED', 'FAILED', 'FAILED', 'ANSWERED')).toEqual([
      ...['called', 'called', 'called'],
      OPEN,
    ]);
    time.ms += 9_999;
    expect(call('ANSWERED')).toBe(OPEN);
    time.ms += 1;
    expect(call('ANSWERED')).toBe('called');
    expect(states()).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
  });

  it('counts failures in a row only: an answer in between begins anew, nothing of ours counts', () => {
    const { calls, call } = aBreaker();
    calls('FAILED', 'FAILED', 'ANSWERED', 'FAILED', 'NEITHER', 'FAILED');
    expect(call('FAILED')).toBe('called');
    expect(call('FAILED')).toBe(OPEN);
  });

  it('tries with one call at a time, and stays open when that one fails', () => {
    const { time, breaker, calls, call } = aBreaker();
    calls('FAILED', 'FAILED', 'FAILED');
    time.ms += 10_000;
    const probe = breaker.enter(API);
    expect(call('ANSWERED')).toBe(OPEN);
    if (typeof probe === 'string') throw new Error(probe);
    probe.ended('FAILED', null);
    expect(call('ANSWERED')).toBe(OPEN);
    time.ms += 10_000;
    expect(call('NEITHER')).toBe('called'); // a probe that was not sent leaves its place
    expect(call('ANSWERED')).toBe('called');
    expect(calls('FAILED', 'FAILED', 'ANSWERED')).toEqual(['called', 'called', 'called']);
  });

  it('does not stay open longer for calls that began before it opened', () => {
    const { time, breaker, calls, call } = aBreaker();
    const late = breaker.enter(API);
    calls('FAILED', 'FAILED', 'FAILED');
    time.ms += 9_999;
    if (typeof late === 'string') throw new Error(late);
    late.ended('FAILED', null);
    time.ms += 1;
    expect(call('ANSWERED')).toBe('called');
  });

  it('is one per operation', () => {
    const { breaker, calls } = aBreaker();
    calls('FAILED', 'FAILED', 'FAILED');
    expect(breaker.enter('ReceivedTransferAccountNumber')).not.toBe(OPEN);
  });

  it.each([null, { failures: 3, openMs: 10_000 }])(
    'rests as long as the bank asked, whatever is set: %j',
    (settings) => {
      const { time, call, states } = aBreaker(settings);
      call('NEITHER', 7);
      time.ms += 6_999;
      expect(call('ANSWERED')).toBe('not sent: the bank asked us to wait');
      time.ms += 1;
      expect(call('ANSWERED')).toBe('called');
      expect(states()).toEqual(['OPEN', 'CLOSED']);
    },
  );

  it('never opens by itself where it is turned off', () => {
    const { calls, call } = aBreaker(null);
    calls(...Array.from({ length: 50 }, () => 'FAILED' as const));
    expect(call('ANSWERED')).toBe('called');
  });
});

describe('the client behind an open circuit', () => {
  const breaker = { failures: 2, openMs: 60_000 };
  const broken: Answering = (_, socket) => reply(socket, { status: 502, body: '' });

  it('makes no connection: a send has never left, a check is not answered', async () => {
    const { fake, bank } = await talkingTo(broken, { config: { breaker } });
    for (const call of [1, 2]) {
      expect([call, await bank.debit(DEBIT)]).toMatchObject([call, { class: 'UNKNOWN' }]);
      expect(await bank.checkDebit(CHECK_DEBIT)).toMatchObject({ finding: 'NOT_ANSWERED' });
    }
    const seen = fake.requests.length;
    expect(await bank.debit(DEBIT)).toEqual({
      ...{ class: 'NEVER_LEFT', code: null, httpStatus: null },
      message: OPEN,
    });
    expect(await bank.checkDebit(CHECK_DEBIT)).toMatchObject({
      ...{ finding: 'NOT_ANSWERED', class: 'NEVER_LEFT', message: OPEN },
    });
    expect(fake.requests).toHaveLength(seen);
    expect(await bank.credit(CREDIT)).toMatchObject({ class: 'UNKNOWN', httpStatus: 502 });
  });

  it('tells its changes, and goes on once the bank answers again', async () => {
    const states: string[] = [];
    let away = true;
    const { bank } = await talkingTo(
      (request, socket, number) =>
        away
          ? broken(request, socket, number)
          : reply(socket, { body: nhAnswer(request, 'A9999') }),
      {
        config: { breaker: { failures: 2, openMs: 20 } },
        deps: { onCircuit: ({ api, state }) => states.push(`${api} ${state}`) },
      },
    );
    await bank.debit(DEBIT);
    await bank.debit(DEBIT);
    away = false;
    await eventually(async () => (await bank.debit(DEBIT)).code === 'A9999', { what: 'an answer' });
    expect(states).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED'].map((state) => `${API} ${state}`));
  });

  it('counts a bank that cannot be connected to, and no request that we held back', async () => {
    const down = await talkingTo(always('00000'), { config: { breaker } });
    await down.fake.close();
    const message = async () => (await down.bank.debit(DEBIT)).message;
    expect([await message(), await message()]).not.toContain(OPEN);
    expect(await message()).toBe(OPEN);

    const { bank } = await talkingTo(always('00000'), { config: { breaker } });
    for (const _ of [1, 2, 3]) await bank.debit({ ...DEBIT, mayStillSend: () => false });
    expect(await bank.debit(DEBIT)).toMatchObject({ class: 'SUCCEEDED' });
  });

  it('obeys Retry-After for the operation that was told', async () => {
    const { fake, bank } = await talkingTo((request, socket) => {
      const isDebit = request.line.includes(API);
      if (!isDebit) return reply(socket, { body: nhAnswer(request, '00000') });
      const headers = { 'Retry-After': '60' };
      return reply(socket, { status: 429, headers, body: '' });
    });
    expect(await bank.debit(DEBIT)).toMatchObject({ retryAfterSeconds: 60 });
    expect(await bank.debit(DEBIT)).toMatchObject({
      ...{ class: 'NEVER_LEFT', message: 'not sent: the bank asked us to wait' },
    });
    expect(await bank.credit(CREDIT)).toMatchObject({ class: 'SUCCEEDED' });
    expect(fake.requests).toHaveLength(2);
  });
});
