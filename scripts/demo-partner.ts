import { connect } from 'amqplib';
import type { Channel, ChannelModel } from 'amqplib';
import { waitFor } from './services/wait';

/** The parts of an event's envelope that the story tells about. */
export interface PartnerEvent {
  readonly type: string;
  readonly paymentid: string;
  readonly sequence: string;
}

export interface PartnerQueue {
  /** Waits until an event of this type has come for this payment. */
  receive(paymentId: string, type: string): Promise<PartnerEvent>;
  close(): Promise<void>;
}

/** The relay publishes within a second; the rest is for a busy machine. */
const RECEIVE_TIMEOUT_MS = 30_000;

/** Waits for the queue, which the relay declares before it publishes for the first time. */
async function openChannel(connection: ChannelModel, queue: string): Promise<Channel> {
  let channel: Channel | undefined;
  const check = async (): Promise<void> => {
    const attempt = await connection.createChannel();
    attempt.on('error', () => undefined); // a missing queue closes the channel; the next try opens one
    await attempt.checkQueue(queue);
    channel = attempt;
  };
  await waitFor(`Queue ${queue}`, check, { timeoutMs: RECEIVE_TIMEOUT_MS });
  return channel as Channel;
}

/** Reads a partner's queue with the partner's own user, and acknowledges what it has seen. */
export async function openPartnerQueue(url: string): Promise<PartnerQueue> {
  const connection = await connect(url);
  connection.on('error', () => undefined); // what is missing because of it is told by `receive`
  const queue = `onjeon.partner.${decodeURIComponent(new URL(url).username)}`;
  const seen: PartnerEvent[] = [];
  const opened = openChannel(connection, queue).then(async (channel) => {
    await channel.consume(queue, (message) => {
      if (!message) return; // the broker has cancelled the consumer
      seen.push(JSON.parse(message.content.toString('utf8')) as PartnerEvent);
      channel.ack(message);
    });
  });
  opened.catch(() => undefined); // told by `receive`
  return {
    async receive(paymentId, type) {
      await opened;
      const find = (): PartnerEvent | undefined =>
        seen.find((event) => event.paymentid === paymentId && event.type === type);
      const check = async (): Promise<void> => {
        if (!find()) throw new Error(`${seen.length} other events came`);
      };
      await waitFor(`Event ${type}`, check, { timeoutMs: RECEIVE_TIMEOUT_MS });
      return find() as PartnerEvent;
    },
    close: () => connection.close(),
  };
}
