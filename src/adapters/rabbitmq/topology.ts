import type { Channel, ChannelModel } from 'amqplib';

/** Everything partners are told goes through this exchange. */
export const EVENTS_EXCHANGE = 'onjeon.events';
/** What a partner's consumer gave back too often. */
export const DEAD_EXCHANGE = 'onjeon.dead';

/** AMQP's reply code for "it is there, but with other arguments". */
const PRECONDITION_FAILED = 406;

/** A partner's queue keeps everything it accepted, in order, for one consumer at a time. */
const PARTNER_QUEUE_ARGUMENTS = {
  // Survives the loss of a broker node.
  'x-queue-type': 'quorum',
  // A second consumer waits in reserve: with two at work the order would be lost.
  'x-single-active-consumer': true,
  // RabbitMQ 3.10 has no limit of its own: a poison message would go round for ever.
  'x-delivery-limit': 5,
  // A partner that is away for long must not fill the broker's disk; the book has the rest.
  'x-max-length': 1_000_000,
  // A full queue refuses, and the event stays unpublished; the default would drop the oldest.
  'x-overflow': 'reject-publish',
  'x-dead-letter-exchange': DEAD_EXCHANGE,
  // The default may lose a message on its way to the dead letters. Needs reject-publish.
  'x-dead-letter-strategy': 'at-least-once',
} as const;

/** Name of the queue a partner reads. */
export function partnerQueue(partnerId: string): string {
  return `onjeon.partner.${partnerId}`;
}

/** Name of the queue that keeps what a partner's consumer could not take. */
export function deadQueue(partnerId: string): string {
  return `onjeon.dead.${partnerId}`;
}

/** The routing key of an event: `<partnerId>.<resource>.<event>`. */
export function routingKey(event: { partnerId: string; type: string }): string {
  return `${event.partnerId}.${event.type}`;
}

/** The broker holds something with other settings than ours; only a person can decide to delete it. */
export class TopologyError extends Error {
  constructor(thing: string, brokerSays: string) {
    super(`RabbitMQ has ${thing} with other settings than Onjeon needs: ${brokerSays}`);
    this.name = 'TopologyError';
  }
}

/**
 * Declares exchanges, and queue, dead letters and bindings of each partner; what is there stays as it is. Answers what is
 * there with other settings: that must not keep the other partners from being told. Throws if the broker goes away.
 * There is no alternate exchange: with one, a message that no queue takes is confirmed and never returned.
 */
export async function declareTopology(
  connection: ChannelModel,
  partnerIds: readonly string[],
): Promise<TopologyError[]> {
  const mismatches = [
    await declare(connection, `exchange ${EVENTS_EXCHANGE}`, declareExchange(EVENTS_EXCHANGE)),
    await declare(connection, `exchange ${DEAD_EXCHANGE}`, declareExchange(DEAD_EXCHANGE)),
  ];
  for (const partnerId of partnerIds) {
    const dead = `queue ${deadQueue(partnerId)}`;
    mismatches.push(await declare(connection, dead, declareDeadLetters(partnerId)));
    const queue = `queue ${partnerQueue(partnerId)}`;
    mismatches.push(await declare(connection, queue, declarePartnerQueue(partnerId)));
  }
  return mismatches.filter((mismatch) => mismatch !== null);
}

function declareExchange(name: string) {
  return (channel: Channel) => channel.assertExchange(name, 'topic', { durable: true });
}

function declareDeadLetters(partnerId: string) {
  return async (channel: Channel) => {
    const settings = { 'x-queue-type': 'quorum' };
    await channel.assertQueue(deadQueue(partnerId), { durable: true, arguments: settings });
    await channel.bindQueue(deadQueue(partnerId), DEAD_EXCHANGE, `${partnerId}.#`);
  };
}

function declarePartnerQueue(partnerId: string) {
  return async (channel: Channel) => {
    const queue = partnerQueue(partnerId);
    await channel.assertQueue(queue, { durable: true, arguments: { ...PARTNER_QUEUE_ARGUMENTS } });
    await channel.bindQueue(queue, EVENTS_EXCHANGE, `${partnerId}.#`);
  };
}

/** One thing on a channel of its own: the broker answers a mismatch by closing the channel. */
async function declare(
  connection: ChannelModel,
  thing: string,
  work: (channel: Channel) => Promise<unknown>,
): Promise<TopologyError | null> {
  const channel = await connection.createChannel();
  // The same error also rejects the call below; without a listener it would end the process.
  channel.on('error', () => undefined);
  try {
    await work(channel);
  } catch (error) {
    if (codeOf(error) !== PRECONDITION_FAILED) throw error;
    return new TopologyError(thing, textOf(error));
  }
  await channel.close();
  return null;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}

/** The broker's sentence names the argument, both values and the queue; amqplib puts its own words before it. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /"PRECONDITION_FAILED - ([^"]*)"/.exec(text)?.[1] ?? text;
}
