import type { Channel } from 'amqplib';
import type { Logger } from '../../log';
import { createLinkKeeper, type Link } from './link';
import { sendConfirmed } from './send';
import { createStage } from './stage';
import { deadQueue, EVENTS_EXCHANGE } from './topology';
import type { DeadLetters, OutgoingEvent, PublishFailure, Publisher, PublishReport } from './types';
import { within } from './within';

/** Looking at exchanges and queues is a round trip each; one that takes longer is an outage. */
const ASK_TIMEOUT_MS = 5_000;
/** AMQP's reply code for a queue that is not there. */
const NOT_FOUND = 404;

/** What the publisher needs. */
export interface PublisherDeps {
  readonly url: string;
  /** Whose queues to declare; asked at each new link, for new partners, and when an event found no queue. */
  readonly partnersWithQueue: () => Promise<readonly string[]>;
  /** How long one event waits for its confirm. A broker with a disk alarm never answers: 5,000 is plenty. */
  readonly confirmTimeoutMs: number;
  /** Told when the broker has answered an event, before the answer is looked at. */
  readonly onAnswer?: () => void;
  readonly log: Logger;
}

interface Outcome {
  readonly eventId: string;
  readonly failure: PublishFailure | null;
}

/**
 * Publishes events of payments to their partners' queues. An event counts as published only if the broker confirmed it and
 * did not give it back; whatever else happens, it is reported as failed and may safely be sent again.
 */
export function createPublisher(deps: PublisherDeps): Publisher {
  const links = createLinkKeeper(deps);
  const stage = createStage(deps);

  async function send(link: Link, event: OutgoingEvent): Promise<PublishFailure | null> {
    const failure = await sendConfirmed(link, event, {
      timeoutMs: deps.confirmTimeoutMs,
      onAnswer: deps.onAnswer,
    });
    // It hangs without having said why: a new link shows whether it still lives.
    if (failure === 'NOT_CONFIRMED') links.drop(link);
    if (failure === 'RETURNED') stage.doubt();
    return failure;
  }

  /** The events of one payment, each after the confirm of the one before. */
  async function sendInOrder(link: Link, events: readonly OutgoingEvent[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    let stopped = false;
    for (const event of events.toSorted((one, other) => one.sequence - other.sequence)) {
      const failure: PublishFailure | null = stopped ? 'BEHIND' : await send(link, event);
      stopped = failure !== null;
      outcomes.push({ eventId: event.eventId, failure });
    }
    return outcomes;
  }

  /** The link with everything declared on it, or why nothing can be sent now. */
  async function readyLink(batch: readonly OutgoingEvent[]): Promise<Link | PublishFailure> {
    try {
      const link = await links.get();
      if (link.blocked !== null) return 'BLOCKED';
      const partnerIds = batch.map(({ partnerId }) => partnerId);
      await within(ASK_TIMEOUT_MS, stage.set(link, partnerIds));
      return link;
    } catch (error) {
      deps.log.debug({ reason: String(error) }, 'nothing published');
      return 'AWAY';
    }
  }

  return {
    async publish(batch) {
      if (batch.length === 0) return { confirmed: [], failed: [] };
      const link = await readyLink(batch);
      if (typeof link === 'string') {
        return report(batch.map(({ eventId }) => ({ eventId, failure: link })));
      }
      const sent = byPayment(batch).map((events) => sendInOrder(link, events));
      return report((await Promise.all(sent)).flat());
    },
    async ping() {
      const link = await links.get();
      if (link.blocked !== null) throw new Error(`RabbitMQ takes nothing: ${link.blocked}`);
      const [mismatch] = await within(ASK_TIMEOUT_MS, stage.set(link, []));
      if (mismatch) throw mismatch;
      await within(
        ASK_TIMEOUT_MS,
        apart(link, (channel) => channel.checkExchange(EVENTS_EXCHANGE)),
      );
    },
    async deadLetters() {
      const link = await links.get();
      return within(ASK_TIMEOUT_MS, countDeadLetters(link, await deps.partnersWithQueue()));
    },
    close: () => links.close(),
  };
}

function byPayment(batch: readonly OutgoingEvent[]): readonly OutgoingEvent[][] {
  const payments = new Map<string, OutgoingEvent[]>();
  for (const event of batch) {
    const events = payments.get(event.paymentId) ?? [];
    events.push(event);
    payments.set(event.paymentId, events);
  }
  return [...payments.values()];
}

function report(outcomes: readonly Outcome[]): PublishReport {
  return {
    confirmed: outcomes.flatMap(({ eventId, failure }) => (failure === null ? [eventId] : [])),
    failed: outcomes.flatMap(({ eventId, failure }) =>
      failure === null ? [] : [{ eventId, reason: failure }],
    ),
  };
}

async function countDeadLetters(
  link: Link,
  partnerIds: readonly string[],
): Promise<readonly DeadLetters[]> {
  const found: DeadLetters[] = [];
  for (const partnerId of partnerIds) {
    const count = await depthOf(link, deadQueue(partnerId));
    if (count > 0) found.push({ partnerId, count });
  }
  return found;
}

/** Zero for a queue that is not there (yet). */
async function depthOf(link: Link, queue: string): Promise<number> {
  try {
    return (await apart(link, (channel) => channel.checkQueue(queue))).messageCount;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === NOT_FOUND) return 0;
    throw error;
  }
}

/** Asks on a channel of its own: the broker closes a channel whose question it does not like. */
async function apart<T>(link: Link, ask: (channel: Channel) => Promise<T>): Promise<T> {
  const channel = await link.connection.createChannel();
  channel.on('error', () => undefined);
  const answer = await ask(channel);
  await channel.close();
  return answer;
}
