import { randomBytes } from 'node:crypto';
import { createBook } from './adapters/mysql';
import { createNhBank } from './adapters/nh-bank';
import { createPublisher } from './adapters/rabbitmq/publisher';
import { createRedisStore } from './adapters/redis/store';
import { createSlack } from './adapters/slack/slack';
import type { Config } from './config';
import type { Clock } from './domain/clock';
import type { CrashPoints } from './domain/crash-points';
import { createIdMint } from './domain/ids';
import type { Logger } from './log';
import type { Metrics } from './telemetry';
import { createTemporalClient } from './temporal/connection';
import { createEngine } from './temporal/start';
import { createBankAlarm, createCircuitAlarm } from './worker-alarms';

/** Everything outside the worker process. Nothing connects before its first use. */
export function connectOutside(deps: {
  config: Config;
  log: Logger;
  clock: Clock;
  metrics: Metrics;
  crashPoints: CrashPoints;
}) {
  const { config, log, clock, metrics, crashPoints } = deps;
  const ids = createIdMint({ clock, randomBytes });
  const { publicUrl } = config.http;
  const { random } = Math;
  const { movement: procedure } = config.bank;
  const stored = { ...config.mysql, clock, ids, publicUrl, random, crashPoints };
  const book = createBook({ ...stored, procedure });
  const { partnersWithQueue } = book.events;
  const publisher = createPublisher({
    url: config.rabbitmqUrl,
    partnersWithQueue,
    // A broker with a disk alarm never answers.
    confirmTimeoutMs: 5_000,
    onAnswer: () => crashPoints.reach('O2'),
    log,
  });
  const { slackWebhookUrl: webhookUrl } = config.alerts;
  if (webhookUrl === null) log.warn('no Slack: SLACK_WEBHOOK_URL is not set');
  if (config.bank.contract.finAcno === null) {
    log.warn('the contract account is not watched: NH_CONTRACT_FIN_ACNO is not set');
  }
  const redis = createRedisStore({ url: config.redisUrl, log });
  const client = createTemporalClient(config.temporal);
  const engine = createEngine({ client, log });
  const slack = createSlack({ webhookUrl, log });
  const bank = createNhBank({
    config: config.bank.client,
    clock,
    onCall: metrics.bankCall,
    onOrderWritten: () => crashPoints.reach('W3'),
    onAlarm: createBankAlarm({ log, metrics, slack }),
    onCircuit: createCircuitAlarm({ log, metrics, slack }),
  });
  return { book, bank, publisher, redis, slack, client, engine };
}
