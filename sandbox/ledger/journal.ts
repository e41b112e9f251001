import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An append-only file of JSON lines. A line counts once `synced` has resolved; nothing may be answered earlier. */
export interface Journal {
  /** Queues one line of JSON; lines reach the disk in the order of the calls. */
  append(line: string): void;
  /** Resolves when all lines appended so far are on the disk; rejects for ever after a failed write. */
  synced(): Promise<void>;
  /** Forgets everything and starts again with this line; a crash leaves the old file or the new one. */
  restart(line: string): Promise<void>;
  /** The error that ended writing, if one did. */
  failure(): Error | null;
  close(): Promise<void>;
}

/**
 * Opens a journal and hands every complete line to `onEntry`. A last line torn by a crash is cut off:
 * it was never synced, so nobody was told of it. Damage anywhere else throws.
 */
export async function openJournal(
  path: string,
  onEntry: (entry: unknown) => void,
): Promise<Journal> {
  if (!existsSync(path)) writeWhole(path, '');
  readEntries(path, onEntry);
  let file = await open(path, 'a');
  let failed: Error | null = null;
  let chain: Promise<void> = Promise.resolve();
  let waiting: string[] | null = null;

  /** Everything that touches the file goes one after another; after a failure nothing does. */
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    chain = chain.then(work);
    chain.catch((error: unknown) => {
      failed ??= error instanceof Error ? error : new Error(String(error));
    });
    return chain;
  };

  return {
    append: (line) => {
      if (failed) throw failed;
      if (waiting === null) {
        // Lines that come while an earlier fsync runs wait together and share the next one.
        const batch: string[] = [];
        waiting = batch;
        void enqueue(() => {
          if (waiting === batch) waiting = null;
          return writeAll(file, batch);
        });
      }
      waiting.push(`${line}\n`);
    },
    synced: () => chain,
    restart: (line) => {
      waiting = null;
      return enqueue(async () => {
        writeWhole(path, `${line}\n`);
        await file.close();
        file = await open(path, 'a');
      });
    },
    failure: () => failed,
    close: async () => {
      await chain.catch(() => undefined);
      await file.close();
    },
  };
}

async function writeAll(file: FileHandle, lines: readonly string[]): Promise<void> {
  await file.appendFile(lines.join(''));
  await file.datasync();
}

function readEntries(path: string, onEntry: (entry: unknown) => void): void {
  const content = readFileSync(path);
  let from = 0;
  for (let end = content.indexOf(10); end !== -1; end = content.indexOf(10, from)) {
    const isLast = end === content.length - 1;
    const entry = parseLine(content.toString('utf8', from, end));
    if (entry === undefined && isLast) break;
    if (entry === undefined) throw new Error(`${path}: damaged at byte ${from}`);
    onEntry(entry);
    from = end + 1;
  }
  if (from < content.length) truncateSync(path, from);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Written beside and renamed, so that a crash leaves either the old file or the new one. */
function writeWhole(path: string, content: string): void {
  const draft = `${path}.new`;
  writeFileSync(draft, content, { flush: true });
  renameSync(draft, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
