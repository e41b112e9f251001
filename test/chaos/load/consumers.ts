import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import type { Message } from '../../support/auditor/facts';
import type { Random } from '../random';
import { SHOPS } from './shops';

/** Partners' consumers; what they got, in the order of arrival, repetitions included. */
export interface Consumers {
  readonly messages: readonly Message[];
  repetitions(): number;
  stop(): Promise<void>;
}

/** How a partner takes its messages. */
type Temper = 'steady' | 'slow' | 'flaky';

const TEMPERS: readonly Temper[] = ['steady', 'slow', 'flaky'];
/** Doubled from one vain life to the next: who comes back at once over a bad line uses up the deliveries of its messages. */
const RECONNECT_MS = { first: 400, most: 6_400 } as const;
const SLOW_MS = 60;
/** A flaky partner dies at one message in so many, before it says that it has it; never twice at the same one. */
const DEATH_SHARE = 1 / 12;
/** A death gives back all that was under way: who often dies takes one at a time. */
const PREFETCH: Readonly<Record<Temper, number>> = { steady: 10, slow: 10, flaky: 1 };

/** Starts one consumer per shop, over the address that leads through the proxy. */
export function startConsumers(of: { url: string; random: Random }): Consumers {
  const messages: Message[] = [];
  const seen = new Set<string>();
  const stopping = new AbortController();
  const take = (message: Message): void => {
    messages.push(message);
    seen.add(`${message.partnerId} ${message.eventId}`);
  };
  const stopped = new Promise<void>((resolve) =>
    stopping.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  const lives = SHOPS.map((partnerId, i) =>
    consume({
      ...{ url: of.url, partnerId, temper: TEMPERS[i] ?? 'steady', take },
      ...{ random: of.random.fork(`consumer ${partnerId}`), stopping: stopping.signal, stopped },
    }),
  );
  return {
    messages,
    repetitions: () => messages.length - seen.size,
    async stop() {
      stopping.abort();
      await Promise.all(lives);
    },
  };
}

interface Consumer {
  readonly url: string;
  readonly partnerId: string;
  readonly temper: Temper;
  readonly random: Random;
  readonly stopping: AbortSignal;
  /** Settles when that is aborted. */
  readonly stopped: Promise<void>;
  readonly take: (message: Message) => void;
  /** What it has died at. */
  readonly deaths: Set<string>;
  /** Called when a message was handled, so that the line is good. */
  readonly onHandled: () => void;
}

/** Connects again and again until the run is over. */
async function consume(of: Omit<Consumer, 'deaths' | 'onHandled'>): Promise<void> {
  let pauseMs: number = RECONNECT_MS.first;
  const deaths = new Set<string>();
  const onHandled = (): void => void (pauseMs = RECONNECT_MS.first);
  while (!of.stopping.aborted) {
    try {
      await oneLife({ ...of, deaths, onHandled });
    } catch {
      // The broker, the queue or the link is away: tried again after a pause.
    }
    await pause(pauseMs, undefined, { signal: of.stopping }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, RECONNECT_MS.most);
  }
}

/** From a connection to its end. */
async function oneLife(of: Consumer): Promise<void> {
  const { url, partnerId, temper, stopped } = of;
  const connection = await connect(url);
  const gone = new Promise<void>((resolve) => {
    connection.on('error', () => resolve());
    connection.on('close', () => resolve());
  });
  try {
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await channel.prefetch(PREFETCH[temper]);
    const handle = (message: ConsumeMessage | null): void => {
      if (message) void handleOne(of, { message, channel, connection });
    };
    await channel.consume(`onjeon.partner.${partnerId}`, handle);
    await Promise.race([gone, stopped]);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

async function handleOne(
  { partnerId, temper, random, take, deaths, onHandled }: Consumer,
  of: { message: ConsumeMessage; channel: Channel; connection: ChannelModel },
): Promise<void> {
  const { message, channel, connection } = of;
  const eventId = String(message.properties.messageId);
  take({ partnerId, eventId, body: message.content.toString('utf8') });
  if (temper === 'flaky' && !deaths.has(eventId) && random.chance(DEATH_SHARE)) {
    deaths.add(eventId);
    await connection.close().catch(() => undefined);
    return;
  }
  if (temper === 'slow') await pause(SLOW_MS);
  try {
    channel.ack(message);
    onHandled();
  } catch {
    // The channel has closed meanwhile; the message comes again.
  }
}
