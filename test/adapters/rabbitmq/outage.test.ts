import type { OutgoingEvent, Publisher } from '../../../src/adapters/rabbitmq/types';
import { eventually } from '../../support/eventually';
import { anEvent, aProbe, aPublisher, closeAll, eventsOfOnePayment, type Probe } from './builders';
import { startPrivateBroker, type PrivateBroker } from './private-broker';

jest.setTimeout(180_000);

describe('a broker that fails', () => {
  let broker: PrivateBroker;
  let publisher: Publisher;
  let probe: Probe | undefined;
  beforeAll(async () => {
    broker = await startPrivateBroker();
    publisher = aPublisher({ url: broker.url, confirmTimeoutMs: 1_000 });
    await publisher.ping();
  });
  afterAll(async () => {
    await closeAll(publisher, probe);
    await broker.stop();
  });

  it('leaves events unpublished while a disk alarm lasts, says so, and goes on after it', async () => {
    await broker.ctl('set_disk_free_limit', '100000GB');
    // The alarm is silent until the first message: that one only times out, then the reason is known.
    const events = eventsOfOnePayment(2);
    const first = await publisher.publish(events);
    expect(first.confirmed).toEqual([]);
    expect(first.failed.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(/BLOCKED|NOT_CONFIRMED/),
      'BEHIND',
    ]);
    await eventually(
      async () =>
        (await publisher.publish(events)).failed.every(({ reason }) => reason === 'BLOCKED'),
      { what: 'the broker said why' },
    );
    await expect(publisher.ping()).rejects.toThrow('RabbitMQ takes nothing');

    await broker.ctl('set_disk_free_limit', '50MB');
    await eventually(async () => (await publisher.publish(events)).confirmed.length === 2, {
      what: 'the alarm is over',
    });
  });

  it('loses nothing it reported as confirmed when it is killed in the middle of batches', async () => {
    const confirmed = new Set<string>();
    const sent = new Map<string, OutgoingEvent>();
    const reasons = new Set<string>();
    const waiting: OutgoingEvent[] = [];
    const round = async () => {
      const fresh = Array.from({ length: 100 }, () => anEvent());
      for (const event of fresh) sent.set(event.eventId, event);
      const batch = [...waiting.splice(0), ...fresh];
      const report = await publisher.publish(batch);
      for (const eventId of report.confirmed) confirmed.add(eventId);
      for (const { eventId, reason } of report.failed) {
        reasons.add(reason);
        waiting.push(sent.get(eventId) as OutgoingEvent);
      }
      // Each event is in exactly one list, also in the round that was cut.
      expect(report.confirmed.length + report.failed.length).toBe(batch.length);
    };
    const killed = eventually(() => confirmed.size > 500, { what: 'publishing', everyMs: 1 }).then(
      () => broker.kill(),
    );
    while (waiting.length === 0) await round();
    await killed;
    expect([...reasons]).toEqual(['AWAY']);

    await broker.start();
    await eventually(
      async () => {
        const report = await publisher.publish(waiting);
        report.confirmed.forEach((eventId) => confirmed.add(eventId));
        return confirmed.size === sent.size;
      },
      { what: 'the rest is published', timeoutMs: 60_000 },
    );
    probe = await aProbe(broker.url);
    const seen = new Map<string, Buffer>();
    // Duplicates are allowed, so what lies there may be more than what was sent.
    for (const message of await probe.take(await probe.depth())) {
      seen.set(String(message.properties.messageId), message.content);
    }
    expect([...confirmed].filter((eventId) => !seen.has(eventId))).toEqual([]);
    for (const [eventId, content] of seen) {
      const event = sent.get(eventId);
      if (event) expect(content.toString()).toBe(event.body);
    }
  });
});
