import { deadQueue, EVENTS_EXCHANGE, partnerQueue } from '../../../src/adapters/rabbitmq/topology';
import type { Publisher } from '../../../src/adapters/rabbitmq/types';
import { eventually } from '../../support/eventually';
import { freshVhost, services, type FreshVhost } from '../../support/services';
import {
  anEvent,
  aProbe,
  aPublisher,
  closeAll,
  eventsOfOnePayment,
  OTHER_SHOP,
  SHOP,
  TRACEPARENT,
  type Probe,
} from './builders';

jest.setTimeout(60_000);

describe('publishing to a real RabbitMQ', () => {
  let vhost: FreshVhost;
  let publisher: Publisher;
  let probe: Probe;
  beforeEach(async () => {
    vhost = await freshVhost();
    publisher = aPublisher({ url: vhost.url });
    probe = await aProbe(vhost.url);
    await publisher.ping();
  });
  afterEach(async () => {
    await closeAll(publisher, probe);
    await vhost.drop();
  });

  it('sends the bytes of the book with the properties partners were promised', async () => {
    const event = anEvent({ sequence: 3 });
    expect(await publisher.publish([event])).toEqual({ confirmed: [event.eventId], failed: [] });
    const [message] = await probe.take(1);
    expect(message?.content.equals(Buffer.from(event.body))).toBe(true);
    expect(message?.fields).toMatchObject({
      exchange: 'onjeon.events',
      routingKey: `${SHOP}.payment.done`,
    });
    expect(message?.properties).toMatchObject({
      contentType: 'application/cloudevents+json; charset=utf-8',
      deliveryMode: 2,
      messageId: event.eventId,
      type: 'payment.done',
      timestamp: 1_795_000_000,
      appId: 'onjeon',
      correlationId: event.paymentId,
      headers: { traceparent: TRACEPARENT, 'onjeon-sequence': 3 },
    });
  });

  it('sends the same bytes and properties at every repetition', async () => {
    const event = anEvent();
    await publisher.publish([event]);
    await publisher.publish([event]);
    const [first, second] = await probe.take(2);
    expect(second?.content).toEqual(first?.content);
    expect(second?.properties).toEqual(first?.properties);
  });

  it('keeps the order of each payment while payments overtake each other', async () => {
    const payments = Array.from({ length: 40 }, () => eventsOfOnePayment(5));
    const batch = payments.flat().reverse();
    const report = await publisher.publish(batch);
    expect(report.confirmed).toHaveLength(200);
    const arrived = await probe.take(200);
    for (const events of payments) {
      const ofPayment = arrived.filter(
        ({ properties }) => properties.correlationId === events[0]?.paymentId,
      );
      expect(ofPayment.map(({ properties }) => properties.headers?.['onjeon-sequence'])).toEqual([
        1, 2, 3, 4, 5,
      ]);
    }
  });

  it('keeps an event that no queue took, and all behind it, unpublished, and tells other payments', async () => {
    await probe.channel.unbindQueue(partnerQueue(SHOP), EVENTS_EXCHANGE, `${SHOP}.#`);
    await probe.channel.bindQueue(partnerQueue(SHOP), EVENTS_EXCHANGE, `${SHOP}.refund.*`);
    const events = eventsOfOnePayment(3);
    const other = anEvent({ type: 'refund.done' });
    const report = await publisher.publish([...events, other]);
    expect(report.confirmed).toEqual([other.eventId]);
    expect(report.failed.map(({ reason }) => reason)).toEqual(['RETURNED', 'BEHIND', 'BEHIND']);
    expect(await probe.take(1)).toHaveLength(1);
    expect(await probe.depth()).toBe(0);
  });

  it('declares a deleted queue again and then tells what was returned', async () => {
    await probe.channel.deleteQueue(partnerQueue(SHOP));
    const event = anEvent();
    expect((await publisher.publish([event])).failed[0]?.reason).toBe('RETURNED');
    await eventually(async () => (await publisher.publish([event])).confirmed.length === 1, {
      what: 'the queue is declared again',
    });
    expect(await probe.take(1)).toHaveLength(1);
  });

  it('reports a full queue as refused, and takes the event once there is room', async () => {
    // Like x-max-length: the smaller of policy and argument holds.
    await setPolicy(vhost, { 'max-length': 1 });
    const events = Array.from({ length: 20 }, () => anEvent());
    await eventually(
      async () =>
        (await publisher.publish(events)).failed.some(({ reason }) => reason === 'REFUSED'),
      { what: 'the queue is full' },
    );
    await setPolicy(vhost, { 'max-length': 1_000 });
    await eventually(
      async () => (await publisher.publish(events)).confirmed.length === events.length,
      { what: 'room' },
    );
  });

  it('declares the queue of a partner that came after the link was made', async () => {
    const partners = [SHOP];
    const late = aPublisher({ url: vhost.url, partnersWithQueue: async () => [...partners] });
    await late.ping();
    partners.push(OTHER_SHOP);
    const event = anEvent({ partnerId: OTHER_SHOP });
    await eventually(async () => (await late.publish([event])).confirmed.length === 1, {
      what: 'the new partner has a queue',
    });
    await late.close();
    expect(await probe.take(1, partnerQueue(OTHER_SHOP))).toHaveLength(1);
    expect(await probe.depth()).toBe(0);
  });

  it('moves what a consumer cannot take to the dead letters after five deliveries, and counts it', async () => {
    await publisher.publish([anEvent()]);
    let deliveries = 0;
    await probe.channel.consume(partnerQueue(SHOP), (message) => {
      deliveries += 1;
      if (message) probe.channel.nack(message, false, true);
    });
    const dead = await eventually(
      async () => {
        const found = await publisher.deadLetters();
        return found.length > 0 && found;
      },
      { what: 'a dead letter' },
    );
    expect(dead).toEqual([{ partnerId: SHOP, count: 1 }]);
    expect(deliveries).toBe(6); // the first, and five more
    const [message] = await probe.take(1, deadQueue(SHOP));
    expect(message?.fields.routingKey).toBe(`${SHOP}.payment.done`);
  });

  it('reports everything as away, without throwing, while nothing listens', async () => {
    const lost = aPublisher({ url: 'amqp://127.0.0.1:1/' });
    const event = anEvent();
    expect(await lost.publish([event])).toEqual({
      confirmed: [],
      failed: [{ eventId: event.eventId, reason: 'AWAY' }],
    });
    await expect(lost.ping()).rejects.toThrow('ECONNREFUSED');
    await lost.close();
  });
});

async function setPolicy(vhost: FreshVhost, definition: object): Promise<void> {
  const { origin, username, password } = new URL(services().rabbitmqManagementUrl);
  const answer = await fetch(`${origin}/api/policies/${vhost.name}/small`, {
    method: 'PUT',
    headers: {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ pattern: '^onjeon\\.partner', definition, 'apply-to': 'queues' }),
  });
  expect(answer.ok).toBe(true);
}
