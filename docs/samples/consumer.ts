/**
 * A partner's consumer, to be copied and changed:
 *
 *   node dist/docs/samples/consumer.js amqp://<partnerId>:<secret>@<host>:<port>/ onjeon.partner.<partnerId> [journal]
 *
 * It does the four things every consumer of Onjeon's events must do:
 *  1. store an event before acknowledging it: what is acknowledged never comes again by itself;
 *  2. drop an event whose id is known: each is delivered at least once, always with the same bytes;
 *  3. handle the events of one payment in the order of `sequence` (1, 2, 3 ...), and hold back one that comes early;
 *  4. keep one consumer at work: a second one waits in reserve until the first is gone.
 *
 * The journal (default `consumer-journal.ndjson`) stands for your database: one line per event, flushed to disk.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { connect, type ConsumeMessage } from 'amqplib';

/** What this sample reads of the envelope (CloudEvents 1.0); there is more in it. */
export interface PartnerEvent {
  readonly id: string;
  readonly type: string;
  readonly time: string;
  readonly paymentid: string;
  /** A number in text, counted without gaps per payment. */
  readonly sequence: string;
  readonly data: {
    readonly payment: {
      readonly orderId: string;
      readonly status: string;
      readonly totalAmount: number;
    };
  };
}

/** Unacknowledged events at a time; few, since each is stored with a flush. */
const PREFETCH = 20;

/** The journal: every event once, in the order in which they came. */
export function openJournal(path: string) {
  const seen = new Set<string>();
  const old = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  // The last line may have been cut by a crash; it was not acknowledged, so it comes again.
  const events = old.flatMap((line) => parsed(line) ?? []);
  for (const { id } of events) seen.add(id);
  const file = openSync(path, 'a');
  if (old.length > 0 && old.at(-1) !== '') writeSync(file, '\n');
  return {
    events: events as readonly PartnerEvent[],
    /** False if the event is known: then there is nothing to do but to acknowledge it. */
    store(event: PartnerEvent): boolean {
      if (seen.has(event.id)) return false;
      writeSync(file, `${JSON.stringify(event)}\n`);
      fsyncSync(file);
      seen.add(event.id);
      return true;
    },
    close: () => closeSync(file),
  };
}

/** Hands the events of each payment on in the order of their sequence; an early one waits for those before it. */
export function inSequence(handle: (event: PartnerEvent) => void) {
  const payments = new Map<string, { next: number; early: Map<number, PartnerEvent> }>();
  return (event: PartnerEvent): void => {
    const payment = payments.get(event.paymentid) ?? { next: 1, early: new Map() };
    payments.set(event.paymentid, payment);
    payment.early.set(Number(event.sequence), event);
    for (let due = payment.early.get(payment.next); due; due = payment.early.get(payment.next)) {
      payment.early.delete(payment.next);
      payment.next += 1;
      handle(due);
    }
  };
}

/** Reads a queue until `stop` is called; `print` gets one line per event. */
export async function consume(options: {
  url: string;
  queue: string;
  journalPath: string;
  print: (line: string) => void;
}): Promise<{ stop(): Promise<void>; ended: Promise<void> }> {
  const { url, queue, print } = options;
  const journal = openJournal(options.journalPath);
  const handle = inSequence((event) => print(describe(event)));
  // After a restart: what was stored is handled again, so that nothing stored stays unhandled.
  for (const event of journal.events) handle(event);

  const connection = await connect(url);
  const ended = new Promise<void>((resolve) => connection.once('close', () => resolve()));
  connection.on('error', (error) => print(`connection: ${error.message}`));
  const channel = await connection.createChannel();
  await channel.prefetch(PREFETCH);
  await channel.consume(queue, (message: ConsumeMessage | null) => {
    if (!message) return void connection.close(); // the queue was deleted
    const event = parsed(message.content.toString('utf8'));
    // Back to the queue; after five more deliveries it lies in the dead letters, where operators see it.
    if (!event) return channel.nack(message);
    const isNew = journal.store(event);
    if (isNew) handle(event);
    else print(`known     ${event.id}`);
    channel.ack(message);
  });
  return {
    ended,
    async stop() {
      await connection.close();
      journal.close();
    },
  };
}

function describe({ id, type, paymentid, sequence, data }: PartnerEvent): string {
  const { orderId, status, totalAmount } = data.payment;
  return `${type}  #${sequence} of ${paymentid}  order ${orderId}  ${totalAmount} won  ${status}  (${id})`;
}

/** Null for what is no event; a journal line cut short is none either. */
function parsed(text: string): PartnerEvent | null {
  try {
    const event = JSON.parse(text) as Partial<PartnerEvent> | null;
    return event?.id && event.paymentid && event.data ? (event as PartnerEvent) : null;
  } catch {
    return null;
  }
}

async function main([url, queue, journalPath = 'consumer-journal.ndjson']: string[]) {
  if (!url || !queue) {
    process.stderr.write('usage: consumer <amqp url> <queue> [journal]\n');
    process.exitCode = 2;
    return;
  }
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const consumer = await consume({ url, queue, journalPath, print });
  print(`reading ${queue}; Ctrl-C ends`);
  process.once('SIGINT', () => void consumer.stop());
  process.once('SIGTERM', () => void consumer.stop());
  await consumer.ended;
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
