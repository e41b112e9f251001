import { MockActivityEnvironment } from '@temporalio/testing';
import pino from 'pino';
import { createAlerts, type AlertsDeps } from '../../activities/alerts';
import type { SlackAnswer, SlackMessage } from '../../src/adapters/slack/types';
import { eventually } from '../support/eventually';
import { aStoredEvent, createFakeEvents, SHOP } from './fake-events';

type StuckRow = Awaited<ReturnType<AlertsDeps['watch']['stuckSince']>>[number];

/** A Slack, a book and a broker to be alarmed about. */
function aWorld(over: Partial<AlertsDeps> = {}) {
  const posted: SlackMessage[] = [];
  const fake = createFakeEvents();
  const time = { now: 1_000_000 };
  const stuck: StuckRow[] = [];
  const dead: { partnerId: string; count: number }[] = [];
  const slack: { answer: SlackAnswer; tries: number } = { answer: { kind: 'SENT' }, tries: 0 };
  const deps = (stopping: AbortSignal): AlertsDeps => ({
    events: fake.book,
    watch: {
      stuckSince: async ({ after, before, limit }) =>
        stuck
          .filter(({ requestedAt }) => requestedAt > after && requestedAt < before)
          .slice(0, limit),
    },
    publisher: { ping: async () => undefined, deadLetters: async () => dead },
    slack: {
      post: async (message) => {
        slack.tries += 1;
        if (slack.answer.kind === 'SENT') posted.push(message);
        return slack.answer;
      },
    },
    clock: { now: () => time.now },
    places: { uiUrl: 'http://ui', namespace: 'onjeon' },
    digestEverySeconds: 600,
    stuckAfterSeconds: 600,
    stopping,
    log: pino({ level: 'silent' }),
    ...over,
  });
  /** Runs one round of a new process until the condition holds, then shuts it down. */
  async function round(until: () => boolean, what: string) {
    const stopping = new AbortController();
    const { sendAlerts } = createAlerts(deps(stopping.signal));
    const running = new MockActivityEnvironment().run(sendAlerts, { roundSeconds: 60 });
    try {
      await eventually(until, { what });
    } finally {
      stopping.abort();
    }
    return running;
  }
  const readTo = (position: number) => () => fake.cursors.get('alerts') === position;
  const titles = () => posted.map(({ title }) => title);
  return { posted, titles, fake, time, stuck, dead, slack, round, readTo };
}

/** Told to the partner already, so that only what a test is about can alarm. */
const published = { publishedAt: 1 };
const abortedBy = (failureCode: string) =>
  aStoredEvent({ type: 'payment.aborted', failureCode, ...published });
const broken = () => abortedBy('BANK_CONFIG_ERROR');
const refused = () => abortedBy('INSUFFICIENT_BALANCE');

describe('sending alerts', () => {
  it('tells a thousand failures of one cause as one message with their count, although Slack was limited', async () => {
    const world = aWorld();
    world.fake.tell(...Array.from({ length: 1_000 }, broken));
    world.slack.answer = { kind: 'LATER', retryAfterMs: 300 };
    await world.round(() => world.slack.tries >= 2, 'two tries');
    expect(world.fake.cursors.get('alerts') ?? 0).toBe(0);
    world.slack.answer = { kind: 'SENT' };
    await world.round(world.readTo(1_000), 'told');
    expect(world.titles()).toEqual(['A payment failed: BANK_CONFIG_ERROR (1000 times)']);
    expect(world.posted[0]?.links).toHaveLength(10);
  });

  it('does not tell again what a process before this one has told', async () => {
    const world = aWorld();
    world.fake.tell(broken());
    await world.round(world.readTo(1), 'told');
    world.fake.tell(aStoredEvent(published));
    await world.round(world.readTo(2), 'read on');
    expect(world.posted).toHaveLength(1);
  });

  it('raises no incident for refusals of customers, and counts them in the digest over a crash', async () => {
    const world = aWorld();
    world.time.now = 1_000;
    world.fake.tell(refused(), refused(), broken());
    await world.round(world.readTo(3), 'the incident');
    expect(world.titles()).toEqual(['A payment failed: BANK_CONFIG_ERROR']);
    expect(world.fake.cursors.get('alerts.digest') ?? 0).toBe(0);

    world.fake.tell(refused());
    world.time.now = 1_000 + 600_000;
    await world.round(() => world.fake.cursors.get('alerts.digest') === 4, 'the digest');
    expect(world.posted).toHaveLength(2);
    expect(world.posted[1]?.lines).toEqual([expect.stringMatching(/^INSUFFICIENT_BALANCE: 3 /)]);
  });

  it('tells no digest when it is turned off, and moves on', async () => {
    const world = aWorld({ digestEverySeconds: null });
    world.fake.tell(refused());
    world.time.now = 10_000_000;
    await world.round(() => world.fake.cursors.get('alerts.digest') === 1, 'the cursor');
    expect(world.posted).toEqual([]);
  });

  it('counts a webhook that is not set as told', async () => {
    const world = aWorld();
    world.slack.answer = { kind: 'OFF' };
    world.fake.tell(broken());
    await world.round(world.readTo(1), 'the cursor');
  });

  it('tells what is stuck once, and new ones when they become stuck', async () => {
    const world = aWorld();
    const row = (id: string, requestedAt: number, statusDetail = 'BANK_RESULT_UNKNOWN') =>
      world.stuck.push({ kind: 'payment', id, statusDetail, requestedAt });
    row('pay_1', 1_000);
    row('pay_2', 2_000, 'WAITING_FOR_OPERATOR'); // told by its event
    row('pay_3', 3_000);
    row('pay_4', 999_999); // not stuck yet
    await world.round(() => world.posted.length === 1, 'the first two');
    expect(world.posted[0]?.links.map(({ label }) => label)).toEqual([
      'payment-pay_1',
      'payment-pay_3',
    ]);
    expect(world.fake.cursors.get('alerts.stuck')).toBe(3_000);
    world.time.now = 5_000_000;
    await world.round(() => world.posted.length === 2, 'the one that became stuck');
    expect(world.posted[1]?.links.map(({ label }) => label)).toEqual(['payment-pay_4']);
  });

  it('tells events that wait for the broker for over a minute, once, with the reason', async () => {
    const ping = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const world = aWorld({ publisher: { ping, deadLetters: ping } });
    world.fake.tell(aStoredEvent({ createdAt: 1_000 }), aStoredEvent({ createdAt: 2_000 }));
    await world.round(() => world.fake.cursors.get('alerts.unpublished') === 1, 'told');
    expect(world.posted).toMatchObject([
      {
        title: '2 events wait for the broker',
        lines: [expect.stringContaining('ECONNREFUSED'), expect.anything()],
      },
    ]);
    world.fake.tell(broken());
    await world.round(world.readTo(3), 'another round');
    expect(world.posted).toHaveLength(2); // the broken payment, not the waiting events again
  });

  it('tells dead letters when there are more of them, also after some were taken out', async () => {
    const world = aWorld();
    const reader = `alerts.dead.${SHOP}`;
    const become = async (count: number) => {
      world.dead.splice(0, 1, { partnerId: SHOP, count });
      await world.round(() => (world.fake.cursors.get(reader) ?? 0) === count, `${count} told`);
    };
    await become(3);
    await become(5);
    await become(0);
    await become(1);
    expect(world.titles()).toEqual([3, 5, 1].map((n) => `${n} dead letters of partner ${SHOP}`));
  });
});
