import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  consume,
  inSequence,
  openJournal,
  type PartnerEvent,
} from '../../../docs/samples/consumer';
import { partnerQueue } from '../../../src/adapters/rabbitmq/topology';
import { eventually } from '../../support/eventually';
import { freshVhost } from '../../support/services';
import { anEvent, aPublisher, SHOP } from './builders';

jest.setTimeout(60_000);

function aPartnerEvent(sequence: number, paymentid = 'pay_1'): PartnerEvent {
  return {
    id: `evt_${randomUUID()}`,
    type: 'payment.done',
    time: '2026-11-22T16:31:30.501+09:00',
    paymentid,
    sequence: String(sequence),
    data: { payment: { orderId: 'ORDER-1', status: 'DONE', totalAmount: 15000 } },
  };
}

describe('the sample consumer for partners', () => {
  let dir: string;
  let journalPath: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'onjeon-sample-'));
    journalPath = join(dir, 'journal.ndjson');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('stores and prints what the publisher sends, once, also over a restart', async () => {
    const vhost = await freshVhost();
    const publisher = aPublisher({ url: vhost.url });
    await publisher.ping();
    const lines: string[] = [];
    const start = () =>
      consume({
        url: vhost.url,
        queue: partnerQueue(SHOP),
        journalPath,
        print: (line) => void lines.push(line),
      });
    const told = aPartnerEvent(1);
    const event = anEvent({ eventId: told.id, body: JSON.stringify(told) });

    const first = await start();
    await publisher.publish([event]);
    await publisher.publish([event]);
    await eventually(() => lines.length === 2, { what: 'both deliveries' });
    await first.stop();
    expect(lines[0]).toContain('payment.done  #1 of pay_1  order ORDER-1  15000 won  DONE');
    expect(lines[1]).toBe(`known     ${told.id}`);

    const second = await start();
    await publisher.publish([event]);
    await eventually(() => lines.length >= 4, { what: 'the journal, and the repetition' });
    await second.stop();
    // An acknowledgement may be lost with the connection: then the broker delivers once more.
    expect(lines[2]).toBe(lines[0]);
    expect(new Set(lines.slice(3))).toEqual(new Set([lines[1]]));
    expect(readFileSync(journalPath, 'utf8')).toBe(`${event.body}\n`);
    await publisher.close();
    await vhost.drop();
  });

  it('takes an event again whose journal line was cut by a crash', () => {
    const events = [aPartnerEvent(1), aPartnerEvent(2)] as const;
    const journal = openJournal(journalPath);
    journal.store(events[0]);
    journal.close();
    appendFileSync(journalPath, JSON.stringify(events[1]).slice(0, 40));
    const again = openJournal(journalPath);
    expect(again.store(events[0])).toBe(false);
    expect(again.store(events[1])).toBe(true);
    again.close();
    const last = openJournal(journalPath);
    expect(last.events).toEqual(events);
    last.close();
  });

  it('holds an early event back until the ones before it are there, per payment', () => {
    const handled: string[] = [];
    const take = inSequence(({ paymentid, sequence }) => handled.push(`${paymentid} ${sequence}`));
    take(aPartnerEvent(3));
    take(aPartnerEvent(2));
    take(aPartnerEvent(1, 'pay_2'));
    expect(handled).toEqual(['pay_2 1']);
    take(aPartnerEvent(1));
    expect(handled).toEqual(['pay_2 1', 'pay_1 1', 'pay_1 2', 'pay_1 3']);
  });
});
