import { fdatasync, openSync, writeSync } from 'node:fs';

/** One call of a client: what was asked, and what is known of its outcome. */
export interface CallRecord {
  readonly callerId: string;
  readonly method: string;
  /** Concrete path; `route` has the ids replaced. */
  readonly path: string;
  readonly route: string;
  readonly key: string | null;
  /** The body as it was sent, for comparison. */
  readonly body: string | null;
  readonly outcome: 'ok' | 'refused' | 'no answer';
  readonly status: number | null;
  readonly answer: unknown;
  /** Monotonic milliseconds: which call began after which one had ended. */
  readonly startedMs: number;
  readonly endedMs: number;
}

/** What clients have asked and heard, in order: what the product has promised to the world. */
export interface Journal {
  readonly calls: readonly CallRecord[];
  /** Notes that a call begins; the result notes its end. */
  begin(call: Pick<CallRecord, 'callerId' | 'method' | 'path' | 'key' | 'body'>): {
    end(outcome: Pick<CallRecord, 'outcome' | 'status' | 'answer'>): void;
  };
}

/**
 * Keeps the journal in memory, and as lines of a file for whoever looks at a failed run. Lines are flushed to the disk behind
 * the calls: a flush that a call waited for would hold up everything else in this process.
 */
export function createJournal(file: string): Journal {
  const calls: CallRecord[] = [];
  const descriptor = openSync(file, 'a');
  let isFlushing = false;
  const write = (line: object): void => {
    writeSync(descriptor, `${JSON.stringify(line)}\n`);
    if (isFlushing) return;
    isFlushing = true;
    fdatasync(descriptor, () => (isFlushing = false));
  };
  return {
    calls,
    begin(call) {
      const started = { at: new Date().toISOString(), ...call, route: routeOf(call.path) };
      const startedMs = performance.now();
      write({ ...started, outcome: 'invoke' });
      return {
        end(outcome) {
          const { at: _at, ...rest } = started;
          calls.push({ ...rest, ...outcome, startedMs, endedMs: performance.now() });
          write({ ...started, ...outcome });
        },
      };
    },
  };
}

/** `/v1/payments/pay_.../refunds` -> `/v1/payments/{id}/refunds` */
function routeOf(path: string): string {
  return (path.split('?')[0] ?? path).replace(/\/[a-z]{3}_[0-9A-Z]{26}/g, '/{id}');
}
