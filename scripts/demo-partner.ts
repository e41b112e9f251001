import { connect } from 'amqplib';
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

/** Reads a partner's queue with the partner's own user, and acknowledges what it has seen. */
export async function openPartnerQueue(url: string): Promise<PartnerQueue> {
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const partnerId = decodeURIComponent(new URL(url).username);
  const seen: PartnerEvent[] = [];
  await channel.consume(`onjeon.partner.${partnerId}`, (message) => {
    if (!message) return; // the broker has cancelled the consumer
    seen.push(JSON.parse(message.content.toString('utf8')) as PartnerEvent);
    channel.ack(message);
  });
  return {
    async receive(paymentId, type) {
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
