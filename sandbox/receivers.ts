/** One message a development receiver got. */
export interface ReceivedMessage {
  readonly at: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed if it was JSON, else the text. */
  readonly body: unknown;
}

/** A stand-in for Slack or a partner's webhook: keeps the last messages and shows them. */
export interface Receiver {
  receive(message: ReceivedMessage): void;
  list(): readonly ReceivedMessage[];
  clear(): void;
}

/** Messages a receiver keeps; older ones are dropped, since it is for looking, not for auditing. */
const MOST_MESSAGES = 1000;

/** Creates an empty receiver. */
export function createReceiver(): Receiver {
  const messages: ReceivedMessage[] = [];
  return {
    receive: (message) => {
      messages.push(message);
      if (messages.length > MOST_MESSAGES) messages.shift();
    },
    list: () => messages,
    clear: () => {
      messages.length = 0;
    },
  };
}
