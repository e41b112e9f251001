import { connect } from 'amqplib';
import type { Channel } from 'amqplib';
import { eventually } from '../eventually';
import type { Message } from './facts';

/** Takes everything out of the partners' queues, in order. By consumers: such a queue cannot be polled. */
export async function drainQueues(
  url: string,
  partnerIds: readonly string[],
): Promise<{ messages: Message[]; deadLetters: number }> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  try {
    const messages: Message[] = [];
    let deadLetters = 0;
    for (const partnerId of partnerIds) {
      const channel = await connection.createChannel();
      messages.push(...(await drain(channel, partnerId)));
      deadLetters += (await channel.checkQueue(`onjeon.dead.${partnerId}`)).messageCount;
      await channel.close();
    }
    return { messages, deadLetters };
  } finally {
    await connection.close();
  }
}

/** The queue is empty when it says so twice with nothing arriving in between. */
async function drain(channel: Channel, partnerId: string): Promise<Message[]> {
  const queue = `onjeon.partner.${partnerId}`;
  const taken: Message[] = [];
  const { consumerTag } = await channel.consume(
    queue,
    (message) => {
      if (!message) return;
      const eventId = String(message.properties.messageId);
      taken.push({ partnerId, eventId, body: message.content.toString('utf8') });
    },
    { noAck: true },
  );
  let before = -1;
  await eventually(
    async () => {
      const isEmpty = (await channel.checkQueue(queue)).messageCount === 0;
      const isStill = taken.length === before;
      before = taken.length;
      return isEmpty && isStill;
    },
    { what: `${queue} is empty`, everyMs: 100 },
  );
  await channel.cancel(consumerTag);
  return taken;
}
