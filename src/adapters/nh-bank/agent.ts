import { AsyncLocalStorage } from 'node:async_hooks';
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** One request on its way to a connection, and what became of it. */
export interface Attempt {
  /** Asked when the connection stands, right before the first byte is written. */
  readonly mayStillSend: () => boolean;
  /** Called when the request gets its connection; from here on the bank may have seen it. */
  readonly onHandedOver: (socket: Socket) => void;
  /**
   * True once a connection was given to the request. The only fact by which "never left" is
   * decided.
   */
  handedOver: boolean;
  /** Why no connection was given; our words and an error code, nothing of the request. */
  obstacle: string | null;
  /** What `mayStillSend` threw, if it did: a bug of ours, to be told to the caller. */
  bug: unknown;
}

/** An HTTP agent that knows, for each request, whether it was ever given a connection. */
export interface TrackingAgent {
  readonly agent: http.Agent;
  /** Runs `send` so that the one request it makes is tracked by `attempt`. */
  track<T>(attempt: Attempt, send: () => Promise<T>): Promise<T>;
  /** Closes idle connections now, and busy ones as soon as they become idle. */
  close(): void;
}

/**
 * Below the 5 s after which many servers drop an idle connection: a re-used one that was just
 * dropped costs a re-send.
 */
const IDLE_MS = 4_000;

/** The obstacle that is our own choice; all others mean that there was no connection. */
export const NOT_ALLOWED = 'not sent: the time in which it was allowed is over';

/**
 * Creates the agent. A new connection is given to its request only when it stands (over TLS: when
 * the server has proved who it is), so a request without a connection cannot have been seen by the
 * bank. Errors are never looked at for that.
 */
export function createTrackingAgent(settings: {
  readonly secure: boolean;
  readonly connectTimeoutMs: number;
  readonly trustedCa: string | undefined;
}): TrackingAgent {
  // Node's agent passes nothing of ours to its hooks; the asynchronous context says whose
  // connection it is.
  const attempts = new AsyncLocalStorage<Attempt>();
  const agent = plainAgent(settings);
  const connect = agent.createConnection.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  const keep = agent.keepSocketAlive.bind(agent);
  let closing = false;

  agent.createConnection = (options, done = () => {}) => {
    const attempt = current(attempts);
    const socket = connect(options) as Socket;
    const give = (error: Error | null): void => done(error, socket);
    whenConnected(socket, settings, (obstacle) => {
      attempt.obstacle = obstacle ?? handOver(attempt, socket);
      if (attempt.obstacle === null) return give(null);
      socket.destroy();
      return give(new Error(attempt.obstacle));
    });
    return undefined;
  };
  agent.reuseSocket = (socket, request) => {
    const attempt = current(attempts);
    reuse(socket, request);
    attempt.obstacle = handOver(attempt, socket as Socket);
    // A destroyed request writes nothing; Node closes the connection it was to get.
    if (attempt.obstacle !== null) request.destroy(new Error(attempt.obstacle));
  };
  agent.keepSocketAlive = (socket) => !closing && keep(socket);

  return {
    agent,
    track: (attempt, send) => attempts.run(attempt, send),
    close() {
      closing = true;
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    },
  };
}

/**
 * No limit on connections: a request must not wait here for another's. The task queues bound
 * concurrency.
 */
function plainAgent(settings: {
  readonly secure: boolean;
  readonly trustedCa: string | undefined;
}): http.Agent {
  const options = { keepAlive: true, timeout: IDLE_MS, maxSockets: Number.POSITIVE_INFINITY };
  if (!settings.secure) return new http.Agent(options);
  // Said explicitly, so that NODE_TLS_REJECT_UNAUTHORIZED=0 in some environment changes nothing.
  return new https.Agent({ ...options, rejectUnauthorized: true, ca: settings.trustedCa });
}

function current(attempts: AsyncLocalStorage<Attempt>): Attempt {
  const attempt = attempts.getStore();
  if (!attempt) throw new Error('a request reached the bank agent without being tracked');
  return attempt;
}

/** Calls back once: with null when the connection stands, else with what was in the way. */
function whenConnected(
  socket: Socket,
  settings: { readonly secure: boolean; readonly connectTimeoutMs: number },
  done: (obstacle: string | null) => void,
): void {
  let open = true;
  const settle = (obstacle: string | null): void => {
    if (!open) return;
    open = false;
    clearTimeout(timer);
    done(obstacle);
  };
  const timer = setTimeout(
    () => settle(`no connection within ${String(settings.connectTimeoutMs)} ms`),
    settings.connectTimeoutMs,
  );
  socket.on('error', (error) => settle(`no connection (${codeOf(error)})`));
  socket.once('close', () => settle('no connection (closed)'));
  socket.once(settings.secure ? 'secureConnect' : 'connect', () => settle(null));
}

/**
 * Gives the connection to its request, unless the caller no longer wants to send. Answers what is
 * in the way, or null.
 */
function handOver(attempt: Attempt, socket: Socket): string | null {
  try {
    if (!attempt.mayStillSend()) return NOT_ALLOWED;
  } catch (error) {
    attempt.bug = error;
    return NOT_ALLOWED;
  }
  attempt.handedOver = true;
  attempt.onHandedOver(socket);
  return null;
}

/**
 * The short code of an error (`ECONNRESET`), which never carries data of the request; its message
 * and fields might.
 */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[A-Z0-9_]{2,60}$/.test(code) ? code : 'no code';
}
