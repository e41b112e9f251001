import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import type { Logger } from '../../log';

/** Covers the TCP connection and AMQP's greeting. */
const CONNECT_TIMEOUT_MS = 5_000;
/** A broker that vanished without a word is noticed after two of these. */
const HEARTBEAT_SECONDS = 10;
/** A restarted broker is back in about 6 s; nobody needs to be told before. */
const QUIET_MS = 10_000;
/** Pause between two attempts to connect, doubled up to the longest. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** A connection that stands, with the channel that events are published on. */
export interface Link {
  readonly connection: ChannelModel;
  readonly channel: ConfirmChannel;
  /** Ids of events the broker gave back and has not confirmed yet: the return always comes first. */
  readonly returned: Set<string>;
  /** The broker's reason while it takes nothing (memory or disk alarm), else null. */
  blocked: string | null;
  closed: boolean;
}

/** One link at a time, made when it is asked for. */
export interface LinkKeeper {
  /** The link that stands, or a new one; rejects if there is none and it is too early to try again. */
  get(): Promise<Link>;
  /** Gives a link up without waiting for the broker, which may be the one that hangs. */
  drop(link: Link): void;
  close(): Promise<void>;
}

/**
 * Keeps the link to the broker. There is no timer in the background: whoever has something to send asks, and the pause
 * between attempts keeps that cheap. An outage is logged at info, and as an error once it lasts longer than 10 s.
 */
export function createLinkKeeper(deps: { url: string; log: Logger }): LinkKeeper {
  let link: Link | null = null;
  let opening: Promise<Link> | null = null;
  const outage = createOutage(deps.log);

  async function open(): Promise<Link> {
    try {
      const opened = await openLink(deps);
      outage.over();
      link = opened;
      return opened;
    } catch (error) {
      outage.failedAgain(error);
      throw error;
    } finally {
      opening = null;
    }
  }

  return {
    async get() {
      if (link && !link.closed) return link;
      const tooEarly = outage.reasonToWait();
      if (tooEarly) throw tooEarly;
      opening ??= open();
      return opening;
    },
    drop(dropped) {
      dropped.closed = true;
      // Closing fails on a connection that is gone, which is what is wanted.
      void dropped.connection.close().catch(() => undefined);
    },
    async close() {
      await opening?.catch(() => undefined);
      if (link && !link.closed) await link.connection.close();
    },
  };
}

async function openLink(deps: { url: string; log: Logger }): Promise<Link> {
  const connection = await connect(withHeartbeat(deps.url), {
    timeout: CONNECT_TIMEOUT_MS,
    clientProperties: { connection_name: 'onjeon publisher' },
  });
  connection.on('error', (error) =>
    deps.log.info({ reason: error.message }, 'RabbitMQ link broke'),
  );
  const channel = await connection.createConfirmChannel();
  const link: Link = { connection, channel, returned: new Set(), blocked: null, closed: false };
  const close = () => (link.closed = true);
  // Before amqplib's own listener, which fails all that waits for a confirm: those must see that it was no refusal.
  channel.prependListener('close', close);
  channel.on('error', (error) =>
    deps.log.warn({ reason: error.message }, 'RabbitMQ channel broke'),
  );
  channel.on('return', (message) => link.returned.add(String(message.properties.messageId)));
  connection.on('close', close);
  connection.on('blocked', (reason) => {
    link.blocked = reason;
    deps.log.warn({ reason }, 'RabbitMQ takes nothing: memory or disk alarm');
  });
  connection.on('unblocked', () => {
    link.blocked = null;
    deps.log.info('RabbitMQ takes messages again');
  });
  return link;
}

function withHeartbeat(url: string): string {
  const address = new URL(url);
  address.searchParams.set('heartbeat', String(HEARTBEAT_SECONDS));
  return address.href;
}

/** How long the broker has been away, and when to try it next. Monotonic time. */
function createOutage(log: Logger) {
  let began: number | null = null;
  let loud = false;
  let pauseMs = 0;
  let nextTry = 0;
  let last: unknown = null;
  return {
    failedAgain(error: unknown) {
      const now = performance.now();
      last = error;
      began ??= now;
      pauseMs = Math.min(Math.max(pauseMs * 2, FIRST_PAUSE_MS), LONGEST_PAUSE_MS);
      nextTry = now + pauseMs;
      const facts = { reason: error instanceof Error ? error.message : String(error) };
      if (now - began < QUIET_MS) return log.info(facts, 'RabbitMQ does not answer, trying again');
      if (!loud) log.error(facts, 'RabbitMQ is away; events wait in the book');
      loud = true;
    },
    over() {
      if (loud) log.info('RabbitMQ is back');
      began = null;
      loud = false;
      pauseMs = 0;
      last = null;
    },
    /** The last error while it is too early for another attempt, else null. */
    reasonToWait(): unknown {
      return last !== null && performance.now() < nextTry ? last : null;
    },
  };
}
