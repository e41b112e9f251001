import { MockActivityEnvironment } from '@temporalio/testing';
import pino from 'pino';
import { createAlerts, type AlertsDeps } from '../../activities/alerts';
import type { BankState } from '../../src/adapters/mysql/ops-types';
import type { SlackAnswer, SlackMessage } from '../../src/adapters/slack/types';
import { won } from '../../src/domain/money';
import { eventually } from '../support/eventually';
import { aStoredEvent, createFakeEvents, SHOP } from './fake-events';

type Aged = Awaited<ReturnType<AlertsDeps['ages']['aged']>>[number];

const RUNNING: BankState = {
  ...{ state: 'RUNNING', cause: null, reason: null, actor: null, since: null },
  ...{ contractBalance: null, contractAskedAt: null },
};

/** A Slack, a book and a broker to be alarmed about. */
function aWorld(over: Partial<AlertsDeps> = {}) {
  const posted: SlackMessage[] = [];
  const fake = createFakeEvents();
  const time = { now: 1_000_000 };
  const aged: Aged[] = [];
  const toldAges: string[] = [];
  const bank: { state: BankState } = { state: RUNNING };
  const dead: { partnerId: string; count: number }[] = [];
  const slack: { answer: SlackAnswer; tries: number } = { answer: { kind: 'SENT' }, tries: 0 };
  const deps = (stopping: AbortSignal): AlertsDeps => ({
    events: fake.book,
    ages: {
      aged: async ({ limit }) =>
        aged.filter(({ state, id }) => !toldAges.includes(`${state} ${id}`)).slice(0, limit),
      noteTold: async ({ state, id }) => void toldAges.push(`${state} ${id}`),
    },
    bankState: { read: async () => bank.state },
    contractLowWon: 1_000_000,
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
    stuckAfterSeconds: null,
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
  return { posted, titles, fake, time, aged, toldAges, bank, dead, slack, round, readTo };
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

  it('tells what is open for too long once, one message per state, with the page that helps', async () => {
    const world = aWorld();
    world.aged.push(
      { state: 'payment.BANK_RESULT_UNKNOWN', id: 'pay_1', since: 1_000 },
      { state: 'payment.BANK_RESULT_UNKNOWN', id: 'pay_3', since: 2_000 },
      { state: 'compensation', id: 'rfd_1', since: 3_000 },
      { state: 'case.OPEN', id: 'wrk_1', since: 4_000 },
    );
    await world.round(() => world.toldAges.length === 4, 'all told');
    expect(world.posted).toMatchObject([
      {
        title: 'Payments are still in doubt (2 times)',
        links: [{ label: 'payment-pay_1' }, { label: 'payment-pay_3' }],
      },
      {
        title: 'Net-cancelled money has not been given back',
        lines: [expect.anything(), expect.stringContaining('docs/runbook/compensation.md')],
        links: [{ label: 'refund-rfd_1' }],
      },
      { lines: [expect.stringContaining('wrk_1'), expect.anything()], links: [] },
    ]);
    world.aged.push({ state: 'payment.READY', id: 'pay_4', since: 5_000 });
    await world.round(() => world.toldAges.length === 5, 'the one that became old');
    expect(world.posted).toHaveLength(4);
  });

  it('remembers nothing as told that Slack did not take', async () => {
    const world = aWorld();
    world.aged.push({ state: 'payment.READY', id: 'pay_1', since: 1_000 });
    world.slack.answer = { kind: 'LATER', retryAfterMs: 10 };
    await world.round(() => world.slack.tries >= 2, 'two tries');
    expect(world.toldAges).toEqual([]);
    world.slack.answer = { kind: 'SENT' };
    await world.round(() => world.toldAges.length === 1, 'told by the next process');
    expect(world.titles()).toEqual(['Payments were accepted and not begun']);
  });

  it('tells that the bank is held and let go, each once, without what a person wrote', async () => {
    const world = aWorld();
    const secret = 'a customer called Kim';
    const told = (position: number) => () => world.fake.cursors.get('alerts.bank') === position;
    world.bank.state = { ...RUNNING, since: 500 }; // let go before anybody heard of it
    world.fake.tell(broken());
    await world.round(world.readTo(1), 'a round');
    world.bank.state = {
      ...{ ...RUNNING, state: 'PAUSED', since: 1_000 },
      ...{ cause: 'OPERATOR', reason: secret },
    };
    await world.round(told(1_000), 'held');
    world.bank.state = { ...RUNNING, since: 2_000, reason: secret };
    await world.round(told(2_000), 'let go');
    world.bank.state = {
      ...{ ...RUNNING, state: 'PAUSED', since: 3_000 },
      cause: 'BANK_CONFIG_ERROR',
    };
    await world.round(told(3_000), 'held by the engine');
    expect(world.titles().slice(1)).toEqual([
      'The bank is held',
      'The bank is no longer held',
      'The bank is held',
    ]);
    expect(world.posted.at(-1)?.lines[0]).toContain('rejected our configuration');
    expect(JSON.stringify(world.posted)).not.toContain(secret);
  });

  it('tells a contract account that runs low once an hour, and anew after it recovered', async () => {
    const world = aWorld();
    const cursor = () => world.fake.cursors.get('alerts.contract-account') ?? 0;
    const holds = (balance: number) => {
      const contractBalance = won(balance);
      world.bank.state = { ...RUNNING, contractBalance, contractAskedAt: world.time.now };
    };
    const another = async () => {
      world.fake.tell(aStoredEvent(published));
      await world.round(world.readTo(world.fake.rows.length), 'a round');
    };
    holds(1_000_000);
    await another();
    expect(world.posted).toEqual([]);
    holds(999_999);
    await world.round(() => cursor() > 0, 'low');
    world.time.now += 3_599_000;
    await another();
    expect(world.titles()).toEqual(['The contract account runs low']);
    world.time.now += 2_000;
    await world.round(() => world.posted.length === 2, 'an hour later');
    holds(2_000_000);
    await world.round(() => cursor() === 0, 'recovered');
    holds(1);
    await world.round(() => world.posted.length === 3, 'low again');
    expect(world.posted.at(-1)?.lines[0]).toContain('It held 1 won');
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
