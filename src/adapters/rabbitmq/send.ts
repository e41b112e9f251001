import type { Link } from './link';
import { contentOf, propertiesOf } from './message';
import { EVENTS_EXCHANGE, routingKey } from './topology';
import type { OutgoingEvent, PublishFailure } from './types';

/**
 * Sends one event and waits for the broker's word on it: null if it confirmed and did not give it back. Its silence ends
 * after the time-out, and a channel that closes fails whatever waits on it.
 */
export function sendConfirmed(
  link: Link,
  event: OutgoingEvent,
  { timeoutMs, onAnswer }: { timeoutMs: number; onAnswer?: (() => void) | undefined },
): Promise<PublishFailure | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(link.blocked === null ? 'NOT_CONFIRMED' : 'BLOCKED');
    }, timeoutMs);
    const answer = (error: unknown) => {
      onAnswer?.();
      clearTimeout(timer);
      resolve(failureOf(link, { error, eventId: event.eventId }));
    };
    try {
      const key = routingKey(event);
      link.channel.publish(EVENTS_EXCHANGE, key, contentOf(event), propertiesOf(event), answer);
    } catch (error) {
      // Publishing on a channel that is closed throws instead of calling back.
      answer(error);
    }
  });
}

function failureOf(link: Link, answer: { error: unknown; eventId: string }): PublishFailure | null {
  const returned = link.returned.delete(answer.eventId);
  if (answer.error) return link.closed ? 'AWAY' : 'REFUSED';
  return returned ? 'RETURNED' : null;
}
