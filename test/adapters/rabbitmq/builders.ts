import { randomUUID } from 'node:crypto';
import { connect, type Channel, type ChannelModel, type ConsumeMessage } from 'amqplib';
import pino from 'pino';
import { createPublisher } from '../../../src/adapters/rabbitmq/publisher';
import { partnerQueue } from '../../../src/adapters/rabbitmq/topology';
import type { OutgoingEvent, Publisher } from '../../../src/adapters/rabbitmq/types';
import { eventually } from '../../support/eventually';

export const SHOP = 'prt_01JDEM0SH0P000000000000001';
export const OTHER_SHOP = 'prt_01JDEM0SH0P000000000000002';
export const TRACEPARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
export const silent = pino({ level: 'silent' });

export function anEvent(over: Partial<OutgoingEvent> = {}): OutgoingEvent {
  const eventId = over.eventId ?? `evt_${randomUUID()}`;
  return {
    eventId,
    type: 'payment.done',
    sequence: 1,
    paymentId: `pay_${randomUUID()}`,
    partnerId: SHOP,
    body: JSON.stringify({ id: eventId, name: '온전상점 ☕', traceparent: TRACEPARENT }),
    createdAt: 1_795_000_000_501,
    ...over,
  };
}

/** The first events of one payment, in order. */
export function eventsOfOnePayment(count: number, over: Partial<OutgoingEvent> = {}) {
  const paymentId = `pay_${randomUUID()}`;
  return Array.from({ length: count }, (_, i) => anEvent({ paymentId, sequence: i + 1, ...over }));
}

export function aPublisher(over: Partial<Parameters<typeof createPublisher>[0]> & { url: string }) {
  return createPublisher({
    partnersWithQueue: async () => [SHOP],
    confirmTimeoutMs: 5_000,
    log: silent,
    ...over,
  });
}

/** What a test looks at the broker with. */
export interface Probe {
  readonly connection: ChannelModel;
  readonly channel: Channel;
  /** The next messages of a queue, taken out. By a consumer: such a queue cannot be polled. */
  take(count: number, queue?: string): Promise<ConsumeMessage[]>;
  /** How many messages lie in a queue. */
  depth(queue?: string): Promise<number>;
  close(): Promise<void>;
}

export async function aProbe(url: string): Promise<Probe> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return {
    connection,
    channel,
    async take(count, queue = partnerQueue(SHOP)) {
      const taken: ConsumeMessage[] = [];
      const { consumerTag } = await channel.consume(
        queue,
        (message) => void (message && taken.push(message)),
        { noAck: true },
      );
      await eventually(() => taken.length >= count, { what: `${count} messages in ${queue}` });
      await channel.cancel(consumerTag);
      return taken;
    },
    async depth(queue = partnerQueue(SHOP)) {
      return (await channel.checkQueue(queue)).messageCount;
    },
    close: () => connection.close(),
  };
}

/** Closes what a test opened, whatever became of it. */
export async function closeAll(...things: (Publisher | Probe | undefined)[]): Promise<void> {
  await Promise.allSettled(things.map(async (thing) => thing?.close()));
}
