import { appendFileSync } from 'node:fs';

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
}

/** What clients have asked and heard, in order: what the product has promised to the world. */
export interface Journal {
  readonly calls: readonly CallRecord[];
  /** Notes that a call begins; the result notes its end. */
  begin(call: Pick<CallRecord, 'callerId' | 'method' | 'path' | 'key' | 'body'>): {
    end(outcome: Pick<CallRecord, 'outcome' | 'status' | 'answer'>): void;
  };
}

/** Keeps the journal in memory, and as lines of a file for whoever looks at a failed run. */
export function createJournal(file: string): Journal {
  const calls: CallRecord[] = [];
  const write = (line: object): void => appendFileSync(file, `${JSON.stringify(line)}\n`);
  return {
    calls,
    begin(call) {
      const started = { at: new Date().toISOString(), ...call, route: routeOf(call.path) };
      write({ ...started, outcome: 'invoke' });
      return {
        end(outcome) {
          const { at: _at, ...rest } = started;
          calls.push({ ...rest, ...outcome });
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
