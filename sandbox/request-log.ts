import { closeSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/** A call as it arrived; the header comes without its AccessToken. */
export interface RequestStart {
  /** Business time, ISO. */
  readonly at: string;
  readonly api: string;
  readonly header: unknown;
  readonly body: unknown;
}

/** How a call ended. */
export interface RequestEnd {
  readonly fault: string | null;
  readonly executed: boolean;
  readonly code: string | null;
  /** Null: nothing, or nothing whole, was answered. */
  readonly http: number | null;
  /** Milliseconds from arrival to the answer, or to the decision to give none. */
  readonly ms: number | null;
}

/** One row as the audit sees it. */
export type RequestRow = { readonly seq: number } & RequestStart & RequestEnd;

/** Every call ever made to the bank, in an append-only file; a call is in it before the bank looks at it. */
export interface RequestLog {
  /** Writes the arrival down and returns what writes the end. */
  begin(start: RequestStart): (end: RequestEnd) => void;
  rows(range: { readonly after: number; readonly limit: number }): RequestRow[];
  count(): number;
  clear(): void;
  close(): void;
}

/** A line of the file: where it starts and how long it is, in bytes. */
type Place = readonly [start: number, length: number];

/** What is known of a call that the process did not live to answer. */
const UNFINISHED: RequestEnd = { fault: null, executed: false, code: null, http: null, ms: null };

/**
 * Opens the log of a file. Written without fsync: losing the last rows with the machine is acceptable, losing
 * them with the process is not. Only the places of the lines are kept in memory.
 */
export function openRequestLog(path: string): RequestLog {
  const file = openSync(path, 'a+');
  const starts: Place[] = [];
  const ends: (Place | undefined)[] = [];
  let size = 0;
  let generation = 0;
  let isClosed = false;

  const index = (entry: { seq: number; at?: string }, length: number): void => {
    const places = entry.at === undefined ? ends : starts;
    places[entry.seq - 1] = [size, length];
    size += length;
  };
  const write = (entry: { seq: number; at?: string }): void => {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    writeSync(file, line);
    index(entry, line.length);
  };
  const read = ([start, length]: Place): unknown => {
    const line = Buffer.alloc(length);
    readSync(file, line, 0, length, start);
    return JSON.parse(line.toString('utf8'));
  };

  forEachLine(path, (entry, length) => index(entry, length));
  ftruncateSync(file, size);

  return {
    begin: (start) => {
      const seq = starts.length + 1;
      const born = generation;
      write({ seq, ...start });
      // A reset forgets calls under way: their end must not fall to a later call of the same number.
      return (end) => {
        if (born === generation && !isClosed) write({ seq, ...end });
      };
    },
    rows: ({ after, limit }) =>
      starts.slice(after, after + limit).map((place, offset) => {
        const end = ends[after + offset];
        const known = end === undefined ? UNFINISHED : (read(end) as RequestEnd);
        return { ...(read(place) as { seq: number } & RequestStart), ...known };
      }),
    count: () => starts.length,
    clear: () => {
      ftruncateSync(file, 0);
      starts.length = 0;
      ends.length = 0;
      size = 0;
      generation += 1;
    },
    close: () => {
      isClosed = true;
      closeSync(file);
    },
  };
}

function forEachLine(
  path: string,
  visit: (entry: { seq: number; at?: string }, length: number) => void,
): void {
  const content = readFileSync(path);
  let from = 0;
  for (let end = content.indexOf(10); end !== -1; end = content.indexOf(10, from)) {
    visit(
      JSON.parse(content.toString('utf8', from, end)) as { seq: number; at?: string },
      end + 1 - from,
    );
    from = end + 1;
  }
}
