import type { CircuitChange } from './adapters/nh-bank/breaker';
import type { NhAlarm } from './adapters/nh-bank/types';
import type { Slack } from './adapters/slack/types';
import { runbookFile } from './domain/runbook';
import type { Logger } from './log';
import type { Metrics } from './telemetry';

/** The same cause is told once in this time: every call to a bank that refuses our credentials raises it. */
const REPEAT_AFTER_MS = 600_000;

/** Tells people at once that the bank's gateway rejects our configuration: log, figure and Slack. */
export function createBankAlarm(deps: {
  log: Logger;
  metrics: Metrics;
  slack: Slack;
}): (alarm: NhAlarm) => void {
  const { log, metrics, slack } = deps;
  const toldAtMs = new Map<number, number>();
  return (alarm) => {
    const { api, httpStatus, message } = alarm;
    log.error({ api, httpStatus }, 'the bank rejects our configuration');
    metrics.alarm('bank-configuration');
    const now = performance.now();
    const before = toldAtMs.get(httpStatus);
    if (before !== undefined && now - before < REPEAT_AFTER_MS) return;
    toldAtMs.set(httpStatus, now);
    void slack.post({
      title: 'The bank rejects our configuration',
      lines: [
        `${api}: HTTP ${httpStatus}. ${message}`,
        `What to do: ${runbookFile('bank-configuration')}`,
      ],
      links: [],
    });
  };
}

/** An operation the bank does not answer is told after this time, and again once an hour while it lasts. */
const OPEN_TOO_LONG_MS = 60_000;
const TELL_AGAIN_MS = 3600_000;

/** Shows the circuit of each operation of the bank, and tells people of one that stays open: figure, log and Slack. */
export function createCircuitAlarm(deps: {
  log: Logger;
  metrics: Metrics;
  slack: Slack;
  openTooLongMs?: number;
}): (change: CircuitChange) => void {
  const { log, metrics, slack, openTooLongMs = OPEN_TOO_LONG_MS } = deps;
  const open = new Map<string, NodeJS.Timeout>();

  /** Told until Slack has taken it; then once an hour. */
  async function tell(api: string): Promise<void> {
    const answer = await slack.post({
      title: `The bank does not answer: ${api}`,
      lines: [
        `No call has succeeded for over ${openTooLongMs / 1000} s. Nothing is lost: what was not sent waits.`,
        `What to do: ${runbookFile('bank-away')}`,
      ],
      links: [],
    });
    if (!open.has(api)) return;
    const told = answer.kind === 'SENT' || answer.kind === 'OFF';
    plan(api, told ? TELL_AGAIN_MS : openTooLongMs);
  }

  function plan(api: string, afterMs: number): void {
    const timer = setTimeout(() => {
      log.error({ api }, 'the bank has not answered this operation for too long');
      metrics.alarm('bank-away');
      void tell(api);
    }, afterMs);
    open.set(api, timer.unref());
  }

  return ({ api, state }) => {
    metrics.circuit({ api, state });
    log.warn({ api, state }, 'the circuit of a bank operation');
    if (state === 'OPEN' && !open.has(api)) plan(api, openTooLongMs);
    if (state !== 'CLOSED') return;
    clearTimeout(open.get(api));
    open.delete(api);
  };
}
