import type { NhAlarm } from './adapters/nh-bank/types';
import type { Slack } from './adapters/slack/types';
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
        'What to do: docs/runbook.md, bank-configuration',
      ],
      links: [],
    });
  };
}
