/** An event as the broker needs it; the events of the book have this shape. */
export interface OutgoingEvent {
  readonly eventId: string;
  readonly type: string;
  readonly sequence: number;
  readonly paymentId: string;
  readonly partnerId: string;
  /** The envelope's bytes, the same at every repetition. */
  readonly body: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
}

/** Why an event was not published. It stays in the book for the next try. */
export const PUBLISH_FAILURES = {
  RETURNED: 'no queue took it; the broker confirms such a message all the same',
  REFUSED: 'the queue did not accept it, most likely because it is full',
  NOT_CONFIRMED: 'no confirm came in time; it may be there, so it is sent again under the same id',
  BLOCKED: 'the broker has a memory or disk alarm and takes nothing',
  AWAY: 'the broker cannot be reached, or went away before it confirmed',
  BEHIND: 'an earlier event of the same payment was not confirmed',
} as const;

/** See PUBLISH_FAILURES. */
export type PublishFailure = keyof typeof PUBLISH_FAILURES;

/** What became of a batch: each event is in exactly one of the lists. */
export interface PublishReport {
  readonly confirmed: readonly string[];
  readonly failed: readonly { readonly eventId: string; readonly reason: PublishFailure }[];
}

/** Messages in the dead-letter queue of a partner. */
export interface DeadLetters {
  readonly partnerId: string;
  readonly count: number;
}

/** RabbitMQ as the product uses it. */
export interface Publisher {
  /** Sends a batch, in the order of their sequences per payment. Never throws for anything the broker does. */
  publish(batch: readonly OutgoingEvent[]): Promise<PublishReport>;
  /** Connects if need be and declares what is missing; rejects with a sentence that says what is wrong. */
  ping(): Promise<void>;
  /** What lies in the dead-letter queues, empty ones left out; rejects if the broker is away. */
  deadLetters(): Promise<readonly DeadLetters[]>;
  close(): Promise<void>;
}
