import pino from 'pino';
import type { SlackAnswer, SlackMessage } from '../src/adapters/slack/types';
import { createMetrics } from '../src/telemetry';
import { createCircuitAlarm } from '../src/worker-alarms';

const API = 'DrawingTransfer';
const MINUTE = 60_000;

function anAlarm(answers: SlackAnswer[] = []) {
  const posted: SlackMessage[] = [];
  const metrics = createMetrics();
  const alarm = createCircuitAlarm({
    log: pino({ level: 'silent' }),
    metrics,
    slack: {
      post: async (message) => {
        posted.push(message);
        return answers.shift() ?? { kind: 'SENT' };
      },
    },
  });
  const change = (...states: ('OPEN' | 'HALF_OPEN' | 'CLOSED')[]) =>
    states.forEach((state) => alarm({ api: API, state }));
  const figure = async () =>
    (await metrics.registry.metrics()).match(/onjeon_bank_circuit\{.*/)?.[0];
  return { posted, change, figure };
}

describe('the alarm of a circuit', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is told once it has been open for a minute, tries in between included, and again each hour', async () => {
    const { posted, change } = anAlarm();
    change('OPEN', 'HALF_OPEN', 'OPEN');
    await jest.advanceTimersByTimeAsync(MINUTE - 1);
    change('HALF_OPEN', 'OPEN');
    expect(posted).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(posted).toMatchObject([
      {
        title: `The bank does not answer: ${API}`,
        lines: [expect.anything(), expect.stringContaining('docs/runbook/bank-away.md')],
      },
    ]);
    await jest.advanceTimersByTimeAsync(60 * MINUTE - 1);
    expect(posted).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(posted).toHaveLength(2);
  });

  it('is not told of a circuit that closed before, and begins anew with the next', async () => {
    const { posted, change } = anAlarm();
    change('OPEN', 'HALF_OPEN', 'CLOSED');
    await jest.advanceTimersByTimeAsync(10 * MINUTE);
    expect(posted).toEqual([]);
    change('OPEN');
    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(posted).toHaveLength(1);
  });

  it('is tried again when Slack did not take it', async () => {
    const { posted, change } = anAlarm([{ kind: 'LATER', retryAfterMs: 1 }]);
    change('OPEN');
    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    expect(posted).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(30 * MINUTE);
    expect(posted).toHaveLength(2);
  });

  it('shows its state as a figure by operation', async () => {
    const { change, figure } = anAlarm();
    change('OPEN');
    expect(await figure()).toBe(`onjeon_bank_circuit{api="${API}"} 2`);
    change('HALF_OPEN', 'CLOSED');
    expect(await figure()).toBe(`onjeon_bank_circuit{api="${API}"} 0`);
  });
});
