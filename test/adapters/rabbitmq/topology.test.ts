import { createPublisher } from '../../../src/adapters/rabbitmq/publisher';
import { partnerQueue } from '../../../src/adapters/rabbitmq/topology';
import type { Publisher } from '../../../src/adapters/rabbitmq/types';
import { freshVhost, services, type FreshVhost } from '../../support/services';
import { anEvent, aProbe, closeAll, OTHER_SHOP, SHOP, silent, type Probe } from './builders';

jest.setTimeout(60_000);

describe('what the publisher declares', () => {
  let vhost: FreshVhost;
  let publisher: Publisher;
  let probe: Probe;
  beforeEach(async () => {
    vhost = await freshVhost();
    probe = await aProbe(vhost.url);
    publisher = createPublisher({
      url: vhost.url,
      partnersWithQueue: async () => [SHOP, OTHER_SHOP],
      confirmTimeoutMs: 5_000,
      log: silent,
    });
  });
  afterEach(async () => {
    await closeAll(publisher, probe);
    await vhost.drop();
  });

  it('is the documented topology, argument by argument', async () => {
    await publisher.ping();
    expect(await fromBroker(`/exchanges/${vhost.name}/onjeon.events`)).toMatchObject({
      type: 'topic',
      durable: true,
      arguments: {}, // above all no alternate exchange
    });
    expect(await fromBroker(`/queues/${vhost.name}/onjeon.partner.${SHOP}`)).toMatchObject({
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-single-active-consumer': true,
        'x-delivery-limit': 5,
        'x-max-length': 1_000_000,
        'x-overflow': 'reject-publish',
        'x-dead-letter-exchange': 'onjeon.dead',
        'x-dead-letter-strategy': 'at-least-once',
      },
    });
    expect(await fromBroker(`/queues/${vhost.name}/onjeon.dead.${SHOP}`)).toMatchObject({
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    });
    const bindings = (await fromBroker(`/bindings/${vhost.name}`)) as {
      source: string;
      destination: string;
      routing_key: string;
    }[];
    const named = bindings.filter(({ source }) => source !== '');
    expect(named.map((b) => `${b.source} ${b.routing_key} ${b.destination}`).sort()).toEqual(
      [SHOP, OTHER_SHOP]
        .flatMap((shop) => [
          `onjeon.dead ${shop}.# onjeon.dead.${shop}`,
          `onjeon.events ${shop}.# onjeon.partner.${shop}`,
        ])
        .sort(),
    );
  });

  it('may be declared again and again', async () => {
    await publisher.ping();
    const second = createPublisher({
      url: vhost.url,
      partnersWithQueue: async () => [SHOP],
      confirmTimeoutMs: 5_000,
      log: silent,
    });
    await expect(second.ping()).resolves.toBeUndefined();
    await second.close();
  });

  it('names queue and argument when the broker has it otherwise, and still serves the other partners', async () => {
    await probe.channel.assertQueue(partnerQueue(SHOP), {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-single-active-consumer': true },
    });
    await expect(publisher.ping()).rejects.toThrow(
      new RegExp(`queue ${partnerQueue(SHOP)} with other settings.*x-[a-z-]+`),
    );
    const event = anEvent({ partnerId: OTHER_SHOP });
    expect((await publisher.publish([event])).confirmed).toEqual([event.eventId]);
  });
});

/** Two facts about RabbitMQ that the publisher stands on; a version that behaves otherwise must be noticed. */
describe('RabbitMQ and a message that no queue takes', () => {
  let vhost: FreshVhost;
  let probe: Probe;
  beforeEach(async () => {
    vhost = await freshVhost();
    probe = await aProbe(vhost.url);
  });
  afterEach(async () => {
    await closeAll(probe);
    await vhost.drop();
  });

  async function publish(options: { mandatory: 'yes' | 'no'; alternate: 'yes' | 'no' }) {
    const channel = await probe.connection.createConfirmChannel();
    const words: string[] = [];
    channel.on('return', () => words.push('returned'));
    await channel.assertExchange('lost.and.found', 'fanout');
    const alternate = options.alternate === 'yes' ? { alternateExchange: 'lost.and.found' } : {};
    if (options.alternate === 'yes') {
      await channel.assertQueue('found');
      await channel.bindQueue('found', 'lost.and.found', '');
    }
    await channel.assertExchange('letters', 'topic', alternate);
    const mandatory = options.mandatory === 'yes';
    channel.publish('letters', 'nobody', Buffer.from('x'), { mandatory }, (error) => {
      words.push(error ? 'refused' : 'confirmed');
    });
    await channel.waitForConfirms();
    return words;
  }

  it('confirms it and throws it away without mandatory', async () => {
    expect(await publish({ mandatory: 'no', alternate: 'no' })).toEqual(['confirmed']);
  });

  it('returns it before it confirms it with mandatory', async () => {
    expect(await publish({ mandatory: 'yes', alternate: 'no' })).toEqual(['returned', 'confirmed']);
  });

  it('never returns it with an alternate exchange', async () => {
    expect(await publish({ mandatory: 'yes', alternate: 'yes' })).toEqual(['confirmed']);
  });
});

async function fromBroker(path: string): Promise<unknown> {
  const { origin, username, password } = new URL(services().rabbitmqManagementUrl);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const answer = await fetch(`${origin}/api${path}`, { headers: { authorization } });
  expect(answer.status).toBe(200);
  return answer.json();
}
