import { createH2Reader } from './h2-frames';

/** Reads along with one connection: which requests have an answer worth dropping, and when it comes. */
export interface Observer {
  /** Whether the client's bytes hold a request whose answer may be dropped. */
  asks(chunk: Buffer): boolean;
  /** Whether the server's bytes hold the answer to such a request. */
  answers(chunk: Buffer): boolean;
  /** Something in the server's bytes that is worth counting. */
  notes(chunk: Buffer): string | null;
}

/** What flows through a proxy. */
export type Protocol = 'http' | 'mysql' | 'temporal' | 'redis' | 'amqp' | 'bytes';

/** The observer of one connection. */
export function createObserver(protocol: Protocol): Observer {
  return OBSERVERS[protocol]();
}

const OBSERVERS: Readonly<Record<Protocol, () => Observer>> = {
  http: () => plain((chunk) => chunk.subarray(0, 5).equals(POST)),
  mysql,
  temporal,
  redis: () => plain(() => true),
  amqp,
  bytes: () => plain(() => true),
};

const POST = Buffer.from('POST ');

/** A request is known by its first bytes, and whatever comes next is its answer. */
function plain(asks: (chunk: Buffer) => boolean): Observer {
  return { asks, answers: () => true, notes: () => null };
}

/** A packet of the MySQL protocol: three bytes of length, a number, then COM_QUERY or the error mark. */
const COM_QUERY = 0x03;
const ERROR_MARK = 0xff;
/** The conflicts an application must survive: lock wait time-out, deadlock, changed since it was read. */
const CONFLICTS: ReadonlySet<number> = new Set([1205, 1213, 1020]);

/** COMMIT goes over the wire as text, in a packet of its own. */
function mysql(): Observer {
  const isCommit = (chunk: Buffer): boolean =>
    chunk[4] === COM_QUERY && /^.?.?COMMIT;?$/s.test(chunk.subarray(5, 32).toString('latin1'));
  const observer = plain(isCommit);
  return {
    ...observer,
    notes(chunk) {
      if (chunk.length < 7 || chunk[4] !== ERROR_MARK) return null;
      const code = chunk.readUInt16LE(5);
      return CONFLICTS.has(code) ? `mysql-${code}` : null;
    },
  };
}

/** A start names a workflow of ours and its task queue in one DATA frame; its answer is on the same stream. */
function temporal(): Observer {
  const starts = new Set<number>();
  let isAnswered = false;
  const fromClient = createH2Reader({
    hasPreface: true,
    onFrame({ streamId, isData, payload }) {
      if (!isData) return;
      const text = payload.toString('latin1');
      if (!/(payment-pay|refund-rfd|account-acc)_/.test(text)) return;
      if (text.includes('payments')) starts.add(streamId);
    },
  });
  const fromServer = createH2Reader({
    hasPreface: false,
    onFrame({ streamId }) {
      isAnswered ||= starts.has(streamId);
    },
  });
  return {
    asks(chunk) {
      const before = starts.size;
      fromClient.read(chunk);
      return starts.size > before;
    },
    answers(chunk) {
      isAnswered = false;
      fromServer.read(chunk);
      return isAnswered;
    },
    notes: () => null,
  };
}

/** Class and method of basic.publish and basic.ack, as a method frame begins with them. */
const PUBLISH = 0x003c0028;
const ACK = 0x003c0050;
const METHOD_FRAME = 1;
/** Type, channel and size stand before a frame's payload. */
const FRAME_HEADER_BYTES = 7;

/** The answer to a publish is the broker's confirm; heartbeats and the like are none. */
function amqp(): Observer {
  return {
    asks: (chunk) => hasMethod(chunk, PUBLISH),
    answers: (chunk) => hasMethod(chunk, ACK),
    notes: () => null,
  };
}

/** Walks over the frames of a chunk; one that began in an earlier chunk is looked over. */
function hasMethod(chunk: Buffer, method: number): boolean {
  let at = 0;
  while (at + FRAME_HEADER_BYTES + 4 <= chunk.length) {
    const size = chunk.readUInt32BE(at + 3);
    const isMethod = chunk[at] === METHOD_FRAME;
    if (isMethod && chunk.readUInt32BE(at + FRAME_HEADER_BYTES) === method) return true;
    at += FRAME_HEADER_BYTES + size + 1;
  }
  return false;
}
