import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import {
  codeOf,
  createTrackingAgent,
  NOT_ALLOWED,
  type Attempt,
  type TrackingAgent,
} from './agent';

/** What came back from the network for one request, before anyone asks what it says. */
export type Reply =
  | {
      readonly kind: 'NEVER_LEFT';
      readonly reason: string;
      readonly because: 'NO_CONNECTION' | 'OUR_CHOICE';
    }
  | { readonly kind: 'BROKEN'; readonly reason: string; readonly head: ReplyHead | null }
  | { readonly kind: 'WHOLE'; readonly head: ReplyHead; readonly bytes: Buffer };

/** The part of an answer's head that means something to us. */
export interface ReplyHead {
  readonly httpStatus: number;
  readonly retryAfter: string | null;
  readonly date: string | null;
}

/** One request to the bank. */
export interface Outgoing {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly mayStillSend: () => boolean;
  /** Told when the request has left this process. */
  readonly onWritten?: (() => void) | undefined;
}

/** Sends requests to the bank. Failures of the network are replies, never exceptions. */
export interface Transport {
  post(outgoing: Outgoing): Promise<Reply>;
  /** Closes idle connections; running requests end undisturbed. */
  close(): void;
}

/**
 * Decoded bytes. A statement page of 100 rows has about 40 kB; more than this is no answer, and
 * could fill our memory.
 */
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Creates the transport: no redirects (a 307 would post the debit to another host), no proxy from
 * the environment, a time-out for connecting, and one for the whole answer, counted from the first
 * byte written.
 */
export function createTransport(settings: {
  readonly secure: boolean;
  readonly connectTimeoutMs: number;
  readonly readTimeoutMs: number;
  readonly trustedCa: string | undefined;
}): Transport {
  const tracking = createTrackingAgent(settings);
  const client = axios.create({
    httpAgent: tracking.agent,
    httpsAgent: tracking.agent,
    proxy: false,
    maxRedirects: 0,
    decompress: true,
    responseType: 'stream',
    validateStatus: () => true,
    transformRequest: [(data: unknown) => data],
    transformResponse: [(data: unknown) => data],
  });
  return {
    post: (outgoing) => post({ client, tracking, ...settings }, outgoing),
    close: () => tracking.close(),
  };
}

interface Means {
  readonly client: AxiosInstance;
  readonly tracking: TrackingAgent;
  readonly readTimeoutMs: number;
}

async function post(means: Means, outgoing: Outgoing): Promise<Reply> {
  const limit = createReadLimit(means.readTimeoutMs);
  const attempt: Attempt = {
    mayStillSend: outgoing.mayStillSend,
    onHandedOver: (socket) => {
      limit.start(socket);
      if (outgoing.onWritten) whenWritten(socket, outgoing.onWritten);
    },
    handedOver: false,
    obstacle: null,
    bug: undefined,
  };
  let head: ReplyHead | null = null;
  try {
    const response = await means.tracking.track(attempt, () =>
      request(means.client, outgoing, limit.signal),
    );
    head = headOf(response);
    const bytes = await readBody(response.data);
    if (bytes === null) return { kind: 'BROKEN', reason: 'the answer is over 1 MB', head };
    return { kind: 'WHOLE', head, bytes };
  } catch (error) {
    if (attempt.bug !== undefined) throw attempt.bug;
    // The error itself ends here: it carries the request, and with it the token and the account.
    const reason = codeOf(error);
    if (!attempt.handedOver) {
      return neverLeft(attempt.obstacle ?? `no connection (${reason})`);
    }
    return { kind: 'BROKEN', reason: limit.reason() ?? `the connection broke (${reason})`, head };
  } finally {
    limit.stop();
  }
}

function neverLeft(reason: string): Reply {
  const because = reason === NOT_ALLOWED ? 'OUR_CHOICE' : 'NO_CONNECTION';
  return { kind: 'NEVER_LEFT', reason, because };
}

/** Node tells nobody when a request has been handed to the system; its connection can be asked. */
function whenWritten(
  socket: Pick<Socket, 'bytesWritten' | 'writableLength' | 'destroyed'>,
  tell: () => void,
): void {
  const before = socket.bytesWritten;
  const look = (): void => {
    if (socket.destroyed) return;
    if (socket.bytesWritten > before && socket.writableLength === 0) tell();
    else setImmediate(look);
  };
  setImmediate(look);
}

function request(
  client: AxiosInstance,
  outgoing: Outgoing,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  return client.request<Readable>({
    method: 'POST',
    url: outgoing.url,
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'User-Agent': 'onjeon',
      ...outgoing.headers,
    },
    data: Buffer.from(outgoing.text, 'utf8'),
    signal,
  });
}

/** The time-out for the whole answer, which begins when the request gets its connection. */
function createReadLimit(readTimeoutMs: number) {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    start(socket: { destroy(): unknown }) {
      timer = setTimeout(() => {
        controller.abort();
        socket.destroy();
      }, readTimeoutMs);
    },
    stop: () => clearTimeout(timer),
    reason: () =>
      controller.signal.aborted ? `no whole answer within ${String(readTimeoutMs)} ms` : null,
  };
}

function headOf(response: AxiosResponse<unknown>): ReplyHead {
  const text = (name: string): string | null => {
    const value: unknown = response.headers[name];
    return typeof value === 'string' ? value : null;
  };
  return { httpStatus: response.status, retryAfter: text('retry-after'), date: text('date') };
}

/**
 * The decoded body, or null if it is too large; then the rest is not read and the connection is
 * closed.
 */
async function readBody(stream: Readable): Promise<Buffer | null> {
  // A late error of an abandoned stream has no reader any more, and must not end the process.
  stream.on('error', () => {});
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
