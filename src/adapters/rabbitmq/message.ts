import type { Options } from 'amqplib';
import type { OutgoingEvent } from './types';

const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';

/** The bytes of an event on the wire: those of the book, untouched. */
export function contentOf(event: OutgoingEvent): Buffer {
  return Buffer.from(event.body, 'utf8');
}

/** The properties of an event's message; nothing in them depends on when or how often it is sent. */
export function propertiesOf(event: OutgoingEvent): Options.Publish {
  const traceparent = traceparentOf(event.body);
  return {
    contentType: CONTENT_TYPE,
    persistent: true,
    // Without it a message that no queue takes is confirmed and thrown away.
    mandatory: true,
    messageId: event.eventId,
    type: event.type,
    timestamp: Math.floor(event.createdAt / 1000),
    appId: 'onjeon',
    correlationId: event.paymentId,
    headers: {
      'onjeon-sequence': event.sequence,
      ...(traceparent === null ? {} : { traceparent }),
    },
  };
}

function traceparentOf(body: string): string | null {
  const { traceparent } = JSON.parse(body) as { traceparent?: unknown };
  return typeof traceparent === 'string' ? traceparent : null;
}
